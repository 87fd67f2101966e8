import type { JSX } from 'react'
import type { MethodInput } from '../../../contract/contract'
import { Button } from '../../parts/Button'
import { asAppError, valueOf } from '../../stores/loadable'
import { useApp, useSettings } from '../../stores/useApp'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'

/** The system's own file dialog, where the program has one. */
export function PickFile({
  asks,
  onPick,
}: {
  asks: MethodInput<'files.pick'>
  onPick: (file: string) => void
}): JSX.Element | null {
  const { api, refused } = useApp()
  const text = useText(exchangeText)
  const about = valueOf(useSettings((view) => view.about))
  if (!about?.canPickFolders) return null
  return (
    <Button
      onPress={() => {
        api.call('files.pick', asks).then(
          ({ file }) => file !== null && onPick(file),
          (cause: unknown) => refused(asAppError(cause)),
        )
      }}
    >
      {text.pick}
    </Button>
  )
}
