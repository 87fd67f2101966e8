import type { KeyObject, X509Certificate } from 'node:crypto'

/** Said before the challenge, so that a signature made for anything else is no login, and the other way round. */
const PURPOSE = 'keyswitch login x509'

/** What the holder of a certificate signs. */
export function provedText(challenge: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(PURPOSE), challenge])
}

/** How a key signs; `digest` is null where the kind of key says it itself. */
export type Proof = { key: KeyObject; digest: 'sha256' | 'sha384' | null }

/**
 * How the key of a certificate signs: RSA of 2048 to 8192 bits with PKCS #1 v1.5 and SHA-256, as smart cards of every age
 * can; P-256 with SHA-256, P-384 with SHA-384; Ed25519. Undefined for every other key, weak ones among them.
 */
export function proofOf(certificate: X509Certificate): Proof | undefined {
  const key = publicKeyOf(certificate)
  const { modulusLength = 0, namedCurve } = key?.asymmetricKeyDetails ?? {}
  const kind = key?.asymmetricKeyType
  if (key === undefined) return undefined
  if (kind === 'rsa' && modulusLength >= 2048 && modulusLength <= 8192) return { key, digest: 'sha256' }
  if (kind === 'ec' && namedCurve === 'prime256v1') return { key, digest: 'sha256' }
  if (kind === 'ec' && namedCurve === 'secp384r1') return { key, digest: 'sha384' }
  return kind === 'ed25519' ? { key, digest: null } : undefined
}

/** Read when asked for; a kind that is not known here cannot be. */
function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    return undefined
  }
}
