import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'
import type { SessionLog, WantedSession } from './connectLink'
import { createReuseKeys } from './reuseKey'
import type { Session } from './session'

export type PoolParts = {
  maxSessions: number
  timeoutSeconds: number
  cleanupSeconds: number
  clock: Clock
  log: SessionLog
  /** A session came, went or changed hands. */
  changed: () => void
  create: (wanted: WantedSession) => Session
}

/** The sessions that are there, and who holds them. */
export type Pool = {
  /** The session that is open for the same request, or a new one; those who ask at the same moment share one try. */
  open(holder: string, wanted: WantedSession, forceNew: boolean): Promise<{ session: Session; reused: boolean }>
  /** One whose opening has succeeded; fails with session_not_found. */
  find(id: string): Session
  opened(): Session[]
  /** With those being opened. */
  all(): Session[]
  close(holder: string, id: string, force: boolean): Promise<void>
  leave(holder: string): void
  endAll(which: (session: Session) => boolean, why: Why, because: RequestFailure): Promise<void>
  /** Ends every session; there will be no more. */
  end(): Promise<void>
}

type Why = 'closed' | 'unused' | 'certificate rejected' | 'shutting down'
type Entry = { session: Session; key: string; opening: Promise<void> | null }

const CLOSING = 1000

export function createPool({ clock, log, changed, create, ...limits }: PoolParts): Pool {
  const keyOf = createReuseKeys()
  const entries = new Map<string, Entry>()
  let ending = false
  let stopSweeping = clock.after(limits.cleanupSeconds * 1000, sweep)

  function start(wanted: WantedSession, key: string): Entry {
    if (entries.size >= limits.maxSessions) {
      const message = `Maximum number of sessions (${limits.maxSessions}) reached`
      throw new RequestFailure('max_sessions_reached', message, { sent: false })
    }
    const session = create(wanted)
    const entry: Entry = { session, key, opening: null }
    entries.set(session.id, entry)
    entry.opening = finish(entry)
    changed()
    return entry
  }

  /** A try that failed leaves nothing behind: the next one who asks makes a new one (session-daemon 6). */
  async function finish(entry: Entry): Promise<void> {
    const { session } = entry
    const began = clock.ticks()
    try {
      await session.open()
      entry.opening = null
      log.write('info', 'session opened', { session: session.id, ms: Math.round(clock.ticks() - began) })
    } catch (error) {
      const because = error instanceof RequestFailure ? (error.facts.status ?? error.type) : 'internal'
      log.write('info', 'session not opened', { because, ms: Math.round(clock.ticks() - began) })
      remove(session)
      throw error
    }
  }

  function remove(session: Session): boolean {
    const was = entries.delete(session.id)
    if (was) changed()
    return was
  }

  async function end(session: Session, why: Why, because = notFound(session.id)): Promise<void> {
    if (!remove(session)) return
    log.write('info', 'session ended', { session: session.id, why })
    await session.end(because)
  }

  /** The best of those that would do: there is more than one only where somebody has forced a new one. */
  function like(key: string): Entry | undefined {
    const all = [...entries.values()].filter((entry) => entry.key === key)
    return all.find(({ session }) => session.state.is === 'open') ?? all[0]
  }

  function sweep(): void {
    for (const { session, opening } of entries.values()) {
      if (!opening && session.idle > limits.timeoutSeconds * 1000) void end(session, 'unused')
    }
    stopSweeping = clock.after(limits.cleanupSeconds * 1000, sweep)
  }

  return {
    async open(holder, wanted, forceNew) {
      if (ending) throw shuttingDown()
      const key = keyOf(wanted)
      const known = forceNew ? undefined : like(key)
      const entry = known ?? start(wanted, key)
      const { session } = entry
      session.holders.hold(holder)
      changed()
      try {
        await (entry.opening ?? session.ready())
        session.touch()
      } catch (error) {
        session.holders.giveUp(holder)
        throw error
      }
      return { session, reused: known !== undefined }
    },
    find(id) {
      const entry = entries.get(id)
      if (!entry || entry.opening) throw notFound(id)
      return entry.session
    },
    opened: () => [...entries.values()].filter(({ opening }) => !opening).map(({ session }) => session),
    all: () => [...entries.values()].map(({ session }) => session),
    async close(holder, id, force) {
      const session = entries.get(id)?.session
      if (!session) throw notFound(id)
      const left = session.holders.giveUp(holder)
      if (left === 'free' || force) await end(session, 'closed')
      else if (left === 'held') changed()
    },
    leave(holder) {
      for (const { session, opening } of entries.values()) {
        if (!session.holders.leave(holder)) continue
        // Nobody waits for this one any more; an open one stays until it is unused for long enough.
        if (opening && session.holders.count === 0) void end(session, 'closed')
        else changed()
      }
    },
    async endAll(which, why, because) {
      const all = [...entries.values()].filter(({ session }) => which(session))
      await Promise.allSettled(all.map(({ session }) => end(session, why, because)))
    },
    async end() {
      ending = true
      stopSweeping()
      await within(
        CLOSING,
        clock,
        this.endAll(() => true, 'shutting down', shuttingDown()),
      )
    },
  }
}

function notFound(id: string): RequestFailure {
  return new RequestFailure('session_not_found', `Session not found: ${id}`, { sent: false })
}

function shuttingDown(): RequestFailure {
  return new RequestFailure('shutting_down', 'The program is ending.', { sent: false })
}

/** Servers that do not answer keep nobody from ending. */
function within(milliseconds: number, clock: Clock, work: Promise<void>): Promise<void> {
  return new Promise((done) => {
    const stop = clock.after(milliseconds, done)
    void work.finally(() => {
      stop()
      done()
    })
  })
}
