import { useCallback, useRef, useState, type JSX } from 'react'
import { flushSync } from 'react-dom'
import type { CellState, Right, RightState } from '../../../contract/rights'
import { useDatabase, useDatabaseStore } from '../../stores/useDatabase'
import { valueOf } from '../../stores/loadable'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { BelowDialog, forgetBelow, rememberedBelow } from './BelowDialog'
import { entriesBelow } from './objectTree'
import { nextState } from './signs'
import type { Objects } from './useObjects'

/** A press on an editing key, or a double-click: what it means for which cells. */
export type Press = {
  readonly meaning: RightState | 'next'
  /** The cell the keyboard is on; `next` follows from its state. */
  readonly cell: { readonly id: string; readonly state: CellState | undefined }
  /** What the state was read from: as long as it is the same, an edit made since counts more. */
  readonly basis: unknown
  readonly objects: readonly string[]
  readonly groups: readonly string[]
  readonly rights: readonly Right[]
}

export type RightsEdit = {
  press(press: Press): void
  /** What the last press ran into, in words; gone with the next. */
  readonly note: string | undefined
  clearNote(): void
  readonly dialog: JSX.Element | null
  /** An answer remembered for this session. */
  readonly remembered: 'here' | 'below' | undefined
  askAgain(): void
}

type Targets = { objects: string[]; groups: string[]; rights: readonly Right[]; state: RightState }

/** More at once would keep the program busy for longer than a person waits. */
const MOST_CELLS = 500_000

const STATE_OF = { grant: 'granted', deny: 'denied', neutral: 'unset' } as const

/** Sets rights of several groups on several objects: one call, one undo step. Asks about entries below when there are any. */
export function useRightsEdit(objects: Objects, administrators: ReadonlySet<string>): RightsEdit {
  const store = useDatabaseStore()
  const text = useText(rightsText)
  const fixed = useDatabase((view) => valueOf(view.state)?.configurable.objects === false)
  const [note, setNote] = useState<string>()
  const [asking, setAsking] = useState<{ targets: Targets; count: number; cell: Press['cell']; basis: unknown }>()
  const [remembered, setRemembered] = useState(rememberedBelow)
  const recent = useRef<{ id: string; state: RightState; basis: unknown } | undefined>(undefined)
  const before = useRef<Promise<unknown>>(Promise.resolve())

  const set = (targets: Targets, below: boolean, cell: Press['cell'], basis: unknown): Promise<void> => {
    const { state } = targets
    recent.current = { id: cell.id, state, basis }
    const last = before.current
    const done = (async () => {
      await last
      const outcome = await store.getState().edit('rights.set', {
        database: store.getState().id,
        object: targets.objects,
        group: targets.groups,
        right: [...targets.rights],
        state,
        ...(below ? { below } : {}),
      })
      if (outcome.is === 'refused') recent.current = undefined
    })()
    before.current = done
    return done
  }

  const press = ({ meaning, cell, basis, ...wanted }: Press): void => {
    const targets = wanted.objects.filter((name) => (objects.own[objects.tree.positions.get(name) ?? -1] ?? -1) !== -1)
    const groups = wanted.groups.filter((name) => !administrators.has(name))
    const problem = fixed
      ? text.refused.fixed
      : targets.length === 0
        ? text.refused.implied
        : groups.length === 0
          ? text.refused.administrators
          : cell.state === 'unused' && targets.length * groups.length * wanted.rights.length === 1
            ? text.refused.unused
            : targets.length * groups.length * wanted.rights.length > MOST_CELLS
              ? text.refused.many(MOST_CELLS)
              : undefined
    setNote(problem)
    if (problem !== undefined || wanted.rights.length === 0) return
    const known = recent.current
    const now = known?.id === cell.id && known.basis === basis ? STATE_OF[known.state] : cell.state
    const state = meaning === 'next' ? nextState(now) : meaning
    const edit: Targets = { objects: targets, groups, rights: wanted.rights, state }
    const count = entriesBelow(objects.tree, objects.own, new Set(targets))
    if (count > 0 && remembered === undefined) setAsking({ targets: edit, count, cell, basis })
    else void set(edit, remembered === 'below', cell, basis)
  }

  const dialog = asking ? (
    <BelowDialog
      count={asking.count}
      // At once: the grid is inert until the dialog's effects are over, and focus given back before then is lost.
      onClose={() => flushSync(() => setAsking(undefined))}
      onAnswer={(below) => {
        setRemembered(rememberedBelow())
        return set(asking.targets, below, asking.cell, asking.basis)
      }}
    />
  ) : null

  return {
    press,
    note,
    clearNote: useCallback(() => setNote(undefined), []),
    dialog,
    remembered,
    askAgain: () => {
      forgetBelow()
      setRemembered(undefined)
    },
  }
}
