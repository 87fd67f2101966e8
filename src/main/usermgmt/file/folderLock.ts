import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { AppError } from '../../../contract/errors'
import { disk, failureCode, ifThere, type FileSystem } from '../../state/fileSystem'
import { removeLeftover } from '../../state/durableFile'
import { LOCK_NAME } from './fileNames'
import { inWords } from './fileFailure'

/** Says that this program, and no other, is writing to a folder. */
export type FolderLock = {
  readonly folder: string
  /** Fails with `folder-in-use` when another program has taken the lock over, thinking this one dead. */
  verify(): Promise<void>
}

export type LockOptions = {
  fs?: FileSystem
  /** How long a lock held by somebody else is waited for. */
  waitMilliseconds?: number
}

type Holder = { pid: number; host: string; id: string }

const WAIT = 5_000
const POLL = 40
const STALE_AFTER = 60_000
/** A lock file without its holder was left between being made and being written. */
const STALE_WITHOUT_HOLDER = 2_000
const STALE_GUARD = 10_000
const TOUCH_EVERY = 15_000
const RELEASES = 3

/** Runs `work` while no other program writes to the folder; for reading, editing and saving in one go. */
export async function withFolderLock<T>(
  folder: string,
  work: (lock: FolderLock) => Promise<T>,
  { fs = disk, waitMilliseconds = WAIT }: LockOptions = {},
): Promise<T> {
  const path = join(resolve(folder), LOCK_NAME)
  const mine: Holder = { pid: process.pid, host: hostname(), id: randomUUID() }
  const deadline = performance.now() + waitMilliseconds
  while (!(await inWords(folder, () => take(fs, path, mine)))) {
    if (await inWords(folder, () => removeStale(fs, path))) continue
    if (performance.now() >= deadline) {
      const holder = await ifThere(holderOf(fs, path))
      throw new AppError('folder-in-use', { folder, by: nameOf(holder) })
    }
    await new Promise((wake) => setTimeout(wake, POLL))
  }
  // A long piece of work must not look dead.
  const alive = setInterval(() => void touched(fs, path), TOUCH_EVERY)
  alive.unref()
  const verify = async (): Promise<void> => {
    const holder = await ifThere(holderOf(fs, path))
    if (holder?.id === mine.id) return
    throw new AppError('folder-in-use', { folder, by: nameOf(holder) })
  }
  try {
    return await work({ folder: resolve(folder), verify })
  } finally {
    clearInterval(alive)
    await release(fs, path, mine)
  }
}

/** Who is writing to a folder right now, without taking the lock; undefined when nobody is. */
export async function lockHolder(
  folder: string,
  { fs = disk }: Pick<LockOptions, 'fs'> = {},
): Promise<{ by: string | null } | undefined> {
  const path = join(resolve(folder), LOCK_NAME)
  return inWords(
    folder,
    async () => {
      if (!(await ifThere(fs.stat(path))) || (await staleIdentity(fs, path)) !== undefined) return undefined
      return { by: nameOf(await ifThere(holderOf(fs, path))) }
    },
    true,
  )
}

function nameOf(holder: Holder | undefined): string | null {
  return holder ? `process ${holder.pid} on ${holder.host}` : null
}

async function take(fs: FileSystem, path: string, mine: Holder): Promise<boolean> {
  let file
  try {
    // Whoever waits for it, another person too, has to read whose it is.
    file = await fs.open(path, 'wx', 0o644)
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return false
    throw error
  }
  try {
    try {
      await file.writeFile(Buffer.from(JSON.stringify({ ...mine, time: new Date().toISOString() }) + '\n'))
    } finally {
      await file.close()
    }
  } catch (error) {
    await removeLeftover(fs, path)
    throw error
  }
  return true
}

/** The work is done and must not fail for a lock that cannot be removed: at the latest it is stale when this program ends. */
async function release(fs: FileSystem, path: string, mine: Holder): Promise<void> {
  for (let attempt = 1; attempt <= RELEASES; attempt++) {
    try {
      const holder = await ifThere(holderOf(fs, path))
      if (holder?.id !== mine.id || (await removeLeftover(fs, path))) return
    } catch (error) {
      if (failureCode(error) === undefined) throw error
    }
    await new Promise((wake) => setTimeout(wake, POLL))
  }
}

/**
 * Takes a stale lock away. Many may find it at the same time, and one that is slow must not take away the lock that came
 * after it: whoever makes the file named after this very lock is the only one to remove it, having looked again.
 */
async function removeStale(fs: FileSystem, path: string): Promise<boolean> {
  const stale = await staleIdentity(fs, path)
  if (stale === undefined) return false
  const guard = `${path}.${stale}`
  if (!(await makeGuard(fs, guard))) return false
  try {
    if ((await staleIdentity(fs, path)) === stale) await ifThere(fs.unlink(path))
  } finally {
    await removeLeftover(fs, guard)
  }
  return true
}

async function makeGuard(fs: FileSystem, guard: string): Promise<boolean> {
  try {
    await (await fs.open(guard, 'wx', 0o600)).close()
    return true
  } catch (error) {
    if (failureCode(error) !== 'EEXIST') throw error
    const facts = await ifThere(fs.stat(guard))
    // Its program was stopped in between; the next look finds no guard.
    if (facts && Date.now() - facts.modified > STALE_GUARD) await removeLeftover(fs, guard)
    return false
  }
}

/** The identity of the lock file when nobody stands behind it any more. */
async function staleIdentity(fs: FileSystem, path: string): Promise<string | undefined> {
  const facts = await ifThere(fs.stat(path))
  if (!facts) return undefined
  const age = Date.now() - facts.modified
  if (age > STALE_AFTER) return facts.identity
  const holder = await ifThere(holderOf(fs, path))
  const stale = holder ? holder.host === hostname() && !isRunning(holder.pid) : age > STALE_WITHOUT_HOLDER
  return stale ? facts.identity : undefined
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return failureCode(error) !== 'ESRCH'
  }
}

async function holderOf(fs: FileSystem, path: string): Promise<Holder | undefined> {
  const text = (await fs.readFile(path)).toString()
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  if (!('pid' in parsed) || !('host' in parsed) || !('id' in parsed)) return undefined
  const { pid, host, id } = parsed
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined
  return typeof host === 'string' && typeof id === 'string' ? { pid, host, id } : undefined
}

/** A lock that cannot be touched looks stale after a minute; `verify` finds out before anything is written. */
async function touched(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.touch(path)
  } catch (error) {
    if (failureCode(error) === undefined) throw error
  }
}
