import { randomBytes } from 'node:crypto'
import type { OpcUa } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import { readCertificateFiles } from './certificateFiles'
import { systemClock, type Clock } from './clock'
import type { SessionLog, WantedSession } from './connectLink'
import { DESCRIPTION } from './describe'
import { checkAllowed, parseEndpoint } from './endpointRules'
import { parseConfig } from './openConfig'
import { createPool } from './pool'
import { invokedMethod, queriedMethod, type Asked } from './requests'
import type { ResultCache } from './resultCache'
import { createSession, type Session } from './session'
import type { AllowRules, OpenRequest, Sessions } from './sessions'
import type { TrustStore } from './trustStore'

export type SessionsParts = {
  opcua: OpcUa
  trustStore: TrustStore
  resultCache: ResultCache
  log: SessionLog
  limits: { maxSessions: number; timeoutSeconds: number; cleanupSeconds: number }
  rules: AllowRules
  /** Left out, the real ones. */
  clock?: Clock
  random?: () => number
}

/** All sessions of the program (session-daemon 6). Ends with `end`, which closes neither `opcua` nor the stores. */
export function createSessions(parts: SessionsParts): Sessions {
  const { limits, trustStore, log, clock = systemClock, random = Math.random } = parts
  const listeners = new Set<() => void>()
  const changed = () => listeners.forEach((listener) => listener())
  const newId = () => randomBytes(16).toString('hex')
  const pool = createPool({ ...limits, clock, changed, log, create })
  /** Opens under way, so that a holder who has left meanwhile is not given anything. */
  const arrivals = new Set<{ holder: string; left: boolean }>()
  let rules = parts.rules
  const stopRejecting = trustStore.onReject((fingerprint) => {
    void pool.endAll((session) => session.shows(fingerprint), 'certificate rejected', rejected())
  })

  function create(wanted: WantedSession): Session {
    return createSession({ ...parts, id: newId(), wanted, clock, random, newId, changed })
  }

  async function open(holder: string, request: OpenRequest): Promise<{ sessionId: string; reused: boolean }> {
    const forceNew = parseForceNew(request.forceNew)
    const endpoint = parseEndpoint(request.endpointUrl)
    checkAllowed(endpoint, rules.endpoints)
    const config = parseConfig(request.config)
    const arrival = { holder, left: false }
    arrivals.add(arrival)
    try {
      const files = await readCertificateFiles(config, rules.certificateFolders)
      if (arrival.left) throw gone()
      const { session, reused } = await pool.open(holder, { endpoint, config, files }, forceNew)
      return { sessionId: session.id, reused }
    } finally {
      arrivals.delete(arrival)
    }
  }

  /** `getEndpoints` names a server; the rules hold for that one too, and no password in its address leaves us. */
  function guarded(asked: Asked): Asked {
    if (asked.method !== 'getEndpoints') return asked
    const [url, ...others] = asked.parameters
    const endpoint = parseEndpoint(url)
    checkAllowed(endpoint, rules.endpoints)
    return { ...asked, parameters: [endpoint.url, ...others] }
  }

  return {
    open: ({ id }, request) => open(id, request),
    close: ({ id }, sessionId, options) => pool.close(id, sessionId, options?.force ?? false),
    list: () => pool.opened().map((session) => session.listed()),
    rows: () => pool.all().map((session) => session.row()),
    async describe(sessionId) {
      pool.find(sessionId).touch()
      return DESCRIPTION
    },
    async query(sessionId, method, parameters) {
      const found = queriedMethod(method)
      return pool.find(sessionId).request(guarded({ method, parameters, encoding: 'plain' }), found)
    },
    async invoke(sessionId, method, parameters) {
      const session = pool.find(sessionId)
      const found = invokedMethod(method)
      return session.request(guarded({ method, parameters, encoding: 'typed' }), found)
    },
    stream: async (sessionId, items, hear, options) => pool.find(sessionId).stream(items, hear, options),
    leave(holderId) {
      for (const arrival of arrivals) arrival.left ||= arrival.holder === holderId
      pool.leave(holderId)
    },
    get count() {
      return pool.opened().length
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    allow(next) {
      rules = next
    },
    get allowed() {
      return rules
    },
    async end() {
      stopRejecting()
      await pool.end()
    },
  }
}

function parseForceNew(given: unknown): boolean {
  if (given === undefined || given === null) return false
  if (typeof given === 'boolean') return given
  throw new RequestFailure('invalid_argument', 'forceNew must be true or false.', { sent: false })
}

function gone(): RequestFailure {
  return new RequestFailure('ConnectionException', 'Who asked is gone.', { sent: false })
}

function rejected(): RequestFailure {
  return new RequestFailure('UntrustedCertificateException', 'The server certificate has been rejected.', {
    sent: false,
  })
}
