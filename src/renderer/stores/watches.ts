import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { EventPayload } from '../../contract/contract'
import type { AppError } from '../../contract/errors'
import type { ShownValue } from '../../contract/sessions'
import { asAppError } from './loadable'
import { createTrace, type Trace } from './trace'

/** One node whose value is followed. A new object with each change of what is shown. */
export type Watched = {
  readonly node: string
  readonly name: string
  readonly last: ShownValue | undefined
  /** Status name when the server does not let it be followed. */
  readonly refused: string | undefined
  readonly trace: Trace
}

/** What is followed on one session. `ended`: nothing more came after that time; `failed`: it could not be asked for. */
export type WatchList = {
  readonly watched: readonly Watched[]
  /** Milliseconds between two values. */
  readonly interval: number
  readonly state: { is: 'live' } | { is: 'ended'; at: number } | { is: 'failed'; error: AppError }
}

export type WatchesView = {
  lists: ReadonlyMap<string, WatchList>
  add: (session: string, nodes: readonly { node: string; name: string }[]) => void
  remove: (session: string, nodes: readonly string[]) => void
  clear: (session: string) => void
  setInterval: (session: string, interval: number) => void
  /** Asks again after a failure. */
  retry: (session: string) => void
  /** These sessions are there; what is followed on others has ended. */
  keepOnly: (sessions: ReadonlySet<string>) => void
  /** The program came back after it was gone: what it followed for this page it follows no more. */
  renew: () => void
  stop: () => void
}

export type WatchesStore = StoreApi<WatchesView>

export const INTERVALS = [100, 250, 500, 1000, 5000] as const
export const MOST_WATCHED = 200
export const USUAL_INTERVAL = 500
/** 60 s of the quickest interval. */
const TRACE_LENGTH = 640
/** However often values come, they are shown ten times a second. */
const SHOW_EVERY = 100
const MOST_EARLY = 64

const EMPTY: WatchList = { watched: [], interval: USUAL_INTERVAL, state: { is: 'live' } }

/** What the program follows for a session now, and whether that has to become something else. */
type Following = { watch: string | undefined; key: string; busy: boolean }

export type WatchesParts = { api: Api; now?: () => number; refused: (error: AppError) => void }

