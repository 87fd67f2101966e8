import { lstat, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError } from '../../contract/errors'
import type { Registration } from './backends'

/** What a manufacturer's back end gets besides its registration. */
export type BackEndHost = {
  /** The only kind of failure whose code reaches whoever asked. */
  AppError: typeof AppError
  /** One line for the program's log; never a password, nor anything that somebody typed. */
  log: (message: string) => void
  /** A folder of the station's own, which only this person can read. */
  stateFolder: string
}

/** The default export of a back end's module. What it returns is called when the program ends. */
export type RegisterBackEnd = (
  registration: Registration,
  host: BackEndHost,
) => (() => void | Promise<void>) | undefined | void | Promise<(() => void | Promise<void>) | undefined | void>

/** Why a back end is not used; the message is one sentence for whoever looks after this computer. */
export class BackEndRefused extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'BackEndRefused'
  }
}

/** Milliseconds that a back end may take to register itself, and to close. */
const LIMIT = 30_000

/**
 * Runs the module a settings file names (`BackEnd=`), which registers itself; fails with BackEndRefused. It is code that
 * decides who may log in: nobody but this person or the system's owner may be able to change it.
 */
export async function loadBackEnd(
  path: string,
  registration: Registration,
  host: BackEndHost,
  limit = LIMIT,
): Promise<{ close(): Promise<void> }> {
  const refuse = (problem: string) => new BackEndRefused(`The back end ${path} ${problem}.`)
  if (!isAbsolute(path)) throw refuse('is not used: its path must be absolute')
  const problem = await changeableBy(path)
  if (problem !== undefined) throw refuse(problem)
  const register = await defaultExport(path, refuse)

  const guarded = guard(registration, host.log)
  const closing = async (close: unknown): Promise<void> => {
    guarded.end()
    if (typeof close === 'function') await within(limit, async () => close())
  }
  // A back end that comes too late is closed when it comes.
  let late = false
  const registering = Promise.resolve().then(async () => {
    const close: unknown = await register(guarded.offered, host)
    if (late) await closing(close)
    return close
  })
  let close: unknown
  try {
    close = await within(limit, () => registering)
  } catch (error) {
    late = true
    registering.catch((failure: unknown) => host.log(`The back end ${path} failed later (${kindOf(failure)}).`))
    guarded.end()
    throw refuse(
      error instanceof TooLong
        ? 'did not register itself in time'
        : `failed while it registered itself (${kindOf(error)})`,
    )
  }
  if (!guarded.isInUse()) {
    await closing(close)
    throw refuse('registered neither users, groups or objects nor a login type')
  }
  return { close: () => closing(close) }
}

/** `offered` passes on while the back end is in use; afterwards it refuses, and everything it registered is gone. */
function guard(to: Registration, log: (message: string) => void) {
  const unregister: (() => void)[] = []
  let ended = false

  function take(register: () => () => void): () => void {
    if (ended) throw new AppError('not-available', { method: 'registration' })
    const one = register()
    unregister.push(one)
    return () => {
      const at = unregister.indexOf(one)
      if (at >= 0) unregister.splice(at, 1)
      one()
    }
  }

  const offered: Registration = Object.freeze({
    registerUsers: (db, config) => take(() => to.registerUsers(db, config)),
    registerGroups: (db, config) => take(() => to.registerGroups(db, config)),
    registerObjects: (db, config) => take(() => to.registerObjects(db, config)),
    registerLoginType: (type) => take(() => to.registerLoginType(type)),
    // Said from a timer or a watcher, where a failure would end the program: too late is only noted.
    changed(what) {
      if (ended) log(`A back end that is closed said that its ${what} changed.`)
      else to.changed(what)
    },
  } satisfies Registration)

  return {
    offered,
    isInUse: () => unregister.length > 0,
    end(): void {
      ended = true
      for (const one of unregister.splice(0).toReversed()) one()
    },
  }
}

async function defaultExport(path: string, refuse: (problem: string) => BackEndRefused): Promise<RegisterBackEnd> {
  let loaded: unknown
  try {
    loaded = await import(/* @vite-ignore */ pathToFileURL(path).href)
  } catch (error) {
    throw refuse(`could not be loaded (${kindOf(error)})`)
  }
  const register: unknown =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined
  if (!isRegister(register)) throw refuse('has no default export that is a function')
  return register
}

function isRegister(value: unknown): value is RegisterBackEnd {
  return typeof value === 'function'
}

/** Why a file cannot be trusted to be this person's own: it, and every folder on the way to it, links followed too. */
async function changeableBy(path: string): Promise<string | undefined> {
  let real: string
  try {
    real = await realpath(path)
    if (!(await stat(real)).isFile()) return 'is not a file'
  } catch (error) {
    return `cannot be read (${kindOf(error)})`
  }
  // Windows keeps who may write in lists of its own, which file modes do not show.
  if (process.platform === 'win32') return undefined
  for (const [index, at] of [real, ...foldersAbove(real), ...foldersAbove(path)].entries()) {
    const { mode, uid } = await lstat(at)
    const what = index === 0 ? 'is not used: it' : `is not used: the folder ${at}`
    if (uid !== 0 && uid !== process.getuid?.()) return `${what} belongs to somebody else`
    // In a sticky folder, as for temporary files, nobody replaces what belongs to another.
    const sticky = index > 0 && (mode & 0o1000) !== 0
    if ((mode & 0o022) !== 0 && !sticky && !isLink(mode)) return `${what} can be changed by others`
  }
  return undefined
}

const isLink = (mode: number): boolean => (mode & 0o170000) === 0o120000

function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let at = dirname(path); ; at = dirname(at)) {
    folders.push(at)
    if (dirname(at) === at) return folders
  }
}

class TooLong extends Error {}

async function within<T>(limit: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLong()), limit)
  })
  try {
    return await Promise.race([work(), tooLong])
  } finally {
    clearTimeout(timer)
  }
}

/** A failure's kind and code; its text may hold anything, an address with a password in it too. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code =
    'code' in error && typeof error.code === 'string' && /^[\w-]{1,40}$/.test(error.code) ? `: ${error.code}` : ''
  return `${/^\w{1,40}$/.test(error.constructor.name) ? error.constructor.name : 'Error'}${code}`
}
