import { X509Certificate } from 'node:crypto'
import { opendirSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What the log is told: a sentence and the file it is about. */
export type TrustLog = (message: string, about: { file: string }) => void
export type Trusted = {
  /** Each of them lets in whoever holds its key. */
  certificates: readonly X509Certificate[]
  /** What these have issued is trusted too. */
  issuers: readonly X509Certificate[]
}

/** Certificates (PEM, also several, or DER) that somebody put into a folder, and into `issuers` inside it. */
export type TrustFolder = {
  /** Whether there is any file that could hold one. Does not wait. */
  any(): boolean
  /** What lies there now; what cannot be read is left out and logged once. */
  read(): Promise<Trusted>
}

const FILE = /\.(pem|crt|cer|der)$/i
const MOST_FILES = 500
const MOST_BYTES = 64 * 1024
const BLOCK = /-----BEGIN CERTIFICATE-----[\sA-Za-z\d+/=]+-----END CERTIFICATE-----/g

export function trustFolder(folder: string, log: TrustLog = () => undefined): TrustFolder {
  const issuers = join(folder, 'issuers')
  const told = new Set<string>()
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<Trusted> | undefined

  /** Anybody can make it happen, again and again. */
  function tell(message: string, file: string): void {
    const said = `${message} ${file}`
    if (told.has(said) || told.size > MOST_FILES) return
    told.add(said)
    log(message, { file })
  }

  async function certificatesIn(place: string): Promise<X509Certificate[]> {
    const names = await namesIn(place)
    if (names.length > MOST_FILES) tell(`only the first ${MOST_FILES} files are read`, place)
    const found: X509Certificate[] = []
    for (const name of names.slice(0, MOST_FILES)) found.push(...(await certificatesOf(join(place, name))))
    return found
  }

  async function namesIn(place: string): Promise<string[]> {
    try {
      const entries = await readdir(place, { withFileTypes: true })
      const named = entries.filter(({ name }) => FILE.test(name))
      for (const entry of named) if (!entry.isFile()) tell('not a regular file', join(place, entry.name))
      return named
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .toSorted()
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') tell('the folder cannot be read', place)
      return []
    }
  }

  async function certificatesOf(file: string): Promise<X509Certificate[]> {
    try {
      if ((await stat(file)).size > MOST_BYTES) {
        tell('too big for a certificate', file)
        return []
      }
      const bytes = await readFile(file)
      const blocks = bytes.toString('latin1').match(BLOCK) ?? [bytes]
      return blocks.map((block) => new X509Certificate(block))
    } catch (error) {
      if (!(error instanceof Error)) throw error
      // One bad file must not lock out those whose certificates are good.
      tell('no certificate can be read', file)
      return []
    }
  }

  async function readAll(): Promise<Trusted> {
    return { certificates: await certificatesIn(folder), issuers: await certificatesIn(issuers) }
  }

  return {
    any: () => holdsFile(folder) || holdsFile(issuers),
    /** Logins that come all at once share a reading that begins after all of them, instead of opening every file each. */
    read() {
      next ??= running.then(() => {
        next = undefined
        const reading = readAll()
        running = reading.catch(() => undefined)
        return reading
      })
      return next
    },
  }
}

/** Reads no further than the first file, so that it may be asked at any time. */
function holdsFile(place: string): boolean {
  try {
    const folder = opendirSync(place)
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (entry.isFile() && FILE.test(entry.name)) return true
      }
      return false
    } finally {
      folder.closeSync()
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return false
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
