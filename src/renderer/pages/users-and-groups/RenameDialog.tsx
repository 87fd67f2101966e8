import { useMemo, useState, type JSX } from 'react'
import { useApi } from '../../api'
import { Field } from '../../parts/Field'
import { Modal } from '../../parts/Modal'
import { useDatabaseStore } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { nameSet, typedFault } from './typedFault'

export type RenameDialogProps = {
  subject: 'user' | 'group'
  name: string
  all: readonly { name: string }[]
  onClose: () => void
}

/** Another name for a user or a group; what belongs to it goes with it. */
export function RenameDialog({ subject, name, all, onClose }: RenameDialogProps): JSX.Element {
  const api = useApi()
  const text = useText(usersText)
  const store = useDatabaseStore()
  const database = store.getState().id
  const [to, setTo] = useState(name)
  const others = useMemo(() => nameSet(all), [all])
  const fault = to === '' ? undefined : typedFault(to, others, name)

  async function apply(): Promise<void> {
    if (to === name) return
    if (subject === 'user') await api.call('users.change', { database, name, to })
    else await api.call('groups.rename', { database, name, to })
    // The row has another name now; the selection goes with it.
    store.getState().goTo(subject === 'user' ? { user: to } : { group: to })
  }

  return (
    <Modal
      title={text.renameTitle(name)}
      size="s"
      onClose={onClose}
      ok={text.rename}
      missing={to === '' ? [text.missing.name] : fault ? [text.missing.goodName] : []}
      onDo={apply}
    >
      <Field label={text.name} value={to} onChange={setTo} hint={text.renameKeeps} fault={fault && text.names[fault]} />
    </Modal>
  )
}
