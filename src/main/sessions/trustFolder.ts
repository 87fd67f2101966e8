import { createHash } from 'node:crypto'
import { confinedFolderIn } from '../state/confinedFolder'

/**
 * A trust store of a session's own (`trustStorePath`), as the reference keeps it: certificates as files in `trusted` and
 * `rejected`. Nothing is made before something is trusted.
 */
export type TrustFolder = {
  /** SHA-256 and SHA-1 of every certificate in it. */
  trusted(): Promise<Fingerprints[]>
  rejected(): Promise<Fingerprints[]>
  trust(der: Uint8Array): Promise<void>
  untrust(match: (one: Fingerprints) => boolean): Promise<void>
}

export type Fingerprints = { fingerprint: string; thumbprint: string }

const MOST_BYTES = 100_000
const MOST_FILES = 1000
const PEM = /-----BEGIN CERTIFICATE-----([\sA-Za-z\d+/=]+)-----END CERTIFICATE-----/

export function openTrustFolder(place: string): TrustFolder {
  const folders = { trusted: confinedFolderIn(place, 'trusted'), rejected: confinedFolderIn(place, 'rejected') }

  async function all(which: 'trusted' | 'rejected'): Promise<(Fingerprints & { name: string })[]> {
    const folder = folders[which]
    const names = (await folder.names()).filter((name) => /\.(der|pem|crt|cer)$/.test(name)).slice(0, MOST_FILES)
    const found: (Fingerprints & { name: string })[] = []
    for (const name of names) {
      const bytes = await folder.read(name, MOST_BYTES)
      if (bytes) found.push({ name, ...fingerprintsOf(derOf(bytes)) })
    }
    return found
  }

  return {
    trusted: () => all('trusted'),
    rejected: () => all('rejected'),
    trust: (der) => folders.trusted.write(`${fingerprintsOf(der).thumbprint}.der`, der),
    async untrust(match) {
      for (const one of await all('trusted')) if (match(one)) await folders.trusted.remove(one.name)
    },
  }
}

/** PEM or DER to DER. */
export function derOf(bytes: Uint8Array): Uint8Array {
  const [, body] = PEM.exec(Buffer.from(bytes).toString('latin1')) ?? []
  return body === undefined ? bytes : Buffer.from(body, 'base64')
}

function fingerprintsOf(der: Uint8Array): Fingerprints {
  const digest = (algorithm: string) => createHash(algorithm).update(der).digest('hex')
  return { fingerprint: digest('sha256'), thumbprint: digest('sha1') }
}
