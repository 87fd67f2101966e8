import { connect as connectSocket, type Socket } from 'node:net'
import { stringify } from 'lossless-json'
import type { Reply, Transport } from '../../contract/client'
import { AppError, isErrorCode, type ErrorDetails } from '../../contract/errors'
import type { EventName } from '../../contract/names'
import { failureCode } from '../state/fileSystem'
import { netOptions, parseAddress, writeAddress, type Address } from './address'
import { FrameDecoder, TOO_LARGE } from './frames'
import { parseFrame } from './json'
import { LIMITS } from './limits'

/** One connection to a running daemon; requests share it, and answers come as they are ready. */
export type DaemonClient = {
  /** One command with its fields (session-daemon 3); integers beyond 2^53 are bigints in both directions. Failures are AppErrors, or DaemonFailures where the contract has no code. */
  request(command: string, fields?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** Hears every frame that came unasked. Returns its own unsubscribe. */
  onPush(listener: (event: string, data: unknown) => void): () => void
  /** The application contract over this connection. */
  readonly transport: Transport
  /** When the connection is gone, whoever ended it. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

/** Goes with every request: a login from an earlier connection, or that another Keyswitch of the same person asks. */
export type Carried = { user: string; loginToken: string } | { sibling: string }

export type ConnectOptions = {
  /** Parsed once more, so that nothing but this machine is connected to. */
  address: Address | string
  token: string | undefined
  /** Asked for each request. */
  carried?: (() => Carried | undefined) | undefined
  /** Milliseconds until somebody has answered; 5 seconds unless given. */
  timeout?: number
  /** Milliseconds for each request, 10 minutes unless given: the daemon has limits of its own for servers. */
  requestTimeout?: number
}

/** What the daemon answered, in its words (session-daemon 3). */
export class DaemonFailure extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.name = 'DaemonFailure'
    this.type = type
  }
}

/** `daemon-not-running` when nobody answers there, `token-refused` for a wrong token, `daemon-busy` when it takes nobody now. */
export async function connectDaemon(options: ConnectOptions): Promise<DaemonClient> {
  const { token, carried, timeout = 5000, requestTimeout = 600_000 } = options
  const address = parseAddress(typeof options.address === 'string' ? options.address : writeAddress(options.address))
  const socket = await connected(address, timeout)
  const client = clientOver(socket, { address: writeAddress(address), token, carried, requestTimeout })
  try {
    await client.within(timeout, 'ping')
    return client
  } catch (error) {
    await client.close()
    throw error
  }
}

/** Larger than any answer; a peer that never ends its line is no daemon. */
const LARGEST_REPLY = 256 * 1024 * 1024

type Waiting = { resolve: (data: unknown) => void; reject: (error: Error) => void; timer: NodeJS.Timeout }
type Over = { address: string; token: string | undefined; carried: ConnectOptions['carried']; requestTimeout: number }
type TimedClient = DaemonClient & { within(milliseconds: number, command: string): Promise<unknown> }

function clientOver(socket: Socket, { address, token, carried, requestTimeout }: Over): TimedClient {
  const waiting = new Map<number, Waiting>()
  const pushes = new Set<(event: string, data: unknown) => void>()
  const decoder = new FrameDecoder(LARGEST_REPLY)
  let last = 0
  /** What everybody who waits is told once the connection is over. */
  let over: Error | undefined

  const gone = () => new AppError('daemon-not-running', { address })
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      over ??= gone()
      for (const id of waiting.keys()) settle(id, over)
      resolve()
    })
  })
  socket.on('data', (chunk: Buffer) => {
    decoder.push(chunk)
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      const reply = frame === TOO_LARGE ? undefined : parseFrame(frame, Infinity)
      if (reply === undefined) {
        socket.destroy()
        return
      }
      hear(reply)
    }
  })

  function hear(reply: Readonly<Record<string, unknown>>): void {
    if (typeof reply['event'] === 'string') {
      for (const listener of pushes) listener(reply['event'], reply['data'])
      return
    }
    const outcome = reply['success'] === true ? reply['data'] : failureIn(reply['error'], address)
    if (typeof reply['id'] === 'number') settle(reply['id'], outcome)
    // Without an id it is about the connection: there were too many, or it was silent too long.
    else if (outcome instanceof Error) over = outcome
  }

  function settle(id: number, outcome: unknown): void {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (!asked) return
    clearTimeout(asked.timer)
    if (outcome instanceof Error) asked.reject(outcome)
    else asked.resolve(outcome)
  }

  function send(command: string, fields: Readonly<Record<string, unknown>>, milliseconds: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = (last += 1)
      const secret = token === undefined ? {} : { authToken: token }
      const line = `${stringify({ id, command, ...fields, ...carried?.(), ...secret }) ?? ''}\n`
      if (over ?? socket.destroyed) return reject(over ?? gone())
      if (Buffer.byteLength(line) > LIMITS.frame + 1) {
        return reject(new DaemonFailure('payload_too_large', `A request has at most ${LIMITS.frame} bytes.`))
      }
      const timer = setTimeout(() => settle(id, gone()), milliseconds)
      waiting.set(id, { resolve, reject, timer })
      socket.write(line)
    })
  }

  const request = (command: string, fields: Readonly<Record<string, unknown>> = {}) =>
    send(command, fields, requestTimeout)
  const onPush = (listener: (event: string, data: unknown) => void) => {
    const own = (event: string, data: unknown) => listener(event, data)
    pushes.add(own)
    return () => {
      pushes.delete(own)
    }
  }
  return {
    request,
    within: (milliseconds, command) => send(command, {}, milliseconds),
    onPush,
    transport: transportOver({ request, onPush }),
    closed,
    async close() {
      socket.destroySoon()
      await closed
    },
  }
}

