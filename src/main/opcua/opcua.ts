import type { FailureFacts, FailureType } from './requestFailure'

/**
 * What the rest of the program knows of OPC UA. The client library runs behind it in a thread of its own, which is
 * started with the first call, so that nobody waits for it who does not use it. Failures are RequestFailures; every
 * call ends within its own limit, whatever the library or the server does.
 */
export type OpcUa = {
  /** Makes a secure channel and a session. Nothing is tried twice and no link mends itself: that is its owner's. */
  open(options: LinkOptions, signal?: AbortSignal): Promise<Link>
  /** What a server offers (GetEndpoints, OPC 10000-4, 5.5.4), as JSON text of plain EndpointDescriptions (session-daemon 5). */
  endpoints(url: string, milliseconds: number): Promise<string>
  /** Certificates in DER form, read for people; unreadable ones fail with EncodingException. */
  readCertificate(der: Uint8Array): Promise<CertificateFacts>
  /** Ends every link, then the thread. */
  close(): Promise<void>
}

export type LinkOptions = {
  endpointUrl: string
  /** Milliseconds for connecting, and for each request that names no other limit. */
  timeout: number
  /** `policy` is the URI; mode 1 None, 2 Sign, 3 SignAndEncrypt (OPC 10000-4, 7.20). */
  security: { policy: string; mode: 1 | 2 | 3 }
  identity: Identity
  /** PEM or DER; null for the program's own certificate, made when first needed. */
  application: { certificate: Uint8Array; privateKey: Uint8Array } | null
  trust: TrustRule
  /** Left out for the defaults. */
  behaviour?: LinkBehaviour
}

/** What the session's `config` says about methods (session-daemon 3). */
export type LinkBehaviour = {
  /** Nodes per read or write, also where the server would take more; 0 turns splitting off. Null: the server's limits. */
  readonly batchSize: number | null
  readonly defaultBrowseMaxDepth: number
  readonly autoDetectWriteType: boolean
  /** Remembers the types of nodes for writes; `invalidateCache` and `flushCache` are requests to the link, too. */
  readonly readMetadataCache: boolean
}

export type Identity =
  | { is: 'anonymous' }
  | { is: 'user-name'; name: string; password: string }
  | { is: 'certificate'; certificate: Uint8Array; privateKey: Uint8Array }

/** How the server's certificate is judged. Fingerprints are SHA-256, lower-case hex. */
export type TrustRule = {
  /** `none` takes any certificate that nobody has rejected, as the reference does without a trust policy. */
  policy: 'none' | 'fingerprint' | 'fingerprint+expiry' | 'full'
  /** Certificates not yet trusted: refused, taken for an endpoint that had none, or also in place of another one. */
  accept: 'no' | 'new' | 'changed-too'
  trusted: readonly string[]
  rejected: readonly string[]
  /** What was trusted for this endpoint before. */
  known: readonly string[]
  /** Certificates of authorities, PEM or DER, for `full`. */
  authorities: readonly Uint8Array[]
}

/** An open channel with a session. Once lost it stays lost. */
export type Link = {
  readonly facts: LinkFacts
  /**
   * One of the methods of `query` or `invoke`; the answer is the JSON text of its `data`. `RequestFailure.facts.sent` says
   * whether it may have reached the server.
   */
  request(request: LinkRequest): Promise<string>
  /** Told once when the link is lost by itself, also when that happened before this was called. Returns its own unsubscribe. */
  onLost(listener: (because: LinkLost) => void): () => void
  /** Closes session and channel; takes at most a second, also when the server does not answer. */
  close(): Promise<void>
}

export type LinkLost = { type: FailureType; message: string; facts: FailureFacts }

export type LinkRequest = {
  method: string
  parameters: readonly unknown[]
  /** Shapes of values: those of `query` or those of `invoke` (session-daemon 5). */
  encoding: 'plain' | 'typed'
  /** Milliseconds until it has failed with ConnectionException. */
  limit?: number
}

export type LinkFacts = {
  /** Milliseconds the server grants a silent session. */
  sessionTimeout: number
  /** 0 where the server states no limit. */
  maxNodesPerRead: number
  maxNodesPerWrite: number
  /** Base64 of the DER form; null without security. */
  serverCertificate: { fingerprint: string; der: string; trust: 'trusted' | 'new' | 'changed' | 'unchecked' } | null
}

export type CertificateFacts = {
  fingerprint: string
  thumbprint: string
  subject: string
  issuer: string
  applicationUri: string | null
  /** Milliseconds since 1970. */
  validFrom: number
  validTo: number
}
