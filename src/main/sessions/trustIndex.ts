import { join } from 'node:path'
import { z } from 'zod'
import { RequestFailure } from '../opcua/requestFailure'
import { writeDurably } from '../state/durableFile'
import { disk, failureCode, ifThere } from '../state/fileSystem'

/** Something about the index that a person looking for a cause should find in the log; never what is in it. */
export type TrustProblem = { is: 'set-aside' | 'not-read'; code: string }

/** What is kept of every certificate: the file behind the trust store. */
export type TrustIndex = {
  read(): Promise<readonly KnownCertificate[]>
  /** One change after the other; what is given back the same is not written. */
  change(edit: (known: readonly KnownCertificate[]) => readonly KnownCertificate[]): Promise<void>
  /** Waits for what is being written. */
  close(): Promise<void>
}

const knownSchema = z.object({
  /** SHA-256 and SHA-1 of the DER form. */
  fingerprint: z.string().regex(/^[\da-f]{64}$/),
  thumbprint: z.string().regex(/^[\da-f]{40}$/),
  der: z.base64().max(100_000),
  subject: z.string(),
  issuer: z.string(),
  applicationUri: z.string().nullable(),
  validFrom: z.number(),
  validTo: z.number(),
  decision: z.enum(['trusted', 'rejected']).nullable(),
  endpoints: z.array(z.string()),
  firstSeen: z.number(),
  lastSeen: z.number(),
})
export type KnownCertificate = z.infer<typeof knownSchema>
const indexSchema = z.object({ version: z.literal(1), certificates: z.array(knownSchema) })

/** Undecided ones beyond this are forgotten, so that nobody fills the disk with certificates. */
const MOST = 1000

export function openTrustIndex(folder: string, log: (problem: TrustProblem) => void, now: () => number): TrustIndex {
  const file = join(folder, 'certificates.json')
  let last: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  /** Read anew each time: another program may have decided something. */
  async function read(): Promise<readonly KnownCertificate[]> {
    let bytes: Buffer | undefined
    try {
      bytes = await ifThere(disk.readFile(file))
    } catch (error) {
      // Who was rejected is not known now, so nobody is let through.
      log({ is: 'not-read', code: failureCode(error) ?? 'unknown' })
      throw new RequestFailure('ConfigurationException', 'The trust store cannot be read.', { sent: false })
    }
    if (bytes === undefined) return []
    const kept = parse(bytes.toString('utf8'))
    if (kept) return kept
    await disk.rename(file, `${file}.damaged-${now()}`)
    log({ is: 'set-aside', code: 'damaged' })
    return []
  }

  return {
    read: () => inTurn(read),
    change: (edit) =>
      inTurn(async () => {
        const before = await read()
        const after = edit(before)
        if (after === before) return
        await disk.mkdir(folder)
        const content = { version: 1, certificates: shortened(after) }
        await writeDurably(file, Buffer.from(`${JSON.stringify(content, null, 1)}\n`))
      }),
    close: () => last.then(() => undefined),
  }
}

function parse(text: string): KnownCertificate[] | undefined {
  try {
    const parsed = indexSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data.certificates : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function shortened(known: readonly KnownCertificate[]): readonly KnownCertificate[] {
  if (known.length <= MOST) return known
  const newest = known.toSorted((one, other) => other.lastSeen - one.lastSeen)
  return newest.filter(({ decision }, at) => decision !== null || at < MOST)
}
