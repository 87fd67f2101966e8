import type { SessionLog } from '../../src/main/sessions/connectLink'
import { createSessions, type SessionsParts } from '../../src/main/sessions/createSessions'
import type { ResultCache } from '../../src/main/sessions/resultCache'
import type { Sessions } from '../../src/main/sessions/sessions'
import type { SeenCertificate, TrustStore, WantedRule } from '../../src/main/sessions/trustStore'
import { fakeOpcUa, type FakeOpcUa } from './fakeOpcUa'
import { manualClock, type ManualClock } from './manualClock'

export type FakeTrust = TrustStore & {
  readonly seen: SeenCertificate[]
  readonly asked: WantedRule[]
  /** As if a person had rejected it. */
  rejectNow(fingerprint: string): void
}

export type Stage = {
  sessions: Sessions
  opcua: FakeOpcUa
  clock: ManualClock
  trust: FakeTrust
  /** Every line that was logged. */
  lines: { level: string; message: string; fields: object }[]
}

/** Sessions on a fake server in a time of their own. */
export function stage(change: Partial<SessionsParts> = {}): Stage {
  const opcua = fakeOpcUa()
  const clock = manualClock()
  const trust = fakeTrust()
  const lines: Stage['lines'] = []
  const log: SessionLog = { write: (level, message, fields) => void lines.push({ level, message, fields }) }
  const sessions = createSessions({
    opcua,
    clock,
    log,
    trustStore: trust,
    resultCache: fakeCache(),
    random: () => 0,
    limits: { maxSessions: 100, timeoutSeconds: 600, cleanupSeconds: 30 },
    rules: { endpoints: undefined, certificateFolders: undefined },
    ...change,
  })
  return { sessions, opcua, clock, trust, lines }
}

export const URL = 'opc.tcp://127.0.0.1:4840'
export const ANNA = { id: 'anna' }
export const BEN = { id: 'ben' }

/** What comes over the wire to open a session. */
export function wish(config: unknown = {}, endpointUrl: unknown = URL, forceNew?: unknown) {
  return { endpointUrl, config, forceNew }
}

export function fakeTrust(): FakeTrust {
  const rejecting = new Set<(fingerprint: string) => void>()
  const seen: SeenCertificate[] = []
  const asked: WantedRule[] = []
  return {
    seen,
    asked,
    rejectNow: (fingerprint) => rejecting.forEach((listener) => listener(fingerprint)),
    async ruleFor(wanted) {
      asked.push(wanted)
      return { policy: wanted.policy, accept: 'no', trusted: [], rejected: [], known: [], authorities: [] }
    },
    record: async (certificate) => void seen.push(certificate),
    list: async () => [],
    trust: async () => false,
    reject: async () => false,
    forget: async () => false,
    run: async (method) => JSON.stringify(method),
    onChange: () => () => undefined,
    onReject(listener) {
      rejecting.add(listener)
      return () => rejecting.delete(listener)
    },
    close: async () => undefined,
  }
}

export function fakeCache(): ResultCache {
  const known = new Map<string, string>()
  const key = (scope: string, method: string, parameters: readonly unknown[]) =>
    JSON.stringify([scope, method, parameters])
  return {
    get: async (scope, method, parameters) => known.get(key(scope, method, parameters)),
    set: async (scope, method, parameters, text) => void known.set(key(scope, method, parameters), text),
    invalidate: async (scope, node) => {
      for (const one of known.keys())
        if (one.startsWith(`["${scope}`) && one.includes(JSON.stringify(node))) known.delete(one)
    },
    flush: async (scope) => {
      for (const one of known.keys()) if (one.startsWith(`["${scope}`)) known.delete(one)
    },
  }
}
