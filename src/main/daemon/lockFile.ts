import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { failureCode } from '../state/fileSystem'
import { StartRefused } from './startRefused'

/** A file that this program made and that nobody else has replaced since. */
export type OwnFile = { remove(): void }
export type Lock = OwnFile & {
  /** Whether a daemon that ended without cleaning up had left one. */
  readonly replaced: boolean
}

/** Whether a process exists; throws as `process.kill(pid, 0)` does. */
export type Probe = (pid: number) => unknown

const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
/** A lock of a lock of a lock: that many daemons have died while taking over from a dead one. */
const DEEPEST = 4

/**
 * Takes a lock that holds our PID (session-daemon 7, 8). StartRefused while its process lives or may live; one of a dead
 * process, or with something else in it, is replaced. Of many programs that try at once one gets it.
 */
export function takeLock(path: string, probe: Probe = (pid) => process.kill(pid, 0), depth = 0): Lock {
  let replaced = false
  for (let turn = 0; turn < 10; turn++) {
    const own = createOwn(path, `${process.pid}\n`)
    if (own) return { ...own, replaced }
    const found = inspect(path)
    if (found === undefined) continue
    if (found.pid !== undefined && mayLive(found.pid, found.written, probe)) throw held(path, found.pid)
    if (depth >= DEEPEST) throw new StartRefused(`${path} cannot be taken over; remove it and the files beside it.`)
    removeDead(path, found.identity, { probe, depth })
    replaced = true
  }
  throw new StartRefused(`${path} is changed by others again and again; try once more.`)
}

/**
 * Makes a file that only we can read, whole from its first appearance; undefined when there is something of this name,
 * be it a link to nowhere.
 */
export function createOwn(path: string, content: string): OwnFile | undefined {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  const opened = openSync(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | NO_FOLLOW, 0o600)
  try {
    // The umask takes bits away.
    fchmodSync(opened, 0o600)
    writeSync(opened, content)
    const { ino } = fstatSync(opened, { bigint: true })
    // Like creating exclusively, but the name never stands for an empty file, which others would take for garbage.
    linkSync(temporary, path)
    return { remove: () => removeOwn(path, ino, content) }
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return undefined
    throw error
  } finally {
    closeSync(opened)
    unlinkSync(temporary)
  }
}

type Found = { pid: number | undefined; written: number; identity: string }

/** Undefined when it has gone meanwhile. Never through a link, and without waiting at a pipe. */
function inspect(path: string): Found | undefined {
  try {
    const opened = openSync(path, constants.O_RDONLY | NO_FOLLOW | (constants.O_NONBLOCK ?? 0))
    try {
      const { ino, ctimeNs, mtimeMs } = fstatSync(opened, { bigint: true })
      if (!fstatSync(opened).isFile()) throw odd(path)
      const bytes = Buffer.alloc(64)
      const text = bytes.subarray(0, readSync(opened, bytes)).toString('latin1')
      const pid = Number(/^\s*(\d{1,10})\s*$/.exec(text)?.[1])
      return {
        // 0 and negative numbers mean groups of processes (kill(2)).
        pid: pid > 0 && pid < 2 ** 31 ? pid : undefined,
        written: Number(mtimeMs),
        identity: createHash('sha256').update([ino, ctimeNs, text].join('\0')).digest('hex').slice(0, 16),
      }
    } finally {
      closeSync(opened)
    }
  } catch (error) {
    const code = failureCode(error)
    if (code === 'ENOENT') return undefined
    if (code === 'ELOOP' || code === 'EMLINK' || code === 'EISDIR' || code === 'ENXIO') throw odd(path)
    if (code === undefined) throw error
    throw new StartRefused(
      `${path} cannot be read (${code}), so a daemon may be running. If none is, remove the file and start again.`,
    )
  }
}

/** Only “no such process” means dead: EPERM is a process of somebody else, and of what is unknown nothing is taken. */
function mayLive(pid: number, written: number, probe: Probe): boolean {
  // In a container every start has the same PID: what was written before we began is of an earlier one.
  if (pid === process.pid) return written >= performance.timeOrigin
  try {
    probe(pid)
    return true
  } catch (error) {
    return failureCode(error) !== 'ESRCH'
  }
}

/**
 * Removes the very file that was found dead. The right to do so is a lock of its own, named after that file: without it,
 * somebody who looked earlier would remove the lock of whoever took over meanwhile.
 */
function removeDead(path: string, identity: string, { probe, depth }: { probe: Probe; depth: number }): void {
  const right = takeLock(`${path}.${identity}`, probe, depth + 1)
  try {
    if (inspect(path)?.identity === identity) unlinkSync(path)
  } finally {
    right.remove()
  }
}

/** What somebody else has put there instead stays, also where the system gave it the number of our file. */
function removeOwn(path: string, ino: bigint, content: string): void {
  const facts = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (facts?.ino === ino && facts.isFile() && readFileSync(path, 'utf8') === content) unlinkSync(path)
}

function held(path: string, pid: number): StartRefused {
  return new StartRefused(
    `A daemon is running already (PID ${pid}), or another program has its PID now: ${path}. ` +
      `If no daemon is running, remove that file and start again.`,
  )
}

function odd(path: string): StartRefused {
  return new StartRefused(`${path} is no lock file but a link or something else; remove it and start again.`)
}
