import { generateKeyPair } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { OPCUACertificateManager } from 'node-opcua-certificate-manager'
import { CertificatePurpose, convertPEMtoDER, createSelfSignedCertificate, pemToPrivateKey } from 'node-opcua-crypto'

/** A certificate and its private key, both PEM files; the key is readable by its owner only. */
export type CertificateFiles = { certificate: string; privateKey: string }

export type Certificates = {
  server: CertificateFiles
  /** Of the person who may log in with a certificate. */
  person: CertificateFiles
  /** Takes the certificate of every client program. */
  programs: OPCUACertificateManager
  /** Takes the certificate of `person` only. */
  people: OPCUACertificateManager
}

export const APPLICATION_URI = 'urn:keyswitch:demo:controller'

const TEN_YEARS = 3650

/** Certificates of a demo controller in a folder of its own; those that are there from an earlier start are used again. */
export async function openCertificates(folder: string, person: string): Promise<Certificates> {
  const server = files(join(folder, 'server'))
  const own = files(join(folder, 'person'))
  await Promise.all([
    make(server, { subject: '/CN=Keyswitch demo controller', purpose: CertificatePurpose.ForApplication }),
    make(own, { subject: `/CN=${person}`, purpose: CertificatePurpose.ForUserAuthentication }),
  ])
  const [programs, people] = await Promise.all([
    openStore(join(folder, 'programs'), server, true),
    openStore(join(folder, 'people'), server, false),
  ])
  await people.trustCertificate(convertPEMtoDER(await readFile(own.certificate, 'utf8')))
  return { server, person: own, programs, people }
}

function files(folder: string): CertificateFiles {
  return { certificate: join(folder, 'certificate.pem'), privateKey: join(folder, 'private.pem') }
}

async function make(files: CertificateFiles, { subject, purpose }: { subject: string; purpose: CertificatePurpose }) {
  if (existsSync(files.certificate)) return
  await mkdir(dirname(files.certificate), { recursive: true, mode: 0o700 })
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  await writeFile(files.privateKey, pair.privateKey, { mode: 0o600 })
  const { cert } = await createSelfSignedCertificate({
    privateKey: await pemToPrivateKey(pair.privateKey),
    // A minute ago: clocks of two machines are never quite the same.
    notBefore: new Date(Date.now() - 60_000),
    validity: TEN_YEARS,
    subject,
    dns: ['localhost'],
    ip: ['127.0.0.1'],
    applicationUri: APPLICATION_URI,
    purpose,
  })
  await writeFile(files.certificate, cert)
}

/** The library wants a private key in each of its stores; handing it ours saves the time to make another. */
async function openStore(rootFolder: string, key: CertificateFiles, acceptAll: boolean) {
  const place = join(rootFolder, 'own', 'private')
  await mkdir(place, { recursive: true, mode: 0o700 })
  await writeFile(join(place, 'private_key.pem'), await readFile(key.privateKey), { mode: 0o600 })
  const store = new OPCUACertificateManager({
    rootFolder,
    automaticallyAcceptUnknownCertificate: acceptAll,
    disableFileWatchers: true,
  })
  await store.initialize()
  return store
}
