import type { JSX } from 'react'
import { Button } from '../parts/Button'
import { asAppError, valueOf } from '../stores/loadable'
import { useApp, useSettings } from '../stores/useApp'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'

/** The system's own folder dialog, where the program has one. */
export function PickFolder({ onPick }: { onPick: (folder: string) => void }): JSX.Element | null {
  const { api, refused } = useApp()
  const text = useText(dialogText).open
  const about = valueOf(useSettings((view) => view.about))
  if (!about?.canPickFolders) return null
  return (
    <Button
      onPress={() => {
        api.call('folders.pick', {}).then(
          ({ folder }) => folder !== null && onPick(folder),
          (cause: unknown) => refused(asAppError(cause)),
        )
      }}
    >
      {text.pick}
    </Button>
  )
}
