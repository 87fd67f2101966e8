import { useMemo, useState, type JSX } from 'react'
import type { User } from '../../../contract/users'
import { openFolder } from '../../frame/openFolder'
import { Button } from '../../parts/Button'
import { NOTHING_SELECTED } from '../../parts/gridSelection'
import { Modal } from '../../parts/Modal'
import { useEstimate } from '../../parts/useEstimate'
import { valueOf } from '../../stores/loadable'
import { useApp, usePlaces } from '../../stores/useApp'
import { useDatabase } from '../../stores/useDatabase'
import { importText } from '../../text/import'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { ImportChoice, type Chosen } from './ImportChoice'
import { FIRST_PASSWORDS, importProblems, importUsers } from './importForm'
import { ImportPasswordsStep } from './ImportPasswordsStep'
import { useImport } from './useImport'
import { useOffer } from './useOffer'

export type ImportDialogProps = { users: readonly User[]; groups: readonly string[]; onClose: () => void }

/** Users and groups from another opened database. Passwords never come along: each user gets one here. */
export function ImportDialog({ users, groups, onClose }: ImportDialogProps): JSX.Element {
  const app = useApp()
  const estimate = useEstimate()
  const text = useText(importText)
  const words = useText(usersText)
  const database = useDatabase((view) => view.id)
  const stores = usePlaces((view) => view.stores)
  const sources = useMemo(
    () =>
      [...stores].flatMap(([id, store]) =>
        id === database ? [] : [{ id, name: valueOf(store.getState().state)?.title ?? id }],
      ),
    [stores, database],
  )
  const [step, setStep] = useState<'choose' | 'passwords'>('choose')
  const [chosen, setChosen] = useState<Chosen>({
    from: sources[0]?.id ?? '',
    users: NOTHING_SELECTED,
    groups: NOTHING_SELECTED,
    rights: true,
  })
  const [passwords, setPasswords] = useState(FIRST_PASSWORDS)
  const { running, start, stop } = useImport(database)
  const here = useMemo(() => ({ users, groups }), [users, groups])
  const { offer, load } = useOffer(chosen.from, here)
  const names = [...chosen.users.keys]
  const fixed = new Set(valueOf(offer)?.users.flatMap((each) => (each.fixed ? [each.name] : [])))
  const groupNames = [...chosen.groups.keys]

  if (sources.length === 0)
    return (
      <Modal
        title={text.title}
        size="s"
        onClose={onClose}
        more={
          <Button
            onPress={() => {
              onClose()
              void openFolder(app)
            }}
          >
            {text.open}
          </Button>
        }
      >
        <p>{text.noOther}</p>
      </Modal>
    )

  const last = step === 'passwords' || names.length === 0
  const missing =
    names.length + groupNames.length === 0
      ? [words.missing.choice]
      : step === 'passwords'
        ? importProblems(names, passwords, { missing: words.missing, each: text.missingEach }, estimate)
        : []
  return (
    <Modal
      title={text.title}
      size="l"
      onClose={running ? stop : onClose}
      ok={last ? text.ok(names.length, groupNames.length) : text.next}
      missing={missing}
      working={running !== undefined}
      onDo={async () => {
        if (!last) {
          setStep('passwords')
          return 'stay'
        }
        await start({
          from: chosen.from,
          groups: groupNames,
          rights: chosen.rights,
          users: importUsers(names, passwords, fixed),
        })
        return undefined
      }}
      more={
        step === 'passwords' && !running ? <Button onPress={() => setStep('choose')}>{text.back}</Button> : undefined
      }
    >
      {step === 'choose' ? (
        <ImportChoice sources={sources} offer={offer} onRetry={load} chosen={chosen} onChange={setChosen} />
      ) : (
        <ImportPasswordsStep
          names={names}
          fixed={names.filter((name) => fixed.has(name))}
          passwords={passwords}
          onChange={setPasswords}
          estimate={estimate}
          running={running}
        />
      )}
    </Modal>
  )
}
