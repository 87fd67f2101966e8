import { randomUUID } from 'node:crypto'
import { link, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { removeLeftover } from './durableFile'
import { disk, failureCode, ifThere } from './fileSystem'

/** Lets one program at a time do something that takes milliseconds. */
export type BriefLock = {
  /** Resolves with whether it was got within the time. Fails as the file system does. */
  take(waitMilliseconds: number): Promise<boolean>
  /** Whether it is still ours; another machine may think this one dead when it stood still for a minute. */
  isOurs(): Promise<boolean>
  /** A lock that cannot be removed now is ours at the next `take`. */
  release(): Promise<void>
}

/** `started` tells a process from a later one with its number; null where the system does not say. */
type Holder = { id: string; place: string; pid: number; started: string | null }

const FIRST_PAUSE = 1
const LONGEST_PAUSE = 5
/** Whether a process of another machine or container lives cannot be asked; nobody holds this lock that long. */
const STALE_ELSEWHERE = 60_000
/** That many programs have died while taking the lock over from a dead one. */
const DEEPEST = 4

/**
 * A lock by a file. It is never taken from a process of this machine that lives, also when that stands still; of many
 * that find a dead one's lock at the same time one gets it.
 */
export function createBriefLock(path: string): BriefLock {
  const id = randomUUID()
  let holder: Promise<Holder> | undefined
  const ours = (): Promise<Holder> => (holder ??= ourselves(id))
  return {
    async take(waitMilliseconds) {
      return take(path, await ours(), { waitMilliseconds, depth: 0 })
    },
    async isOurs() {
      return (await look(path))?.holder?.id === id
    },
    async release() {
      if ((await look(path))?.holder?.id === id) await ifThere(disk.unlink(path))
    },
  }
}

async function take(
  path: string,
  ours: Holder,
  { waitMilliseconds, depth }: { waitMilliseconds: number; depth: number },
): Promise<boolean> {
  const deadline = performance.now() + waitMilliseconds
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
    if (await make(path, ours)) return true
    const found = await look(path)
    if (found?.holder?.id === ours.id) return true
    if (found && (await isDead(found, ours)) && (await removeDead(path, found, { ours, depth }))) continue
    if (performance.now() >= deadline) return false
    await new Promise((wake) => setTimeout(wake, pause))
  }
}

/** The name appears with its content: an empty file would be nobody's. */
async function make(path: string, ours: Holder): Promise<boolean> {
  if ((await ifThere(stat(path))) !== undefined) return false
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, `${JSON.stringify(ours)}\n`, { flag: 'wx', mode: 0o600 })
    await link(temporary, path)
    return true
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await removeLeftover(disk, temporary)
  }
}

type Found = { holder: Holder | undefined; identity: string; modified: number }

/** Undefined when it has gone. */
async function look(path: string): Promise<Found | undefined> {
  const facts = await ifThere(disk.stat(path))
  const text = facts && (await ifThere(readFile(path, 'utf8')))
  if (!facts || text === undefined) return undefined
  const holder = holderIn(text)
  return { holder, identity: holder?.id ?? facts.identity, modified: facts.modified }
}

async function isDead({ holder, modified }: Found, ours: Holder): Promise<boolean> {
  if (!holder || holder.place !== ours.place) return Date.now() - modified > STALE_ELSEWHERE
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return failureCode(error) === 'ESRCH'
  }
  const started = await startOf(holder.pid)
  return started !== null && holder.started !== null && started !== holder.started
}

/**
 * Removes the very lock that was found dead. The right to do so is a lock named after that one: without it somebody who
 * looked earlier would remove the lock of whoever took over meanwhile.
 */
async function removeDead(
  path: string,
  { identity }: Found,
  { ours, depth }: { ours: Holder; depth: number },
): Promise<boolean> {
  const right = `${path}.${identity}`
  if (depth >= DEEPEST || !(await take(right, ours, { waitMilliseconds: 0, depth: depth + 1 }))) return false
  try {
    const again = await look(path)
    if (again?.identity !== identity || !(await isDead(again, ours))) return false
    await ifThere(disk.unlink(path))
    return true
  } finally {
    await removeLeftover(disk, right)
  }
}

async function ourselves(id: string): Promise<Holder> {
  // Numbers of processes mean something in one namespace only (pid_namespaces(7)).
  const namespace = await orNothing(readlink('/proc/self/ns/pid'))
  return { id, place: `${hostname()} ${namespace ?? ''}`.trim(), pid: process.pid, started: await startOf(process.pid) }
}

/** Field 22 of proc_pid_stat(5), clock ticks since the system began; the name before it may hold anything. */
async function startOf(pid: number): Promise<string | null> {
  const text = await orNothing(readFile(`/proc/${pid}/stat`, 'utf8'))
  return (
    text
      ?.slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .at(19) ?? null
  )
}

/** Only Linux has these files, and not everywhere. */
async function orNothing(wanted: Promise<string>): Promise<string | undefined> {
  try {
    return await wanted
  } catch (error) {
    if (failureCode(error) === undefined) throw error
    return undefined
  }
}

function holderIn(text: string): Holder | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  if (!('id' in parsed) || !('place' in parsed) || !('pid' in parsed) || !('started' in parsed)) return undefined
  const { id, place, pid, started } = parsed
  // 0 and negative numbers mean groups of processes (kill(2)); the id becomes part of a file name.
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined
  if (typeof id !== 'string' || !/^[\da-f-]{1,36}$/.test(id) || typeof place !== 'string') return undefined
  return typeof started === 'string' || started === null ? { id, place, pid, started } : undefined
}
