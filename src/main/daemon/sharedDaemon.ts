import { setTimeout as later } from 'node:timers/promises'
import type { DaemonState } from '../../contract/sessions'
import { AppError, isErrorCode } from '../../contract/errors'
import type { EventName, MethodName } from '../../contract/names'
import { describeFault } from '../bridge/fault'
import type { Context, Events, Handlers, ParsedInput, Peer } from '../bridge/handler'
import type { Log } from '../log'
import { writeAddress } from './address'
import { connectDaemon, type DaemonClient } from './client'
import { startDaemon, type Daemon, type StartParts } from './daemon'
import { findToken } from './findToken'
import { tokenInKeychain } from './keychainToken'
import { StartRefused } from './startRefused'

type SessionMethod = Extract<MethodName, `sessions.${string}` | `certificates.${string}`>
type SessionHandlers = Pick<Handlers, SessionMethod>

/**
 * Who runs the daemon of this person: this program, or another Keyswitch that was there first. Pages then see the sessions
 * of that one, as if it were this, and this program takes over when that one ends.
 */
export type SharedDaemon = {
  readonly handlers: SessionHandlers & Pick<Handlers, 'daemon.state' | 'daemon.pause' | 'daemon.resume'>
  /** Fails with StartRefused where another one is running. */
  start(parts: StartParts): Promise<Daemon>
  /** Starts it, or joins the one that is running; never fails. */
  startOrJoin(parts: StartParts): Promise<void>
  close(): Promise<void>
}

type State =
  | { is: 'off'; problem: string }
  | { is: 'serving'; daemon: Daemon }
  /** Nobody is let in, and nobody else takes the place; null where there was none to take. */
  | { is: 'paused'; daemon: Daemon | null }
  | { is: 'joined'; client: DaemonClient; address: string }

const EVENTS = [
  'daemon.changed',
  'sessions.changed',
  'sessions.values',
  'certificates.changed',
] as const satisfies readonly EventName[]
/** Milliseconds until taking over is tried again: the one that ends still cleans up, or another was quicker. */
const AGAIN = { first: 100, most: 5000 }