/** Every method through `call`; an event is subscribed to once, while anybody listens. */
function transportOver({ request, onPush }: Pick<DaemonClient, 'request' | 'onPush'>): Transport {
  const unsubscribe = async (subscription: Promise<unknown>) => {
    const data = await subscription
    if (isObject(data)) await quietly(request('unsubscribe', { subscription: data['subscription'] }))
  }
  const topics = new Map<EventName, { listeners: number; subscription: Promise<unknown> }>()
  return {
    async request(method, input): Promise<Reply> {
      try {
        return { ok: true, output: await request('call', { method, input }) }
      } catch (error) {
        if (error instanceof AppError) return { ok: false, error: { code: error.code, details: error.details } }
        if (error instanceof DaemonFailure) return { ok: false, error: { code: error.type, details: {} } }
        throw error
      }
    },
    subscribe(event, listener) {
      const off = onPush((name, data) => {
        if (name === event) listener(data)
      })
      const topic = topics.get(event) ?? { listeners: 0, subscription: quietly(request('subscribe', { topic: event })) }
      topic.listeners += 1
      topics.set(event, topic)
      return () => {
        off()
        topic.listeners -= 1
        if (topic.listeners > 0) return
        topics.delete(event)
        void unsubscribe(topic.subscription)
      }
    },
  }
}

/** Whoever listens is not told that nothing will come: the same connection says so to their next request. */
function quietly(asked: Promise<unknown>): Promise<unknown> {
  return asked.catch(() => undefined)
}

async function connected(address: Address, timeout: number): Promise<Socket> {
  const socket = connectSocket({ ...netOptions(address), noDelay: true })
  try {
    await new Promise<void>((done, failed) => {
      const timer = setTimeout(() => failed(new Error('nobody answered in time')), timeout)
      socket.once('connect', () => done())
      // Stays: what follows an error is `close`, which says it to whoever waits.
      socket.on('error', failed)
      socket.once('close', () => clearTimeout(timer))
      socket.once('connect', () => clearTimeout(timer))
    })
    return socket
  } catch (error) {
    socket.destroy()
    const code = failureCode(error)
    if (code === 'EACCES' && address.is === 'unix')
      throw new AppError('file-failed', { file: address.path, code }, error)
    throw new AppError('daemon-not-running', { address: writeAddress(address) }, error)
  }
}

const BUSY = new Set(['shutting_down', 'too_many_connections', 'connection_timeout'])

function failureIn(error: unknown, address: string): Error {
  if (!isObject(error)) return new DaemonFailure('unknown', 'Unknown error')
  const { type, message, code, details } = error
  if (typeof code === 'string' && isErrorCode(code)) return new AppError(code, isDetails(details) ? details : {})
  if (type === 'auth_failed') return new AppError('token-refused', { address })
  if (typeof type === 'string' && BUSY.has(type)) return new AppError('daemon-busy', { address })
  return new DaemonFailure(
    typeof type === 'string' ? type : 'unknown',
    typeof message === 'string' ? message : 'Unknown error',
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDetails(value: unknown): value is ErrorDetails {
  return (
    isObject(value) &&
    Object.values(value).every(
      (one) =>
        one === null ||
        typeof one === 'string' ||
        typeof one === 'number' ||
        (Array.isArray(one) && one.every((part) => typeof part === 'string')),
    )
  )
}
