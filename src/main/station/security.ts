import { readFile, stat } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import { SECURITY_DEFAULTS, type Security } from '../../contract/security'
import type { Events, Handlers } from '../bridge/handler'
import { writeDurably } from '../state/durableFile'
import { disk, failureCode, ifThere } from '../state/fileSystem'
import { dirname } from 'node:path'
import { changeSecurityText, NEW_SETTINGS, readSecurityText, type SecurityText } from './securityFile'

export type SecuritySettings = {
  /** What holds now. Where there is a file that says nothing about it, the user management is enforced. */
  readonly current: Security
  readonly backEnd: string | undefined
  readonly handlers: Pick<Handlers, 'security.read' | 'security.change'>
  /** Writes the file of a new station, unless there is one. */
  create(): Promise<void>
  /** Takes over what somebody changed in the file. */
  look(): Promise<void>
}

const NOTHING: SecurityText = { security: {}, problems: [], backEnd: undefined }
/** Far above any real settings file. */
const MOST_BYTES = 1024 * 1024

/** The security settings in their file (user-management 3). `file-failed` when it is there and cannot be read. */
export async function openSecurity({ file, events }: { file: string; events: Events }): Promise<SecuritySettings> {
  let seen = ''
  let known: { text: string | undefined; read: SecurityText; current: Security } = interpret(undefined)
  let last: Promise<unknown> = Promise.resolve()

  const load = async (): Promise<void> => {
    try {
      seen = await signature(file)
      known = interpret(await textIn(file))
    } catch (error) {
      throw new AppError('file-failed', { file, code: failureCode(error) ?? 'unknown' }, error)
    }
  }
  const say = () => {
    events.emit('security.changed', {})
    events.emit('login.changed', {})
  }
  const write = async (text: string): Promise<void> => {
    try {
      await disk.mkdir(dirname(file))
      await writeDurably(file, Buffer.from(text))
    } catch (error) {
      throw new AppError('file-failed', { file, code: failureCode(error) ?? 'unknown' }, error)
    }
    await load()
    say()
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  await load()
  return {
    get current() {
      return known.current
    },
    get backEnd() {
      return known.read.backEnd
    },
    handlers: {
      'security.read': () => ({ file, security: known.current, problems: known.read.problems }),
      'security.change': (changes) =>
        inTurn(async () => {
          // What somebody wrote into the file meanwhile stays.
          await load()
          const before = known.text ?? NEW_SETTINGS
          const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
          const after = changeSecurityText(before, given)
          if (after !== known.text) await write(after)
          return {}
        }),
    },
    create: () =>
      inTurn(async () => {
        if (known.text === undefined) await write(NEW_SETTINGS)
      }),
    look: () =>
      inTurn(async () => {
        if ((await signature(file)) === seen) return
        const before = JSON.stringify(known.read)
        // A file that cannot be read for the moment leaves everything as it was.
        await load().catch(() => undefined)
        if (JSON.stringify(known.read) !== before) say()
      }),
  }
}

function interpret(text: string | undefined) {
  const read = text === undefined ? NOTHING : readSecurityText(text)
  return { text, read, current: { ...SECURITY_DEFAULTS, enforce: text !== undefined, ...read.security } }
}

async function textIn(file: string): Promise<string | undefined> {
  const found = await ifThere(stat(file))
  if (found === undefined) return undefined
  if (!found.isFile() || found.size > MOST_BYTES) throw new Error('no settings file')
  return ifThere(readFile(file, 'utf8'))
}

/** Changes whenever the file is written, replaced, comes or goes. */
async function signature(file: string): Promise<string> {
  const facts = await ifThere(disk.stat(file))
  return facts?.identity ?? ''
}
