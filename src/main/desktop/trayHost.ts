import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const BUS = 'org.freedesktop.DBus'
const PATIENCE = 1000

/** Whoever of these is installed asks the session bus. */
const ASKING = (name: string): [string, string[]][] => [
  [
    'dbus-send',
    ['--session', '--print-reply', `--dest=${BUS}`, '/org/freedesktop/DBus', `${BUS}.NameHasOwner`, `string:${name}`],
  ],
  [
    'gdbus',
    [
      'call',
      '--session',
      '--dest',
      BUS,
      '--object-path',
      '/org/freedesktop/DBus',
      '--method',
      `${BUS}.NameHasOwner`,
      name,
    ],
  ],
  ['busctl', ['--user', 'call', BUS, '/org/freedesktop/DBus', BUS, 'NameHasOwner', 's', name]],
]

/**
 * Whether a desktop of Linux shows icons of the tray: some have no place for them, and Electron does not say. Windows and
 * macOS always do. False where nobody can be asked, so that closing the window ends a program that could not be seen.
 */
export async function hasTrayHost(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
  watcher = WATCHER,
): Promise<boolean> {
  if (platform !== 'linux') return true
  if (!hasBus(environment)) return false
  for (const [program, args] of ASKING(watcher)) {
    const answer = await said(program, args, environment)
    if (answer !== undefined) return /\btrue\b/.test(answer)
  }
  return false
}

/** Without one, asking for it would start one. */
function hasBus(environment: NodeJS.ProcessEnv): boolean {
  if (environment['DBUS_SESSION_BUS_ADDRESS']) return true
  const folder = environment['XDG_RUNTIME_DIR']
  return folder !== undefined && existsSync(join(folder, 'bus'))
}

/** Undefined where there is no such program; an empty answer where it failed or took too long. */
function said(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((known) => {
    execFile(program, args, { env, timeout: PATIENCE, killSignal: 'SIGKILL' }, (error, output) => {
      if (error?.code === 'ENOENT') known(undefined)
      else known(error ? '' : output)
    })
  })
}
