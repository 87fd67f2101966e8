import type { FailureFacts, FailureType } from '../opcua/requestFailure'

/** Milliseconds. */
const FIRST = 250
const LONGEST = 30_000

/**
 * How long to wait before the next try to reach a server again: at once the first time, then a quarter of a second,
 * doubling up to 30 s. Up to half of it is left to chance, so that many sessions do not all come at the same moment.
 */
export function backoff(attempt: number, random: () => number): number {
  if (attempt === 0) return 0
  const longest = Math.min(FIRST * 2 ** (attempt - 1), LONGEST)
  return longest * (1 - random() / 2)
}

type Failure = { readonly type: FailureType; readonly facts: FailureFacts }

/** Answers that say no to who we are; asking again could lock an account (session-daemon 6). */
const REFUSALS = new Set([
  'BadIdentityTokenInvalid',
  'BadIdentityTokenRejected',
  'BadUserAccessDenied',
  'BadUserSignatureInvalid',
  'BadApplicationSignatureInvalid',
  'BadSecurityChecksFailed',
  'BadSecurityModeRejected',
  'BadSecurityPolicyRejected',
  'BadSecurityModeInsufficient',
  'BadCertificateInvalid',
  'BadCertificateTimeInvalid',
  'BadCertificateIssuerTimeInvalid',
  'BadCertificateHostNameInvalid',
  'BadCertificateUriInvalid',
  'BadCertificateUseNotAllowed',
  'BadCertificateIssuerUseNotAllowed',
  'BadCertificateUntrusted',
  'BadCertificateRevoked',
  'BadCertificateIssuerRevoked',
  'BadCertificateChainIncomplete',
  'BadCertificatePolicyCheckFailed',
])

/** Whether trying again by ourselves would only be refused again. */
export function isRefusal({ type, facts }: Failure): boolean {
  if (facts.status !== undefined && REFUSALS.has(facts.status)) return true
  return type !== 'ConnectionException' && type !== 'ServiceException'
}

/** Answers of a server that has forgotten the session or its channel (OPC 10000-4, 7.38). */
const FORGOTTEN = new Set([
  'BadSessionIdInvalid',
  'BadSessionClosed',
  'BadSessionNotActivated',
  'BadSecureChannelIdInvalid',
  'BadSecureChannelClosed',
  'BadSecureChannelTokenUnknown',
  'BadTcpSecureChannelUnknown',
  'BadConnectionClosed',
  'BadServerNotConnected',
  'BadNotConnected',
  'BadCommunicationError',
])

/** Ended by a limit; the link may be as good as before. */
const LATE = new Set(['BadTimeout', 'BadRequestTimeout'])

/** Whether a failed request says that its link is of no use any more. `late`: it had used up its time. */
export function isLoss({ type, facts }: Failure, late: boolean): boolean {
  if (facts.status !== undefined && FORGOTTEN.has(facts.status)) return true
  return type === 'ConnectionException' && !late && !LATE.has(facts.status ?? '')
}
