import { createStore, type StoreApi } from 'zustand/vanilla'
import type { MethodOutput } from '../../contract/contract'
import type { Import, ImportMode } from '../../contract/exchange'
import type { App } from './app'
import { createImportList, type ImportListStore } from './importList'
import { asAppError, valueOf, WAITING } from './loadable'
import { createLongWork, type Working } from './longWork'
import { countTicked, leftOut } from './ticks'

/** Into which database: the id of an opened one, a new one, or not chosen yet. */
export const NEW_DATABASE = 'new-database'
export type Into = string

export type ImportStep = 'file' | 'folder' | 'passphrase' | 'problems' | 'settings' | 'choose' | 'refused'
export type ImportResult = MethodOutput<'imports.apply'>

/** What the person has typed and ticked; a passphrase is never among it. */
export type ImportTyped = {
  file: string
  into: Into
  /** Where a new database is to be. */
  folder: string
  /** Rows with problems are left out. */
  skipProblems: boolean
  /** The settings of the file, too. */
  settings: boolean
}

export type ImportFileView = ImportTyped & {
  step: ImportStep
  /** The first step was looked at before: it goes on only when it is told to. */
  visited: boolean
  reading: Import | undefined
  list: ImportListStore | undefined
  result: ImportResult | undefined
  working: Working | undefined
  type: (change: Partial<ImportTyped>) => void
  goTo: (step: ImportStep) => void
  /** Reads the file and goes on to what it needs next. Refusals are thrown, but that it needs a passphrase. */
  read: (passphrase?: string) => Promise<void>
  /** After problems or settings were looked at. */
  goOn: () => void
  /** Takes it over as it is ticked; `refused` in what comes back says whether the dialog has something left to say. */
  apply: () => Promise<ImportResult>
  stop: () => void
  /** Forgets the file; a database that was made for it and not filled goes again. */
  end: () => Promise<void>
}

export type ImportFileStore = StoreApi<ImportFileView>

type Made = { database: string; folder: string; before: string | null; at: 'station' | 'databases' }

/** One file on its way into a database, from its path to what became of it. */
export function createImportFile(
  app: Pick<App, 'api' | 'places' | 'settings'>,
  first: Partial<ImportTyped>,
): ImportFileStore {
  const { api } = app
  const work = createLongWork(api, (working) => store.setState({ working }))
  let made: Made | undefined
  let ended = false

  /** Forgets what was read so far. */
  function forget(): void {
    const { reading, list } = store.getState()
    list?.getState().stop()
    store.setState({ reading: undefined, list: undefined })
    // It may have been forgotten already, after half an hour or with the database.
    if (reading) api.call('imports.close', { import: reading.import }).catch(() => undefined)
  }

  async function unmake(): Promise<void> {
    if (!made) return
    const { database, before, at } = made
    made = undefined
    const folder = valueOf(app.places.getState().stores.get(database)?.getState().state ?? WAITING)?.folder
    await api.call('databases.close', { database, discard: true, remove: true })
    if (folder !== undefined) await app.settings.getState().forget(folder)
    await app.places.getState().load()
    app.places.setState((view) => ({
      at,
      current: before !== null && view.stores.has(before) ? before : view.current,
    }))
  }

  async function target(): Promise<string> {
    const { into, folder } = store.getState()
    if (into !== NEW_DATABASE) {
      await unmake()
      return into
    }
    if (made?.folder === folder) return made.database
    await unmake()
    const { current, at } = app.places.getState()
    const opening = await app.places.getState().create({ folder })
    if (opening.is === 'refused') throw opening.error
    made = { database: opening.database, folder, before: current, at }
    return opening.database
  }

  const store = createStore<ImportFileView>()((set, get) => ({
    file: '',
    into: '',
    folder: '',
    skipProblems: false,
    settings: false,
    ...first,
    step: 'file',
    visited: false,
    reading: undefined,
    list: undefined,
    result: undefined,
    working: undefined,
    type: (change) => set(change),
    goTo(step) {
      if (step === 'file' || step === 'folder') forget()
      set({ step, visited: true })
    },
    async read(passphrase) {
      const { file } = get()
      try {
        const reading = await work.run(async (id) =>
          api.call('imports.read', {
            database: await target(),
            file,
            work: id,
            ...(passphrase === undefined ? {} : { passphrase }),
          }),
        )
        if (ended) {
          api.call('imports.close', { import: reading.import }).catch(() => undefined)
          return
        }
        forget()
        const mode: ImportMode = made ? 'replace' : 'merge'
        const list = createImportList(api, reading, mode)
        set({ reading, list, skipProblems: false, settings: made !== undefined, step: firstStep(reading) })
      } catch (cause) {
        const error = asAppError(cause)
        if (error.code !== 'passphrase-needed') throw error
        set({ step: 'passphrase' })
      }
    },
    goOn() {
      const { step, reading } = get()
      set({ step: step === 'problems' && reading && hasSettings(reading) ? 'settings' : 'choose' })
    },
    async apply() {
      const { reading, list, skipProblems, settings } = get()
      const view = list?.getState()
      const shown = view && valueOf(view.list)
      if (!reading || !view || !shown) throw new Error('nothing was read')
      const result = await work.run((id) =>
        api.call('imports.apply', {
          import: reading.import,
          mode: view.mode,
          revision: shown.revision,
          leave: leftOut(view.ticks, shown.total),
          ...(reading.problems > 0 ? { skipProblems } : {}),
          ...(hasSettings(reading) ? { settings } : {}),
          work: id,
        }),
      )
      // What was taken over into a new database is worth keeping.
      made = undefined
      if (hasMoreToSay(result)) set({ result, step: 'refused' })
      return result
    },
    stop: work.stop,
    async end() {
      ended = true
      work.stop()
      forget()
      await unmake()
    },
  }))
  return store
}

export function hasSettings({ settings }: Import): boolean {
  return settings !== null && settings.length > 0
}

/** Not everything was taken over that was ticked. */
export function hasMoreToSay({ refusedTotal, settings }: ImportResult): boolean {
  return refusedTotal > 0 || settings !== undefined
}

/** How many entries, and settings, would be taken over as it is ticked now; entries that need others may be fewer. */
export function chosenCount(
  { reading, settings }: Pick<ImportFileView, 'reading' | 'settings'>,
  { list, ticks }: Pick<ReturnType<ImportListStore['getState']>, 'list' | 'ticks'>,
): { entries: number; settings: number } {
  const total = valueOf(list)?.total ?? 0
  return { entries: countTicked(ticks, total), settings: settings ? (reading?.settings?.length ?? 0) : 0 }
}

function firstStep(reading: Import): ImportStep {
  return reading.problems > 0 ? 'problems' : hasSettings(reading) ? 'settings' : 'choose'
}
