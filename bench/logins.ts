import crypto, { randomBytes, type ScryptOptions } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { answerAsymmetric } from '../src/contract/loginClient'
import { SECURITY_DEFAULTS, type Security } from '../src/contract/security'
import { createHashing, NEW_COST } from '../src/main/usermgmt/file/hashing'
import { openFileStore } from '../src/main/usermgmt/file/openFileStore'
import { createAsymmetricLogin } from '../src/main/usermgmt/login/asymmetric'
import { UserManager } from '../src/main/usermgmt/manager'
import { BIG_PASSWORD, writeBigDatabase } from '../test/support/bigDatabase'
import { compare, KINDS, measureRounds, PAIRS, type Kind, type Round } from '../test/support/loginTimes'
import { figure, median, milliseconds, REPEATS, type Figure } from './figure'
import { publish } from './publish'

// Logging in with the real cost of scrypt (user-management 4 and 7): three minutes and more on a quiet machine.
const ROUNDS = 1000
const WARM_UP = 10
const AT_ONCE = 100
const PAIRED = 20
const WRONG = 'Filling-line 2'
const SAID: Record<Kind, string> = { unknown: 'an unknown user', wrong: 'a wrong password', locked: 'a locked user' }

/** Hashes that are running now, and the most there were. Counted at the one place where all of them begin. */
const hashes = { now: 0, most: 0 }
countHashes()

const folder = await mkdtemp(join(tmpdir(), 'keyswitch-bench-'))
try {
  await writeBigDatabase(folder, { users: ROUNDS + WARM_UP + AT_ONCE + 10, objects: 100, groups: 10 })
  await publish('Written by npm run bench:logins -- --write', await figures())
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function figures(): Promise<Figure[]> {
  let security: Security = SECURITY_DEFAULTS
  const hashing = createHashing({ concurrency: availableParallelism() })
  const store = await openFileStore(folder, { hashing, now: Date.now, random: randomBytes })
  const manager = new UserManager({ settings: () => security })
  const asymmetric = createAsymmetricLogin({ keyLength: () => security.rsaKeyLength, now: Date.now })
  store.registerWith(manager)
  manager.registerLoginType(asymmetric)
  try {
    await asymmetric.ready()
    const cost = await beyondScrypt(manager, 2048)
    security = { ...security, rsaKeyLength: 4096 }
    const costOfLongKey = await beyondScrypt(manager, 4096)
    security = SECURITY_DEFAULTS
    await asymmetric.ready()
    return [...cost, ...costOfLongKey, ...(await manyAtOnce(manager)), ...(await kinds(manager)), ...(await keys())]
  } finally {
    asymmetric.close()
    await store.close()
  }
}

/** Begins a login and answers; what is given finishes it. */
async function begun(manager: UserManager, user: string, password: string): Promise<() => Promise<unknown>> {
  const session = manager.connect()
  const start = await manager.beginLogin(session, ['asymmetric'])
  if (start.is !== 'challenge') throw new Error('nothing to log in to')
  const { login, type, challenge } = start
  const answer = await answerAsymmetric(challenge, password)
  return () => manager.finishLogin(session, { login, type, user, answer }).finally(() => manager.closeSession(session))
}

function userNumber(number: number): string {
  return `user${String(number).padStart(5, '0')}`
}

/** One after the other, so that both see the same machine. */
async function beyondScrypt(manager: UserManager, bits: number): Promise<Figure[]> {
  await (
    await begun(manager, userNumber(0), BIG_PASSWORD)
  )()
  const what = `login beyond its scrypt, key of ${bits} bits: from the answer to the session`
  const beyond = await figure({ what, unit: 'ms', ...(bits === 2048 && { most: 2 }) }, async () => {
    const differences: number[] = []
    for (let time = 0; time < PAIRED; time += 1) {
      const finish = await begun(manager, userNumber(0), BIG_PASSWORD)
      const bare = await milliseconds(hashOnce)
      differences.push((await milliseconds(finish)) - bare)
    }
    return median(differences)
  })
  return [beyond]
}

async function manyAtOnce(manager: UserManager): Promise<Figure[]> {
  const cores = availableParallelism()
  const grown: number[] = []
  const late: number[] = []
  const latest: number[] = []
  const running: number[] = []
  for (let time = 0; time < REPEATS; time += 1) {
    const finishes = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => begun(manager, userNumber(index), BIG_PASSWORD)),
    )
    globalThis.gc?.()
    const before = process.memoryUsage.rss()
    let peak = before
    const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5)
    const monitor = monitorEventLoopDelay({ resolution: 1 })
    hashes.most = 0
    monitor.enable()
    await Promise.all(finishes.map((finish) => finish()))
    monitor.disable()
    clearInterval(look)
    grown.push((peak - before) / 2 ** 20)
    late.push(monitor.percentile(99) / 1e6)
    latest.push(monitor.max / 1e6)
    running.push(hashes.most)
  }
  const at = `${AT_ONCE} logins at once`
  return [
    {
      what: `${at}: hashes that run at a time`,
      unit: 'at once',
      value: Math.max(...running),
      from: running,
      most: 2 * cores,
    },
    {
      what: `${at}: resident memory they add`,
      unit: 'MB',
      value: median(grown),
      from: grown,
      most: 32 * 2 * cores + 32,
    },
    { what: `${at}: event-loop delay p99`, unit: 'ms', value: median(late), from: late, most: 20 },
    { what: `${at}: longest event-loop delay`, unit: 'ms', value: median(latest), from: latest },
  ]
}

