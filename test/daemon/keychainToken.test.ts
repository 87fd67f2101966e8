import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AppError } from '../../src/contract/errors'
import { createEvents } from '../../src/main/bridge/events'
import { parseAddress } from '../../src/main/daemon/address'
import { connectDaemon } from '../../src/main/daemon/client'
import { startDaemon, type Daemon } from '../../src/main/daemon/daemon'
import { tokenInKeychain, type TokenKeychain } from '../../src/main/daemon/keychainToken'
import { OptionRefused } from '../../src/main/daemon/optionRefused'
import { readDaemonOptions, shownOptions } from '../../src/main/daemon/options'
import { StartRefused } from '../../src/main/daemon/startRefused'
import { temporaryFolder } from '../support/temporaryFolder'
import { fakeKeychain } from '../vault/fakeKeychain'
import { openVault } from '../vault/vaults'
import { openGate } from './fakeGate'
import { fakeSessions } from './fakeSessions'

const KEYCHAIN = '--auth-token-keychain'

async function place() {
  const folder = await temporaryFolder()
  return { folder, socket: join(folder, 'x.sock') }
}

async function started(
  args: readonly string[],
  keychain: TokenKeychain | undefined,
  environment: NodeJS.ProcessEnv = {},
): Promise<Daemon & { lines: string[] }> {
  const stateFolder = await temporaryFolder()
  const lines: string[] = []
  const daemon = await startDaemon({
    options: readDaemonOptions(args, environment, { stateFolder }),
    ...(keychain && { keychain }),
    dispatch: { request: async () => ({ ok: true, output: {} }), leave: () => {} },
    gate: openGate,
    sessions: fakeSessions(),
    events: createEvents(() => {}),
    log: { write: (...line) => void lines.push(JSON.stringify(line)) },
    version: '1.2.3',
    now: Date.now,
  })
  onTestFinished(() => daemon.close())
  return Object.assign(daemon, { lines })
}

/** `ok`, or why not. */
async function asks(address: string, token: string | undefined): Promise<string> {
  try {
    const client = await connectDaemon({ address, token })
    await client.close()
    return 'ok'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

describe('a token in the keychain', () => {
  it('is made at the first start, is needed, is the same at the next, and stands in no file', async () => {
    const keychain = fakeKeychain()
    const { folder, socket } = await place()
    const vault = await openVault(keychain)
    const first = await started(['--socket', socket, KEYCHAIN], vault)
    expect(first.tokenFile).toBeNull()
    const token = await tokenInKeychain(parseAddress(socket), vault)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(await asks(first.address, token)).toBe('ok')
    expect([await asks(first.address, undefined), await asks(first.address, 'x')]).toEqual([
      'token-refused',
      'token-refused',
    ])
    expect((await readdir(folder)).toSorted()).toEqual(['x.sock', 'x.sock.lock'])
    expect(await readFile(join(vault.folder, 'kept-secrets.json'), 'utf8')).not.toContain(token)
    expect([...first.lines, ...vault.log].join()).not.toContain(token)
    await first.close()
    expect(vault.state().entries).toMatchObject([{ kind: 'daemon-token', name: `unix://${socket}`, lasting: true }])
    const next = await openVault({ ...keychain, stateFolder: vault.folder })
    const second = await started(['--socket', socket, KEYCHAIN], next)
    expect(await asks(second.address, token)).toBe('ok')
  })

  it('is another one for another address', async () => {
    const vault = await openVault(fakeKeychain())
    const [one, other] = [await place(), await place()]
    for (const { socket } of [one, other]) await started(['--socket', socket, KEYCHAIN], vault)
    const tokens = [one, other].map(({ socket }) => tokenInKeychain(parseAddress(socket), vault))
    expect(new Set(await Promise.all(tokens)).size).toBe(2)
  })

  it.each([
    ['locked', 'it is locked'],
    ['silent', 'it did not answer within two seconds'],
    ['nonsense', 'the part that speaks to it ended unexpectedly'],
    ['forgetful', 'it does not keep what is put into it'],
  ] as const)('where the keychain is %s the daemon does not start, says why and leaves nothing', async (mood, why) => {
    const keychain = fakeKeychain()
    keychain.mood = mood
    const vault = await openVault({ ...keychain, patience: 100 })
    const { folder, socket } = await place()
    const starting = started(['--socket', socket, KEYCHAIN], vault)
    await expect(starting).rejects.toThrow(StartRefused)
    await expect(starting).rejects.toThrow(why)
    if (mood !== 'forgetful') expect(vault.state().entries).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it('without a keychain it does not start either', async () => {
    const { socket } = await place()
    await expect(started(['--socket', socket, KEYCHAIN], undefined)).rejects.toThrow('is not installed')
  })

  it('a locked ring never makes it a new token', async () => {
    const keychain = fakeKeychain()
    const { socket } = await place()
    const vault = await openVault(keychain)
    await (await started(['--socket', socket, KEYCHAIN], vault)).close()
    const items = new Map(keychain.items)
    keychain.mood = 'locked'
    const locked = await openVault({ ...keychain, stateFolder: vault.folder })
    await expect(started(['--socket', socket, KEYCHAIN], locked)).rejects.toThrow('it is locked')
    expect(keychain.items).toEqual(items)
  })

  it('one of the environment, of a file or of an option goes before it', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    const { socket } = await place()
    const given = await started(['--socket', socket, KEYCHAIN], vault, { OPCUA_AUTH_TOKEN: 'given' })
    expect(await asks(given.address, 'given')).toBe('ok')
    await given.close()
    const option = await started(['--socket', socket, KEYCHAIN, '--auth-token', 'T'], vault)
    expect(await asks(option.address, 'T')).toBe('ok')
    expect([keychain.started, existsSync(join(vault.folder, 'kept-secrets.json'))]).toEqual([0, false])
  })
})

describe('a client', () => {
  it('asks the keychain only where such a token was kept', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    expect(await tokenInKeychain(parseAddress('/run/x.sock'), vault)).toBeUndefined()
    expect(keychain.started).toBe(0)
    await vault.keep({ kind: 'daemon-token', name: 'unix:///run/x.sock' }, 'T')
    expect(await tokenInKeychain(parseAddress('/run/x.sock'), vault)).toBe('T')
    expect(await tokenInKeychain(parseAddress('/run/y.sock'), vault)).toBeUndefined()
    expect(await tokenInKeychain(parseAddress('/run/x.sock'), undefined)).toBeUndefined()
  })
})

describe('the option', () => {
  const read = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
    readDaemonOptions(args, environment, { stateFolder: '/state', platform: 'linux' })

  it('is shown, without asking anybody', () => {
    expect(read([KEYCHAIN]).token).toEqual({ is: 'keychain' })
    expect(shownOptions(read([KEYCHAIN]))).toMatchObject({ auth: { is: 'token', by: 'keychain', token: '***' } })
  })

  it.each([
    [[KEYCHAIN, '--no-auth'], '--no-auth: but there is a token in --auth-token-keychain.'],
    [[KEYCHAIN, '--socket', 'tcp://127.0.0.1:0'], `${KEYCHAIN}: needs a port of its own`],
    [[`${KEYCHAIN}=x`], `${KEYCHAIN}: takes no value`],
  ])('%j is refused', (args, sentence) => {
    expect(() => read(args)).toThrow(OptionRefused)
    expect(() => read(args)).toThrow(sentence)
  })
})
