import { useState, type JSX } from 'react'
import { Input, Text, TextField } from 'react-aria-components'

export type DraftFieldProps<T> = {
  label: string
  /** What holds. */
  value: T
  write: (value: T) => string
  /** What was typed, or in words what is wrong with it. */
  read: (text: string) => { value: T } | { fault: string }
  onCommit: (value: T) => void
  /** Why what was taken over last was refused. */
  refusal?: string | undefined
  /** Said under the field while nothing is wrong. */
  says: string
  isDisabled: boolean
}

/** A field that is taken over by Enter or by leaving it, and goes back to what holds by Escape. */
export function DraftField<T extends string | number>(props: DraftFieldProps<T>): JSX.Element {
  const { label, value, write, read, onCommit, refusal, says, isDisabled } = props
  const [draft, setDraft] = useState<string>()
  const [tried, setTried] = useState(false)
  const found = draft === undefined ? { value } : read(draft)
  const fault = tried && 'fault' in found ? found.fault : refusal

  function commit(): void {
    if (draft === undefined) return
    setTried(true)
    if ('fault' in found) return
    setDraft(undefined)
    if (found.value !== value) onCommit(found.value)
  }

  return (
    <TextField
      className="setting-field"
      aria-label={label}
      value={draft ?? write(value)}
      onChange={(text) => {
        setDraft(text)
        setTried(false)
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        else if (event.key === 'Escape' && draft !== undefined) {
          setDraft(undefined)
          setTried(false)
        }
      }}
      isInvalid={fault !== undefined}
      isDisabled={isDisabled}
      autoComplete="off"
      spellCheck="false"
    >
      <Input className="input" />
      <Text slot="description" className={fault === undefined ? 'field-hint' : 'field-hint field-fault'}>
        {fault ?? says}
      </Text>
    </TextField>
  )
}