/** Every kind once in each round, in an order drawn for it, so that what the machine does else falls on all three alike. */
async function kinds(manager: UserManager): Promise<Figure[]> {
  const locked = userNumber(ROUNDS + WARM_UP + AT_ONCE + 1)
  for (let attempt = 0; attempt < SECURITY_DEFAULTS.loginLock.attempts; attempt += 1) await refused(manager, locked)
  const user = (kind: Kind, round: number) =>
    kind === 'locked' ? locked : kind === 'wrong' ? userNumber(AT_ONCE + round) : `nobody${round}`
  const rounds = await measureRounds(ROUNDS + WARM_UP, (kind, round) => {
    if (round % 100 === 0 && kind === 'wrong') process.stderr.write(`round ${round} of ${ROUNDS} …\n`)
    return refused(manager, user(kind, round))
  })
  const counted = rounds.slice(WARM_UP)
  return [
    ...KINDS.map((kind) => timeOf(counted, kind)),
    ...PAIRS.map(([one, other]) => difference(counted, one, other)),
  ]
}

/** Milliseconds of a login that has to fail. */
async function refused(manager: UserManager, user: string): Promise<number> {
  const finish = await begun(manager, user, WRONG)
  let failed = false
  const taken = await milliseconds(() => finish().catch(() => (failed = true)))
  if (!failed) throw new Error('somebody got in')
  return taken
}

function timeOf(rounds: readonly Round[], kind: Kind): Figure {
  const times = rounds.map((round) => round[kind])
  const error = Math.sqrt(variance(times) / times.length)
  const what = `${ROUNDS} logins of ${SAID[kind]}: mean (standard error ${error.toFixed(3)} ms)`
  return { what, unit: 'ms', value: mean(times), from: fifths(times) }
}

/** Within noise: not beyond three standard errors, which pairs that do not differ exceed once in 370 times. */
function difference(rounds: readonly Round[], one: Kind, other: Kind): Figure {
  const differences = rounds.map((round) => round[one] - round[other])
  const error = Math.sqrt(variance(differences) / differences.length)
  const { chance } = compare(rounds, one, other)
  const what = `mean difference of ${SAID[one]} and ${SAID[other]}, within three standard errors (permutation test: p ${chance.toFixed(3)})`
  const inNanoseconds = (value: number) => Math.abs(value) * 1e6
  return {
    what,
    unit: 'ns',
    value: inNanoseconds(mean(differences)),
    from: fifths(differences).map(inNanoseconds),
    most: 3 * inNanoseconds(error),
  }
}

async function keys(): Promise<Figure[]> {
  const made: Figure[] = []
  for (const bits of [2048, 3072, 4096]) {
    const delays: number[] = []
    const making = await figure({ what: `making a key of ${bits} bits`, unit: 'ms' }, async () => {
      const login = createAsymmetricLogin({ keyLength: () => bits, now: Date.now })
      const monitor = monitorEventLoopDelay({ resolution: 1 })
      monitor.enable()
      const taken = await milliseconds(() => login.ready())
      monitor.disable()
      login.close()
      delays.push(monitor.max / 1e6)
      return taken
    })
    const what = `making a key of ${bits} bits: longest event-loop delay`
    made.push(making, { what, unit: 'ms', value: median(delays), from: delays, most: 20 })
  }
  return made
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: readonly number[]): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

/** The means of five parts, one after the other. */
function fifths(values: readonly number[]): number[] {
  const size = Math.ceil(values.length / REPEATS)
  return Array.from({ length: REPEATS }, (_, part) => mean(values.slice(part * size, (part + 1) * size)))
}

function hashOnce(): Promise<unknown> {
  return new Promise((done, failed) => {
    crypto.scrypt(BIG_PASSWORD, randomBytes(8), 64, { ...NEW_COST, maxmem: 2 ** 29 }, (error, key) =>
      error ? failed(error) : done(key),
    )
  })
}

function countHashes(): void {
  const { scrypt } = crypto
  const counted = (
    password: crypto.BinaryLike,
    salt: crypto.BinaryLike,
    size: number,
    options: ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ): void => {
    hashes.now += 1
    hashes.most = Math.max(hashes.most, hashes.now)
    scrypt(password, salt, size, options, (error, key) => {
      hashes.now -= 1
      done(error, key)
    })
  }
  Object.assign(crypto, { scrypt: counted })
  // The modules that hash take it by name.
  syncBuiltinESMExports()
}
