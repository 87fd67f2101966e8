import type { MethodName } from '../../contract/names'
import { AppError } from '../../contract/errors'
import type { SecurityMode } from '../../contract/sessions'
import type { Events, Handlers, ParsedInput, Peer } from '../bridge/handler'
import type { OpcUa } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import { certificateHandlers } from './certificateHandlers'
import { endpointRows } from './endpointRows'
import { checkAllowed, parseEndpoint, type EndpointAddress } from './endpointRules'
import { keptPasswords } from './keptPasswords'
import { lookHandlers } from './lookHandlers'
import { rateLimited } from './rateLimit'
import { inWords } from './sessionErrors'
import type { Sessions } from './sessions'
import type { TrustStore } from './trustStore'
import type { Vault } from '../vault/vault'
import { createWatches } from './watches'

type SessionMethod = Extract<MethodName, `sessions.${string}` | `certificates.${string}`>

type OpenInput = ParsedInput<'sessions.open'>

/** What pages and contract callers ask of sessions and of certificates. */
export type SessionHandlers = {
  handlers: Pick<Handlers, SessionMethod>
  /** The same request for another Keyswitch, which does not open a session of a page of ours with a kept password. */
  forAnother(input: OpenInput, peer: Peer): Promise<OpenInput>
  /** A page or program is gone: its watches end and its sessions are given up. */
  leave(peerId: string): void
  close(): Promise<void>
}

export type SessionHandlersParts = {
  sessions: Sessions
  opcua: Pick<OpcUa, 'endpoints'>
  trustStore: TrustStore
  events: Events
  /** Passwords for servers that people asked to keep. */
  vault: Pick<Vault, 'read' | 'keep' | 'names'>
  /** `opc.tcp://host[:port]` patterns as they are now; undefined for any. */
  allowedEndpoints: () => readonly string[] | undefined
  /** For `too-many-sessions`. */
  maxSessions: number
}

const POLICY = 'http://opcfoundation.org/UA/SecurityPolicy#'
const MODES: Record<SecurityMode, 1 | 2 | 3> = { none: 1, sign: 2, 'sign-and-encrypt': 3 }
/** Milliseconds a server has to say what it offers. */
const PATIENCE = 10_000
/** Milliseconds between two `sessions.changed`: four in a second. */
const CHANGES = 250

/** Handlers of all `sessions.*` and `certificates.*` methods; failures are AppErrors. */
export function createSessionHandlers(parts: SessionHandlersParts): SessionHandlers {
  const { sessions, opcua, trustStore, events, vault, allowedEndpoints, maxSessions } = parts
  const passwords = keptPasswords(vault)
  const watches = createWatches(sessions, events)
  const sessionsChanged = rateLimited(CHANGES, () => events.emit('sessions.changed', {}))
  const certificatesChanged = rateLimited(CHANGES, () => events.emit('certificates.changed', {}))
  const unsubscribes = [
    sessions.onChange(() => sessionsChanged.ask()),
    trustStore.onChange(() => certificatesChanged.ask()),
  ]

  /** Refused before any name is looked up. */
  function allowed(endpointUrl: string): EndpointAddress {
    try {
      const endpoint = parseEndpoint(endpointUrl)
      checkAllowed(endpoint, allowedEndpoints())
      return endpoint
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      throw new AppError('endpoint-refused', { endpoint: endpointUrl.replace(/\/\/[^/]*@/, '//').slice(0, 200) })
    }
  }

  async function open(input: ParsedInput<'sessions.open'>, peer: Peer): Promise<{ session: string; reused: boolean }> {
    const { endpointUrl, security, user } = input
    const endpoint = allowed(endpointUrl)
    const credentials = await credentialsOf(user, endpoint, peer)
    const config = {
      securityPolicy: POLICY + security.policy,
      securityMode: MODES[security.mode],
      // A person is there to be asked, so nothing unknown is taken.
      trustPolicy: 'fingerprint',
      ...credentials,
    }
    const { sessionId, reused } = await inWords({ endpoint: endpoint.shown, field: 'user', maxSessions }, () =>
      sessions.open({ id: peer.id }, { endpointUrl, config, forceNew: false }),
    )
    return { session: sessionId, reused }
  }

  /** One that is remembered stays so whatever the server says to it: somebody else may have to look at it. */
  async function credentialsOf(
    user: ParsedInput<'sessions.open'>['user'],
    endpoint: EndpointAddress,
    peer: Peer,
  ): Promise<object> {
    switch (user.is) {
      case 'anonymous':
        return {}
      case 'user-name':
        return { username: user.name, password: user.password }
      case 'remembered':
        // Whoever was let in without the password would be that user for the server; only a person's own page is.
        if (!isPage(peer)) throw new AppError('not-available', { method: 'sessions.open' })
        return { username: user.name, password: await passwords.read(user.name, endpoint) }
    }
  }

  return {
    handlers: {
      'sessions.list': (_, { peer }) => ({
        sessions: sessions.rows().map(({ holders, user, ...row }) => ({
          ...row,
          user: { kind: user.kind, name: isPage(peer) ? user.name : null },
          own: holders.includes(peer.id),
        })),
      }),
      'sessions.endpoints': async ({ endpointUrl }) => {
        const endpoint = allowed(endpointUrl)
        const asking = { endpoint: endpoint.shown, field: 'endpointUrl' }
        const text = await inWords(asking, () => opcua.endpoints(endpoint.url, PATIENCE))
        const known = await inWords(asking, () => trustStore.list())
        return { endpoints: endpointRows(text, endpoint.key, known) }
      },
      'sessions.remembered': ({ endpointUrl }, { peer }) => ({
        names: isPage(peer) ? passwords.names(allowed(endpointUrl)) : [],
      }),
      'sessions.open': async (input, { peer, signal }) => {
        const opened = await open(input, peer)
        const { user, endpointUrl } = input
        // Whoever asked is gone, and will never give it up.
        if (signal.aborted) await sessions.close({ id: peer.id }, opened.session)
        else if (user.is === 'user-name' && user.remember) {
          await passwords.keep(user.name, allowed(endpointUrl), user.password)
        }
        return opened
      },
      'sessions.close': async ({ session, force = false }, { peer }) => {
        await inWords({ session }, () => sessions.close({ id: peer.id }, session, { force }))
        return {}
      },
      ...lookHandlers(sessions),
      ...watches.handlers,
      ...certificateHandlers(trustStore),
    },
    async forAnother(input, peer) {
      const { user, endpointUrl } = input
      if (user.is !== 'remembered' || !isPage(peer)) return input
      const password = await passwords.read(user.name, allowed(endpointUrl))
      return { ...input, user: { is: 'user-name', name: user.name, password } }
    },
    leave(peerId) {
      watches.leave(peerId)
      sessions.leave(peerId)
    },
    async close() {
      for (const unsubscribe of unsubscribes) unsubscribe()
      sessionsChanged.stop()
      certificatesChanged.stop()
      await watches.close()
    },
  }
}

/** People at this program's pages; other programs do not learn who else is here (seed 000, 3). */
function isPage({ face }: Peer): boolean {
  return face === 'desktop' || face === 'browser'
}
