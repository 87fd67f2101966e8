import type { AuditReport } from '../../contract/audit'
import { openToRead, type ReadableFile } from '../state/appendedFile'
import { disk, ifThere } from '../state/fileSystem'
import { logFiles } from './chain'
import { CUT_OFF, RECOVERED, START, readEntry, type Link } from './entry'
import { readHead } from './head'
import { linesFrom, type WholeLine } from './lines'

type Problem = NonNullable<AuditReport['problem']>

/** Entries are written in far less time; a last line without an end is not waited for any longer. */
const PAUSE = 30
const LOOKS = 6

/**
 * Reads a whole log and says where its chain breaks first. A log that was copied elsewhere has no note of its end beside
 * it, which is no fault there (`noted: 'if-there'`).
 */
export async function verifyLog(
  path: string,
  { noted: need, signal }: { noted: 'always' | 'if-there'; signal?: AbortSignal },
): Promise<Omit<AuditReport, 'unwritten'>> {
  const { file, head, lock } = logFiles(path)
  // Before the log: what is written meanwhile only takes the log further.
  const noted = await readHead(head)
  const chain = createCheck(noted)
  const log = await openToRead(file)
  if (log) {
    try {
      for await (const line of settledLines(log, lock, signal)) chain.line(line)
    } finally {
      await log.close()
    }
  }
  // The very first entry may have been written since.
  const lost = need === 'always' && noted === undefined && (await readHead(head)) === undefined
  return { file, ...chain.end(lost) }
}

/** All lines. One without an end may be in the middle of being written, by whoever holds the lock. */
async function* settledLines(
  log: ReadableFile,
  lock: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<WholeLine> {
  let at = 0
  let before: WholeLine | undefined
  for (let look = 1; ; look += 1) {
    const isWritten = (await ifThere(disk.stat(lock))) !== undefined
    let open: WholeLine | undefined
    for await (const line of linesFrom(log, at, signal)) {
      at = line.at + line.length + 1
      if (line.ended) yield line
      else open = line
    }
    if (!open) return
    // Nobody was writing, and it is as it was before that was found.
    const still = !isWritten && before?.at === open.at && before.length === open.length
    if (still || look === LOOKS) return yield open
    before = open
    at = open.at
    if (isWritten) await new Promise((wake) => setTimeout(wake, PAUSE))
  }
}

/** Follows the chain line by line. */
function createCheck(noted: Link | undefined) {
  let number = 0
  let entries = 0
  let before: Link = START
  /** No entry, and so far nobody has said why. */
  let odd: { number: number; line: WholeLine } | undefined
  let problem: Problem | null = null

  function report(line: number, is: Problem['is']): void {
    problem ??= { line, is }
  }

  function line(line: WholeLine): void {
    number += 1
    const read = line.bytes ? readEntry(line.bytes) : { is: 'other' as const }
    if (read.is === 'other') {
      if (odd) report(odd.number, 'changed')
      odd = { number, line }
      return
    }
    const { seq, hash, previous, method, about } = read.entry
    const recovered = read.is === 'entry' && method === RECOVERED
    if (odd) {
      const accounted = recovered && about['bytes'] === odd.line.length && about['sha256'] === odd.line.digest()
      if (!accounted) report(odd.number, 'changed')
    } else if (recovered) report(number, 'missing')
    odd = undefined
    if (read.is === 'changed') report(number, 'changed')
    if (seq !== before.seq + 1) report(number, 'missing')
    if (previous !== before.hash) report(number, 'changed')
    if (method === CUT_OFF || (seq === noted?.seq && hash !== noted.hash)) report(number, 'cut-off')
    before = { seq, hash }
    entries += 1
  }

  return {
    line,
    /** `lost`: there is no note of the end where one has to be. */
    end(lost: boolean): Omit<AuditReport, 'unwritten' | 'file'> {
      if (odd) report(odd.number, odd.line.ended ? 'changed' : 'torn')
      if ((noted?.seq ?? 0) > before.seq || (lost && entries > 0)) report(number + 1, 'cut-off')
      return { entries, head: entries > 0 ? before : null, problem }
    },
  }
}
