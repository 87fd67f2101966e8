import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AuditEntry, AuditReport } from '../../contract/audit'
import type { Api } from '../../contract/client'
import type { MethodOutput } from '../../contract/contract'
import type { AppError } from '../../contract/errors'
import { createAsking } from './asking'
import { asAppError, failed, loaded, valueOf, WAITING, type Loadable } from './loadable'

/** Entries newest first. `total`: how many match the filter; `more`: there are older ones that are not here yet. */
export type Activity = { entries: readonly AuditEntry[]; total: number; more: boolean }

/** What verifying found, and when that was (milliseconds since 1970). */
export type Verified = { report: AuditReport; at: number }

export type AuditView = {
  activity: Loadable<Activity>
  /** What was typed; the list follows a moment later. */
  filter: string
  /** The filter that `activity` is of. */
  filtered: string
  older: { is: 'idle' } | { is: 'loading' } | { is: 'failed'; error: AppError }
  verified: Loadable<Verified>
  verifying: boolean
  /** Asks once for the newest entries and whether the chain is whole; later entries come by themselves. */
  need: () => void
  /** Asks again, also after a failure. */
  reload: () => Promise<void>
  setFilter: (filter: string) => void
  /** The next entries towards the oldest, if there are any. */
  loadOlder: () => Promise<void>
  verify: () => Promise<void>
  /** The log as a file; throws the refusal. */
  exportText: () => Promise<MethodOutput<'audit.export'>>
  stop: () => void
}

export type AuditStore = StoreApi<AuditView>

/** Entries that are asked for at once. */
export const AT_ONCE = 200
/** A log that is verified in this time (ms) is verified anew whenever something was written to it. */
const QUICK = 300
/** Milliseconds from the last key in the filter to the question, and from one question for new entries to the next. */
const PAUSE = 250

export type AuditParts = { api: Api; now?: () => number }

/** The activity log as far as it was looked at; what happens now appears on top. */
export function createAuditStore({ api, now = Date.now }: AuditParts): AuditStore {
  let soon: ReturnType<typeof setTimeout> | undefined
  let typed: ReturnType<typeof setTimeout> | undefined
  let verifyTook = Number.POSITIVE_INFINITY

  const asking = createAsking(async () => {
    const { filter } = store.getState()
    try {
      const newest = await api.call('audit.list', { limit: AT_ONCE, ...filterOf(filter) })
      const { activity, filtered, filter: meanwhile } = store.getState()
      // An answer to a filter that is another one by now says nothing any more; the next question is on its way.
      if (meanwhile !== filter) return
      const known = filtered === filter ? valueOf(activity) : undefined
      store.setState({ activity: loaded(joined(newest, known)), filtered: filter, older: { is: 'idle' } })
    } catch (cause) {
      store.setState({ activity: failed(cause), filtered: filter })
    }
  })

  async function loadOlder(): Promise<void> {
    const { activity, filtered, older } = store.getState()
    const known = valueOf(activity)
    const last = known?.entries.at(-1)
    if (!known?.more || !last || older.is === 'loading') return
    store.setState({ older: { is: 'loading' } })
    try {
      const found = await api.call('audit.list', { before: last.seq, limit: AT_ONCE, ...filterOf(filtered) })
      const here = valueOf(store.getState().activity)
      // The list may have become another one meanwhile.
      if (store.getState().filtered !== filtered || here?.entries.at(-1) !== last) return
      const entries = [...here.entries, ...found.entries]
      store.setState({ activity: loaded({ ...here, entries, more: found.more }), older: { is: 'idle' } })
    } catch (cause) {
      store.setState({ older: { is: 'failed', error: asAppError(cause) } })
    } finally {
      if (store.getState().older.is === 'loading') store.setState({ older: { is: 'idle' } })
    }
  }

  async function verify(): Promise<void> {
    if (store.getState().verifying) return
    store.setState({ verifying: true })
    const began = now()
    try {
      const report = await api.call('audit.verify', {})
      verifyTook = now() - began
      store.setState({ verified: loaded({ report, at: now() }) })
    } catch (cause) {
      store.setState({ verified: failed(cause) })
    } finally {
      store.setState({ verifying: false })
    }
  }

  const store = createStore<AuditView>()((set, get) => ({
    activity: WAITING,
    filter: '',
    filtered: '',
    older: { is: 'idle' },
    verified: WAITING,
    verifying: false,
    need() {
      asking.need()
      if (get().verified.is === 'waiting') void verify()
    },
    async reload() {
      await Promise.all([asking.again(), get().verified.is === 'failed' ? verify() : undefined])
    },
    setFilter(filter) {
      set({ filter })
      clearTimeout(typed)
      typed = setTimeout(() => void asking.again(), PAUSE)
    },
    loadOlder,
    verify,
    exportText: () => api.call('audit.export', filterOf(get().filtered)),
    stop() {
      clearTimeout(soon)
      clearTimeout(typed)
      for (const unsubscribe of unsubscribes) unsubscribe()
    },
  }))

  const unsubscribes = [
    api.on('audit.changed', () => {
      // Entries come in rows: an edit of a hundred users is one question.
      soon ??= setTimeout(() => {
        soon = undefined
        asking.changed()
        if (verifyTook < QUICK) void verify()
      }, PAUSE)
    }),
  ]
  return store
}

function filterOf(filter: string): { filter?: string } {
  return filter === '' ? {} : { filter }
}

/** What is new on top of what is known; where something may lie between the two, only the new. */
function joined(newest: Activity, known: Activity | undefined): Activity {
  const first = known?.entries[0]
  if (!known || !first) return newest
  const fresh = newest.entries.filter((entry) => entry.seq > first.seq)
  if (fresh.length === newest.entries.length && newest.more) return newest
  // The same entry again: otherwise the log is another one, for example after it was moved away.
  const same = newest.entries.find((entry) => entry.seq === first.seq)
  if (same?.hash !== first.hash) return newest
  return { entries: [...fresh, ...known.entries], total: newest.total, more: known.more }
}
