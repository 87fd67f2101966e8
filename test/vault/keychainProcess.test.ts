import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as later } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { forkVaultProcess } from '../../src/main/vault/vaultProcess'
import { keychainProcessFile, keychainProcessWith } from '../support/keychainProcess'
import { temporaryFolder } from '../support/temporaryFolder'
import { ANNA, openVault } from './vaults'

/** The child process as it is shipped, with a keytar that behaves in one ugly way. */
const SECRET = 'geheim-Größe-7'
const FINE = `
  const items = new Map()
  exports.setPassword = async (service, account, secret) => void items.set(service + '/' + account, secret)
  exports.getPassword = async (service, account) => items.get(service + '/' + account) ?? null
  exports.deletePassword = async (service, account) => items.delete(service + '/' + account)
  exports.findCredentials = () => process.kill(process.pid, 'SIGSEGV')
  exports.findPassword = exports.findCredentials
`
const ugly = (body: string) => `${FINE}\nexports.setPassword = async () => { ${body} }`
const failing = (message: string) => ugly(`throw new Error(${JSON.stringify(message)})`)

it('keeps and reads what is asked, without ever asking the keychain for a list', async () => {
  const vault = await openVault({ processFile: await keychainProcessWith(FINE), patience: 20_000 })
  expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: true })
  expect([await vault.read(ANNA), vault.state().is]).toEqual([SECRET, 'keychain'])
})

describe('where it goes wrong, the program says why and goes on', () => {
  it.each([
    ['the package is not there', undefined, 'not-installed'],
    ['its binary is not there', `require('./build/Release/keytar.node')`, 'not-installed'],
    ['its binary is for another system', `process.dlopen(module, __filename)`, 'not-installed'],
    ['it is something else', 'module.exports = { getPassword() {} }', 'not-installed'],
    ['there is no bus', failing('Cannot autolaunch D-Bus without X11 $DISPLAY'), 'no-service'],
    [
      'nobody offers the service',
      failing('The name org.freedesktop.secrets was not provided by any .service files'),
      'no-service',
    ],
    ['the ring is locked', failing('Cannot create an item in a locked collection'), 'locked'],
    [
      'there is no ring',
      failing('Object does not exist at path “/org/freedesktop/secrets/collection/login”'),
      'locked',
    ],
    ['it fails with something nobody knows', failing('Fehler 4711'), 'not-kept'],
    ['it gives back something else', `${FINE}\nexports.getPassword = async () => '"other"'`, 'not-kept'],
    ['it removes nothing', `${FINE}\nexports.deletePassword = async () => false`, 'not-kept'],
    ['the process crashes', ugly(`process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})`), 'crashed'],
    ['the process ends', ugly('process.exit(0)'), 'crashed'],
    ['the process crashes while loading', `process.abort()`, 'crashed'],
    [
      'the process says something odd',
      ugly(`process.send({ id: 1, is: 'done' }); await new Promise(() => {})`),
      'crashed',
    ],
    ['a call never returns', ugly('await new Promise(() => {})'), 'no-answer'],
    ['a call takes for ever', ugly('for (;;);'), 'no-answer'],
    ['loading takes for ever', 'for (;;);', 'no-answer'],
  ] as const)('%s', async (_, keytar, because) => {
    const vault = await openVault({
      processFile: await keychainProcessWith(keytar),
      patience: because === 'no-answer' ? 1_500 : 20_000,
    })
    expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: false })
    expect(vault.state()).toMatchObject({ is: 'memory', because, entries: [{ ...ANNA, lasting: false }] })
    expect(await vault.read(ANNA)).toBe(SECRET)
    expect(vault.log.join()).not.toContain(SECRET)
  })
})

