import type { X509Certificate } from 'node:crypto'
import { chainOf, fingerprintOf, parse, toDer } from './certificate'
import type { LinkFacts, TrustRule } from './opcua'
import { RequestFailure } from './requestFailure'

type Trusted = NonNullable<LinkFacts['serverCertificate']>

/**
 * Judges the certificate (or chain, DER) that a server shows, by the rule of this session. What a person has rejected is
 * refused under every policy. Fails with UntrustedCertificateException, which carries the certificate.
 */
export function judge(shown: Uint8Array, rule: TrustRule, now: number): Trusted {
  const chain = chainOf(shown)
  const leaf = chain[0] ?? shown
  const fingerprint = fingerprintOf(leaf)
  const der = Buffer.from(leaf).toString('base64')
  const refuse = (trust: 'unknown' | 'changed' | 'rejected', message: string): never => {
    throw new RequestFailure('UntrustedCertificateException', message, {
      certificate: { fingerprint, der, trust },
      sent: false,
    })
  }
  if (rule.rejected.includes(fingerprint)) return refuse('rejected', 'The server certificate has been rejected.')
  if (rule.policy === 'none') return { fingerprint, der, trust: 'unchecked' }
  const changed = rule.known.length > 0 && !rule.known.includes(fingerprint)
  const certificate = parse(leaf)
  const expired = now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)
  if (rule.policy !== 'fingerprint' && expired) return refuse('unknown', 'The server certificate is not valid now.')
  if (rule.trusted.includes(fingerprint)) return { fingerprint, der, trust: 'trusted' }
  if (rule.policy === 'full' && signedByAuthority(certificate, chain.slice(1), rule.authorities)) {
    return { fingerprint, der, trust: 'trusted' }
  }
  if (changed && rule.accept === 'changed-too') return { fingerprint, der, trust: 'changed' }
  if (!changed && rule.accept !== 'no') return { fingerprint, der, trust: 'new' }
  return changed
    ? refuse('changed', 'The server shows another certificate than the one trusted for it.')
    : refuse('unknown', 'The server certificate is not trusted.')
}

/** Whether a given authority signed it, over those that came with it; at most four steps. */
function signedByAuthority(leaf: X509Certificate, between: Uint8Array[], authorities: readonly Uint8Array[]): boolean {
  const roots = authorities.flatMap((bytes) => chainOf(toDer(bytes))).map(parse)
  const links = between.map(parse)
  let current = leaf
  for (let step = 0; step < 4; step += 1) {
    if (roots.some((root) => root.ca && current.checkIssued(root) && current.verify(root.publicKey))) return true
    const next = links.find((one) => one.ca && current.checkIssued(one) && current.verify(one.publicKey))
    if (!next) return false
    current = next
  }
  return false
}
