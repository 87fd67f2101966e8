import { useCallback, useEffect, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { MethodOutput } from '../../../contract/contract'
import type { Target } from '../../../contract/exchange'
import { Shown } from '../../parts/Shown'
import type { ApplyStore } from '../../stores/apply'
import { failed, loaded, WAITING, type Loadable } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import { DifferenceGrid } from '../sync/DifferenceGrid'

type Differences = MethodOutput<'apply.differences'>

/** The most differences that are shown; how many there are in all is said. */
const LIMIT = 10_000

/** What would change in one folder of the plan. */
export function FolderDifferences({ store, target }: { store: ApplyStore; target: Target }): JSX.Element {
  const { api } = useApp()
  const text = useText(applyText)
  const plan = useStore(store, (view) => view.plan?.plan)
  const [found, setFound] = useState<Loadable<Differences>>(WAITING)
  const { folder, title } = target
  const load = useCallback(() => {
    if (plan === undefined) return
    api.call('apply.differences', { plan, folder, limit: LIMIT }).then(
      (differences) => setFound(loaded(differences)),
      (cause: unknown) => setFound(failed(cause)),
    )
  }, [api, plan, folder])
  useEffect(load, [load])
  return (
    <>
      <p className="mono apply-path">{folder}</p>
      <div className="difference-box apply-box">
        <Shown of={found} onRetry={load}>
          {({ differences, total }) => (
            <DifferenceGrid label={text.differencesTitle(title)} differences={differences} total={total} />
          )}
        </Shown>
      </div>
    </>
  )
}
