import { StatusCodes } from 'node-opcua-client'
import { RequestFailure, type FailureType } from './requestFailure'

/**
 * What went wrong, in our words. Of a library's error nothing is kept but the name of a StatusCode: its text can hold
 * passwords. `sent` says whether the request may have reached the server.
 */
export function toFailure(error: unknown, sent: boolean): RequestFailure {
  if (error instanceof RequestFailure) return error
  const answered = answeredStatus(error)
  if (answered !== undefined) return statusFailure(answered, sent)
  const text = error instanceof Error ? error.message : ''
  const named = statusNamedIn(text)
  if (named !== undefined && named !== 'Good') return statusFailure(named, sent)
  if (/time[d ]*-?\s?out/i.test(text)) return connectionFailure('BadTimeout', sent)
  if (isDefect(error)) {
    return new RequestFailure('EncodingException', 'The request or its answer could not be encoded.', { sent })
  }
  return connectionFailure('BadConnectionClosed', sent)
}

/** A failure for the name of a bad status that answered a whole service call. */
export function statusFailure(status: string, sent: boolean): RequestFailure {
  if (status === 'BadTimeout') return connectionFailure(status, sent)
  const type = typeOf(status)
  const sentence = SENTENCES[type] ?? 'The server refused the request'
  return new RequestFailure(type, `${sentence}: ${status}.`, { status, sent })
}

const SENTENCES: Partial<Record<FailureType, string>> = {
  ConnectionException: 'The link to the server is lost',
  SecurityException: 'The server refused the security of this program',
  ServiceUnsupportedException: 'The server does not offer this service',
  ConfigurationException: 'The server does not take this configuration',
}

function connectionFailure(status: string, sent: boolean): RequestFailure {
  const message =
    status === 'BadTimeout'
      ? 'The server did not answer in time: BadTimeout.'
      : `The link to the server is lost: ${status}.`
  return new RequestFailure('ConnectionException', message, { status, sent })
}

/** Statuses of transport and of sessions and channels that the server no longer knows (OPC 10000-4, 7.38.2). */
const CONNECTION =
  /^Bad(?:CommunicationError|ConnectionClosed|ConnectionRejected|Disconnect|EndOfStream|HostUnknown|NoCommunication|NotConnected|RequestInterrupted|SecureChannel(?:Closed|IdInvalid|TokenUnknown)|SequenceNumberInvalid|ServerHalted|ServerNotConnected|ServerUriInvalid|Session(?:Closed|IdInvalid|NotActivated)|Shutdown|Tcp\w+|ConnectionClosed|RequestTimeout|NoDataAvailable)$/
const SECURITY =
  /^Bad(?:Security\w+|Certificate\w+|NonceInvalid|NoValidCertificates|(?:User|Application)SignatureInvalid|RequestTypeInvalid|ApplicationSignatureInvalid)$/
const CONFIGURATION = /^Bad(?:TcpEndpointUrlInvalid|ConfigurationError|ProtocolVersionUnsupported)$/

function typeOf(status: string): FailureType {
  if (status === 'BadServiceUnsupported') return 'ServiceUnsupportedException'
  if (CONFIGURATION.test(status)) return 'ConfigurationException'
  if (CONNECTION.test(status)) return 'ConnectionException'
  if (SECURITY.test(status)) return 'SecurityException'
  return 'ServiceException'
}

/** The status of a ServiceFault that the library hung on its error. */
function answeredStatus(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined
  const { response } = error
  if (typeof response !== 'object' || response === null || !('responseHeader' in response)) return undefined
  const { responseHeader } = response
  if (typeof responseHeader !== 'object' || responseHeader === null || !('serviceResult' in responseHeader))
    return undefined
  const { serviceResult } = responseHeader
  if (typeof serviceResult !== 'object' || serviceResult === null || !('name' in serviceResult)) return undefined
  return typeof serviceResult.name === 'string' ? knownName(serviceResult.name) : undefined
}

/** Only names that stand in the table of StatusCodes: a text may quote anything. */
function statusNamedIn(text: string): string | undefined {
  for (const [word] of text.matchAll(/\bBad[A-Z]\w*/g)) {
    const name = knownName(word)
    if (name !== undefined) return name
  }
  return undefined
}

function knownName(name: string): string | undefined {
  return Object.hasOwn(StatusCodes, name) ? name : undefined
}

/** What JavaScript throws by itself, or an assertion: nothing that a server or a socket did. */
function isDefect(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    (error instanceof Error && error.name === 'AssertionError')
  )
}
