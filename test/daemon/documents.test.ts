import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEvents } from '../../src/main/bridge/events'
import { startDaemon } from '../../src/main/daemon/daemon'
import { readDaemonOptions } from '../../src/main/daemon/options'
import { DAEMON_OPTION_ROWS } from '../../src/main/daemon/optionTable'
import { FAILURE_TYPES } from '../../src/main/opcua/requestFailure'
import { root } from '../support/sources'
import { temporaryFolder } from '../support/temporaryFolder'
import { openGate } from './fakeGate'
import { fakeSessions, SESSION } from './fakeSessions'

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

/** A daemon at the place where everybody looks, whose one server answers 42 and nothing else. */
async function daemonForSnippets() {
  const folder = await temporaryFolder()
  const environment = { XDG_RUNTIME_DIR: join(folder, 'runtime') }
  await mkdir(environment.XDG_RUNTIME_DIR, { mode: 0o700 })
  const sessions = fakeSessions()
  sessions.answer = (asked) => (asked.what === 'query' ? '{"type":11,"value":42,"statusCode":0}' : 'null')
  const daemon = await startDaemon({
    options: readDaemonOptions([], environment, { stateFolder: folder }),
    sessions,
    dispatch: { request: async () => ({ ok: true, output: {} }), leave: () => {} },
    events: createEvents(() => {}),
    gate: openGate,
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

const [python, php, nc, socat] = await Promise.all([
  has('python3', '--version'),
  has('php', '--version'),
  has('nc', '-h'),
  has('socat', '-V'),
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

  it.skipIf(!nc)('with netcat', () => pings('nc -U'))
  it.skipIf(!socat)('with socat', () => pings('socat -'))
})

async function pings(having: string): Promise<void> {
  const { env } = await daemonForSnippets()
  const { stdout } = await run('sh', ['-c', snippet('sh', having)], { env })
  expect(JSON.parse(stdout)).toMatchObject({ success: true, data: { status: 'ok' } })
}
