import type { Certificate } from '../../contract/sessions'
import type { TrustRule } from '../opcua/opcua'

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
