import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import type { SessionRow } from '../../src/contract/sessions'
import { startStage, TOKEN } from '../daemon/stage'
import { temporaryFolder } from '../support/temporaryFolder'
import { builtCommandLine } from './commandLine'
import { startDaemonProcess } from './daemonProcess'

const cli = builtCommandLine()

async function stage(handlers: Parameters<typeof startStage>[0] = {}) {
  const { where, ...rest } = await startStage(handlers)
  const socket = 'path' in where ? `unix://${where.path}` : ''
  const run = (args: readonly string[], input = '', env: NodeJS.ProcessEnv = { OPCUA_AUTH_TOKEN: TOKEN }) =>
    cli.run([...args, '--socket', socket], { input, env })
  return { ...rest, socket, run }
}

const row = (over: Partial<SessionRow>): SessionRow => ({
  session: '0123456789abcdef0123456789abcdef',
  endpointUrl: 'opc.tcp://filler:4840',
  state: { is: 'open', since: 0 },
  user: { kind: 'anonymous', name: null },
  security: { policy: 'None', mode: 'none' },
  opened: 0,
  lastUsed: Date.now() - 5_000_000,
  readers: 2,
  streams: 0,
  requests: 1234,
  rate: 0,
  errors: 0,
  own: false,
  ...over,
})

describe('keyswitch sessions', () => {
  it('shows the sessions of the running daemon, a line each', async () => {
    const { run } = await stage({
      handlers: {
        'sessions.list': () => ({
          sessions: [
            row({}),
            row({
              session: 'ffffffff89abcdef0123456789abcdef',
              endpointUrl: 'opc.tcp://10.0.0.7:4840/line-3',
              state: { is: 'lost', since: 0, retryAt: null, because: 'BadConnectionClosed' },
              user: { kind: 'user-name', name: null },
              security: { policy: 'Basic256Sha256', mode: 'sign-and-encrypt' },
              readers: 0,
              requests: 7,
              errors: 3,
            }),
          ],
        }),
      },
    })
    const { code, out, err } = await run(['sessions'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.trimEnd().split('\n')).toEqual([
      'Session   Endpoint                        State                       User       Security                            Idle  Readers  Requests  Errors',
      '01234567  opc.tcp://filler:4840           open                        anonymous  none                              83 min        2      1234       0',
      'ffffffff  opc.tcp://10.0.0.7:4840/line-3  lost (BadConnectionClosed)  user-name  Basic256Sha256, sign-and-encrypt  83 min        0         7       3',
    ])
    expect(JSON.parse((await run(['sessions', '--json'])).out)).toMatchObject({
      sessions: [{ requests: 1234 }, { errors: 3 }],
    })
  })

  it('says so when there is none', async () => {
    const { run } = await stage({ handlers: { 'sessions.list': () => ({ sessions: [] }) } })
    expect(await run(['sessions'])).toEqual({ code: 0, out: 'No session is open.\n', err: '' })
  })

  it('says so when no daemon runs, with code 1', async () => {
    const address = `unix://${await temporaryFolder()}/none.sock`
    const sentence = `Nothing answers at ${address}. Start “keyswitch daemon”, or name the address with --socket.\n`
    expect(await cli.run(['sessions', '--socket', address])).toEqual({ code: 1, out: '', err: sentence })
    const { code, err } = await cli.run(['sessions', '--socket', address, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(err)).toEqual({ error: { code: 'daemon-not-running', details: { address } } })
  })

  it('a wrong token is said without repeating it', async () => {
    const { run, socket } = await stage()
    const { code, out, err } = await run(['sessions'], '', { OPCUA_AUTH_TOKEN: 'wrong secret' })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      `The daemon at ${socket} does not accept this token. Name the file with its token with --auth-token-file.\n`,
    )
  })

  it.each([
    [['--socket', 'tcp://192.168.1.10:9990'], '--socket: over TCP it takes addresses of this machine only'],
    [['--auth-token-file', '/no/such/file'], '--auth-token-file: /no/such/file cannot be read (ENOENT).'],
    [['--nonsense'], "Unknown option '--nonsense'."],
  ])('%j is wrong usage', async (args, sentence) => {
    const { code, out, err } = await cli.run(['sessions', ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.startsWith(sentence), err).toBe(true)
    expect(err.trimEnd()).not.toContain('\n')
  })
})

describe('keyswitch call', () => {
  it('asks one method with the input it reads, and prints what it answers', async () => {
    const token = join(await temporaryFolder(), 'token')
    await writeFile(token, TOKEN, { mode: 0o600 })
    const { run: ask } = await stage({ handlers: { 'sessions.list': () => ({ sessions: [row({ lastUsed: 7 })] }) } })
    const { code, out, err } = await ask(['call', 'sessions.list', '--auth-token-file', token], '', {})
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual({ sessions: [row({ lastUsed: 7 })] })
  })

  it.each<[string, string, number, string]>([
    ['users.explode', '{}', 2, 'There is no method “users.explode”.\n'],
    ['sessions.close', '{"session":"x"}', 2, 'The input is not of the form this method takes: session.\n'],
    ['sessions.list', 'not json', 2, 'Standard input is not JSON.\n'],
    ['sessions.list', '[]', 2, 'Standard input is not a JSON object.\n'],
    ['sessions.browse', `{"session":"${'0'.repeat(32)}"}`, 1, 'There is no session “0”.\n'],
  ])('%s < %s ends with a sentence and its code', async (method, input, exit, sentence) => {
    const { run } = await stage({
      handlers: {
        'sessions.browse': () => Promise.reject(new AppError('not-found', { subject: 'session', name: '0' })),
      },
    })
    expect(await run(['call', method], input)).toEqual({ code: exit, out: '', err: sentence })
  })

  it('an input that is too large for one request is said', async () => {
    const { run } = await stage()
    const { code, err } = await run(['call', 'sessions.list'], JSON.stringify({ x: 'y'.repeat(70_000) }))
    expect({ code, err }).toEqual({ code: 1, err: 'A request has at most 65536 bytes. (payload_too_large)\n' })
  })

  it('a daemon that was started without a word is found without a word, token included', async () => {
    const { folder } = await startDaemonProcess(cli)
    const env = { KEYSWITCH_STATE_DIR: join(folder, 'state'), XDG_RUNTIME_DIR: '', OPCUA_AUTH_TOKEN: '' }
    const { code, out, err } = await cli.run(['call', 'daemon.state'], { env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ by: 'this', address: `unix://${folder}/state/run/keyswitch.sock` })
    expect(await cli.run(['sessions'], { env })).toEqual({ code: 0, out: 'No session is open.\n', err: '' })
  })
})
