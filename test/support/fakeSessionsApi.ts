import type { EventPayload } from '../../src/contract/contract'
import { AppError } from '../../src/contract/errors'
import type { EventName } from '../../src/contract/names'
import type {
  BrowsedNode,
  Certificate,
  DaemonState,
  Endpoint,
  SessionRow,
  ShownValue,
} from '../../src/contract/sessions'
import { fakeProgram, type FakeDatabase, type FakeProgram, type Handlers } from './fakeApi'

/** What the fake station holds; tests change it and say `changed()`. */
export type FakeStation = {
  daemon: DaemonState
  rows: SessionRow[]
  /** What each server offers. */
  endpoints: Map<string, Endpoint[]>
  certificates: Certificate[]
  /** What lies below a node; below the root for `''`. */
  nodes: Map<string, BrowsedNode[]>
  /** Watches the program holds now. */
  watches: Map<string, { session: string; nodes: readonly string[]; interval: number }>
  /** Users whose passwords are kept, by endpoint. */
  kept: Map<string, string[]>
  /** Nodes whose values a server does not let be followed. */
  refused: Map<string, string>
  changed: () => void
  /** A server sends values for what is watched on this session. */
  send: (session: string, values: readonly (Partial<ShownValue> & { node: string })[]) => void
  /** A session ends by itself. */
  end: (session: string) => void
}

export type FakeSessionsProgram = FakeProgram & { station: FakeStation }

/** A program in memory with databases and sessions. */
export function fakeSessionsProgram(
  given: Partial<FakeStation> = {},
  folders: readonly FakeDatabase[] = [],
  open: readonly string[] = [],
): FakeSessionsProgram {
  const listeners: { emit: <E extends EventName>(event: E, payload: EventPayload<E>) => void } = {
    emit: () => undefined,
  }
  let ids = 0
  const station: FakeStation = {
    daemon: daemonState(),
    rows: [],
    endpoints: new Map(),
    certificates: [],
    nodes: new Map(),
    watches: new Map(),
    kept: new Map(),
    refused: new Map(),
    ...given,
    changed() {
      listeners.emit('sessions.changed', {})
      listeners.emit('certificates.changed', {})
    },
    send(session, values) {
      for (const [watch, { session: own, nodes }] of station.watches) {
        const heard = values.filter(({ node }) => own === session && nodes.includes(node)).map(shownValue)
        if (heard.length > 0) listeners.emit('sessions.values', { watch, values: heard })
      }
    },
    end(session) {
      station.rows = station.rows.filter((row) => row.session !== session)
      for (const [watch, each] of station.watches) if (each.session === session) station.watches.delete(watch)
      listeners.emit('sessions.changed', {})
    },
  }

  function rowOf(session: string): SessionRow {
    const found = station.rows.find((row) => row.session === session)
    if (!found) throw new AppError('not-found', { subject: 'session', name: session })
    return found
  }
  function decide(
    fingerprint: string,
    change: (certificate: Certificate) => Certificate | undefined,
  ): Record<string, never> {
    station.certificates = station.certificates.flatMap((each) =>
      each.fingerprint === fingerprint ? (change(each) ?? []) : [each],
    )
    listeners.emit('certificates.changed', {})
    return {}
  }
  const trustOf = (fingerprint: string): Certificate['trust'] =>
    station.certificates.find((each) => each.fingerprint === fingerprint)?.trust ?? 'unknown'

  const handlers: Handlers = {
    'daemon.state': () => station.daemon,
    'sessions.list': () => ({ sessions: [...station.rows] }),
    'sessions.endpoints': ({ endpointUrl }) => {
      const endpoints = station.endpoints.get(endpointUrl)
      if (!endpoints) throw new AppError('server-unreachable', { endpoint: endpointUrl, status: 'BadTimeout' })
      return {
        endpoints: endpoints.map((each) =>
          each.certificate
            ? { ...each, certificate: { ...each.certificate, trust: trustOf(each.certificate.fingerprint) } }
            : each,
        ),
      }
    },
    'sessions.open': ({ endpointUrl, security, user }) => {
      const offer = station.endpoints
        .get(endpointUrl)
        ?.find((each) => each.security.mode === security.mode && each.security.policy === security.policy)
      const shown = offer?.certificate
      if (shown && trustOf(shown.fingerprint) !== 'trusted' && security.mode !== 'none')
        throw new AppError('certificate-untrusted', {
          fingerprint: shown.fingerprint,
          trust: trustOf(shown.fingerprint),
        })
      ids += 1
      const session = sessionId(900 + ids)
      const name = user.is === 'anonymous' ? null : user.name
      station.rows = [
        ...station.rows,
        sessionRow({
          session,
          endpointUrl,
          security,
          user: { kind: user.is === 'anonymous' ? 'anonymous' : 'user-name', name },
          own: true,
        }),
      ]
      listeners.emit('sessions.changed', {})
      return { session, reused: false }
    },
    'sessions.remembered': ({ endpointUrl }) => ({ names: station.kept.get(endpointUrl) ?? [] }),
    'sessions.close': ({ session, force }) => {
      const row = rowOf(session)
      const left = row.readers - (row.own ? 1 : 0)
      if (force === true || left === 0) station.end(session)
      else station.rows = station.rows.map((each) => (each === row ? { ...each, readers: left, own: false } : each))
      listeners.emit('sessions.changed', {})
      return {}
    },
    'sessions.browse': ({ session, node = '' }) => {
      rowOf(session)
      return { nodes: station.nodes.get(node) ?? [] }
    },
    'sessions.read': ({ session, node }) => {
      rowOf(session)
      return {
        attributes: [
          { name: 'NodeId', text: node },
          { name: 'Description', text: `about ${node}` },
        ],
        value: shownValue({ node, text: '42.5', number: 42.5 }),
      }
    },
    'sessions.watch': ({ session, nodes, interval = 500 }) => {
      rowOf(session)
      ids += 1
      const watch = `w${ids}`
      station.watches.set(watch, { session, nodes, interval })
      return {
        watch,
        refused: nodes.flatMap((node) => {
          const status = station.refused.get(node)
          return status === undefined ? [] : [{ node, status }]
        }),
      }
    },
    'sessions.unwatch': ({ watch }) => {
      if (!station.watches.delete(watch)) throw new AppError('not-found', { subject: 'watch', name: watch })
      return {}
    },
    'certificates.list': () => ({ certificates: [...station.certificates] }),
    'certificates.trust': ({ fingerprint }) =>
      decide(fingerprint, (each) => ({ ...each, trust: 'trusted', insteadOf: null })),
    'certificates.reject': ({ fingerprint }) => decide(fingerprint, (each) => ({ ...each, trust: 'rejected' })),
    'certificates.forget': ({ fingerprint }) => decide(fingerprint, () => undefined),
  }
  const fake = fakeProgram(folders, open, handlers)
  listeners.emit = fake.emit
  return Object.assign(fake, { station })
}

