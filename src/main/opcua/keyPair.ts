import { createPrivateKey } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  CertificatePurpose,
  createSelfSignedCertificate,
  generatePrivateKey,
  makePrivateKeyFromPem,
  privateKeyToPEM,
  type PrivateKey,
} from 'node-opcua-crypto'
import { writeDurably } from '../state/durableFile'
import { chainOf, toDer } from './certificate'
import { RequestFailure } from './requestFailure'

/** A certificate with its chain (DER) and the private key that belongs to it, as the library takes them. */
export type KeyPair = {
  getCertificate(): Buffer
  getCertificateChain(): Buffer[]
  getPrivateKey(): PrivateKey
}

const YEARS = 10
const FILE = 'own-certificate.pem'

/** What somebody gave, PEM or DER each; fails with ConfigurationException when unreadable or when the key has a passphrase. */
export function keyPairOf(certificate: Uint8Array, privateKey: Uint8Array): KeyPair {
  const chain = chainOf(toDer(certificate)).map((der) => Buffer.from(der))
  const [leaf] = chain
  const key = leaf && readKey(privateKey)
  if (!leaf || !key) {
    throw new RequestFailure('ConfigurationException', 'The certificate or its private key cannot be read.', {
      sent: false,
    })
  }
  return { getCertificate: () => leaf, getCertificateChain: () => chain, getPrivateKey: () => key }
}

/**
 * The program's own certificate (OPC 10000-6, 6.2.2), made when first needed. Certificate and key lie in one file, so that
 * two programs which make it at once cannot end up with halves of two pairs. `notKept` hears when the disk does not take it.
 */
export async function ownKeyPair(stateFolder: string, notKept: () => void): Promise<KeyPair> {
  const file = join(stateFolder, FILE)
  const known = await readOwn(file)
  if (known) return known
  const made = await makeOwn()
  try {
    await mkdir(stateFolder, { recursive: true, mode: 0o700 })
    await writeDurably(file, made)
    return (await readOwn(file)) ?? keyPairOf(made, made)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    // It still does for this run; servers that trust it will have to trust another one after the next start.
    notKept()
    return keyPairOf(made, made)
  }
}

/** The name a server knows this program by; the certificate must carry the same. */
export function applicationUri(): string {
  return `urn:${hostname()}:Keyswitch`
}

async function readOwn(file: string): Promise<KeyPair | undefined> {
  try {
    const bytes = await readFile(file)
    return keyPairOf(bytes, bytes)
  } catch (error) {
    // A damaged or unreadable one is of no use to anybody; a new one has to be trusted anew.
    if (error instanceof RequestFailure || (error instanceof Error && 'code' in error)) return undefined
    throw error
  }
}

async function makeOwn(): Promise<Uint8Array> {
  const privateKey = await generatePrivateKey(2048)
  const { cert } = await createSelfSignedCertificate({
    privateKey,
    applicationUri: applicationUri(),
    subject: `CN=Keyswitch@${hostname()}`,
    dns: [hostname()],
    notBefore: new Date(),
    validity: 365 * YEARS,
    purpose: CertificatePurpose.ForApplication,
  })
  const { privPem } = await privateKeyToPEM(privateKey)
  return Buffer.from(`${cert.trim()}\n${privPem.trim()}\n`)
}

function readKey(bytes: Uint8Array): PrivateKey | undefined {
  try {
    const text = Buffer.from(bytes).toString('latin1')
    const pem = /-----BEGIN (?:\w+ )?PRIVATE KEY-----[\s\S]+?-----END (?:\w+ )?PRIVATE KEY-----/.exec(text)?.[0]
    const key = pem === undefined ? derKey(bytes) : createPrivateKey(pem)
    return makePrivateKeyFromPem(key.export({ type: 'pkcs8', format: 'pem' }).toString())
  } catch {
    return undefined
  }
}

function derKey(bytes: Uint8Array): ReturnType<typeof createPrivateKey> {
  const key = Buffer.from(bytes)
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  } catch {
    return createPrivateKey({ key, format: 'der', type: 'pkcs1' })
  }
}
