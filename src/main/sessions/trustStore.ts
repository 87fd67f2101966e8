import type { Certificate } from '../../contract/sessions'
import type { OpcUa, TrustRule } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import { Confined } from '../state/confinedFile'
import { failureCode } from '../state/fileSystem'
import { derOf, openTrustFolder, type Fingerprints } from './trustFolder'
import { openTrustIndex, type KnownCertificate, type TrustProblem } from './trustIndex'

/** Which servers' certificates were seen, and what a person decided about each. Fingerprints are SHA-256, lower-case hex. */
export type TrustStore = {
  /** How to judge the certificate of a server about to be opened. A person's rejection is in every rule. */
  ruleFor(wanted: WantedRule): Promise<TrustRule>
  /** To be told of every certificate a server has shown, whether it was taken or not. */
  record(seen: SeenCertificate): Promise<void>
  list(): Promise<Certificate[]>
  /** False where no such certificate was seen. */
  trust(fingerprint: string): Promise<boolean>
  reject(fingerprint: string): Promise<boolean>
  forget(fingerprint: string): Promise<boolean>
  /** The methods of `query` with place `trust`; answers are JSON text of `data`. */
  run(method: TrustMethod, parameters: readonly unknown[], session: TrustSettings): Promise<string>
  onChange(listener: () => void): () => void
  /** Sessions whose server showed this certificate have to end. */
  onReject(listener: (fingerprint: string) => void): () => void
  /** Waits for what is being written. */
  close(): Promise<void>
}

export type TrustMethod = 'trustCertificate' | 'untrustCertificate' | 'getTrustStore' | 'getTrustPolicy'

/** Of a session's configuration; `storePath` as certificateFiles gave it, null for the program's own store. */
export type TrustSettings = { policy: TrustRule['policy']; storePath: string | null }

export type WantedRule = TrustSettings & {
  endpointUrl: string
  autoAccept: boolean
  autoAcceptForce: boolean
  authorities: readonly Uint8Array[]
}

export type SeenCertificate = {
  endpointUrl: string
  /** `der` in base64, as in LinkFacts and FailureFacts. */
  certificate: { fingerprint: string; der: string }
  /** Taken although nobody had trusted it (`new` or `changed` in LinkFacts, with autoAccept): it is trusted from now on. */
  accepted: boolean
  storePath: string | null
}

export type TrustStoreParts = {
  /** Of its own, in the state folder. */
  folder: string
  readCertificate: OpcUa['readCertificate']
  /** Milliseconds since 1970. */
  now: () => number
  log: (problem: TrustProblem) => void
}

/** A server that is seen all day is noted once in this time. */
const SEEN_AGAIN = 60_000
const MOST_ENDPOINTS = 100

