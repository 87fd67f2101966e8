import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { DaemonState, SessionRow } from '../../contract/sessions'
import { failed, loaded, WAITING, type Loadable } from './loadable'

export type SessionsView = {
  daemon: Loadable<DaemonState>
  sessions: Loadable<readonly SessionRow[]>
  /** When the list was answered last, in milliseconds since 1970: what idle times count to. */
  at: number
  /** Asks once; later changes come by themselves. */
  need: () => void
  /** Asks again, also after a failure. */
  reload: () => Promise<void>
  /** Somebody looks at the list: it is asked for every second until the returned function is called. */
  follow: () => () => void
  stop: () => void
}

export type SessionsStore = StoreApi<SessionsView>

/** Milliseconds from one question for the list to the next, whatever happens. */
export const LIST_EVERY = 1000

export type SessionsParts = { api: Api; now?: () => number }

/** The daemon and its sessions as the program last said. However much happens there, the list is asked for once a second at most. */
export function createSessionsStore({ api, now = Date.now }: SessionsParts): SessionsStore {
  let needed = false
  let running: Promise<void> | undefined
  let wanted = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  let followers = 0
  let stopped = false

  async function ask(): Promise<void> {
    last = now()
    const [sessions, daemon] = await Promise.allSettled([api.call('sessions.list', {}), api.call('daemon.state', {})])
    store.setState({
      sessions: sessions.status === 'fulfilled' ? loaded(sessions.value.sessions) : failed(sessions.reason),
      daemon: daemon.status === 'fulfilled' ? loaded(daemon.value) : failed(daemon.reason),
      at: now(),
    })
  }

  /** At once, or as soon as the last question is old enough. */
  function askSoon(): void {
    if (stopped) return
    needed = true
    wanted = true
    if (running || timer !== undefined) return
    const wait = Math.max(0, last + LIST_EVERY - now())
    if (wait === 0) void askNow()
    else
      timer = setTimeout(() => {
        timer = undefined
        void askNow()
      }, wait)
  }

  function askNow(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    needed = true
    wanted = false
    running ??= ask().finally(() => {
      running = undefined
      if (wanted || followers > 0) askSoon()
    })
    return running
  }

  const store = createStore<SessionsView>()(() => ({
    daemon: WAITING,
    sessions: WAITING,
    at: 0,
    need: () => {
      if (!needed) askSoon()
    },
    reload: askNow,
    follow() {
      let following = true
      followers += 1
      askSoon()
      return () => {
        if (!following) return
        following = false
        followers -= 1
        if (followers > 0) return
        clearTimeout(timer)
        timer = undefined
        wanted = false
      }
    },
    stop() {
      stopped = true
      followers = 0
      wanted = false
      clearTimeout(timer)
      for (const unsubscribe of unsubscribes) unsubscribe()
    },
  }))

  const changed = (): void => {
    if (needed) askSoon()
  }
  const unsubscribes = [api.on('sessions.changed', changed), api.on('daemon.changed', changed)]
  return store
}
