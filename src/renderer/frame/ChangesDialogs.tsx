import { useCallback, useEffect, useState, type JSX } from 'react'
import type { MethodOutput } from '../../contract/contract'
import type { Difference } from '../../contract/databases'
import { Button } from '../parts/Button'
import { Modal } from '../parts/Modal'
import { Shown } from '../parts/Shown'
import { save, stateOf } from '../stores/acts'
import { asAppError, failed, loaded, WAITING, type Loadable } from '../stores/loadable'
import { useApp } from '../stores/useApp'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'

type Asked = { database: string; onClose: () => void }
type Changes = MethodOutput<'databases.changes'>

const LIMIT = 500

/** Everything that differs from what lies in the folder. */
export function ChangesDialog({ database, onClose }: Asked): JSX.Element {
  const text = useText(dialogText).changes
  return (
    <Modal title={text.title} size="l" onClose={onClose}>
      <Differences database={database} of="edits" none={text.none} />
    </Modal>
  )
}

/** Somebody else changed the files: what they changed, and the two ways on. */
export function OutsideDialog({ database, onClose }: Asked): JSX.Element {
  const app = useApp()
  const text = useText(dialogText).outside
  const state = stateOf(app, database)
  const reload = (): void => {
    app.api.call('databases.reload', { database }).then(onClose, (cause: unknown) => app.refused(asAppError(cause)))
  }
  const overwrite = async (): Promise<void> => {
    const error = await save(app, database, { overwrite: true })
    if (!error) onClose()
  }
  return (
    <Modal
      title={text.title(state?.title ?? '')}
      size="l"
      onClose={onClose}
      more={
        <>
          <Button onPress={reload}>{text.reload}</Button>
          <Button kind="danger" onPress={() => void overwrite()} isDisabled={state?.readOnly ?? false}>
            {text.overwrite}
          </Button>
        </>
      }
    >
      <p className="dialog-note">
        {text.mine(state?.unsaved ?? 0)} {text.body}
      </p>
      <Differences database={database} of="outside" none={text.none} />
    </Modal>
  )
}

function Differences({ database, of, none }: { database: string; of: 'edits' | 'outside'; none: string }): JSX.Element {
  const { api } = useApp()
  const [changes, setChanges] = useState<Loadable<Changes>>(WAITING)
  const load = useCallback(() => {
    api.call('databases.changes', { database, of, limit: LIMIT }).then(
      (found) => setChanges(loaded(found)),
      (cause: unknown) => setChanges(failed(cause)),
    )
  }, [api, database, of])
  useEffect(load, [load])
  return (
    <div className="differences">
      <Shown of={changes} onRetry={load}>
        {({ differences, total }) =>
          total === 0 ? (
            <p className="place-note">{none}</p>
          ) : (
            <DifferenceTable differences={differences} total={total} />
          )
        }
      </Shown>
    </div>
  )
}

/** Added, changed, removed, per user, group, right. */
function DifferenceTable({ differences, total }: { differences: readonly Difference[]; total: number }): JSX.Element {
  const text = useText(dialogText).changes
  return (
    <>
      {/* What scrolls is reached by the keyboard, too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="table-box" aria-label={text.title} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{text.kind}</th>
              <th scope="col">{text.what}</th>
              <th scope="col">{text.where}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => {
              const told = text.difference(difference)
              return (
                <tr key={JSON.stringify(difference)}>
                  <td className={`kind-${difference.kind}`}>{text.kinds[difference.kind]}</td>
                  <td>{told.what}</td>
                  <td className={difference.subject === 'right' ? 'mono' : ''}>{told.where}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      {total > differences.length && <p className="dialog-note">{text.more(differences.length, total)}</p>}
    </>
  )
}
