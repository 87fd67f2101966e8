import { dirname } from 'node:path'
import { openToAppend, type AppendedFile } from '../state/appendedFile'
import { makePrivateFolder } from '../state/privateFolder'
import { createBriefLock, type BriefLock } from '../state/briefLock'
import { failureCode } from '../state/fileSystem'
import { CUT_OFF, RECOVERED, START, readEntry, writeEntry, type About, type Happened, type Link } from './entry'
import { isBehind, readHead, writeHead } from './head'
import { digestOf, linesBackwards } from './lines'

/** What the chain is kept on; another one in tests. */
export type LogDisk = {
  makeFolder(folder: string): Promise<void>
  open(file: string): Promise<AppendedFile>
  lock(path: string): BriefLock
  readHead(path: string): Promise<Link | undefined>
  writeHead(path: string, link: Link): Promise<void>
}

export const logDisk: LogDisk = {
  makeFolder: makePrivateFolder,
  open: openToAppend,
  lock: createBriefLock,
  readHead,
  writeHead,
}

/** The files of a log in its folder. */
export function logFiles(file: string): { file: string; head: string; lock: string } {
  const stem = file.replace(/\.log$/, '')
  return { file, head: `${stem}.head`, lock: `${stem}.lock` }
}

/** Another program has the log for so long that this one does not wait for it. */
export class LogBusy extends Error {
  constructor() {
    super('log busy')
    this.name = 'LogBusy'
  }
}

/** Appends entries to a log that other programs append to as well. */
export type Chain = {
  /**
   * All of them are on the disk when this resolves; `notNoted` is the code of the failure where the end could not be
   * noted. After a failure some may be there: whoever tries again gives the same objects, and none is written twice.
   */
  append(entries: readonly Happened[]): Promise<{ notNoted: string | undefined }>
}

const LOCK_WAIT = 2_000
/** Another machine takes the lock of one that stood still for a minute. */
const SURE_OF_LOCK = 20_000

type Placed = { happened: Happened; bytes: Buffer }
/** How a log ends: its last entry, and what stands after that. */
type End = { size: number; last: Link; torn: About | undefined; feedMissing: boolean }

export function createChain(path: string, { now, fs = logDisk }: { now: () => number; fs?: LogDisk }): Chain {
  const { file, head, lock: lockFile } = logFiles(path)
  const lock = fs.lock(lockFile)
  /** The last entry of ours; while the log still ends with it nobody else has written. */
  let ours: Link | undefined
  /** What a failed attempt may have left in the file. */
  let unsure: { at: number; placed: readonly Placed[] } | undefined
  /** What failed attempts are known to have left there. */
  const there = new Set<Happened>()

  const ofItself = (method: string, about: About): Happened => ({
    time: new Date(now()).toISOString(),
    user: null,
    peer: 'keyswitch',
    method,
    outcome: 'ok',
    about,
  })

  /** What the log has to say of itself before anything else is written. */
  async function foundWrong({ last, size, torn }: End): Promise<Happened[]> {
    const wrong = torn ? [ofItself(RECOVERED, torn)] : []
    if (last.hash === ours?.hash) return wrong
    const noted = await fs.readHead(head)
    if (noted === undefined && size === 0) await fs.writeHead(head, START)
    else if (isBehind(last, noted)) wrong.push(ofItself(CUT_OFF, noted ? { noted: noted.seq, hash: noted.hash } : {}))
    return wrong
  }

  async function appendLocked(entries: readonly Happened[], isSure: () => Promise<boolean>): Promise<void> {
    const log = await fs.open(file)
    try {
      if (unsure) for (const happened of await placedAlready(log, unsure)) there.add(happened)
      const end = await endOf(log)
      const wrong = await foundWrong(end)
      const { placed, last } = link(end.last, [...wrong, ...entries.filter((entry) => !there.has(entry))])
      const feed = Buffer.from(end.feedMissing ? '\n' : '')
      if (!(await isSure())) throw new LogBusy()
      unsure = { at: end.size + feed.length, placed }
      await log.append(Buffer.concat([feed, ...placed.map(({ bytes }) => bytes)]))
      await log.sync()
      ours = last
    } finally {
      await log.close()
    }
  }

  return {
    async append(entries) {
      await fs.makeFolder(dirname(file))
      if (!(await lock.take(LOCK_WAIT))) throw new LogBusy()
      const taken = performance.now()
      try {
        await appendLocked(entries, async () => performance.now() - taken < SURE_OF_LOCK || lock.isOurs())
        unsure = undefined
        there.clear()
        return { notNoted: ours && (await codeOf(fs.writeHead(head, ours))) }
      } finally {
        // One that cannot be removed is found to be ours next time, or dead when this program has ended.
        await codeOf(lock.release())
      }
    },
  }
}

function link(before: Link, entries: readonly Happened[]): { placed: Placed[]; last: Link } {
  let last = before
  const placed = entries.map((happened) => {
    const { line, link } = writeEntry(happened, last)
    last = link
    return { happened, bytes: Buffer.from(`${line}\n`) }
  })
  return { placed, last }
}

/** What of a failed attempt did reach the file, whole. */
async function placedAlready(
  log: AppendedFile,
  { at, placed }: { at: number; placed: readonly Placed[] },
): Promise<Set<Happened>> {
  const found = new Set<Happened>()
  let place = at
  for (const { happened, bytes } of placed) {
    const there = await log.read(place, bytes.length)
    // Its line feed alone may be missing.
    if (there.length < bytes.length - 1 || !there.equals(bytes.subarray(0, there.length))) break
    found.add(happened)
    place += bytes.length
  }
  return found
}

async function endOf(log: AppendedFile): Promise<End> {
  const size = await log.size()
  let feedMissing = false
  // Lines at the end that are no entries; one that was changed is for whoever verifies.
  let odd: { from: number; to: number } | undefined
  let atEnd = true
  let last: Link = START
  for await (const { at, length, bytes, ended } of linesBackwards(log, size)) {
    const read = bytes ? readEntry(bytes) : { is: 'other' as const }
    feedMissing ||= !ended
    if (read.is === 'entry') {
      last = read.entry
      break
    }
    atEnd &&= read.is === 'other'
    if (atEnd) odd = { from: at, to: odd?.to ?? at + length }
  }
  const torn = odd && { bytes: odd.to - odd.from, sha256: await digestOf(log, odd) }
  return { size, last, torn, feedMissing }
}

/** The system's code of a failure; undefined when there was none. */
async function codeOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    const code = failureCode(error)
    if (code === undefined) throw error
    return code
  }
}
