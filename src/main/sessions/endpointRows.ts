import { createHash } from 'node:crypto'
import type { Certificate, Endpoint, SecurityMode } from '../../contract/sessions'
import { endpointsOf } from './plainValues'

const MODES = new Map<number, SecurityMode>([
  [1, 'none'],
  [2, 'sign'],
  [3, 'sign-and-encrypt'],
])
const USERS = new Map<number, Endpoint['users'][number]>([
  [0, 'anonymous'],
  [1, 'user-name'],
  [2, 'certificate'],
])

/**
 * What a server offers, from the JSON text of its endpoints, with what is known of its certificates; kinds this program
 * does not speak are left out. `asked` is the endpoint as it was asked for.
 */
export function endpointRows(text: string, asked: string, known: readonly Certificate[]): Endpoint[] {
  const before = known.filter(({ trust, endpoints }) => trust === 'trusted' && endpoints.includes(asked))
  const trustOf = (fingerprint: string): Certificate['trust'] => {
    const one = known.find((certificate) => certificate.fingerprint === fingerprint)
    if (one?.trust === 'trusted' || one?.trust === 'rejected') return one.trust
    return before.length > 0 ? 'changed' : 'unknown'
  }
  return endpointsOf(text).flatMap((endpoint) => {
    const mode = MODES.get(endpoint.securityMode)
    const policy = /#(\w{1,64})$/.exec(endpoint.securityPolicyUri ?? '')?.[1]
    if (!mode || policy === undefined || !endpoint.endpointUrl?.startsWith('opc.tcp:')) return []
    const fingerprint = endpoint.serverCertificate ? fingerprintOf(endpoint.serverCertificate) : null
    const users = (endpoint.userIdentityTokens ?? []).flatMap(({ tokenType }) => USERS.get(tokenType) ?? [])
    return [
      {
        endpointUrl: endpoint.endpointUrl.replace(/\/\/[^/]*@/, '//'),
        security: { policy, mode },
        level: endpoint.securityLevel,
        users: [...new Set(users)],
        certificate: fingerprint === null ? null : { fingerprint, trust: trustOf(fingerprint) },
      },
    ]
  })
}

/** Of the first certificate: a server may show those that signed it as well, one after the other. */
function fingerprintOf(base64: string): string {
  const bytes = Buffer.from(base64, 'base64')
  return createHash('sha256').update(firstOf(bytes)).digest('hex')
}

function firstOf(bytes: Buffer): Buffer {
  const first = bytes[1] ?? 0
  if (bytes[0] !== 0x30 || first < 0x81 || first > 0x83) return bytes
  const count = first & 0x7f
  if (bytes.length < 2 + count) return bytes
  return bytes.subarray(0, 2 + count + bytes.readUIntBE(2, count))
}
