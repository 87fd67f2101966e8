import type { SessionRow } from '../../contract/sessions'
import type { Link, OpcUa } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'
import { connectLink, type SessionLog, type WantedSession } from './connectLink'
import { createConnection, type ConnectionState } from './connection'
import { createHolders, type Holders } from './holders'
import { shownConfig } from './listed'
import type { Method } from './methods'
import { retriesOf, securityOf, timeoutOf, userOf } from './openConfig'
import { isLoss } from './recovery'
import { createRequestQueue } from './requestQueue'
import { changesNodes, mayRemember, turnOf, type Asked } from './requests'
import type { ResultCache } from './resultCache'
import { cacheScope } from './reuseKey'
import type { ListedSession, Stream, StreamItem, StreamListener, StreamOptions } from './sessions'
import { answerHere } from './sessionAnswers'
import { nameOf, shownState, stateName } from './sessionState'
import { createSubscriptions, type Subscriptions } from './subscriptions'
import type { TrustMethod, TrustStore } from './trustStore'
import { createUsage } from './usage'

export type SessionParts = {
  id: string
  wanted: WantedSession
  opcua: OpcUa
  trustStore: TrustStore
  resultCache: ResultCache
  log: SessionLog
  clock: Clock
  random: () => number
  newId: () => string
  /** The state, the use by streams or the holders have changed. */
  changed: () => void
}

/** One OPC UA session, over as many links as it takes. */
export type Session = {
  readonly id: string
  readonly holders: Holders
  readonly state: ConnectionState
  /** The first link. */
  open(): Promise<void>
  /** Until it can be used; tries again where the server has refused us before. */
  ready(): Promise<void>
  request(asked: Asked, method: Method): Promise<string>
  stream(items: readonly StreamItem[], hear: StreamListener, options?: StreamOptions): Promise<Stream>
  touch(): void
  /** Milliseconds without use; 0 while a request or a stream is under way. */
  readonly idle: number
  /** Whether its server has shown this certificate. */
  shows(fingerprint: string): boolean
  row(): Omit<SessionRow, 'own'> & { holders: readonly string[] }
  listed(): ListedSession
  /** For good: what waits fails with `because`. */
  end(because: RequestFailure): Promise<void>
}

/** Timers may be early by a little; a limit that was used up is no lost link. */
const NEARLY = 20

