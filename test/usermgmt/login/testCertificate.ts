import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** A certificate made for a test, with its key. */
export type TestCertificate = { name: string; der: Buffer; pem: string; key: KeyObject; keyPem: string }

export type Wanted = {
  /** Common names; one as a rule. */
  names?: readonly string[]
  key?: keyof typeof KEYS
  from?: Date
  to?: Date
  /** Itself when absent. */
  issuer?: TestCertificate
  /** basicConstraints; absent when undefined. */
  ca?: boolean
  /** First byte of keyUsage: 0x80 digitalSignature, 0x20 keyEncipherment, 0x04 keyCertSign. */
  usage?: number
  /** Purposes, as object identifiers. */
  purposes?: readonly string[]
  /** A critical extension that nobody knows. */
  unknown?: boolean
  /** Of the issuer's signature; SHA-256 when absent. */
  digest?: 'sha1' | 'sha256'
}

/** 2026-06-01, the middle of the year in which test certificates are valid. */
export const IN_TIME = Date.UTC(2026, 5, 1)

const KEYS = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  weak: () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
  p256: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey,
  p384: () => generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey,
  k256: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
  ed25519: () => generateKeyPairSync('ed25519').privateKey,
}

let serial = 1

/** Makes a certificate of RFC 5280 byte by byte, bad ones too, which no library wants to make. */
export function testCertificate(wanted: Wanted = {}): TestCertificate {
  const { names = ['anna'], from = new Date(Date.UTC(2026, 0, 1)), to = new Date(Date.UTC(2027, 0, 1)) } = wanted
  const key = KEYS[wanted.key ?? 'p256']()
  const signer = wanted.issuer?.key ?? key
  const { algorithm, digest } = signing(signer, wanted.digest ?? 'sha256')
  const name = names[0] ?? ''
  serial += 1
  const signed = sequence(
    element(0xa0, integer(2)),
    integer(serial),
    algorithm,
    distinguished([wanted.issuer?.name ?? name]),
    sequence(time(from), time(to)),
    distinguished(names),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...extensions(wanted))),
  )
  const der = sequence(signed, algorithm, bits(sign(digest, signed, signer)))
  return {
    name,
    der,
    pem: `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key,
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function extensions({ ca, usage, purposes, unknown }: Wanted): Buffer[] {
  const extension = (id: string, value: Buffer) => sequence(identifier(id), YES, octets(value))
  return [
    ...(ca === undefined ? [] : [extension('2.5.29.19', ca ? sequence(YES) : sequence())]),
    ...(usage === undefined ? [] : [extension('2.5.29.15', element(0x03, Buffer.from([0, usage])))]),
    ...(purposes === undefined ? [] : [extension('2.5.29.37', sequence(...purposes.map(identifier)))]),
    ...(unknown ? [extension('1.3.6.1.4.1.99999.1', octets(Buffer.alloc(1)))] : []),
    // Something not critical that is always there: to be passed over.
    sequence(identifier('2.5.29.14'), octets(octets(Buffer.alloc(20, serial)))),
  ]
}

function signing(key: KeyObject, digest: 'sha1' | 'sha256'): { algorithm: Buffer; digest: string | null } {
  const nothing = element(0x05, Buffer.alloc(0))
  if (key.asymmetricKeyType === 'ed25519') return { algorithm: sequence(identifier('1.3.101.112')), digest: null }
  if (key.asymmetricKeyType === 'ec') {
    return { algorithm: sequence(identifier(digest === 'sha1' ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2')), digest }
  }
  const id = digest === 'sha1' ? '1.2.840.113549.1.1.5' : '1.2.840.113549.1.1.11'
  return { algorithm: sequence(identifier(id), nothing), digest }
}

function distinguished(names: readonly string[]): Buffer {
  const one = (name: string) => element(0x31, sequence(identifier('2.5.4.3'), element(0x0c, Buffer.from(name))))
  return sequence(...names.map(one))
}

function element(tag: number, body: Buffer): Buffer {
  const { length } = body
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}

function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const groups = [part & 0x7f]
    for (let more = part >>> 7; more > 0; more >>>= 7) groups.unshift((more & 0x7f) | 0x80)
    return groups
  })
  return element(0x06, Buffer.from(bytes))
}

function time(date: Date): Buffer {
  return element(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`))
}

const YES = element(0x01, Buffer.from([0xff]))
const sequence = (...parts: Buffer[]): Buffer => element(0x30, Buffer.concat(parts))
const octets = (bytes: Buffer): Buffer => element(0x04, bytes)
const bits = (bytes: Buffer): Buffer => element(0x03, Buffer.concat([Buffer.alloc(1), bytes]))
const integer = (value: number): Buffer =>
  element(0x02, Buffer.from([value >> 8, value & 0xff].slice(value < 0x80 ? 1 : 0)))
