import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDispatch } from '../../src/main/bridge/dispatch'
import { createEvents } from '../../src/main/bridge/events'
import type { Handlers } from '../../src/main/bridge/handler'
import { startDaemon, type StartParts } from '../../src/main/daemon/daemon'
import { readDaemonOptions } from '../../src/main/daemon/options'
import { DAEMON_OPTION_ROWS } from '../../src/main/daemon/optionTable'
import { FAILURE_TYPES } from '../../src/main/opcua/requestFailure'
import { root } from '../support/sources'
import { temporaryFolder } from '../support/temporaryFolder'
import { openGate } from './fakeGate'
import { fakeSessions, SESSION } from './fakeSessions'
import { passwordOf, startUserManagement } from './userStage'

const run = promisify(execFile)
const path = join(root, 'docs/daemon.md')
const document = await readFile(path, 'utf8')

/** The only snippet of a language, or the one that holds a text. */
function snippet(language: string, having = ''): string {
  const found = [...document.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].find(
    ([, of, text]) => of === language && text?.includes(having),
  )
  if (found?.[2] === undefined) throw new Error(`no ${language} snippet with ${having}`)
  return found[2]
}

it('the table of options is the one that is parsed', async () => {
  const rows = DAEMON_OPTION_ROWS.map(
    ({ name, value, fallback, about }) =>
      `| \`${name}${value === null ? '' : ` ${value}`}\` | ${fallback} | ${about.replaceAll('|', '\\|')} |`,
  )
  const table = ['| option | otherwise | |', '| --- | --- | --- |', ...rows].join('\n')
  const style = { ...(await resolveConfig(path)), parser: 'markdown' }
  const wanted = document.replace(
    /<!-- options -->[\s\S]*<!-- \/options -->/,
    () => `<!-- options -->\n\n${table}\n\n<!-- /options -->`,
  )
  expect(document).toBe(await format(wanted, style))
})

it('every type of failure is explained', () => {
  for (const type of FAILURE_TYPES) expect(document).toContain(`\`${type}\``)
})

/** A daemon at the place where everybody looks, whose one server answers 42 and nothing else; anybody may do everything. */
const daemonForSnippets = () =>
  startDaemonForSnippets({
    dispatch: { request: async () => ({ ok: true, output: {} }), leave: () => {} },
    gate: openGate,
  })

/** The same with users, one of whom is anna. */
async function daemonWithUsers() {
  const { gate, handlers } = startUserManagement({ users: ['anna'] })
  const dispatch = createDispatch({
    handlers: handlers as Handlers,
    events: createEvents(() => {}),
    authorize: (peer, object, right) => gate.authorize(peer, object, right),
    log: () => {},
    gone: (peer) => gate.leave(peer),
  })
  return startDaemonForSnippets({ dispatch, gate })
}

async function startDaemonForSnippets(users: Pick<StartParts, 'dispatch' | 'gate'>) {
  const folder = await temporaryFolder()
  const environment = { XDG_RUNTIME_DIR: join(folder, 'runtime') }
  await mkdir(environment.XDG_RUNTIME_DIR, { mode: 0o700 })
  const sessions = fakeSessions()
  sessions.answer = (asked) => (asked.what === 'query' ? '{"type":11,"value":42,"statusCode":0}' : 'null')
  const daemon = await startDaemon({
    options: readDaemonOptions([], environment, { stateFolder: folder }),
    sessions,
    ...users,
    events: createEvents(() => {}),
    log: { write: () => {} },
    version: '1.2.3',
    now: Date.now,
  })
  onTestFinished(() => daemon.close())
  return { folder, env: { ...process.env, ...environment }, asked: sessions.asked }
}

const WANTED = [
  { what: 'open', request: { endpointUrl: 'opc.tcp://localhost:4840', config: {} } },
  { what: 'query', sessionId: SESSION, method: 'read', parameters: ['ns=2;s=Speed'] },
  { what: 'close', sessionId: SESSION },
]

/** What is not on this machine is left out. */
async function has(program: string, ...args: string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  )
}

const [python, php, nc, socat, openssl] = await Promise.all([
  has('python3', '--version'),
  has('php', '--version'),
  has('nc', '-h'),
  has('socat', '-V'),
  has('openssl', 'version'),
])

describe('what is written there works as it stands', () => {
  it('in Node', async () => {
    const { folder, env, asked } = await daemonForSnippets()
    await writeFile(join(folder, 'snippet.mjs'), snippet('js'))
    expect(await run(process.execPath, [join(folder, 'snippet.mjs')], { env })).toEqual({ stdout: '42\n', stderr: '' })
    expect(asked.slice(0, 3)).toMatchObject(WANTED)
  })

  it.skipIf(!python)('in Python', async () => {
    const { folder, env, asked } = await daemonForSnippets()
    await writeFile(join(folder, 'snippet.py'), snippet('python'))
    expect(await run('python3', [join(folder, 'snippet.py')], { env })).toEqual({ stdout: '42\n', stderr: '' })
    expect(asked).toMatchObject(WANTED)
  })

  it.skipIf(!php)('in PHP', async () => {
    const { folder, env, asked } = await daemonForSnippets()
    await writeFile(join(folder, 'snippet.php'), snippet('php', 'stream_socket_client'))
    expect(await run('php', [join(folder, 'snippet.php')], { env })).toEqual({ stdout: '42\n', stderr: '' })
    expect(asked).toMatchObject([{ what: 'open' }, ...WANTED.slice(1)])
  })

  it('logging in, in Node', () => logsIn(process.execPath, 'snippet.mjs', snippet('js', 'logIn(')))
  it.skipIf(!python || !openssl)('logging in, in Python', () =>
    logsIn('python3', 'snippet.py', snippet('python', 'log_in(')),
  )

  it.skipIf(!nc)('with netcat', () => pings('nc -U'))
  it.skipIf(!socat)('with socat', () => pings('socat -'))
})

async function pings(having: string): Promise<void> {
  const { env } = await daemonForSnippets()
  const { stdout } = await run('sh', ['-c', snippet('sh', having)], { env })
  expect(JSON.parse(stdout)).toMatchObject({ success: true, data: { status: 'ok' } })
}

/** With the right password; a wrong one is told as the program tells its failures. */
async function logsIn(program: string, name: string, text: string): Promise<void> {
  const { folder, env } = await daemonWithUsers()
  await writeFile(join(folder, name), text)
  const runWith = (password: string) => {
    const running = run(program, [join(folder, name)], { env })
    running.child.stdin?.end(`${password}\n`)
    return running
  }
  expect(await runWith(passwordOf('anna'))).toEqual({ stdout: '0\n', stderr: '' })
  await expect(runWith('wrong')).rejects.toMatchObject({ stderr: expect.stringContaining('access_denied') as string })
}
