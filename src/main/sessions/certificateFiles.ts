import { createHash } from 'node:crypto'
import { RequestFailure } from '../opcua/requestFailure'
import { Confined, confinedFolder, readConfined } from '../state/confinedFile'

/** The fields of a session's configuration that name files, and one that names a folder. */
export type CertificatePaths = {
  clientCertPath?: string | undefined
  clientKeyPath?: string | undefined
  caCertPath?: string | undefined
  userCertPath?: string | undefined
  userKeyPath?: string | undefined
  trustStorePath?: string | undefined
}

export type KeyPair = { certificate: Uint8Array; privateKey: Uint8Array }

/** What lay in the files at the moment they were checked; null and empty for what the configuration does not name. */
export type CertificateFiles = {
  application: KeyPair | null
  user: KeyPair | null
  authorities: readonly Uint8Array[]
  /** The real folder, which may not be there yet. */
  trustStorePath: string | null
  /** SHA-256 over all contents and the folder, hex: two configurations with other files are never the same session. */
  digest: string
}

/** What a certificate, a key or a list of authorities needs at most. */
const MOST_BYTES = 1024 * 1024

/**
 * Reads what a configuration names (seed 000, 7; session-daemon 7). With `allowed` every path has to resolve inside one
 * of these folders. Whatever is wrong with a path, the failure is one and the same: it tells nobody what lies where.
 */
export async function readCertificateFiles(
  config: CertificatePaths,
  allowed: readonly string[] | undefined,
): Promise<CertificateFiles> {
  const digest = createHash('sha256')
  const read = async (name: keyof CertificatePaths): Promise<Uint8Array | null> => {
    const path = config[name]
    if (path === undefined) return null
    const bytes = await usable(readConfined(path, { roots: allowed, most: MOST_BYTES }))
    digest.update(`${name} ${bytes.length}\n`).update(bytes)
    return bytes
  }
  const certificate = await read('clientCertPath')
  const privateKey = await read('clientKeyPath')
  const authority = await read('caCertPath')
  const userCertificate = await read('userCertPath')
  const userKey = await read('userKeyPath')
  const folder = config.trustStorePath
  const trustStorePath = folder === undefined ? null : await usable(confinedFolder(folder, allowed))
  digest.update(`trustStorePath ${trustStorePath ?? ''}`)
  return {
    application: pairOf(certificate, privateKey),
    user: pairOf(userCertificate, userKey),
    authorities: authority === null ? [] : [authority],
    trustStorePath,
    digest: digest.digest('hex'),
  }
}

async function usable<T>(wanted: Promise<T>): Promise<T> {
  try {
    return await wanted
  } catch (error) {
    if (!(error instanceof Confined)) throw error
    throw new RequestFailure('ConfigurationException', 'A certificate path of the configuration cannot be used.', {
      sent: false,
    })
  }
}

/** Halves of pairs were refused where the configuration was parsed. */
function pairOf(certificate: Uint8Array | null, privateKey: Uint8Array | null): KeyPair | null {
  return certificate && privateKey ? { certificate, privateKey } : null
}
