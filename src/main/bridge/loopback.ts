import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Reply } from '../../contract/client'
import { AppError } from '../../contract/errors'
import type { Log } from '../log'
import { createAdmission, isForeign, type Admission } from './admission'
import type { Dispatch } from './dispatch'
import { createEventStream, type EventStream } from './eventStream'
import { describeFault } from './fault'
import type { Events, Peer } from './handler'
import type { Hearing } from './hearing'
import { readJsonBody } from './jsonBody'
import { GUARD_HEADERS } from './pagePolicy'
import { pageAt, type Pages } from './pages'
import { createPresence, type Presence } from './presence'
import { refusalPage } from './refusalPage'

/** The pages and the one door for browsers on this very machine. */
export type Loopback = {
  readonly port: number
  /** A fresh address that lets one browser in, once; one printed before and not yet used ends. */
  newAddress(): string
  /** Ends streams and connections; requests under way have a second to finish. */
  close(): Promise<void>
}

export type LoopbackParts = {
  dispatch: Dispatch
  events: Events
  /** Who may hear of what. */
  hearing: Hearing
  pages: Pages
  /** 0 for a free one; `port-in-use` when taken. */
  port: number
  /** Hears what broke below the door: a connection, accepting one. */
  log: Pick<Log, 'write'>
  limits?: Partial<Limits>
}

type Limits = {
  bodyBytes: number
  connections: number
  /** Milliseconds to send all headers, and the whole request. */
  headers: number
  request: number
  heartbeat: number
  /** Milliseconds without any page until a browser counts as gone; reloading takes less. */
  absence: number
}

const LIMITS: Limits = {
  bodyBytes: 16 * 1024 * 1024,
  connections: 64,
  headers: 10_000,
  request: 60_000,
  heartbeat: 15_000,
  absence: 30_000,
}
const GRACE = 1000
const FOREIGN = 'Refused: another page asks. Copy the address that Keyswitch printed into the address bar.\n'

export async function serveLoopback(parts: LoopbackParts): Promise<Loopback> {
  const limits = { ...LIMITS, ...parts.limits }
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: Math.min(1000, limits.headers),
  })
  server.maxConnections = limits.connections
  const port = await listen(server, parts.port)
  // As a browser writes it: port 80 is left out.
  const { host, origin } = new URL(`http://127.0.0.1:${port}`)
  const admission = createAdmission(port)
  const stream = createEventStream(parts.events, parts.hearing, limits.heartbeat)
  const presence = createPresence({ absence: limits.absence, left: (peer) => parts.dispatch.leave(peer) })
  const visitor = createVisitor({ ...parts, host, admission, stream, presence, bodyBytes: limits.bodyBytes })
  server.on('request', (request, response) => {
    visitor(request, response).catch((error: unknown) => {
      // A connection that breaks while it is read happens every day, and nobody is left to tell.
      parts.log.write(request.destroyed ? 'info' : 'error', 'loopback', { fault: describeFault(error) })
      response.destroy()
    })
  })
  server.on('error', (error) => parts.log.write('error', 'loopback', { fault: describeFault(error) }))
  return {
    port,
    newAddress: () => `${origin}/enter/${admission.newToken()}`,
    async close() {
      stream.close()
      presence.close()
      await closeServer(server)
    },
  }
}

type Visit = {
  host: string
  admission: Admission
  stream: EventStream
  presence: Presence
  bodyBytes: number
} & LoopbackParts

/** Decides one request. Whoever is foreign or unknown learns nothing, not even which paths exist. */
function createVisitor({ host, admission, stream, presence, dispatch, pages, bodyBytes }: Visit) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(GUARD_HEADERS)) response.setHeader(name, value)
    response.setHeader('cache-control', 'no-store')
    const path = request.url ?? ''
    const kind = path.startsWith('/api/') || path.startsWith('/events') ? 'call' : 'page'
    if (isForeign(request.headers, host, kind)) return end(response, 403, FOREIGN)
    const peer = admission.peerOf(request.headers.cookie)
    if (path.startsWith('/enter/')) return enter(request, response, path.slice('/enter/'.length), peer)
    if (!peer) {
      return end(response, 403, refusalPage(request.headers['accept-language']), 'text/html; charset=utf-8')
    }
    if (path.startsWith('/api/')) return call(request, response, path.slice('/api/'.length), peer)
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'Not a page.\n')
    const [file, query] = path.split('?', 2)
    if (file === '/events' && request.method === 'GET') {
      // A page that slept brings the place in its address, a broken connection in the header.
      const last = request.headers['last-event-id'] ?? new URLSearchParams(query).get('since') ?? undefined
      presence.came(peer, response)
      return stream.open(response, peer, typeof last === 'string' ? last : undefined)
    }
    const page = pageAt(pages, path)
    if (!page) return end(response, 404, 'There is no such page.\n')
    response.setHeader('cache-control', page.cache)
    return end(response, 200, request.method === 'HEAD' ? '' : page.body, page.type)
  }

  function enter(request: IncomingMessage, response: ServerResponse, token: string, peer: Peer | undefined): void {
    // Browsers load ahead what a person may open; that must not use the address up.
    const ahead = request.headers['sec-purpose'] !== undefined || request.headers['purpose'] !== undefined
    if (request.method !== 'GET' || ahead) return end(response, 405, 'Open this address in a browser.\n')
    const cookie = admission.enter(token)
    if (cookie === undefined && !peer) {
      return end(response, 403, refusalPage(request.headers['accept-language']), 'text/html; charset=utf-8')
    }
    if (cookie !== undefined) response.setHeader('set-cookie', cookie)
    response.setHeader('location', '/')
    return end(response, 303, '')
  }

  async function call(request: IncomingMessage, response: ServerResponse, method: string, peer: Peer): Promise<void> {
    // Browsers name the origin of every POST; whatever does not is no page of ours.
    if (request.method !== 'POST' || request.headers.origin === undefined) {
      return end(response, 405, 'Only the page itself may ask.\n')
    }
    const body = await readJsonBody(request, bodyBytes)
    if (body.is === 'refused') {
      const reply: Reply = { ok: false, error: { code: 'invalid-input', details: { fields: ['input'] } } }
      return end(response, body.status, JSON.stringify(reply), 'application/json; charset=utf-8')
    }
    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableEnded) gone.abort()
    })
    const reply = await dispatch.request({ peer, method, input: body.value, signal: gone.signal })
    return end(response, 200, JSON.stringify(reply), 'application/json; charset=utf-8')
  }
}

/** A refused connection is not kept: what else it would send was not read. */
function end(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  type = 'text/plain; charset=utf-8',
): void {
  if (status >= 400) response.setHeader('connection', 'close')
  response.setHeader('content-type', type)
  response.writeHead(status).end(body)
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((listening, failed) => {
    const refuse = (error: Error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE'
      failed(taken ? new AppError('port-in-use', { port }, error) : error)
    }
    server.once('error', refuse)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', refuse)
      listening()
    })
  })
  return (server.address() as AddressInfo).port
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), GRACE)
  await closed
  clearTimeout(force)
}
