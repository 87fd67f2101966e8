import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONTRACT } from '../../src/contract/contract'
import { METHODS } from '../../src/contract/names'
import { writeBigDatabase } from '../support/bigDatabase'
import { SAMPLE, temporaryFolder } from '../support/temporaryFolder'
import { builtCommandLine } from './commandLine'

const { run, file, environment } = builtCommandLine()

describe('help', () => {
  it('lists every command, and every method with what it does', async () => {
    const { code, out, err } = await run(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const command of ['db', 'serve', 'methods']) expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'))
    for (const method of METHODS) expect(out).toContain(`${CONTRACT[method].about}\n`)
    const { out: db } = await run(['db', '--help'])
    for (const command of ['init', 'show', 'check', 'explain', 'verify', 'call']) expect(db).toContain(`  ${command} `)
  })

  it('the version is the one of the package', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('shows the form of a method’s input and output', async () => {
    const { out } = await run(['methods', 'users.add', '--json'])
    expect(JSON.parse(out)).toMatchObject({
      method: 'users.add',
      object: 'Device.UserManagement.Users',
      right: 'addRemove',
      input: { type: 'object', properties: { password: { type: 'string' } }, additionalProperties: false },
      output: { type: 'object' },
    })
    expect((await run(['methods', 'users.add'])).out).toContain('users.add: Add a user with a password, in a group.')
    const { out: all } = await run(['methods', '--json'])
    expect(JSON.parse(all).map(({ method }: { method: string }) => method)).toEqual([...METHODS])
  })

  it('every method has a form that can be written down', async () => {
    for (const method of ['rights.set', 'groups.addMember', 'databases.changes', 'databases.explain']) {
      expect((await run(['methods', method, '--json'])).code).toBe(0)
    }
  })
})

describe('wrong usage ends with 2 and one sentence', () => {
  it.each([
    [['db', 'sho'], "Unknown command 'sho' (Did you mean show?). Try “keyswitch --help”."],
    [['db', 'show'], "Missing required argument 'folder'. Try “keyswitch --help”."],
    [['db', 'verify', SAMPLE], "Required option '--user <name>' not specified. Try “keyswitch --help”."],
    [['db', 'show', SAMPLE, '--colour'], "Unknown option '--colour'. Try “keyswitch --help”."],
    [['serve', '--port', '70000'], expect.stringContaining('It is a number from 0 to 65535.')],
    [['methods', 'users.explode'], 'There is no method “users.explode”.'],
  ])('%j', async (args, sentence) => {
    const { code, out, err } = await run(args)
    expect({ code, out, err: err.trimEnd() }).toEqual({ code: 2, out: '', err: sentence })
  })

  it('a password as an argument is refused and not repeated', async () => {
    const { code, err } = await run(['db', 'verify', SAMPLE, '--user', 'anna', 'Filling-line 1'])
    expect(code).toBe(2)
    expect(err).not.toContain('Filling-line')
  })

  it('as JSON where JSON was asked for', async () => {
    const { code, err } = await run(['db', 'show', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(err)).toEqual({
      error: { code: 'wrong-usage', details: { problem: "missing required argument 'folder'" } },
    })
  })

  it('no command at all shows the help', async () => {
    const { code, out, err } = await run([])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: keyswitch')
  })
})

it('a reader that has seen enough ends the output without a failure', async () => {
  const folder = await temporaryFolder()
  // Far more than a pipe holds, so that something is still to be written when the reader goes.
  await writeBigDatabase(folder, { users: 20, objects: 500, groups: 6 })
  const child = spawn(process.execPath, [file(), 'db', 'explain', folder], { env: environment() })
  let err = ''
  child.stderr.on('data', (text) => (err += text))
  child.stdout.once('data', () => child.stdout.destroy())
  child.stdin.end()
  const code = await new Promise((ended) => child.once('close', ended))
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

// The pages come from the built program.
describe.skipIf(!existsSync(join(import.meta.dirname, '../../out/renderer/index.html')))('serve', () => {
  /** Starts it on a free port and resolves with the address it prints. */
  async function serving(args: readonly string[] = []) {
    const home = await mkdtemp(join(tmpdir(), 'keyswitch-serve-'))
    const child = spawn(process.execPath, [file(), 'serve', '--no-open', ...args], {
      env: { ...environment(), KEYSWITCH_STATE_DIR: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
    let out = ''
    let err = ''
    child.stderr.on('data', (text) => (err += text))
    const address = await new Promise<string | undefined>((resolve) => {
      child.stdout.on('data', (text) => {
        out += text
        const found = /http:\/\/127\.0\.0\.1:\d+\/\S+?(?=["\s])/.exec(out)?.[0]
        if (found) resolve(found)
      })
      void ended.then(() => resolve(undefined))
    })
    return {
      address,
      printed: () => ({ out, err }),
      end: async (signal: NodeJS.Signals) => {
        child.kill(signal)
        const code = await ended
        await rm(home, { recursive: true, force: true })
        return code
      },
    }
  }

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints one address for this machine only and stays until %s',
    async (signal) => {
      const { address, printed, end } = await serving()
      const entered = await fetch(address ?? 'no address was printed', { redirect: 'manual' })
      expect(entered.status).toBe(303)
      expect(entered.headers.get('set-cookie')).toMatch(/HttpOnly/i)
      expect(await end(signal)).toBe(0)
      expect(printed().out.trimEnd().split('\n')).toHaveLength(1)
      expect(printed().err).toBe('')
    },
  )

  it('prints the address as JSON', async () => {
    const { printed, end } = await serving(['--json'])
    expect(await end('SIGTERM')).toBe(0)
    expect(JSON.parse(printed().out)).toEqual({ address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//) })
  })

  it('a port that is taken is said in one sentence', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => taken.once('listening', listening))
    const { port } = taken.address() as AddressInfo
    const { code, out, err } = await run(['serve', '--no-open', '--port', String(port)])
    await new Promise((closed) => taken.close(closed))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(`Another program uses port ${port}. Choose another port, or none to get a free one.\n`)
  })
})
