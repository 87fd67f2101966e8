import type { JSX } from 'react'
import { Button } from 'react-aria-components'
import { useDatabaseStore } from '../../stores/useDatabase'
import type { Part } from '../../text/rights'

/** Words with names in them; groups and objects lead to their places. */
export function Sentence({ parts, plain = false }: { parts: readonly Part[]; plain?: boolean }): JSX.Element {
  const store = useDatabaseStore()
  const shown = parts.map((part, at): JSX.Element => {
    const key = `${at}`
    if (typeof part === 'string') return <span key={key}>{part}</span>
    if (plain || part.is === 'person' || part.is === 'right')
      return (
        <b key={key} className={part.is === 'object' ? 'mono' : undefined}>
          {part.text}
        </b>
      )
    const { is, text } = part
    return (
      <Button
        key={key}
        className={is === 'object' ? 'name-link mono' : 'name-link'}
        onPress={() => store.getState().goTo(is === 'object' ? { object: text } : { group: text })}
      >
        {text}
      </Button>
    )
  })
  return <>{shown}</>
}
