import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ObjectList } from '../../contract/access'
import type { Api } from '../../contract/client'
import type { EventPayload, MethodInput, MethodOutput } from '../../contract/contract'
import type { DatabaseState } from '../../contract/databases'
import type { AppError } from '../../contract/errors'
import type { MethodName } from '../../contract/names'
import type { Group, User } from '../../contract/users'
import { asAppError, failed, loaded, WAITING, type Loadable } from './loadable'

/** The pages of an opened database, in the order of their tabs. */
export const PAGES = ['users-and-groups', 'access-rights'] as const
export type Page = (typeof PAGES)[number]

/** A place to jump to: from a finding, the palette, a reason. */
export type Target = { user: string } | { group: string } | { object: string; group?: string }

export type Slices = { state: DatabaseState; users: User[]; groups: Group[]; objects: ObjectList }
export type SliceName = keyof Slices

export type Outcome<M extends MethodName> = { is: 'done'; output: MethodOutput<M> } | { is: 'refused'; error: AppError }

export type DatabaseView = { [S in SliceName]: Loadable<Slices[S]> } & {
  readonly id: string
  /** Counts up whenever rights may have changed: whoever shows rights asks again. */
  revision: number
  page: Page
  /** Where a jump leads; `seq` tells two jumps to the same place apart. Whoever has gone there calls `arrived`. */
  target: (Target & { seq: number }) | null
  /** The group that is selected, if it is a single one: the default group of a user who is added. */
  chosenGroup: string | undefined
  chooseGroup: (group: string | undefined) => void
  /** Asks for a slice once; later changes come by themselves. Pages call it for what they show. */
  need: (slice: SliceName) => void
  /** Asks again, also after a failure. */
  reload: (slice: SliceName) => Promise<void>
  /** Asks again for everything that was asked for. */
  refresh: () => void
  /** Calls the program; a refusal is said to the person as a toast and returned. */
  edit: <M extends MethodName>(method: M, input: MethodInput<M>) => Promise<Outcome<M>>
  show: (page: Page) => void
  goTo: (target: Target) => void
  arrived: () => void
  close: () => void
}

export type DatabaseStore = StoreApi<DatabaseView>

/** Milliseconds from an edit of rights to the lists that count it. */
const PAUSE = 150

export type DatabaseParts = {
  api: Api
  id: string
  refused: (error: AppError) => void
  /** A page of this database is to be shown, for example by a jump. */
  onShow?: (page: Page) => void
}

/** What the page knows of one opened database. Subscribes at once; `close` ends that. */
export function createDatabaseStore({ api, id, refused, onShow }: DatabaseParts): DatabaseStore {
  const asked = new Set<SliceName>()
  const running = new Map<SliceName, Promise<void>>()
  const stale = new Set<SliceName>()
  let jumps = 0
  let soon: ReturnType<typeof setTimeout> | undefined
  let pause: ReturnType<typeof setTimeout> | undefined

  const store = createStore<DatabaseView>()((set) => ({
    id,
    state: WAITING,
    users: WAITING,
    groups: WAITING,
    objects: WAITING,
    revision: 0,
    page: 'users-and-groups',
    target: null,
    chosenGroup: undefined,
    chooseGroup: (chosenGroup) => set({ chosenGroup }),
    need(slice) {
      if (!asked.has(slice)) void load(slice)
    },
    reload: load,
    refresh() {
      for (const slice of asked) void load(slice)
      set((view) => ({ revision: view.revision + 1 }))
    },
    async edit(method, input) {
      try {
        return { is: 'done', output: await api.call(method, input) }
      } catch (cause) {
        const error = asAppError(cause)
        refused(error)
        return { is: 'refused', error }
      }
    },
    show(page) {
      set({ page })
      onShow?.(page)
    },
    goTo(target) {
      jumps += 1
      const page = 'object' in target ? 'access-rights' : 'users-and-groups'
      set({ target: { ...target, seq: jumps }, page })
      onShow?.(page)
    },
    arrived: () => set({ target: null }),
    close() {
      clearTimeout(soon)
      clearTimeout(pause)
      unsubscribe()
    },
  }))

  const unsubscribe = api.on('databases.changed', (change) => {
    if (change.database === id) follow(change.what)
  })

  /** One request per slice at a time; a change while one is on its way asks once more afterwards. */
  function load(slice: SliceName): Promise<void> {
    asked.add(slice)
    const before = running.get(slice)
    if (before) {
      stale.add(slice)
      return before
    }
    const request = (async () => {
      do {
        stale.delete(slice)
        store.setState(await fetchSlice(api, id, slice))
      } while (stale.has(slice))
      // In the same step as the last look at `stale`, or a change just then would be lost.
      running.delete(slice)
    })()
    running.set(slice, request)
    return request
  }

  function follow(what: EventPayload<'databases.changed'>['what']): void {
    const again = new Set<SliceName>()
    if (what.includes('state')) again.add('state')
    if (what.includes('users') || what.includes('groups')) again.add('users').add('groups')
    const rightsOnly = what.every((part) => part === 'state' || part === 'rights')
    if (what.includes('rights') && !rightsOnly) again.add('objects')
    // What is shown of rights asks for itself as the revision rises, and comes first.
    if (what.some((part) => part !== 'state')) store.setState((view) => ({ revision: view.revision + 1 }))
    if (!what.includes('rights') || !rightsOnly) {
      loadAsked(again)
      return
    }
    soon ??= setTimeout(() => {
      soon = undefined
      loadAsked(['state'])
    }, 0)
    // Of thousands of objects an edit of rights changes a count or two, and edits come in rows: the lists follow.
    pause ??= setTimeout(() => {
      pause = undefined
      loadAsked(['objects', 'groups'])
    }, PAUSE)
  }

  function loadAsked(slices: Iterable<SliceName>): void {
    for (const slice of slices) if (asked.has(slice)) void load(slice)
  }

  return store
}

async function fetchSlice(api: Api, database: string, slice: SliceName): Promise<Partial<DatabaseView>> {
  try {
    switch (slice) {
      case 'state':
        return { state: loaded(await api.call('databases.state', { database })) }
      case 'users':
        return { users: loaded((await api.call('users.list', { database })).users) }
      case 'groups':
        return { groups: loaded((await api.call('groups.list', { database })).groups) }
      case 'objects':
        return { objects: loaded(await api.call('objects.list', { database })) }
    }
  } catch (cause) {
    return { [slice]: failed(cause) }
  }
}