/** Values that are followed. Each session has one watch at the program, which is replaced when its nodes or interval change. */
export function createWatchesStore({ api, now = Date.now, refused }: WatchesParts): WatchesStore {
  const following = new Map<string, Following>()
  const sessionOf = new Map<string, string>()
  /** Values that came before the reply that named their watch. */
  let early: EventPayload<'sessions.values'>[] = []
  let beginning = 0
  const fresh = new Map<string, Map<string, ShownValue>>()
  let showing: ReturnType<typeof setTimeout> | undefined

  const listOf = (session: string): WatchList => store.getState().lists.get(session) ?? EMPTY
  function change(session: string, next: Partial<WatchList>): void {
    const lists = new Map(store.getState().lists)
    const list = { ...listOf(session), ...next }
    if (list.watched.length === 0) lists.delete(session)
    else lists.set(session, list)
    store.setState({ lists })
  }
  const wantedKey = (list: WatchList): string =>
    list.state.is === 'live' && list.watched.length > 0
      ? JSON.stringify([list.interval, list.watched.map((each) => each.node)])
      : ''

  /** Makes the program follow what the list says; one change at a time, the latest wins. */
  async function settle(session: string): Promise<void> {
    const own = following.get(session) ?? { watch: undefined, key: '', busy: false }
    following.set(session, own)
    if (own.busy) return
    own.busy = true
    try {
      for (let list = listOf(session); wantedKey(list) !== own.key; list = listOf(session)) {
        const before = own.watch
        own.key = wantedKey(list)
        own.watch = undefined
        if (own.key !== '') await begin(session, own, list)
        // The old one goes after the new one is there, so that no value is missed.
        if (before !== undefined) await end(before)
      }
    } finally {
      own.busy = false
      if (own.watch === undefined && wantedKey(listOf(session)) === '') following.delete(session)
    }
  }

  async function begin(session: string, own: Following, list: WatchList): Promise<void> {
    const nodes = list.watched.map((each) => each.node)
    beginning += 1
    try {
      const { watch, refused } = await api.call('sessions.watch', { session, nodes, interval: list.interval })
      own.watch = watch
      sessionOf.set(watch, session)
      const status = new Map(refused.map((each) => [each.node, each.status]))
      const watched = listOf(session).watched.map((each) =>
        nodes.includes(each.node) && status.get(each.node) !== each.refused
          ? { ...each, refused: status.get(each.node) }
          : each,
      )
      change(session, { watched })
      const waiting = early
      early = []
      waiting.forEach(hear)
    } catch (cause) {
      own.key = ''
      const error = asAppError(cause)
      const gone = error.code === 'not-found' && error.details['subject'] === 'session'
      change(session, { state: gone ? { is: 'ended', at: now() } : { is: 'failed', error } })
    } finally {
      beginning -= 1
      if (beginning === 0) early = []
    }
  }

  async function end(watch: string): Promise<void> {
    sessionOf.delete(watch)
    try {
      await api.call('sessions.unwatch', { watch })
    } catch (cause) {
      const error = asAppError(cause)
      // It has ended by itself: that is what was wanted.
      if (error.code !== 'not-found') refused(error)
    }
  }

  function hear(payload: EventPayload<'sessions.values'>): void {
    const session = sessionOf.get(payload.watch)
    if (session === undefined) {
      if (beginning > 0) early = [...early, payload].slice(-MOST_EARLY)
      return
    }
    const heard = now()
    const values = fresh.get(session) ?? new Map<string, ShownValue>()
    fresh.set(session, values)
    const traces = new Map(listOf(session).watched.map((each) => [each.node, each.trace]))
    for (const value of payload.values) {
      values.set(value.node, value)
      if (value.number !== null) traces.get(value.node)?.add(value.number, value.at, heard)
    }
    showing ??= setTimeout(show, SHOW_EVERY)
  }

  function show(): void {
    showing = undefined
    for (const [session, values] of fresh) {
      const watched = listOf(session).watched.map((each) => {
        const last = values.get(each.node)
        return last ? { ...each, last, refused: undefined } : each
      })
      change(session, { watched })
    }
    fresh.clear()
  }

  const store = createStore<WatchesView>()((set, get) => ({
    lists: new Map(),
    add(session, nodes) {
      const list = listOf(session)
      const known = new Set(list.watched.map((each) => each.node))
      const added = nodes
        .filter(({ node }) => !known.has(node))
        .slice(0, MOST_WATCHED - known.size)
        .map(({ node, name }): Watched => ({
          node,
          name,
          last: undefined,
          refused: undefined,
          trace: createTrace(TRACE_LENGTH),
        }))
      if (added.length === 0) return
      change(session, { watched: [...list.watched, ...added], state: { is: 'live' } })
      void settle(session)
    },
    remove(session, nodes) {
      const gone = new Set(nodes)
      change(session, { watched: listOf(session).watched.filter((each) => !gone.has(each.node)) })
      void settle(session)
    },
    clear(session) {
      change(session, { watched: [] })
      void settle(session)
    },
    setInterval(session, interval) {
      change(session, { interval })
      void settle(session)
    },
    retry(session) {
      change(session, { state: { is: 'live' } })
      void settle(session)
    },
    keepOnly(sessions) {
      for (const [session, list] of get().lists) {
        if (sessions.has(session) || list.state.is === 'ended') continue
        change(session, { state: { is: 'ended', at: now() } })
        const own = following.get(session)
        if (own?.watch !== undefined) sessionOf.delete(own.watch)
        following.delete(session)
      }
    },
    renew() {
      sessionOf.clear()
      for (const own of following.values()) Object.assign(own, { watch: undefined, key: '' })
      for (const [session, list] of get().lists) if (list.state.is === 'live') void settle(session)
    },
    stop() {
      unsubscribe()
      clearTimeout(showing)
      set({ lists: new Map() })
    },
  }))

  const unsubscribe = api.on('sessions.values', hear)
  return store
}
