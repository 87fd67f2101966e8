import { useState, type JSX } from 'react'
import { nameFault } from '../../contract/nameRules'
import { Field } from '../parts/Field'
import { Modal } from '../parts/Modal'
import { NewPassword, passwordProblems, type TypedPassword, NO_PASSWORD } from '../parts/NewPassword'
import { useEstimate } from '../parts/useEstimate'
import { valueOf } from '../stores/loadable'
import { useApp, useSettings } from '../stores/useApp'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'
import { usersText } from '../text/users'
import { FolderField } from './FolderField'
import { orThrow } from './OpenDialog'
import { PickFolder } from './PickFolder'

/** A new database: where, and who is its first administrator. There is no default account. */
export function NewDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const { places } = useApp()
  const text = useText(dialogText).create
  const words = useText(usersText)
  const about = valueOf(useSettings((view) => view.about))
  const [folder, setFolder] = useState(about ? `${about.home}/` : '')
  const [name, setName] = useState('')
  const [password, setPassword] = useState<TypedPassword>(NO_PASSWORD)

  const estimate = useEstimate()
  const fault = name === '' ? undefined : nameFault(name)
  const missing = [
    ...(folder.trim() === '' ? [words.missing.folder] : []),
    ...(name === '' ? [words.missing.name] : fault ? [words.missing.goodName] : []),
    ...passwordProblems(password, name, words, estimate),
  ]
  return (
    <Modal
      title={text.title}
      size="l"
      onClose={onClose}
      ok={text.ok}
      missing={missing}
      onDo={() =>
        orThrow(
          places.getState().create({ folder: folder.trim(), administrator: { name, password: password.password } }),
        )
      }
      more={<PickFolder onPick={setFolder} />}
    >
      <FolderField label={text.folder} value={folder} onChange={setFolder} none={text.willBe} />
      <h2 className="dialog-part">{text.administrator}</h2>
      <Field
        label={words.name}
        value={name}
        onChange={setName}
        hint={words.nameHint}
        fault={fault && words.names[fault]}
      />
      <NewPassword value={password} onChange={setPassword} name={name} estimate={estimate} />
    </Modal>
  )
}
