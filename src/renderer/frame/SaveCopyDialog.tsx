import { useState, type JSX } from 'react'
import { Modal } from '../parts/Modal'
import { stateOf } from '../stores/acts'
import { useApp } from '../stores/useApp'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'
import { usersText } from '../text/users'
import { FolderField } from './FolderField'
import { PickFolder } from './PickFolder'

/** Writes the database into another folder and goes on with that one. */
export function SaveCopyDialog({ database, onClose }: { database: string; onClose: () => void }): JSX.Element {
  const app = useApp()
  const { saveCopy: text, open, create } = useText(dialogText)
  const words = useText(usersText)
  const [folder, setFolder] = useState(`${stateOf(app, database)?.folder ?? ''}-copy`)
  return (
    <Modal
      title={text.title}
      size="l"
      onClose={onClose}
      ok={text.ok}
      missing={folder.trim() === '' ? [words.missing.folder] : []}
      onDo={async () => {
        const state = await app.api.call('databases.saveCopy', { database, folder: folder.trim() })
        app.shell.getState().say({ is: 'saved', title: state.title })
      }}
      more={<PickFolder onPick={setFolder} />}
    >
      <p className="dialog-note">{text.hint}</p>
      <FolderField label={open.folder} value={folder} onChange={setFolder} none={create.willBe} />
    </Modal>
  )
}
