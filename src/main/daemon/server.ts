import { createServer, type Server } from 'node:net'
import type { Dispatch } from '../bridge/dispatch'
import { describeFault } from '../bridge/fault'
import type { Events } from '../bridge/handler'
import type { Log } from '../log'
import type { Sessions } from '../sessions/sessions'
import { createCommands } from './commands'
import { Connection } from './connection'
import type { DaemonGate } from './daemonGate'
import type { Hub } from './hub'
import { LIMITS, type Limits } from './limits'
import { createLogins } from './logins'
import { createMetrics } from './metrics'
import { createSlots } from './slots'
import { createTokenGuard } from './token'

export type DaemonParts = {
  sessions: Sessions
  dispatch: Dispatch
  events: Events
  gate: DaemonGate
  /** One line for the activity log: somebody came with a wrong token, or none. */
  audit?(what: 'token.refused', about: { source: string }): void
  log: Pick<Log, 'write'>
  version: string
  /** Milliseconds since 1970, for `time` only. */
  now(): number
  maxConnections: number
  limits?: Partial<Limits>
}

/** The socket of the session daemon (session-daemon 2 and 3); whoever made it listens with `server`. */
export type DaemonServer = {
  readonly server: Server
  /** What frames must carry from now on; null for nothing. Until it is called nobody is let in. */
  setToken(token: string | null): void
  /** Connected programs that have proved the token. */
  readonly peers: number
  /** Told a moment after `peers` has changed. Returns its own unsubscribe. */
  onChange(listener: () => void): () => void
  /** Takes nobody in any more; requests under way have `grace` milliseconds to finish, then fail with `shutting_down`. */
  close(grace?: number): Promise<void>
}

const GRACE = 1000
/** For answers that are on their way when the grace is over. */
const FLUSH = 500

export function createDaemonServer(parts: DaemonParts): DaemonServer {
  const { sessions, dispatch, events, gate, log } = parts
  const limits = { ...LIMITS, ...parts.limits }
  const now = () => performance.now()
  const listeners = new Set<() => void>()
  const guard = createTokenGuard({ limits, now })
  const slots = createSlots<Connection>({ most: parts.maxConnections, silentGrace: limits.silentGrace, now })
  const metrics = createMetrics(now)
  const logins = createLogins({ dispatch, gate, now })
  const commands = createCommands({ ...parts, logins, metrics: () => metrics.data(moment()) })
  let last = 0
  let sweeping: NodeJS.Timeout | undefined
  let told = 0
  let closing: Promise<void> | undefined
  let onEmpty = () => {}

  const hub: Hub = {
    limits,
    sessions,
    dispatch,
    events,
    gate,
    guard,
    refused: (source) => parts.audit?.('token.refused', { source }),
    slots,
    metrics,
    log,
    now,
    commands,
    gone() {
      if (slots.all.size === 0) onEmpty()
    },
  }

  function moment() {
    const open = [...slots.all]
    const sum = (of: (connection: Connection) => number) => open.reduce((all, one) => all + of(one), 0)
    return {
      connections: open.length,
      peers: slots.taken,
      streams: sum((one) => one.streams),
      inFlight: sum((one) => one.inFlight),
      sessions: sessions.count,
      received: sum((one) => one.bytes.received),
      sent: sum((one) => one.bytes.sent),
    }
  }

  /** The one timer for every limit of time; it rests while nobody is connected. */
  function sweep(): void {
    const at = now()
    for (const connection of slots.all) connection.sweep(at)
    slots.sweep()
    if (slots.taken !== told) {
      told = slots.taken
      for (const listener of listeners) listener()
    }
    if (slots.all.size > 0) return
    clearInterval(sweeping)
    sweeping = undefined
  }

  let looking = false
  /** Once for all changes of a turn; what is pushed meanwhile is looked at as it goes out. */
  const unsubscribe = gate.onChange(() => {
    if (looking) return
    looking = true
    setImmediate(() => {
      looking = false
      for (const connection of slots.all) connection.rightsChanged()
    })
  })

  const server = createServer({ allowHalfOpen: true, noDelay: true })
  server.on('connection', (socket) => {
    last += 1
    const connection = new Connection(socket, `program-${last}`, hub)
    metrics.accepted()
    if (!sweeping) sweeping = setInterval(sweep, limits.sweep).unref()
    if (!slots.enter(connection)) connection.turnAway()
    else if (closing) connection.shut()
  })
  server.on('error', (error) => log.write('error', 'daemon', { fault: describeFault(error) }))

  async function end(grace: number): Promise<void> {
    const closed = new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve()))
    const empty = new Promise<void>((resolve) => (slots.all.size > 0 ? (onEmpty = resolve) : resolve()))
    for (const connection of slots.all) connection.shut()
    const timers = [
      setTimeout(() => slots.all.forEach((connection) => connection.abandon()), grace),
      setTimeout(() => slots.all.forEach((connection) => connection.destroy()), grace + FLUSH),
    ]
    await Promise.all([closed, empty])
    for (const timer of timers) clearTimeout(timer)
    clearInterval(sweeping)
    unsubscribe()
    logins.close()
    metrics.close()
  }

  return {
    server,
    setToken: (token) => guard.set(token),
    get peers() {
      return slots.taken
    },
    onChange(listener) {
      const own = () => listener()
      listeners.add(own)
      return () => listeners.delete(own)
    },
    close: (grace = GRACE) => (closing ??= end(grace)),
  }
}