export function openTrustStore({ folder, readCertificate, now, log }: TrustStoreParts): TrustStore {
  const index = openTrustIndex(folder, log, now)
  const changes = new Set<() => void>()
  const rejections = new Set<(fingerprint: string) => void>()
  const changed = () => changes.forEach((listener) => listener())

  async function note(der: Uint8Array, edit: (known: KnownCertificate) => KnownCertificate): Promise<void> {
    const facts = await readCertificate(der)
    const time = now()
    let different = false
    await index.change((all) => {
      const known = all.find(({ fingerprint }) => fingerprint === facts.fingerprint)
      const blank = { decision: null, endpoints: [], firstSeen: time, lastSeen: time }
      const after = edit(known ?? { ...facts, der: Buffer.from(der).toString('base64'), ...blank })
      different = after !== known
      if (!different) return all
      return known ? all.map((one) => (one === known ? after : one)) : [...all, after]
    })
    if (different) changed()
  }

  async function decide(fingerprint: string, decision: 'trusted' | 'rejected' | 'forgotten'): Promise<boolean> {
    let found = false
    await index.change((all) => {
      const known = all.find((one) => one.fingerprint === fingerprint)
      found = known !== undefined
      if (!known || known.decision === decision) return all
      if (decision === 'forgotten') return all.filter((one) => one !== known)
      return all.map((one) => (one === known ? { ...one, decision } : one))
    })
    if (found) changed()
    if (found && decision === 'rejected') for (const listener of rejections) listener(fingerprint)
    return found
  }

  async function trustCertificate(given: unknown, { storePath }: TrustSettings): Promise<void> {
    const der = certificateIn(given)
    const { fingerprint } = await readCertificate(der)
    const known = (await index.read()).find((one) => one.fingerprint === fingerprint)
    // What a person has decided is not for a program to take back.
    if (known?.decision === 'rejected') {
      throw new RequestFailure('UntrustedCertificateException', 'The certificate has been rejected.', { sent: false })
    }
    if (storePath === null)
      return note(der, (one) => (one.decision === 'trusted' ? one : { ...one, decision: 'trusted' }))
    await storable(openTrustFolder(storePath).trust(der))
  }

  async function untrustCertificate(given: unknown, { storePath }: TrustSettings): Promise<void> {
    const wanted = fingerprintIn(given)
    const matches = (one: Fingerprints) => one.fingerprint === wanted || one.thumbprint === wanted
    if (storePath !== null) return storable(openTrustFolder(storePath).untrust(matches))
    let different = false
    await index.change((all) => {
      different = all.some((one) => matches(one) && one.decision === 'trusted')
      if (!different) return all
      return all.map((one) => (matches(one) && one.decision === 'trusted' ? { ...one, decision: null } : one))
    })
    if (different) changed()
  }

  async function trusted({ storePath }: TrustSettings): Promise<Fingerprints[]> {
    if (storePath !== null) return (await openTrustFolder(storePath).trusted()).map(onlyFingerprints)
    return (await index.read()).filter(({ decision }) => decision === 'trusted').map(onlyFingerprints)
  }

  return {
    async ruleFor({ endpointUrl, policy, autoAccept, autoAcceptForce, storePath, authorities }) {
      const known = await index.read()
      const own = storePath === null ? undefined : openTrustFolder(storePath)
      const rejected = known.filter(({ decision }) => decision === 'rejected').map(({ fingerprint }) => fingerprint)
      if (own) for (const { fingerprint } of await own.rejected()) rejected.push(fingerprint)
      const taken = (await trusted({ policy, storePath })).map(({ fingerprint }) => fingerprint)
      const allowed = taken.filter((fingerprint) => !rejected.includes(fingerprint))
      const shown = known.filter(({ endpoints }) => endpoints.includes(withoutCredentials(endpointUrl)))
      return {
        policy,
        accept: autoAccept ? (autoAcceptForce ? 'changed-too' : 'new') : 'no',
        trusted: allowed,
        rejected,
        known: shown.map(({ fingerprint }) => fingerprint).filter((fingerprint) => allowed.includes(fingerprint)),
        authorities,
      }
    },

    async record({ endpointUrl, certificate, accepted, storePath }) {
      const der = Buffer.from(certificate.der, 'base64')
      const endpoint = withoutCredentials(endpointUrl)
      const time = now()
      await note(der, (one) => {
        const trusting = accepted && storePath === null && one.decision === null
        const again = one.endpoints.includes(endpoint) && time - one.lastSeen < SEEN_AGAIN
        if (again && !trusting) return one
        const others = one.endpoints.filter((other) => other !== endpoint).slice(1 - MOST_ENDPOINTS)
        const decision = trusting ? 'trusted' : one.decision
        return { ...one, decision, endpoints: [...others, endpoint], lastSeen: time }
      })
      if (accepted && storePath !== null) await storable(openTrustFolder(storePath).trust(der))
    },

    async list() {
      const known = await index.read()
      return known.map((one) => shownCertificate(one, known))
    },
    trust: (fingerprint) => decide(fingerprint, 'trusted'),
    reject: (fingerprint) => decide(fingerprint, 'rejected'),
    forget: (fingerprint) => decide(fingerprint, 'forgotten'),

    async run(method, [parameter], session) {
      if (method === 'trustCertificate') await trustCertificate(parameter, session)
      else if (method === 'untrustCertificate') await untrustCertificate(parameter, session)
      else if (method === 'getTrustPolicy') return JSON.stringify(session.policy === 'none' ? null : session.policy)
      else if (session.policy !== 'none' || session.storePath !== null) return JSON.stringify(await trusted(session))
      return 'null'
    },
    onChange(listener) {
      changes.add(listener)
      return () => changes.delete(listener)
    },
    onReject(listener) {
      rejections.add(listener)
      return () => rejections.delete(listener)
    },
    close: () => index.close(),
  }
}

function shownCertificate(one: KnownCertificate, all: readonly KnownCertificate[]): Certificate {
  const { der: _der, decision, ...facts } = one
  const instead = all
    .filter((other) => other !== one && other.decision === 'trusted')
    .filter(({ endpoints }) => endpoints.some((endpoint) => one.endpoints.includes(endpoint)))
    .toSorted((first, second) => second.lastSeen - first.lastSeen)[0]
  if (decision !== null || !instead) return { ...facts, trust: decision ?? 'unknown', insteadOf: null }
  return { ...facts, trust: 'changed', insteadOf: instead.fingerprint }
}

function onlyFingerprints({ fingerprint, thumbprint }: Fingerprints): Fingerprints {
  return { fingerprint, thumbprint }
}

/** Base64 of DER, PEM, or DER itself, which the reference's daemon passes on as it comes. */
function certificateIn(given: unknown): Uint8Array {
  if (typeof given !== 'string' || given === '') throw refuse('trustCertificate needs a certificate in base64.')
  const bytes = Buffer.from(given, 'latin1')
  if (given.includes('-----BEGIN')) return derOf(bytes)
  return /^[\sA-Za-z\d+/]+={0,2}\s*$/.test(given) ? Buffer.from(given, 'base64') : bytes
}

/** SHA-256 or SHA-1, with or without colons, in any case (the reference sends SHA-1). */
function fingerprintIn(given: unknown): string {
  const hex = typeof given === 'string' ? given.replaceAll(/[:\s]/g, '').toLowerCase() : ''
  if (/^(?:[\da-f]{40}|[\da-f]{64})$/.test(hex)) return hex
  throw refuse('untrustCertificate needs a SHA-1 or SHA-256 fingerprint.')
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//')
}

/** The folder of a session's own cannot be written, or was moved away: which one is nobody's business. */
async function storable(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof Confined) && failureCode(error) === undefined) throw error
    throw new RequestFailure('ConfigurationException', 'The trust store cannot be written.', { sent: false })
  }
}

function refuse(message: string): RequestFailure {
  return new RequestFailure('invalid_argument', message, { sent: false })
}
