import type { Link } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'
import { backoff, isRefusal } from './recovery'

export type ConnectionState =
  | { is: 'opening'; since: number }
  | { is: 'open'; since: number; link: Link }
  /** `retryAt` null: the server has refused us, and we do not ask again by ourselves. */
  | { is: 'lost'; since: number; because: RequestFailure; retryAt: number | null }
  | { is: 'ended'; since: number }

export type ConnectionParts = {
  connect: (signal: AbortSignal) => Promise<Link>
  /** Puts back what the old link had, before anybody else uses the new one. */
  restore: (link: Link) => Promise<void>
  /** After every change. */
  changed: (state: ConnectionState) => void
  /** Something failed in a way that nobody foresaw; it counts as a lost link. */
  fault: () => void
  clock: Clock
  random: () => number
}

/** The link of one session, made again whenever it is lost (session-daemon 6). */
export type Connection = {
  readonly state: ConnectionState
  /** The first link; fails as `connect` does, and then there is nothing to recover. */
  open(): Promise<void>
  /** Somebody found that this link is of no use any more. */
  lose(link: Link, because: RequestFailure): void
  /** Takes a new link in place of an open one, or tries at once where it is lost; also after a refusal. */
  reconnect(): Promise<void>
  end(): Promise<void>
}

/** A link that held this long was a good one; one that did not must not make us ask without a pause. */
const STEADY = 5000

export function createConnection({ connect, restore, changed, fault, clock, random }: ConnectionParts): Connection {
  const ending = new AbortController()
  let state: ConnectionState = { is: 'opening', since: clock.now() }
  let attempt = 0
  let openedAt = 0
  let trying: Promise<void> | undefined
  let stopTimer: (() => void) | undefined

  function become(next: ConnectionState): void {
    state = next
    changed(next)
  }

  function adopt(link: Link): void {
    openedAt = clock.ticks()
    stopTimer?.()
    stopTimer = undefined
    become({ is: 'open', since: clock.now(), link })
    link.onLost(({ type, message, facts }) => lose(link, new RequestFailure(type, message, facts)))
  }

  function lose(link: Link, because: RequestFailure): void {
    if (state.is !== 'open' || state.link !== link) return
    if (clock.ticks() - openedAt >= STEADY) attempt = 0
    drop(link)
    lost(because)
  }

  /** Asked again after every wait: it may have ended meanwhile. */
  const hasEnded = () => ending.signal.aborted

  function lost(because: RequestFailure): void {
    const since = state.is === 'lost' ? state.since : clock.now()
    stopTimer?.()
    stopTimer = undefined
    if (isRefusal(because)) return become({ is: 'lost', since, because, retryAt: null })
    const wait = backoff(attempt++, random)
    stopTimer = clock.after(wait, () => void retry())
    become({ is: 'lost', since, because, retryAt: clock.now() + wait })
  }

  /** By ourselves: what came of it is in the state, and nobody waits for it. */
  async function retry(): Promise<void> {
    await Promise.allSettled([renew()])
  }

  /** One try at a time; whoever asks meanwhile waits for that one. */
  function renew(): Promise<void> {
    stopTimer?.()
    stopTimer = undefined
    trying ??= renewOnce().finally(() => {
      trying = undefined
    })
    return trying
  }

  async function renewOnce(): Promise<void> {
    const old = state.is === 'open' ? state.link : undefined
    try {
      const link = await connect(ending.signal)
      try {
        await restore(link)
      } catch (error) {
        drop(link)
        throw error
      }
      if (hasEnded()) {
        drop(link)
        throw gone()
      }
      adopt(link)
    } catch (error) {
      if (!(error instanceof RequestFailure)) fault()
      const because = failureOf(error)
      if (!hasEnded()) lost(because)
      throw because
    } finally {
      if (old) drop(old)
    }
  }

  return {
    get state() {
      return state
    },
    async open() {
      const link = await connect(ending.signal)
      if (hasEnded()) {
        drop(link)
        throw gone()
      }
      adopt(link)
    },
    lose,
    reconnect: renew,
    async end() {
      const link = state.is === 'open' ? state.link : undefined
      stopTimer?.()
      ending.abort()
      if (state.is !== 'ended') become({ is: 'ended', since: clock.now() })
      await link?.close()
    },
  }
}

function gone(): RequestFailure {
  return new RequestFailure('session_not_found', 'The session has ended.', { sent: false })
}

/** Nobody waits for a link that is of no use any more; it lets go within its own limit, whatever comes of it. */
function drop(link: Link): void {
  void Promise.allSettled([link.close()])
}

/** What is no RequestFailure is a fault of ours; its text stays here. */
function failureOf(error: unknown): RequestFailure {
  return error instanceof RequestFailure ? error : new RequestFailure('ConnectionException', 'The link failed.')
}