export function createSharedDaemon(given: {
  own: SessionHandlers
  events: Events
  log: Pick<Log, 'write'>
  maxSessions: number
  now: () => number
  /** What shows another Keyswitch of this person that this one has checked its own peers; undefined while there is none. */
  siblingKey?: () => string | undefined
  /** What the other one is asked instead; a kept password is looked up here, for it does so for its own pages only. */
  forAnother: (input: ParsedInput<'sessions.open'>, peer: Peer) => Promise<ParsedInput<'sessions.open'>>
}): SharedDaemon {
  const { own, events, log, maxSessions, now, siblingKey, forAnother } = given
  const started = now()
  const ending = new AbortController()
  let state: State = { is: 'off', problem: '' }
  let following: Promise<void> | undefined
  /** What a daemon is started from; undefined until there was to be one. */
  let known: StartParts | undefined
  let last: Promise<unknown> = Promise.resolve()
  /** Starting, pausing and going on come one after the other, whatever order they are asked in. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
  const become = (next: State) => {
    state = next
    for (const event of ['daemon.changed', 'sessions.changed', 'certificates.changed'] as const) events.emit(event, {})
  }

  async function start(parts: StartParts): Promise<Daemon> {
    known = parts
    const daemon = await startDaemon(parts)
    daemon.onChange(() => events.emit('daemon.changed', {}))
    become({ is: 'serving', daemon })
    return daemon
  }

  async function startOrJoin(parts: StartParts): Promise<void> {
    try {
      await start(parts)
    } catch (error) {
      if (!(error instanceof StartRefused)) log.write('error', 'daemon', { fault: describeFault(error) })
      const problem = error instanceof StartRefused ? error.message : ''
      const client = await join(parts)
      if (ending.signal.aborted) return client?.close()
      if (client) follow(parts, client)
      else become({ is: 'off', problem })
    }
  }

  const carried = () => {
    const sibling = siblingKey?.()
    return sibling === undefined ? undefined : { sibling }
  }

  /** Undefined where nobody answers, or somebody whose token is not ours to read. */
  async function join({ options, keychain }: StartParts): Promise<DaemonClient | undefined> {
    try {
      const { stateFolder, address } = options
      const found = findToken(address, { environment: process.env, stateFolder })
      const token = found ?? (await tokenInKeychain(address, keychain))
      return await connectDaemon({ address, token, carried })
    } catch (error) {
      if (!(error instanceof AppError)) log.write('warn', 'daemon', { fault: describeFault(error) })
      return undefined
    }
  }

  async function pause(): Promise<void> {
    switch (state.is) {
      case 'paused':
        return
      case 'serving': {
        const { daemon } = state
        await daemon.pause()
        return become({ is: 'paused', daemon })
      }
      case 'off':
        if (known) return become({ is: 'paused', daemon: null })
        throw notHere('daemon.pause')
      case 'joined':
        // It is the other one that lets programs in, and it could not be told to go on: this one is sent away too.
        throw notHere('daemon.pause')
    }
  }

  async function resume(): Promise<void> {
    if (state.is === 'joined') throw notHere('daemon.resume')
    if (state.is !== 'paused' || !known) return
    const { daemon } = state
    try {
      await daemon?.resume()
    } catch (error) {
      // Somebody sits at the address in spite of the lock: as at the start, it is joined, or the page says why not.
      if (!(error instanceof StartRefused)) log.write('error', 'daemon', { fault: describeFault(error) })
      await daemon?.close()
      return startOrJoin(known)
    }
    if (daemon) become({ is: 'serving', daemon })
    else await startOrJoin(known)
  }

  function follow(parts: StartParts, client: DaemonClient): void {
    for (const event of EVENTS) client.transport.subscribe(event, (payload) => events.emit(event, payload as never))
    become({ is: 'joined', client, address: writeAddress(parts.options.address) })
    following = client.closed.then(() => takeOver(parts))
  }

  async function takeOver(parts: StartParts): Promise<void> {
    for (let wait = AGAIN.first; !ending.signal.aborted; wait = Math.min(2 * wait, AGAIN.most)) {
      await inTurn(async () => {
        // Paused meanwhile: going on looks for a daemon again.
        if (state.is !== 'paused') await startOrJoin(parts)
      })
      if (state.is !== 'off') return
      await later(wait, undefined, { signal: ending.signal, ref: false }).catch(() => undefined)
    }
  }

  /** Here, or where the sessions are. */
  function routed<M extends SessionMethod>(method: M): Handlers[M] {
    const routes = async (input: never, context: Context) => {
      if (state.is !== 'joined') return own[method](input, context)
      const { client } = state
      const asked = method === 'sessions.open' ? await forAnother(input, context.peer) : input
      const reply = await client.transport.request(method, asked)
      if (reply.ok) return reply.output
      const { code, details } = reply.error
      throw isErrorCode(code) ? new AppError(code, details) : new AppError('internal', { reference: '' })
    }
    // The other program has parsed its answer by the same contract, and dispatch parses it once more.
    return routes as unknown as Handlers[M]
  }

  function described(face: Context['peer']['face']): DaemonState {
    const mine = face !== 'program'
    const base = { problem: '', tokenFile: null, peers: 0, started, maxSessions, paused: false }
    if (state.is === 'off') return { ...base, address: null, by: 'nobody', problem: mine ? state.problem : '' }
    if (state.is === 'paused') return { ...base, address: null, by: 'nobody', paused: true }
    if (state.is === 'joined') return { ...base, address: state.address, by: 'another' }
    const { address, tokenFile, peers } = state.daemon
    return { ...base, address, by: 'this', peers, tokenFile: mine ? tokenFile : null }
  }

  const methods = Object.keys(own) as SessionMethod[]
  const handlers = Object.fromEntries(methods.map((method) => [method, routed(method)])) as unknown as SessionHandlers
  return {
    handlers: {
      ...handlers,
      // The list of what is kept is one for all programs of a person; the other one does not tell a program names.
      'sessions.remembered': own['sessions.remembered'],
      'daemon.state': async (_, { peer }) => {
        if (state.is !== 'joined') return described(peer.face)
        const reply = await state.client.transport.request('daemon.state', {})
        const there = reply.ok ? (reply.output as DaemonState) : described(peer.face)
        return { ...there, by: 'another' }
      },
      'daemon.pause': async (_, { peer }) => {
        // Whoever comes over the socket would be sent away by it, and could never ask to go on.
        if (peer.face === 'program') throw notHere('daemon.pause')
        await inTurn(pause)
        return {}
      },
      'daemon.resume': async (_, { peer }) => {
        if (peer.face === 'program') throw notHere('daemon.resume')
        await inTurn(resume)
        return {}
      },
    },
    start: (parts) => inTurn(() => start(parts)),
    startOrJoin: (parts) => inTurn(() => startOrJoin(parts)),
    async close() {
      ending.abort()
      if (state.is === 'joined') await state.client.close()
      // What was about to take over, or to pause, may serve by now.
      await following
      await last
      if (state.is === 'serving' || state.is === 'paused') await state.daemon?.close()
      state = { is: 'off', problem: '' }
    },
  }
}

function notHere(method: MethodName): AppError {
  return new AppError('not-available', { method })
}
