import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askClassic, type Fields, type Reply } from './classicClient'
import { openMultiplexed, type Multiplexed } from './multiplexedClient'
import { root } from './sources'

/** The session daemon as it is shipped, in a process and a folder of its own. */
export type DaemonProcess = {
  readonly pid: number
  /** Its state lies in `state` in it; the socket and its log beside that. */
  readonly folder: string
  readonly socket: string
  readonly token: string
  /** Everything it has printed and logged so far. */
  told(): Promise<string>
  /** One classic request with its token: the reply, whose integers beyond 2^53 are bigints. */
  ask(command: string, fields?: Fields): Promise<Reply>
  /** The same for what has to succeed: its `data`. */
  data(command: string, fields?: Fields): Promise<unknown>
  /** A session at this address; its id. */
  open(endpointUrl: string, config?: object, more?: Fields): Promise<string>
  /** A method of `query` that has to succeed. */
  query(sessionId: string, method: string, ...params: unknown[]): Promise<unknown>
  /** The same, for what may fail. */
  tryQuery(sessionId: string, method: string, ...params: unknown[]): Promise<Reply>
  /** A connection that stays open; it ends with the daemon. */
  connect(): Promise<Multiplexed>
  signal(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Ends it, in order where that is possible, and removes its folder. */
  close(): Promise<void>
}

const CLI = join(root, 'out/main/cli.js')
const READY = 20_000
const ENDING = 6_000

/** Starts the built program (`npm test` builds it first) and waits until programs can connect; the caller closes it. */
export async function startDaemonProcess(
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<DaemonProcess> {
  if (!existsSync(CLI)) throw new Error('The program is not built: npm run build')
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-daemon-'))
  const socket = join(folder, 'd.sock')
  const { OPCUA_AUTH_TOKEN: _, XDG_RUNTIME_DIR: _runtime, ...around } = process.env
  const child = spawn(
    process.execPath,
    [CLI, 'daemon', '--socket', `unix://${socket}`, '--state-dir', join(folder, 'state'), ...args],
    { cwd: folder, env: { ...around, HOME: folder, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = once(child, 'close').then(([code, signal]): number | string => code ?? signal)
  const connections: Multiplexed[] = []
  let printed = ''
  const close = async () => {
    for (const connection of connections) connection.close()
    child.kill('SIGTERM')
    const killing = setTimeout(() => child.kill('SIGKILL'), ENDING)
    await ended
    clearTimeout(killing)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await new Promise<void>((ready, failed) => {
      const timer = setTimeout(() => failed(new Error(`The daemon is not ready: ${printed}`)), READY)
      child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
        if (!printed.includes(`listening on unix://${socket}\n`)) return
        clearTimeout(timer)
        ready()
      })
      child.once('close', (code, signal) => {
        clearTimeout(timer)
        failed(new Error(`The daemon ended with ${code ?? signal}: ${printed}`))
      })
    })
    const token = environment['OPCUA_AUTH_TOKEN'] ?? (await tokenBeside(folder))
    const ask = (command: string, fields: Fields = {}) => askClassic(socket, { command, ...fields, authToken: token })
    const data = async (command: string, fields?: Fields) => dataOf(await ask(command, fields), command)
    return {
      pid: child.pid ?? 0,
      folder,
      socket,
      token,
      told: async () => printed + (await readFile(join(folder, 'daemon.log'), 'utf8').catch(() => '')),
      ask,
      data,
      open: async (endpointUrl, config = [], more = {}) => {
        const { sessionId } = (await data('open', { endpointUrl, config, ...more })) as { sessionId: string }
        return sessionId
      },
      query: async (sessionId, method, ...params) =>
        dataOf(await ask('query', { sessionId, method, params }), `query ${method}`),
      tryQuery: (sessionId, method, ...params) => ask('query', { sessionId, method, params }),
      connect: async () => {
        const connection = await openMultiplexed(socket, token)
        connections.push(connection)
        return connection
      },
      signal: (signal) => void child.kill(signal),
      ended,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** `data` of a reply; a failure is thrown with its type, so that a test shows what went wrong. */
export function dataOf(reply: Reply, what: string): unknown {
  if (reply.success) return reply.data
  throw new Error(`${what}: ${reply.error.type}: ${reply.error.message}`)
}

async function tokenBeside(folder: string): Promise<string> {
  return (await readFile(join(folder, 'keyswitch.token'), 'utf8')).trim()
}
