import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { ImportMode, Restored, Target, TargetOutcome } from '../../contract/exchange'
import { createLongWork, type Working } from './longWork'

/** What long work is for. */
export type Doing = 'look' | 'plan' | 'apply' | 'undo'

export type ApplyStage =
  | { is: 'folders' }
  | { is: 'plan' }
  | { is: 'differences'; target: Target }
  | { is: 'result'; run: string | null; targets: readonly TargetOutcome[] }
  | { is: 'restored'; targets: readonly Restored[] }

/** What looking for databases below a folder found. */
export type Found = { below: string; added: number; known: number; more: boolean }

export type ApplyView = {
  stage: ApplyStage
  /** In the order they were added, each once. */
  folders: readonly string[]
  mode: ImportMode
  found: Found | undefined
  plan: { plan: string; targets: readonly Target[] } | undefined
  /** Folders of the plan that are to be changed. */
  ticked: ReadonlySet<string>
  working: (Working & { is: Doing }) | undefined
  add: (folders: readonly string[]) => void
  remove: (folders: Iterable<string>) => void
  setMode: (mode: ImportMode) => void
  /** Adds every folder with a database below this one. */
  lookBelow: (folder: string) => Promise<void>
  makePlan: () => Promise<void>
  /** Back to choosing folders; the plan is forgotten. */
  back: () => void
  tick: (folders: Iterable<string>, on: boolean) => void
  lookInto: (target: Target) => void
  backToPlan: () => void
  apply: () => Promise<void>
  undo: () => Promise<void>
  stop: () => void
}

export type ApplyStore = StoreApi<ApplyView>

/** One database on its way into many folders: which, what would change, what became of it. Refusals are thrown to whoever acts. */
export function createApplyStore(api: Api, database: string): ApplyStore {
  let doing: Doing = 'plan'
  const work = createLongWork(api, (working) => store.setState({ working: working && { ...working, is: doing } }))

  function run<T>(is: Doing, call: (id: string) => Promise<T>): Promise<T> {
    doing = is
    return work.run(call)
  }

  const store = createStore<ApplyView>()((set, get) => ({
    stage: { is: 'folders' },
    folders: [],
    mode: 'replace',
    found: undefined,
    plan: undefined,
    ticked: new Set(),
    working: undefined,
    add: (folders) => set((view) => ({ folders: withFolders(view.folders, folders), found: undefined })),
    remove(gone) {
      const away = new Set(gone)
      set((view) => ({ folders: view.folders.filter((folder) => !away.has(folder)), found: undefined }))
    },
    setMode: (mode) => set({ mode }),
    async lookBelow(folder) {
      const below = bare(folder)
      set({ found: undefined })
      const { folders, more } = await run('look', (id) => api.call('folders.databases', { folder: below, work: id }))
      const before = get().folders
      const now = withFolders(before, folders)
      const added = now.length - before.length
      set({ folders: now, found: { below, added, known: folders.length - added, more } })
    },
    async makePlan() {
      const { folders, mode } = get()
      const plan = await run('plan', (id) =>
        api.call('apply.plan', { database, folders: [...folders], mode, work: id }),
      )
      const ticked = plan.targets.flatMap(({ folder, is }) => (is === 'differs' ? [folder] : []))
      set({ plan, ticked: new Set(ticked), stage: { is: 'plan' } })
    },
    back: () => set({ stage: { is: 'folders' }, plan: undefined, ticked: new Set() }),
    tick(folders, on) {
      const possible = new Set(get().plan?.targets.flatMap(({ folder, is }) => (is === 'differs' ? [folder] : [])))
      const ticked = new Set(get().ticked)
      for (const folder of folders) {
        if (!on) ticked.delete(folder)
        else if (possible.has(folder)) ticked.add(folder)
      }
      set({ ticked })
    },
    lookInto: (target) => set({ stage: { is: 'differences', target } }),
    backToPlan: () => set({ stage: { is: 'plan' } }),
    async apply() {
      const { plan: planned, ticked } = get()
      if (!planned) return
      const folders = planned.targets.flatMap(({ folder }) => (ticked.has(folder) ? [folder] : []))
      const outcome = await run('apply', (id) => api.call('apply.run', { plan: planned.plan, folders, work: id }))
      set({ stage: { is: 'result', ...outcome } })
    },
    async undo() {
      const { stage } = get()
      if (stage.is !== 'result' || stage.run === null) return
      const { run: done } = stage
      const { targets } = await run('undo', (id) => api.call('apply.undo', { run: done, work: id }))
      set({ stage: { is: 'restored', targets } })
    },
    stop: work.stop,
  }))
  return store
}

/** Without spaces around it and separators at its end, so that a folder is not listed twice. */
function bare(folder: string): string {
  const path = folder.trim()
  const short = path.replace(/[\\/]+$/u, '')
  // Of a root nothing but the separator would be left, or a drive that means another folder without it.
  return short === '' || /^[a-z]:$/iu.test(short) ? path : short
}

function withFolders(before: readonly string[], more: readonly string[]): readonly string[] {
  const all = new Set(before)
  for (const folder of more) {
    const path = bare(folder)
    if (path !== '') all.add(path)
  }
  return [...all]
}
