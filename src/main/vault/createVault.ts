import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { VaultState } from '../../contract/desktop'
import { AppError } from '../../contract/errors'
import type { Events } from '../bridge/handler'
import type { Log } from '../log'
import { failureCode } from '../state/fileSystem'
import { createKeptList } from './keptList'
import { createKeychain } from './keychain'
import type { Act, Answer } from './keychainMessages'
import type { Vault, VaultPlace } from './vault'
import { forkVaultProcess, type StartVaultProcess } from './vaultProcess'

export type VaultParts = {
  /** The built child process that speaks to the keychain. */
  processFile: string
  /** Where the list of what is kept lies (places and times, never a secret). */
  stateFolder: string
  events: Pick<Events, 'emit'>
  log: Pick<Log, 'write'>
  /** Milliseconds since 1970. */
  now: () => number
  /** Node's `fork` where not given, which Electron's binary does not do. */
  start?: StartVaultProcess
  /** KEYSWITCH_KEYCHAIN=off keeps everything in memory. */
  environment?: NodeJS.ProcessEnv
  /** Milliseconds that anybody waits for the keychain. */
  patience?: number
  /** Milliseconds without use after which the child process is given back. */
  idle?: number
}

type InMemory = { place: VaultPlace; secret: string; kept: number }
type Because = Exclude<VaultState['because'], null>

