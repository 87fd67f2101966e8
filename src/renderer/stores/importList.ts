import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { Difference } from '../../contract/databases'
import type { Import, ImportMode, KindCounts } from '../../contract/exchange'
import { failed, loaded, valueOf, WAITING, type Loadable } from './loadable'
import { ALL_TICKED, tick, type Ticks } from './ticks'

/** Differences that are asked for together. */
export const CHUNK = 5_000

/** What taking a file over would change, as far as it was looked at: by chunks, in the order of the whole list. */
export type ImportList = {
  total: number
  counts: KindCounts
  /** Names this list; another one may have the same length. */
  revision: string
  chunks: ReadonlyMap<number, readonly Difference[]>
}

export type ImportListView = {
  mode: ImportMode
  list: Loadable<ImportList>
  ticks: Ticks
  /** The database was changed meanwhile, so that what was left out of the list of before is ticked again. */
  renewed: boolean
  choose: (mode: ImportMode) => void
  /** Asks for these places, from (included) to (excluded), unless they are here. */
  need: (from: number, to: number) => void
  /** Asks for everything, for a filter. */
  needAll: () => void
  tick: (indices: readonly number[], on: boolean) => void
  reload: () => Promise<void>
  stop: () => void
}

export type ImportListStore = StoreApi<ImportListView>

type Kept = { revision: string; ticks: Ticks }

/** The differences of a file that was read, with what is left out of them. Follows the database. */
export function createImportList(
  api: Api,
  { import: id, database }: Pick<Import, 'import' | 'database'>,
  mode: ImportMode,
): ImportListStore {
  const kept = new Map<ImportMode, Kept>()
  let generation = 0
  let asked = new Set<number>()
  let stopped = false

  /** An answer to a question that was asked before another one says nothing any more. */
  const overtaken = (mine: number): boolean => stopped || mine !== generation

  const page = (of: ImportMode, chunk: number) =>
    api.call('imports.differences', { import: id, mode: of, offset: chunk * CHUNK, limit: CHUNK })

  /** Looks from the beginning; what was shown stays until the answer is there, unless it is of the other way. */
  async function reload(): Promise<void> {
    generation += 1
    const mine = generation
    const { mode: of } = store.getState()
    asked = new Set([0])
    try {
      const { differences, total, counts, revision } = await page(of, 0)
      if (overtaken(mine)) return
      const before = kept.get(of)
      const same = before?.revision === revision
      const left = before !== undefined && (!before.ticks.all || before.ticks.but.size > 0)
      const ticks = same ? before.ticks : ALL_TICKED
      kept.set(of, { revision, ticks })
      store.setState((view) => ({
        list: loaded({ total, counts, revision, chunks: new Map([[0, differences]]) }),
        ticks,
        renewed: same ? view.renewed : left,
      }))
    } catch (cause) {
      if (!overtaken(mine)) store.setState({ list: failed(cause) })
    }
  }

  async function load(chunk: number): Promise<void> {
    if (asked.has(chunk)) return
    asked.add(chunk)
    const mine = generation
    try {
      const { differences, revision } = await page(store.getState().mode, chunk)
      if (overtaken(mine)) return
      const list = valueOf(store.getState().list)
      if (!list) return
      // Places in another list than the one that is ticked.
      if (list.revision !== revision) await reload()
      else store.setState({ list: loaded({ ...list, chunks: new Map(list.chunks).set(chunk, differences) }) })
    } catch (cause) {
      if (!overtaken(mine)) store.setState({ list: failed(cause) })
    }
  }

  async function loadRest(): Promise<void> {
    const mine = generation
    const total = valueOf(store.getState().list)?.total ?? 0
    // One after the other: whoever types on, or leaves, waits for one of them at most.
    for (let chunk = 0; chunk * CHUNK < total; chunk++) {
      if (overtaken(mine)) return
      await load(chunk)
    }
  }

  const store = createStore<ImportListView>()((set, get) => ({
    mode,
    list: WAITING,
    ticks: ALL_TICKED,
    renewed: false,
    choose(chosen) {
      if (chosen === get().mode) return
      set({ mode: chosen, list: WAITING, ticks: kept.get(chosen)?.ticks ?? ALL_TICKED, renewed: false })
      void reload()
    },
    need(from, to) {
      if (get().list.is !== 'data') return
      for (let chunk = Math.floor(from / CHUNK); chunk * CHUNK < to; chunk++) void load(chunk)
    },
    needAll: () => void loadRest(),
    tick(indices, on) {
      const list = valueOf(get().list)
      if (!list) return
      const ticks = tick(get().ticks, indices, { on, total: list.total })
      kept.set(get().mode, { revision: list.revision, ticks })
      set({ ticks, renewed: false })
    },
    reload,
    stop() {
      stopped = true
      unsubscribe()
    },
  }))

  const unsubscribe = api.on('databases.changed', ({ database: changed, what }) => {
    if (changed === database && what.some((part) => part !== 'state')) void reload()
  })
  void reload()
  return store
}

/** The difference at a place; undefined while it is not here. */
export function differenceAt({ chunks }: ImportList, index: number): Difference | undefined {
  return chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK]
}

/** Every place of the list, with what is not here yet. */
export function allDifferences(list: ImportList): (Difference | undefined)[] {
  return Array.from({ length: list.total }, (_, index) => differenceAt(list, index))
}
