import { AppError } from '../../contract/errors'
import { RequestFailure } from '../opcua/requestFailure'

/** What was asked about, for the details that a person is told. */
export type Asking = {
  session?: string
  /** Without name and password. */
  endpoint?: string
  /** Which field of the input the daemon's own checks are about. */
  field?: string
  maxSessions?: number
}

/** Runs a request; its failure is told in the codes of the contract. */
export async function inWords<T>(asking: Asking, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof RequestFailure ? (appErrorOf(error, asking) ?? error) : error
  }
}

/** Undefined for what cannot happen to a page: that is a fault of ours. */
function appErrorOf({ type, facts, message }: RequestFailure, asking: Asking): AppError | undefined {
  const { session = '', endpoint = '', field = 'input', maxSessions = 0 } = asking
  const status = facts.status ?? ''
  switch (type) {
    case 'ConnectionException':
      return new AppError('server-unreachable', {
        endpoint: endpoint === '' ? session : endpoint,
        status: status === '' ? message : status,
      })
    case 'ServiceException':
    case 'ServiceUnsupportedException':
    case 'EncodingException':
      return new AppError('server-refused', { status: status === '' ? message : status })
    case 'UntrustedCertificateException':
      if (!facts.certificate) return new AppError('security-failed', { status: status === '' ? message : status })
      return new AppError('certificate-untrusted', {
        fingerprint: facts.certificate.fingerprint,
        trust: facts.certificate.trust,
      })
    case 'SecurityException':
    case 'ConfigurationException':
      return new AppError('security-failed', { status: status === '' ? message : status })
    case 'session_not_found':
      return new AppError('not-found', { subject: 'session', name: session })
    case 'max_sessions_reached':
      return new AppError('too-many-sessions', { most: maxSessions })
    case 'invalid_argument':
      return new AppError('invalid-input', { fields: [field] })
    case 'shutting_down':
      return new AppError('unreachable')
    case 'access_denied':
    case 'forbidden_method':
    case 'unknown_method':
    case 'auto_publish_active':
      return undefined
  }
}
