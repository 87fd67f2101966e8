import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AppError } from '../../src/contract/errors'
import { createEvents } from '../../src/main/bridge/events'
import { connectDaemon } from '../../src/main/daemon/client'
import { startDaemon, type Daemon } from '../../src/main/daemon/daemon'
import { parseAddress } from '../../src/main/daemon/address'
import { findToken } from '../../src/main/daemon/findToken'
import { readDaemonOptions } from '../../src/main/daemon/options'
import { StartRefused } from '../../src/main/daemon/startRefused'
import type { AllowRules } from '../../src/main/sessions/sessions'
import { temporaryFolder } from '../support/temporaryFolder'
import { deadPid } from './claimers'
import { openGate } from './fakeGate'
import { fakeSessions } from './fakeSessions'

type Started = { daemon: Daemon; allowed: AllowRules[]; log: string[] }

/** A daemon with these options and no OPC UA behind it; it ends with the test. */
async function started(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Started> {
  const folder = args.find((arg) => arg.startsWith('--state-dir='))?.slice('--state-dir='.length) ?? '/nowhere'
  const allowed: AllowRules[] = []
  const log: string[] = []
  const daemon = await startDaemon({
    options: readDaemonOptions(args, environment, { stateFolder: folder }),
    sessions: { ...fakeSessions(), count: 0, allow: (rules) => allowed.push(rules) },
    dispatch: { request: async () => ({ ok: true, output: {} }), leave: () => {} },
    events: createEvents(() => {}),
    gate: openGate,
    log: { write: (level, message, fields) => log.push(`${level} ${message} ${JSON.stringify(fields)}`) },
    version: '1.2.3',
    now: () => 0,
  })
  onTestFinished(() => daemon.close())
  return { daemon, allowed, log }
}

async function place() {
  const folder = await temporaryFolder()
  return { folder, socket: join(folder, 'x.sock'), token: join(folder, 'keyswitch.token') }
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

describe('a token that nobody gave', () => {
  it('is written beside the socket for its owner only, is needed, and goes with the daemon', async () => {
    const { folder, socket, token } = await place()
    const { daemon } = await started(['--socket', socket])
    expect(daemon).toMatchObject({ address: `unix://${socket}`, tokenFile: token })
    expect((await lstat(token)).mode & 0o777).toBe(0o600)
    const written = (await readFile(token, 'utf8')).trim()
    expect(written).toMatch(/^[\w-]{43}$/)
    expect(await asks(daemon.address, written)).toBe('ok')
    expect(await asks(daemon.address, undefined)).toBe('token-refused')
    expect(await asks(daemon.address, `${written}x`)).toBe('token-refused')
    expect(findToken(parseAddress(daemon.address), { environment: {}, stateFolder: '' })).toBe(written)
    await daemon.close()
    expect(await readdir(folder)).toEqual([])
    expect(await asks(daemon.address, written)).toBe('daemon-not-running')
  })

  it('is another one each time', async () => {
    const tokens = new Set<string>()
    const { socket, token } = await place()
    for (let turn = 0; turn < 5; turn++) {
      const { daemon } = await started(['--socket', socket])
      tokens.add(await readFile(token, 'utf8'))
      await daemon.close()
    }
    expect(tokens.size).toBe(5)
  })

  it('for a port lies in the runtime folder', async () => {
    const { folder } = await place()
    const { daemon } = await started(['--socket', 'tcp://127.0.0.1:0', `--state-dir=${folder}`])
    expect(daemon.tokenFile).toBe(join(folder, 'run', 'keyswitch.token'))
    expect(daemon.address).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d+$/)
    const token = findToken(parseAddress(daemon.address), { environment: {}, stateFolder: folder })
    expect(await asks(daemon.address, token)).toBe('ok')
  })

  it('a file that somebody made, or a link, is neither used nor changed', async () => {
    for (const link of [false, true]) {
      const { folder, socket, token } = await place()
      const target = join(folder, 'target')
      await writeFile(link ? target : token, 'precious')
      if (link) await symlink(target, token)
      await expect(started(['--socket', socket])).rejects.toThrow(StartRefused)
      expect(await readFile(token, 'utf8')).toBe('precious')
      expect((await readdir(folder)).filter((name) => name.includes('lock') || name.includes('sock'))).toEqual([])
    }
  })

  it('a file that a killed daemon left is replaced', async () => {
    const { socket, token } = await place()
    await writeFile(token, 'old', { mode: 0o644 })
    await writeFile(`${token}.lock`, `${await deadPid()}`)
    await started(['--socket', socket])
    expect(await readFile(token, 'utf8')).toMatch(/^[\w-]{43}\n$/)
    expect((await lstat(token)).mode & 0o777).toBe(0o600)
  })

  it('two daemons in one folder never take each other’s token', async () => {
    const { folder, socket, token } = await place()
    const { daemon } = await started(['--socket', socket])
    const mine = await readFile(token, 'utf8')
    await expect(started(['--socket', join(folder, 'y.sock')])).rejects.toThrow('keyswitch.token.lock')
    const { daemon: other } = await started(['--socket', join(folder, 'z.sock'), '--auth-token', 'T'])
    await other.close()
    expect(await readFile(token, 'utf8')).toBe(mine)
    await daemon.close()
  })
})

describe('other tokens', () => {
  it('none where none was wanted', async () => {
    const { folder, socket } = await place()
    const { daemon } = await started(['--socket', socket, '--no-auth'])
    expect(daemon.tokenFile).toBeNull()
    expect(await asks(daemon.address, undefined)).toBe('ok')
    expect((await readdir(folder)).toSorted()).toEqual(['x.sock', 'x.sock.lock'])
  })

  it('of the environment', async () => {
    const { socket } = await place()
    const { daemon } = await started(['--socket', socket], { OPCUA_AUTH_TOKEN: 'from environment' })
    expect(await asks(daemon.address, 'from environment')).toBe('ok')
    expect(await asks(daemon.address, 'from elsewhere')).toBe('token-refused')
    expect(findToken(parseAddress(socket), { environment: { OPCUA_AUTH_TOKEN: 'e' }, stateFolder: '' })).toBe('e')
  })
})

describe('a client looks for its token', () => {
  it('in the named file, then in the environment, then beside the socket, and never in one that others can read', async () => {
    const { folder, socket, token } = await place()
    const address = parseAddress(socket)
    const find = (environment: NodeJS.ProcessEnv = {}, tokenFile?: string) =>
      findToken(address, { environment, stateFolder: '', ...(tokenFile === undefined ? {} : { tokenFile }) })
    expect(find()).toBeUndefined()
    await writeFile(token, 'beside\n', { mode: 0o600 })
    await writeFile(join(folder, 'named'), 'named\n', { mode: 0o600 })
    expect(find()).toBe('beside')
    expect(find({ OPCUA_AUTH_TOKEN: 'environment' })).toBe('environment')
    expect(find({ OPCUA_AUTH_TOKEN: 'environment' }, join(folder, 'named'))).toBe('named')
    await writeFile(join(folder, 'open'), 'x', { mode: 0o644 })
    expect(() => find({}, join(folder, 'open'))).toThrow('can be read by others')
  })
})

describe('told to read again', () => {
  it('it takes a new token and new lists, and keeps the old ones where that fails', async () => {
    const { folder, socket } = await place()
    const [file, list] = [join(folder, 'token'), join(folder, 'list')]
    await writeFile(file, 'first', { mode: 0o600 })
    await writeFile(list, 'opc.tcp://plc1')
    const { daemon, allowed, log } = await started([
      '--socket',
      socket,
      '--auth-token-file',
      file,
      `--allowed-endpoints=@${list}`,
    ])
    expect(daemon.tokenFile).toBe(file)
    const client = await connectDaemon({ address: daemon.address, token: 'first' })
    await writeFile(file, 'second')
    await writeFile(list, 'opc.tcp://plc2')
    await daemon.reload()
    expect([await asks(socket, 'first'), await asks(socket, 'second')]).toEqual(['token-refused', 'ok'])
    // A connection that proved the old one has to prove the new one.
    await expect(client.request('ping')).rejects.toThrow('token-refused')
    await client.close()
    expect(allowed.map(({ endpoints }) => endpoints)).toEqual([['opc.tcp://plc1'], ['opc.tcp://plc2']])
    await writeFile(file, '')
    await writeFile(list, 'nonsense')
    await daemon.reload()
    expect(await asks(socket, 'second')).toBe('ok')
    expect(allowed).toHaveLength(2)
    expect(log.filter((line) => line.startsWith('error')).join()).toMatch(
      /notReloaded":"token file.*notReloaded":"allowed/,
    )
    expect(log.join()).not.toMatch(/first|second|plc/)
    expect(log.join()).not.toContain(folder)
  })
})

describe('a start that fails leaves nothing', () => {
  it.each(['a file at the socket', 'a token of somebody', 'a port in use'])('%s', async (what) => {
    const { folder, socket, token } = await place()
    const args = [`--state-dir=${folder}`]
    if (what === 'a file at the socket') await writeFile(socket, '')
    if (what === 'a token of somebody') await writeFile(token, '')
    const taken = createServer()
    if (what === 'a port in use') {
      await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
      onTestFinished(() => new Promise<void>((closed) => void taken.close(() => closed())))
      args.push('--socket', `tcp://127.0.0.1:${(taken.address() as { port: number }).port}`)
      await mkdir(join(folder, 'run'), { mode: 0o700 })
    } else args.push('--socket', socket)
    const before = (await readdir(folder, { recursive: true })).toSorted()
    await expect(started(args)).rejects.toThrow(StartRefused)
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(before)
  })
})

it('programs that have proved the token are counted, and whoever listens is told', async () => {
  const { socket } = await place()
  const { daemon } = await started(['--socket', socket, '--auth-token', 'T'])
  let told = 0
  const off = daemon.onChange(() => (told += 1))
  const client = await connectDaemon({ address: socket, token: 'T' })
  await expect.poll(() => daemon.peers).toBe(1)
  await expect.poll(() => told).toBe(1)
  off()
  await client.close()
  await expect.poll(() => daemon.peers).toBe(0)
})
