import { randomBytes, verify, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { certificateExtensions, KEY_USAGE, PURPOSES, type CertificateExtensions } from './certificateExtensions'
import type { LoginType } from './loginType'
import { base64Bytes } from './secretText'
import { trustFolder, type Trusted, type TrustLog } from './trustFolder'
import { proofOf, provedText } from './x509Proof'

export type X509Parts = {
  /** Holds certificates that are trusted, and in `issuers` those of authorities whose certificates are. */
  folder: string
  /** Milliseconds since 1970. */
  now: () => number
  /** Hears of files that cannot be read. */
  log?: TrustLog
}

const CHALLENGE_BYTES = 32
const DIGITAL_SIGNATURE = 0x80
const CLIENT_AUTHENTICATION = '2b06010505070302'
const ANY_PURPOSE = '551d2500'
const BASIC_CONSTRAINTS = '551d13'
const SUBJECT_ALTERNATIVE_NAME = '551d11'
/** A certificate that makes anything else critical is not understood (RFC 5280, 4.2). */
const UNDERSTOOD = new Set([KEY_USAGE, PURPOSES, BASIC_CONSTRAINTS, SUBJECT_ALTERNATIVE_NAME])
/** How an issuer may sign: RSA (PKCS #1 v1.5) and ECDSA with SHA-256, 384 or 512, and Ed25519. What rests on SHA-1 or MD5 can be forged. */
const SIGNATURES = new Set([
  '2a864886f70d01010b',
  '2a864886f70d01010c',
  '2a864886f70d01010d',
  '2a8648ce3d040302',
  '2a8648ce3d040303',
  '2a8648ce3d040304',
  '2b6570',
])

/**
 * The `x509` login, the example of a login type as a plug-in (seed 003, 1.1; user-management 4): whoever signs a fresh
 * challenge with the key of a trusted certificate is the user that the certificate's common name says. The user has to
 * exist; which rights it has is its groups' affair as ever.
 */
export function createX509Login({ folder, now, log }: X509Parts): LoginType<Uint8Array> {
  const trust = trustFolder(folder, log)
  return {
    id: 'x509',
    available: () => trust.any(),
    async begin() {
      const challenge = randomBytes(CHALLENGE_BYTES)
      return { texts: { challenge: challenge.toString('base64') }, state: challenge }
    },
    async finish(challenge, answer) {
      const certificate = certificateOf(base64Bytes(answer['certificate']))
      const signature = base64Bytes(answer['signature'])
      const about = certificate && certificateExtensions(certificate.raw)
      if (certificate === undefined || about === undefined || signature === undefined) return undefined
      // What costs nothing first: the folder is read for those only who hold the key of what they show.
      if (!isValid(certificate, now()) || !mayLogIn(about)) return undefined
      if (!(await isSigned(challenge, certificate, signature))) return undefined
      if (!isTrusted(certificate, about, await trust.read(), now())) return undefined
      const user = commonName(certificate)
      return user === undefined ? undefined : { is: 'proved', user }
    },
  }
}

/** The bytes are one certificate, and nothing comes after it. */
function certificateOf(der: Uint8Array | undefined): X509Certificate | undefined {
  if (der === undefined) return undefined
  try {
    const certificate = new X509Certificate(der)
    return certificate.raw.equals(der) ? certificate : undefined
  } catch {
    return undefined
  }
}

function isValid(certificate: X509Certificate, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)
}

/** Where a certificate says what it is for, signing or proving who a client is has to be among it. */
function mayLogIn({ keyUsage, purposes, critical }: CertificateExtensions): boolean {
  if (keyUsage !== undefined && (keyUsage & DIGITAL_SIGNATURE) === 0) return false
  if (purposes !== undefined && !purposes.includes(CLIENT_AUTHENTICATION) && !purposes.includes(ANY_PURPOSE)) {
    return false
  }
  return critical.every((id) => UNDERSTOOD.has(id))
}

async function isSigned(challenge: Uint8Array, certificate: X509Certificate, signature: Uint8Array): Promise<boolean> {
  const proof = proofOf(certificate)
  return proof !== undefined && promisify(verify)(proof.digest, provedText(challenge), proof.key, signature)
}

function isTrusted(
  certificate: X509Certificate,
  about: CertificateExtensions,
  { certificates, issuers }: Trusted,
  now: number,
): boolean {
  if (certificates.some(({ raw }) => raw.equals(certificate.raw))) return true
  if (!SIGNATURES.has(about.signedWith)) return false
  return issuers.some((issuer) => mayIssue(issuer, now) && isIssuedBy(certificate, issuer))
}

function mayIssue(issuer: X509Certificate, now: number): boolean {
  const about = certificateExtensions(issuer.raw)
  // Constraints on names, for one, are not looked at here, so an authority under them is refused whole.
  if (!about?.critical.every((id) => UNDERSTOOD.has(id))) return false
  return issuer.ca && isValid(issuer, now) && proofOf(issuer) !== undefined
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/** Two common names, or none, say nobody. */
function commonName(certificate: X509Certificate): string | undefined {
  const name: unknown = certificate.toLegacyObject().subject.CN
  return typeof name === 'string' && name !== '' ? name : undefined
}
