import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { METHODS } from '../../src/contract/names'
import { createDispatch } from '../../src/main/bridge/dispatch'
import { createEvents } from '../../src/main/bridge/events'
import type { Handlers, Peer } from '../../src/main/bridge/handler'
import type { DaemonGate } from '../../src/main/daemon/daemonGate'
import { createDaemonServer, type DaemonParts } from '../../src/main/daemon/server'
import { temporaryFolder } from '../support/temporaryFolder'
import { openGate } from './fakeGate'
import { fakeSessions } from './fakeSessions'

export const TOKEN = 'not-a-real-token'

type StageOptions = {
  limits?: DaemonParts['limits']
  maxConnections?: number
  /** Null for none. */
  token?: string | null
  tcp?: boolean
  gate?: Partial<DaemonGate>
  /** Told of every peer that left. */
  gone?: (peer: Pick<Peer, 'id'>) => void
  audit?: DaemonParts['audit']
  handlers?: Partial<Handlers>
}

type Where = { path: string } | { host: string; port: number }
type LogLine = { level: string; message: string; fields: Record<string, unknown> }

/** A real daemon socket with no OPC UA behind it; it ends with the test. Limits of time are looked at every 10 ms. */
export async function startStage(options: StageOptions = {}) {
  const { token = TOKEN, maxConnections = 50, tcp = false } = options
  const sessions = fakeSessions()
  const gate = { ...openGate, ...options.gate }
  const log: LogLine[] = []
  const events = createEvents((event, error) => {
    throw new Error(`payload of ${event}`, { cause: error })
  })
  const absent = Object.fromEntries(METHODS.map((method) => [method, () => Promise.reject(new Error('nobody here'))]))
  const dispatch = createDispatch({
    handlers: { ...(absent as never as Handlers), ...options.handlers },
    events,
    authorize: async (peer, object, right) => gate.authorize(peer, object, right),
    log: () => {},
    ...(options.gone && { gone: options.gone }),
  })
  const left: string[] = []
  const daemon = createDaemonServer({
    sessions,
    dispatch: {
      request: (request) => dispatch.request(request),
      leave(peer) {
        left.push(peer.id)
        dispatch.leave(peer)
      },
    },
    events,
    gate,
    ...(options.audit && { audit: options.audit }),
    log: { write: (level, message, fields) => log.push({ level, message, fields: { ...fields } }) },
    version: '1.2.3',
    now: () => 1_700_000_000_250,
    maxConnections,
    limits: { sweep: 10, ...options.limits },
  })
  daemon.setToken(token)
  const path = tcp ? '' : join(await temporaryFolder(), 'daemon.sock')
  await new Promise<void>((listening) => {
    if (tcp) daemon.server.listen(0, '127.0.0.1', listening)
    else daemon.server.listen(path, listening)
  })
  const address = daemon.server.address()
  const where: Where = typeof address === 'object' && address ? { host: '127.0.0.1', port: address.port } : { path }
  const clients: Client[] = []
  onTestFinished(async () => {
    for (const client of clients) client.socket.destroy()
    await daemon.close(0)
  })
  return {
    daemon,
    sessions,
    events,
    log,
    left,
    where,
    async connect(): Promise<Client> {
      const client = await openClient(where)
      clients.push(client)
      return client
    },
    /** One classic request. */
    async ask(frame: object): Promise<Record<string, unknown>> {
      const client = await openClient(where)
      client.send({ authToken: TOKEN, ...frame })
      const reply = await client.reply()
      client.socket.destroy()
      return reply
    },
  }
}

export type Stage = Awaited<ReturnType<typeof startStage>>

/** A program on the other side of the socket. */
export type Client = {
  socket: Socket
  /** Objects become frames; text and bytes go as they are. */
  send(what: object | string | Buffer): void
  line(): Promise<string>
  reply(): Promise<Record<string, unknown>>
  /** Every line that came before the end, in pieces of text. */
  rest(): Promise<string[]>
  restOfReplies(): Promise<Record<string, unknown>[]>
  /** Fires when the daemon has ended its side or the connection broke. */
  ended: Promise<void>
}

export async function openClient(where: Where): Promise<Client> {
  const socket = createConnection({ ...where, allowHalfOpen: true })
  await new Promise<void>((connected, failed) => socket.once('connect', connected).once('error', failed))
  const lines: string[] = []
  const waiting: { heard: (line: string) => void; failed: (error: Error) => void }[] = []
  let text = ''
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      for (const { failed } of waiting.splice(0)) failed(new Error('the daemon ended the connection'))
      resolve()
    }
    socket.once('end', end).once('close', end)
  })
  socket.on('error', () => socket.destroy())
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (text + chunk).split('\n')
    text = parts.pop() ?? ''
    for (const line of parts) {
      const next = waiting.shift()
      if (next) next.heard(line)
      else lines.push(line)
    }
  })
  const line = () => {
    const ready = lines.shift()
    if (ready !== undefined) return Promise.resolve(ready)
    if (socket.readableEnded || socket.destroyed) return Promise.reject(new Error('the daemon ended the connection'))
    return new Promise<string>((heard, failed) => waiting.push({ heard, failed }))
  }
  const rest = async () => {
    await ended
    return lines.splice(0)
  }
  return {
    socket,
    send(what) {
      socket.write(typeof what === 'string' || Buffer.isBuffer(what) ? what : `${JSON.stringify(what)}\n`)
    },
    line,
    reply: async () => JSON.parse(await line()) as Record<string, unknown>,
    rest,
    restOfReplies: async () => (await rest()).map((text) => JSON.parse(text) as Record<string, unknown>),
    ended,
  }
}

/** The reply that refuses with this type, whatever it says. */
export const failure = (type: string) => ({ success: false, error: { type, message: expect.any(String) as string } })