export function createSession(parts: SessionParts): Session {
  const { id, wanted, clock, log, resultCache, trustStore, changed } = parts
  const { endpoint, config, files } = wanted
  const timeout = timeoutOf(config)
  const retries = retriesOf(config)
  const scope = cacheScope(wanted)
  const queue = createRequestQueue(clock)
  const usage = createUsage(clock)
  const holders = createHolders()
  const opened = clock.now()
  let subscriptions: Subscriptions | undefined
  let lastLink: Link | undefined

  const connection = createConnection({
    connect: (signal) => connectLink(wanted, parts, signal),
    async restore(link) {
      // Where an open link is given up for another one, nobody has told them yet.
      subscriptions?.lost()
      await subscriptions?.recover(link)
    },
    changed: follow,
    fault: () => log.write('error', 'a link failed unexpectedly', { session: id }),
    clock,
    random: parts.random,
  })

  function follow(state: ConnectionState): void {
    if (state.is === 'open') {
      lastLink = state.link
      subscriptions ??= follows(state.link)
      queue.resume()
    } else if (state.is === 'lost') {
      subscriptions?.lost()
      if (state.retryAt === null) queue.refuse(state.because)
      else queue.pause(state.because)
      log.write('warn', 'session lost', { session: id, because: nameOf(state.because), tries: state.retryAt !== null })
    }
    changed()
  }

  function follows(link: Link): Subscriptions {
    const fault = () => log.write('error', 'a subscription went wrong', { session: id })
    return createSubscriptions({ link, clock, timeout, newId: parts.newId, onStreams: streamed, fault })
  }

  function streamed(): void {
    usage.touch()
    changed()
  }

  /** On the link as it is now. A link that turns out to be of no use is lost for everybody. */
  async function onLink<T>(limit: number, run: (link: Link) => Promise<T>): Promise<T> {
    const { state } = connection
    if (state.is !== 'open') throw unlinked()
    const end = clock.ticks() + limit - NEARLY
    try {
      return await run(state.link)
    } catch (error) {
      if (error instanceof RequestFailure && isLoss(error, clock.ticks() >= end)) connection.lose(state.link, error)
      throw error
    }
  }

  /** At most once where it changes something: only what surely never left may go again (session-daemon 6). */
  function again(repeatable: boolean) {
    return (failure: unknown, attempts: number): boolean =>
      failure instanceof RequestFailure &&
      isLoss(failure, false) &&
      (failure.facts.sent === false || (repeatable && attempts <= retries))
  }

  async function ask(asked: Asked, method: Method): Promise<string> {
    try {
      return await queue.add({
        turn: turnOf(asked, method),
        timeout,
        again: again(method.repeatable),
        run: (limit) => onLink(limit, (link) => answer(link, asked, method, limit)),
      })
    } catch (error) {
      throw method.repeatable ? error : doubtful(error)
    }
  }

  async function answer(link: Link, asked: Asked, method: Method, limit: number): Promise<string> {
    if (method.place === 'subscription') {
      return followed().run(asked.method, asked.parameters)
    }
    if (mayRemember(asked, config.readMetadataCache ?? false)) return remembered(link, asked, limit)
    const text = await link.request({ ...asked, limit })
    if (changesNodes(method)) await resultCache.flush(scope)
    return text
  }

  /** They are there as soon as there has been a link. */
  function followed(): Subscriptions {
    if (!subscriptions) throw unlinked()
    return subscriptions
  }

  async function remembered(link: Link, asked: Asked, limit: number): Promise<string> {
    const name = asked.encoding === 'plain' ? asked.method : `${asked.method} ${asked.encoding}`
    const known = await resultCache.get(scope, name, asked.parameters)
    if (known !== undefined) return known
    const text = await link.request({ ...asked, limit })
    await resultCache.set(scope, name, asked.parameters, text)
    return text
  }

  async function place(asked: Asked, method: Method): Promise<string> {
    if (method.place === 'trust') {
      // The table says which methods have this place.
      const settings = { policy: config.trustPolicy ?? 'none', storePath: files.trustStorePath } as const
      return trustStore.run(asked.method as TrustMethod, asked.parameters, settings)
    }
    if (method.place === 'session') {
      const { state } = connection
      return answerHere(asked, {
        config,
        state,
        facts: lastLink?.facts,
        reconnect,
        forget: (node) => forget(asked, node),
      })
    }
    return ask(asked, method)
  }

  /** In its turn, so that it cuts off nothing that is under way; at once where nothing can be under way. */
  function reconnect(): Promise<void> {
    if (connection.state.is !== 'open') return connection.reconnect()
    return queue.add({ turn: 'alone', timeout, run: () => connection.reconnect(), again: () => false })
  }

  async function forget(asked: Asked, node: unknown): Promise<void> {
    const { state } = connection
    if (state.is === 'open') await state.link.request({ ...asked, limit: timeout })
    if (node === undefined) await resultCache.flush(scope)
    else await resultCache.invalidate(scope, node)
  }

  return {
    id,
    holders,
    get state() {
      return connection.state
    },
    open: () => connection.open(),
    async ready() {
      const { state } = connection
      if (state.is === 'open') return
      if (state.is === 'lost' && state.retryAt === null) return connection.reconnect()
      await queue.add({ turn: 'beside', timeout, run: async () => undefined, again: () => false })
    },
    async request(asked, method) {
      usage.touch()
      usage.request()
      try {
        return await place(asked, method)
      } catch (error) {
        usage.failed()
        throw error
      } finally {
        usage.touch()
      }
    },
    async stream(items, hear, options) {
      usage.touch()
      return queue.add({
        turn: 'alone',
        timeout,
        again: again(false),
        run: (limit) => onLink(limit, () => followed().stream(items, hear, options)),
      })
    },
    touch: () => usage.touch(),
    get idle() {
      return queue.size > 0 || (subscriptions?.streams ?? 0) > 0 ? 0 : usage.idle
    },
    shows: (fingerprint) => lastLink?.facts.serverCertificate?.fingerprint === fingerprint,
    row() {
      const { policy, mode } = securityOf(config)
      return {
        session: id,
        endpointUrl: endpoint.shown,
        state: shownState(connection.state),
        user: userOf(config),
        security: { policy: policy.slice(policy.indexOf('#') + 1), mode: MODES[mode] },
        opened,
        lastUsed: usage.lastUsed,
        readers: holders.count,
        streams: subscriptions?.streams ?? 0,
        requests: usage.requests,
        rate: usage.rate,
        errors: usage.errors,
        holders: holders.ids,
      }
    },
    listed: () => ({
      id,
      endpointUrl: endpoint.shown,
      lastUsed: usage.lastUsed / 1000,
      config: shownConfig(config),
      state: stateName(connection.state),
    }),
    async end(because) {
      queue.refuse(because)
      subscriptions?.end(because.message)
      await connection.end()
    },
  }
}

const MODES = { 1: 'none', 2: 'sign', 3: 'sign-and-encrypt' } as const

function unlinked(): RequestFailure {
  return new RequestFailure('ConnectionException', 'There is no link to the server.', { sent: false })
}

/** A change on the server whose answer is missing: only a person can find out whether it was made. */
function doubtful(error: unknown): unknown {
  if (!(error instanceof RequestFailure) || error.type !== 'ConnectionException') return error
  if (error.facts.sent === false) return error
  const message = `${error.message} It may have been executed; it was not repeated.`
  return new RequestFailure('ConnectionException', message, { ...error.facts, sent: true })
}
