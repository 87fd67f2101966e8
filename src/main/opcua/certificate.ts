import { createHash, X509Certificate } from 'node:crypto'
import type { CertificateFacts } from './opcua'
import { RequestFailure } from './requestFailure'

/** Reads a certificate (DER) for people; several in a row are a chain, of which the first counts. Fails with EncodingException. */
export function certificateFacts(der: Uint8Array): CertificateFacts {
  const certificate = parse(der)
  return {
    fingerprint: fingerprintOf(certificate.raw),
    thumbprint: createHash('sha1').update(certificate.raw).digest('hex'),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    applicationUri: /(?:^|, )URI:([^,]+)/.exec(certificate.subjectAltName ?? '')?.[1] ?? null,
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
  }
}

/** SHA-256 of the DER form of the first certificate, lower-case hex. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

/** The certificates of a chain in DER form, which follow each other without anything between (OPC 10000-6, 6.2.6). */
export function chainOf(der: Uint8Array): Uint8Array[] {
  const chain: Uint8Array[] = []
  let rest = der
  while (rest.length > 4) {
    const size = sequenceSize(rest)
    if (size === undefined || size > rest.length) break
    chain.push(rest.subarray(0, size))
    rest = rest.subarray(size)
  }
  return chain
}

/** PEM or DER to DER; PEM may hold several, which become a chain. */
export function toDer(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z\d+/=]+)-----END CERTIFICATE-----/g)]
  if (blocks.length === 0) return bytes
  return Buffer.concat(blocks.map(([, body = '']) => Buffer.from(body, 'base64')))
}

export function parse(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(chainOf(der)[0] ?? der)
  } catch {
    throw new RequestFailure('EncodingException', 'The certificate cannot be read.', { sent: false })
  }
}

/** Bytes of the DER sequence at the front, its head included; undefined where there is none. */
function sequenceSize(bytes: Uint8Array): number | undefined {
  const [tag, first] = bytes
  if (tag !== 0x30 || first === undefined) return undefined
  if (first < 0x80) return 2 + first
  const count = first & 0x7f
  if (count === 0 || count > 4 || bytes.length < 2 + count) return undefined
  let size = 0
  for (let at = 2; at < 2 + count; at += 1) size = size * 256 + (bytes[at] ?? 0)
  return 2 + count + size
}

function oneLine(name: string): string {
  return name.split('\n').join(', ')
}
