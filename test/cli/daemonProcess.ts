import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/temporaryFolder'

export type DaemonProcess = {
  readonly pid: number
  readonly folder: string
  /** What stands after `listening on`. */
  readonly address: string
  /** Milliseconds from its start to that line. */
  readonly ready: number
  printed(): { out: string; err: string }
  signal(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  token(): Promise<string>
}

type StartOptions = { args?: readonly string[]; env?: NodeJS.ProcessEnv; folder?: string; umask?: string }

/** A real daemon in a folder of its own, ready to be connected to; it is killed when the test is over. */
export async function startDaemonProcess(
  cli: { file(): string; environment(): NodeJS.ProcessEnv },
  { args = [], env = {}, umask = '022', folder }: StartOptions = {},
): Promise<DaemonProcess> {
  const home = folder ?? (await temporaryFolder())
  const { XDG_RUNTIME_DIR: _, OPCUA_AUTH_TOKEN: _token, ...environment } = cli.environment()
  const began = performance.now()
  const command = `umask ${umask}; exec "$0" "$@"`
  const child = spawn('sh', ['-c', command, process.execPath, cli.file(), 'daemon', ...args], {
    cwd: home,
    env: { ...environment, KEYSWITCH_STATE_DIR: join(home, 'state'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let out = ''
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const address = await new Promise<string>((found, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const [, uri] = /^listening on (\S+)\n/.exec(out) ?? []
      if (uri !== undefined) found(uri)
    })
    void ended.then((code) => failed(new Error(`ended with ${code}: ${err}`)))
  })
  return {
    pid: child.pid ?? 0,
    folder: home,
    address,
    ready: performance.now() - began,
    printed: () => ({ out, err }),
    signal: (signal) => void child.kill(signal),
    ended,
    token: async () => (await readFile(join(home, 'state', 'run', 'keyswitch.token'), 'utf8')).trim(),
  }
}
