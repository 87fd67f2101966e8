import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

/** A gnome-keyring of its own, on a bus of its own, with its files in a folder that is removed after the test. */
export type PrivateRing = {
  /** For whoever is to speak to it. */
  env: NodeJS.ProcessEnv
  /** Begins it with the ring open or closed; on the bus there is nobody else, also no one who asks for a password. */
  begin(ring: 'open' | 'locked'): Promise<void>
  /** Kills it. */
  end(): Promise<void>
  /** The files in which a text stands, in any encoding it is likely to have: of its own, or of another folder. How many were looked at. */
  filesWith(text: string, folder?: string): Promise<{ found: string[]; looked: number }>
}

const run = promisify(execFile)
const PROGRAMS = [
  ['dbus-daemon', '--version'],
  ['dbus-send', '--help'],
  ['gnome-keyring-daemon', '--version'],
] as const

/** What keeps the tests with a real keychain from running here; undefined where nothing does. */
export async function missingForRing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'gnome-keyring is for Linux'
  for (const [program, argument] of PROGRAMS) {
    const there = await run(program, [argument]).then(
      () => true,
      (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
    )
    if (!there) return `${program} is not on this machine (scripts/setUpKeychain.mjs installs it)`
  }
  try {
    createRequire(import.meta.url)('keytar')
    return undefined
  } catch {
    return 'keytar is not installed, or its binary is not (scripts/setUpKeychain.mjs builds it)'
  }
}

export async function privateRing(): Promise<PrivateRing> {
  // Paths of sockets are short.
  const folder = await mkdtemp(join(tmpdir(), 'ring-'))
  const socket = join(folder, 'bus')
  const running = new Set<ChildProcess>()
  onTestFinished(async () => {
    for (const child of running) await kill(child)
    await rm(folder, { recursive: true, force: true })
  })
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: join(folder, 'home'),
    XDG_DATA_HOME: join(folder, 'home/data'),
    XDG_CONFIG_HOME: join(folder, 'home/config'),
    XDG_CACHE_HOME: join(folder, 'home/cache'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`,
  }
  delete env['DISPLAY']
  delete env['WAYLAND_DISPLAY']
  delete env['GNOME_KEYRING_CONTROL']
  for (const name of ['home', 'run']) await mkdir(join(folder, name), { mode: 0o700 })
  await writeFile(join(folder, 'bus.conf'), busOnly(socket))
  start('dbus-daemon', ['--nofork', `--config-file=${join(folder, 'bus.conf')}`])
  await until('the bus', async () => existsSync(socket))
  let ring: ChildProcess | undefined

  function start(program: string, args: readonly string[], input?: string): ChildProcess {
    const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] })
    running.add(child)
    child.stdin.end(input)
    return child
  }

  async function kill(child: ChildProcess): Promise<void> {
    running.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  const owned = async () => {
    const name = 'string:org.freedesktop.secrets'
    const bus = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus']
    const { stdout } = await run('dbus-send', [...bus, 'org.freedesktop.DBus.NameHasOwner', name], { env })
    return stdout.includes('true')
  }

  return {
    env,
    async begin(as) {
      const mode = as === 'open' ? ['--unlock'] : ['--start']
      ring = start('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...mode], 'ring password')
      await until('the ring', owned)
    },
    async end() {
      if (ring) await kill(ring)
      await until('no ring', async () => !(await owned()))
    },
    async filesWith(text, place = folder) {
      const found: string[] = []
      const base64 = Buffer.from(text).toString('base64').replace(/.{4}$/, '')
      const forms = [text, JSON.stringify(text), base64].map((form) => Buffer.from(form))
      forms.push(Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le'))
      const entries = await readdir(place, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      for (const file of files) {
        const bytes = await readFile(file)
        if (forms.some((form) => bytes.includes(form))) found.push(file)
      }
      return { found, looked: files.length }
    },
  }
}

/** A session bus that starts nobody by itself. */
function busOnly(socket: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await isSo()); await later(20)) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`)
  }
}