/** Nothing is asked of the keychain before the first use; until then it is taken to answer. */
export function createVault(parts: VaultParts): Vault {
  const { events, log, now, patience = 2000, environment = process.env } = parts
  const { processFile, stateFolder, start = (file) => forkVaultProcess(file), idle = 60_000 } = parts
  const keychain = createKeychain({ start: () => start(processFile), idle })
  const list = createKeptList({
    file: join(stateFolder, 'kept-secrets.json'),
    now,
    log: (problem) => log.write('warn', 'vault', problem),
  })
  const memory = new Map<string, InMemory>()
  const off = environment['KEYSWITCH_KEYCHAIN'] === 'off'
  let because: Because | null = off ? 'turned-off' : null
  let probed = false
  let closed = false
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other: the keychain takes one call at a time, and whoever waits learns from who was first. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  const changed = () => events.emit('vault.changed', {})

  /** A keychain that does not answer is not asked again before `check`: everybody would wait for it once more. */
  function give(up: Because | null): void {
    if (closed || up === because) return
    because = up
    log.write(up === null ? 'info' : 'warn', 'vault', { keychain: up ?? 'answers' })
    changed()
  }

  /** What an answer says about the keychain as a whole, as long as it is the one that was there at the first use. */
  async function ask(act: Act, until = performance.now() + patience): Promise<Answer> {
    if (!probed && act.act !== 'probe') {
      const answer = await ask({ act: 'probe' }, until)
      if (answer.is === 'failed') return answer
    }
    const answer = await keychain.ask(act, until)
    if (answer.is === 'done') probed = true
    else if (act.act === 'probe' || answer.because !== 'not-kept') give(answer.because)
    return answer
  }

  async function isStored(place: VaultPlace, secret: string): Promise<boolean> {
    if (because !== null) return false
    const until = performance.now() + patience
    if (!probed && (await ask({ act: 'probe' }, until)).is === 'failed') return false
    // First the list: what is in the keychain and not on it would never be found again.
    const isNew = await listed(() => list.add(place))
    if (isNew === undefined) return false
    const answer = await ask({ act: 'keep', account: accountOf(place), secret }, until)
    if (answer.is === 'done') return true
    // One that was under way may have got there.
    const uncertain = answer.because === 'no-answer' || answer.because === 'crashed'
    if (isNew && !uncertain) await listed(() => list.remove(place))
    return false
  }

  /** Undefined where the list cannot be written. */
  async function listed<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      log.write('warn', 'vault', { list: 'not-written', code: failureCode(error) ?? 'unknown' })
      return undefined
    }
  }

  async function forget(place: VaultPlace): Promise<void> {
    if (closed) throw new AppError('cancelled')
    const inMemory = memory.delete(accountOf(place))
    try {
      if (!list.read().some((one) => isSame(one, place))) return
      if (because !== null) throw new AppError('keychain-unreachable', { problem: because })
      const answer = await ask({ act: 'forget', account: accountOf(place) })
      if (answer.is === 'failed') throw new AppError('keychain-unreachable', { problem: answer.because })
      await list.remove(place).catch((error: unknown) => {
        const file = join(stateFolder, 'kept-secrets.json')
        throw new AppError('file-failed', { file, code: failureCode(error) ?? 'unknown' }, error)
      })
      changed()
    } finally {
      if (inMemory) changed()
    }
  }

  async function check(): Promise<void> {
    if (off || closed) return
    probed = false
    const answer = await ask({ act: 'probe' })
    if (answer.is === 'failed') return
    give(null)
    for (const [account, { place, secret }] of memory) {
      if (await isStored(place, secret)) memory.delete(account)
    }
    changed()
  }

  return {
    state: () => ({ is: because === null ? 'keychain' : 'memory', because, entries: entriesOf(list.read(), memory) }),
    read: (place) =>
      inTurn(async () => {
        const held = memory.get(accountOf(place))
        if (held) return held.secret
        if (because !== null || closed) return undefined
        const answer = await ask({ act: 'read', account: accountOf(place) })
        const secret = answer.is === 'done' ? (answer.secret ?? undefined) : undefined
        // A list that was damaged or is another one: what is there is shown, so that it can be forgotten.
        if (secret !== undefined && !list.read().some((one) => isSame(one, place))) {
          await listed(() => list.add(place))
          changed()
        }
        return secret
      }),
    keep: (place, secret) =>
      inTurn(async () => {
        if (closed) return { lasting: false }
        const lasting = await isStored(place, secret)
        if (lasting) memory.delete(accountOf(place))
        else memory.set(accountOf(place), { place, secret, kept: now() })
        changed()
        return { lasting }
      }),
    forget: (place) => inTurn(() => forget(place)),
    names: (kind) => {
      const places = [...list.read(), ...[...memory.values()].map(({ place }) => place)]
      return [...new Set(places.filter((place) => place.kind === kind).map(({ name }) => name))].toSorted()
    },
    check: () => inTurn(check),
    async close() {
      closed = true
      // What somebody asked to keep a moment ago still gets there.
      await last
      memory.clear()
      await keychain.end()
      await list.close()
    },
  }
}

/** Names an entry for pages. */
export function entryOf(place: VaultPlace): string {
  return createHash('sha256').update(accountOf(place)).digest('base64url').slice(0, 22)
}

function entriesOf(listed: ReturnType<ReturnType<typeof createKeptList>['read']>, memory: Map<string, InMemory>) {
  const entries: VaultState['entries'] = []
  for (const { place, kept } of memory.values()) entries.push({ entry: entryOf(place), ...place, kept, lasting: false })
  for (const { kind, name, kept } of listed) {
    if (memory.has(accountOf({ kind, name }))) continue
    entries.push({ entry: entryOf({ kind, name }), kind, name, kept, lasting: true })
  }
  return entries.toSorted((one, other) => order(one).localeCompare(order(other), 'en'))
}

function order({ kind, name }: VaultPlace): string {
  return `${kind} ${name}`
}

function isSame(one: VaultPlace, other: VaultPlace): boolean {
  return one.kind === other.kind && one.name === other.name
}

/** What keychains cannot hold in a name stands as JSON, and so does what could be taken for that. */
function accountOf({ kind, name }: VaultPlace): string {
  return `${kind}:${/[\p{Cc}\p{Cs}]|^"/u.test(name) ? JSON.stringify(name) : name}`
}
