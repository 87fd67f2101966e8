/**
 * Why a request to a session failed, in the words of the daemon's socket (session-daemon 3). The upper ones are OPC UA's
 * failures, the lower ones the daemon's own.
 */
export const FAILURE_TYPES = [
  'ConnectionException',
  'ServiceException',
  'ServiceUnsupportedException',
  'ConfigurationException',
  'SecurityException',
  'UntrustedCertificateException',
  'EncodingException',
  'invalid_argument',
  'session_not_found',
  'forbidden_method',
  'unknown_method',
  'max_sessions_reached',
  'auto_publish_active',
  'access_denied',
  'shutting_down',
] as const
export type FailureType = (typeof FAILURE_TYPES)[number]

export type FailureFacts = {
  /** The name of an OPC UA StatusCode such as `BadUserAccessDenied`, where there is one. */
  status?: string
  /** Of the certificate that was not trusted: SHA-256 and its DER form in base64. */
  certificate?: { fingerprint: string; der: string; trust: 'unknown' | 'changed' | 'rejected' }
  /** False only when the request surely never left this machine, so that asking again cannot do it twice. */
  sent?: boolean
}

/** `message` is written here or is the name of a status, never text of a library: such text can hold passwords. */
export class RequestFailure extends Error {
  readonly type: FailureType
  readonly facts: FailureFacts
  constructor(type: FailureType, message: string, facts: FailureFacts = {}) {
    super(message)
    this.name = 'RequestFailure'
    this.type = type
    this.facts = facts
  }
}
