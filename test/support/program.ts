import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Cookie } from 'playwright-core'

/** The built program, running without its window. `home` is its own empty home folder; `stop` ends it and removes that. */
export type Program = {
  url: string
  home: string
  /** What it printed so far, for a test that failed. */
  printed: () => string
  /** The one-time token of `url` is spent by the first page; later pages come with what that page was given. */
  cookies: Cookie[]
  stop: () => Promise<void>
}

const root = resolve(import.meta.dirname, '../..')

/**
 * Starts `out/main/cli.js serve` on a free port, with a home folder of its own; fails when no address is printed in 20 s.
 * `uid`: as another user of the system, since nothing is read-only for its administrator.
 */
export async function startProgram({ uid }: { uid?: number } = {}): Promise<Program> {
  const cli = join(root, 'out/main/cli.js')
  if (!existsSync(cli)) throw new Error('The program is not built: run "npm run build" first.')
  const home = await mkdtemp(join(tmpdir(), 'keyswitch-test-home-'))
  if (uid !== undefined) await chown(home, uid, uid)
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--no-open'], {
    cwd: home,
    env: { ...aroundIt(), ...homeIn(home), KEYSWITCH_KEYCHAIN: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  })
  const stop = async () => {
    await end(child)
    await rm(home, { recursive: true, force: true })
  }
  let text = ''
  const printed = () => text
  try {
    const url = await new Promise<string>((found, failed) => {
      const timer = setTimeout(() => failed(new Error(`no address within 20 s; printed: ${text}`)), 20_000)
      const settle = (act: () => void) => {
        clearTimeout(timer)
        act()
      }
      const read = (chunk: Buffer) => {
        text += chunk.toString()
        const url = /http:\/\/127\.0\.0\.1:\d+\S*(?=\s)/.exec(text)?.[0]
        if (url) settle(() => found(url))
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('error', (error) => settle(() => failed(error)))
      child.once('exit', (code) => settle(() => failed(new Error(`ended with ${code}; printed: ${text}`))))
    })
    return { url, home, printed, cookies: [], stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Without what would lead it to the daemon of the person who runs the tests; their keychain is left alone, too. */
function aroundIt(): NodeJS.ProcessEnv {
  const { XDG_RUNTIME_DIR: _folder, OPCUA_AUTH_TOKEN: _token, KEYSWITCH_STATE_DIR: _state, ...around } = process.env
  return around
}

/** Every place a program keeps its own files on the three systems. */
function homeIn(folder: string): Record<string, string> {
  return {
    HOME: folder,
    USERPROFILE: folder,
    APPDATA: join(folder, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(folder, 'AppData', 'Local'),
    XDG_CONFIG_HOME: join(folder, '.config'),
    XDG_DATA_HOME: join(folder, '.local', 'share'),
    XDG_STATE_HOME: join(folder, '.local', 'state'),
    XDG_CACHE_HOME: join(folder, '.cache'),
  }
}

/** SIGTERM, and after five seconds without effect SIGKILL. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((ended) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    child.once('exit', () => {
      clearTimeout(timer)
      ended()
    })
    child.kill('SIGTERM')
  })
}
