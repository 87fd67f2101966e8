import { useMemo, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { Target } from '../../../contract/exchange'
import { Button } from '../../parts/Button'
import { CheckBox } from '../../parts/CheckBox'
import type { ApplyStore } from '../../stores/apply'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import { syncText } from '../../text/sync'
import { FolderGrid, type FolderRow } from './FolderGrid'
import { keyed } from './keyed'
import { TARGET_SIGNS } from './signs'
import { useSayError } from './useSayError'
import { WorkLine } from './WorkLine'

type Is = Target['is']

const NONE: readonly Target[] = []

/** What would change in each folder; which of them are to be changed. */
export function PlanStep({ store }: { store: ApplyStore }): JSX.Element {
  const text = useText(applyText)
  const { counts } = useText(syncText)
  const say = useSayError()
  const targets = useStore(store, (view) => view.plan?.targets ?? NONE)
  const ticked = useStore(store, (view) => view.ticked)
  const working = useStore(store, (view) => view.working)
  const { tick, lookInto } = store.getState()
  const [active, setActive] = useState<FolderRow<Is>>()
  const rows = useMemo(
    () =>
      keyed(
        targets.map((target) => ({
          folder: target.folder,
          is: target.is,
          why: target.is === 'refused',
          what:
            target.is === 'differs' ? counts(target.counts) : target.is === 'same' ? text.nothing : say(target.error),
        })),
      ),
    [targets, counts, say, text],
  )
  const possible = useMemo(() => rows.flatMap(({ folder, is }) => (is === 'differs' ? [folder] : [])), [rows])
  const states = useMemo(
    () => ({
      differs: { name: text.is.differs, sign: TARGET_SIGNS.differs },
      refused: { name: text.is.refused, sign: TARGET_SIGNS.refused },
      same: { name: text.is.same, sign: TARGET_SIGNS.same },
    }),
    [text],
  )
  const ticks = useMemo(
    () => ({
      possible: ({ is }: FolderRow<Is>) => is === 'differs',
      ticked,
      onTick: (folders: readonly string[], on: boolean) => {
        if (!working) tick(folders, on)
      },
    }),
    [ticked, tick, working],
  )
  const open = (row: FolderRow<Is> | undefined): void => {
    const target = row?.is === 'differs' && targets.find((each) => each.folder === row.folder && each.is === 'differs')
    if (target && !working) lookInto(target)
  }
  const refused = rows.some(({ is }) => is === 'refused')
  return (
    <>
      <WorkLine working={working}>
        {possible.length > 0 ? text.planLead : refused ? text.refusedAll : text.nothingToDo}
      </WorkLine>
      <FolderGrid<Is>
        label={text.plan}
        what={text.what}
        rows={rows}
        states={states}
        ticks={ticks}
        onOpen={open}
        onActive={setActive}
        bar={
          <>
            <CheckBox
              isSelected={possible.length > 0 && ticked.size === possible.length}
              isIndeterminate={ticked.size > 0 && ticked.size < possible.length}
              isDisabled={possible.length === 0 || working !== undefined}
              onChange={(on) => tick(possible, on)}
            >
              {text.tickAll}
            </CheckBox>
            <Button
              kind="flat"
              isDisabled={working !== undefined || active?.is !== 'differs'}
              onPress={() => open(active)}
            >
              {text.look}
            </Button>
          </>
        }
      />
    </>
  )
}
