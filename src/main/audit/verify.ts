import type { AuditReport } from '../../contract/audit'
import { openToRead, type ReadableFile } from '../state/appendedFile'
import { disk, ifThere } from '../state/fileSystem'
import { logFiles } from './chain'
import { CUT_OFF, RECOVERED, START, readEntry, type Link } from './entry'
import { readHead } from './head'
import { digestOf, linesFrom, type Line } from './lines'

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
      for await (const line of settledLines(log, lock, signal)) await chain.line(line, log)
    } finally {
      await log.close()
    }
  }
  // The very first entry may have been written since.
  const lost = need === 'always' && noted === undefined && (await readHead(head)) === undefined
  return { file, ...chain.end(lost) }
}

/** All lines. One without an end may be in the middle of being written, by whoever holds the lock. */
async function* settledLines(log: ReadableFile, lock: string, signal: AbortSignal | undefined): AsyncGenerator<Line> {
  let at = 0
  let before: Line | undefined
  for (let look = 1; ; look += 1) {
    const isWritten = (await ifThere(disk.stat(lock))) !== undefined
    let open: Line | undefined
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
  /** Lines that are no entries, and so far nobody has said why. */
  let odd: { number: number; from: number; to: number } | undefined
  let problem: Problem | null = null

  function report(line: number, is: Problem['is']): void {
    problem ??= { line, is }
  }

  async function line({ at, length, bytes }: Line, log: ReadableFile): Promise<void> {
    number += 1
    const read = bytes ? readEntry(bytes) : { is: 'other' as const }
    if (read.is === 'other') {
      odd = { number, from: at, ...odd, to: at + length }
      return
    }
    const { seq, hash, previous, method, about } = read.entry
    const recovered = read.is === 'entry' && method === RECOVERED
    if (odd) {
      const { from, to } = odd
      const accounted = recovered && about['bytes'] === to - from && about['sha256'] === (await digestOf(log, odd))
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
      const behind = (noted?.seq ?? 0) > before.seq
      // What was noted had been written to its end.
      if (odd) report(odd.number, behind ? 'changed' : 'torn')
      if (behind || (lost && entries > 0)) report(number + 1, 'cut-off')
      return { entries, head: entries > 0 ? before : null, problem }
    },
  }
}