export function sessionId(number: number): string {
  return number.toString(16).padStart(32, '0')
}

export function fingerprint(letter: string): string {
  return letter.repeat(64)
}

export function daemonState(more: Partial<DaemonState> = {}): DaemonState {
  return {
    address: 'unix:///run/user/1000/keyswitch/keyswitch.sock',
    by: 'this',
    paused: false,
    problem: '',
    tokenFile: '/run/user/1000/keyswitch/keyswitch.token',
    peers: 2,
    started: Date.now() - 3_600_000,
    maxSessions: 100,
    ...more,
  }
}

export function sessionRow(more: Partial<SessionRow> = {}): SessionRow {
  return {
    session: sessionId(1),
    endpointUrl: 'opc.tcp://plc-17:4840',
    state: { is: 'open', since: Date.now() - 60_000 },
    user: { kind: 'anonymous', name: null },
    security: { policy: 'Basic256Sha256', mode: 'sign-and-encrypt' },
    opened: Date.now() - 60_000,
    lastUsed: Date.now() - 5_000,
    readers: 1,
    streams: 0,
    requests: 12,
    rate: 0,
    errors: 0,
    own: false,
    ...more,
  }
}

export function endpoint(more: Partial<Endpoint> = {}): Endpoint {
  return {
    endpointUrl: 'opc.tcp://plc-17:4840',
    security: { policy: 'Basic256Sha256', mode: 'sign-and-encrypt' },
    level: 100,
    users: ['anonymous', 'user-name'],
    certificate: { fingerprint: fingerprint('a'), trust: 'trusted' },
    ...more,
  }
}

export function certificate(more: Partial<Certificate> = {}): Certificate {
  return {
    fingerprint: fingerprint('a'),
    thumbprint: 'ab12'.repeat(10),
    subject: 'CN=plc-17, O=Example',
    issuer: 'CN=plc-17, O=Example',
    applicationUri: 'urn:plc-17:server',
    validFrom: Date.now() - 86_400_000,
    validTo: Date.now() + 365 * 86_400_000,
    trust: 'trusted',
    endpoints: ['opc.tcp://plc-17:4840'],
    firstSeen: Date.now() - 86_400_000,
    lastSeen: Date.now(),
    insteadOf: null,
    ...more,
  }
}

export function node(name: string, more: Partial<BrowsedNode> = {}): BrowsedNode {
  return {
    node: `ns=2;s=${name}`,
    name,
    browseName: `2:${name}`,
    nodeClass: 'Variable',
    typeDefinition: 'BaseDataVariableType',
    ...more,
  }
}

function shownValue(more: Partial<ShownValue> & { node: string }): ShownValue {
  const number = more.number ?? null
  return {
    at: Date.now(),
    status: 'Good',
    type: 'Double',
    text: number === null ? '' : String(number),
    number,
    ...more,
  }
}