it('a process that blocks itself for ever is gone within two seconds, and nothing of the program waits for it', async () => {
  const pids: number[] = []
  const vault = await openVault({
    processFile: await keychainProcessWith(`process.send({ pid: process.pid }); ${ugly('for (;;);')}`),
    start: (file) => {
      const process = forkVaultProcess(file)
      const { onMessage } = process
      return {
        ...process,
        onMessage: (listener) =>
          onMessage((message) => {
            if (typeof message === 'object' && message !== null && 'pid' in message) pids.push(Number(message.pid))
            else listener(message)
          }),
      }
    },
  })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const from = performance.now()
  const keeping = vault.keep(ANNA, SECRET)
  // Four at once would wait for ever with it if it were in this process.
  const read = async () => {
    const began = performance.now()
    await Promise.all(Array.from({ length: 8 }, () => readFile('package-lock.json')))
    return performance.now() - began
  }
  const reads: number[] = []
  for (let turn = 0; turn < 10; turn += 1) {
    reads.push(await read())
    await later(100)
  }
  expect(await keeping).toEqual({ lasting: false })
  const took = performance.now() - from
  delay.disable()
  const longest = delay.max / 1e6
  // Whatever waited for it would have waited two seconds.
  expect(took).toBeLessThan(2_800)
  expect(longest).toBeLessThan(1_000)
  expect(Math.max(...reads)).toBeLessThan(1_000)
  expect(pids).toHaveLength(1)
  for (const pid of pids) await gone(pid)
})

it('the first answer comes within two seconds, and every later one without asking again', async () => {
  const vault = await openVault({ processFile: await keychainProcessWith(ugly('await new Promise(() => {})')) })
  const from = performance.now()
  expect(await vault.read(ANNA)).toBeUndefined()
  const first = performance.now() - from
  await vault.read(ANNA)
  expect(first).toBeLessThan(2_800)
  expect(performance.now() - from - first).toBeLessThan(500)
})

it.skipIf(process.platform === 'win32')(
  'a child whose program was killed does not stay behind, even with a call that never returns',
  async () => {
    // Opening a pipe to which nobody writes blocks a thread of the pool, as libsecret does.
    const pipe = join(await temporaryFolder(), 'pipe')
    await promisify(execFile)('mkfifo', [pipe])
    const blocked = `process.send({ is: 'there' }); await new Promise((opened) => require('node:fs').open(${JSON.stringify(pipe)}, 'r', opened))`
    const child = fork(await keychainProcessWith(ugly(blocked)), { execArgv: [] })
    onTestFinished(() => void child.kill('SIGKILL'))
    child.send({ id: 1, act: { act: 'probe' } })
    await once(child, 'message')
    await later(50)
    child.disconnect()
    const [, signal] = (await once(child, 'exit')) as unknown[]
    expect(signal).toBe('SIGKILL')
  },
)

it('the child does one thing after the other, also when it is asked several at once', async () => {
  const slow = `
    ${FINE}
    let busy = false
    const one = (work) => async (...given) => {
      if (busy) throw new Error('two at once')
      busy = true
      await new Promise((done) => setTimeout(done, 5))
      busy = false
      return work(...given)
    }
    for (const name of ['getPassword', 'setPassword', 'deletePassword']) exports[name] = one(exports[name])`
  const child = forkVaultProcess(await keychainProcessWith(slow))
  onTestFinished(() => child.kill())
  const replies: unknown[] = []
  child.onMessage((reply) => replies.push(reply))
  for (const id of [1, 2, 3]) child.send({ id, act: { act: 'keep', account: `a${id}`, secret: 's' } })
  await vi.waitFor(() => expect(replies).toHaveLength(3), { timeout: 10_000 })
  expect(replies).toEqual([1, 2, 3].map((id) => ({ id, is: 'done', secret: null })))
})

it('the token of this program is not handed on to it', async () => {
  const before = process.env['OPCUA_AUTH_TOKEN']
  process.env['OPCUA_AUTH_TOKEN'] = 'do not tell'
  onTestFinished(() => {
    if (before === undefined) delete process.env['OPCUA_AUTH_TOKEN']
    else process.env['OPCUA_AUTH_TOKEN'] = before
  })
  const child = forkVaultProcess(
    await keychainProcessWith(`process.send({ token: process.env.OPCUA_AUTH_TOKEN ?? null, home: process.env.HOME })`),
  )
  onTestFinished(() => child.kill())
  const told = new Promise((heard) => child.onMessage(heard))
  child.send({ id: 1, act: { act: 'probe' } })
  expect(await told).toEqual({ token: null, home: process.env['HOME'] })
})

it('a file that is not there ends as a crash does', async () => {
  const vault = await openVault({ processFile: `${await keychainProcessFile()}.no` })
  expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: false })
  expect(vault.state().because).toBe('crashed')
})

async function gone(pid: number): Promise<void> {
  for (const end = Date.now() + 1_000; Date.now() < end; await later(10)) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
  }
  throw new Error(`${pid} is still there`)
}
