import { useState, type JSX } from 'react'
import { Modal } from '../parts/Modal'
import { valueOf } from '../stores/loadable'
import type { Opening } from '../stores/places'
import { useApp, useSettings } from '../stores/useApp'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'
import { FolderField } from './FolderField'
import { PickFolder } from './PickFolder'

export type OpenDialogProps = { dropped: boolean; onClose: () => void }

/** Opens a folder by its path. */
export function OpenDialog({ dropped, onClose }: OpenDialogProps): JSX.Element {
  const { places, refused } = useApp()
  const text = useText(dialogText).open
  const about = valueOf(useSettings((view) => view.about))
  const [folder, setFolder] = useState(about ? `${about.home}/` : '')

  async function open(path: string): Promise<void> {
    await orThrow(places.getState().open(path))
  }

  return (
    <Modal
      title={text.title}
      size="l"
      onClose={onClose}
      ok={text.ok}
      missing={folder.trim() === '' ? [text.missing] : []}
      onDo={() => open(folder.trim())}
      more={<PickFolder onPick={setFolder} />}
    >
      <p className="dialog-note">{dropped ? text.dropped : text.hint}</p>
      <FolderField
        label={text.folder}
        value={folder}
        onChange={setFolder}
        onDatabase={(path) => {
          setFolder(path)
          open(path).then(onClose, refused)
        }}
      />
    </Modal>
  )
}

/** An opening that was refused, as a failure the dialog shows. */
export async function orThrow(opening: Promise<Opening>): Promise<void> {
  const outcome = await opening
  if (outcome.is === 'refused') throw outcome.error
}
