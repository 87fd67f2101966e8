import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Gets ready what keeping secrets in the system's keychain needs: `npm ci` builds keytar by itself where a prebuilt binary
 * can be had, or what it is built from is installed. Run before `npm ci` it installs that (Debian, as root); after it, it
 * builds a binary that is missing. Whatever does not work is a sentence, never a failure: without a keychain everything
 * works, and secrets are kept in memory.
 */
const run = promisify(execFile)
/** What keytar is built from, and a keychain for its tests. */
const PACKAGES = ['libsecret-1-dev', 'gnome-keyring', 'dbus']
const LONGEST = 5 * 60_000
const keytar = join(process.env.KEYSWITCH_ROOT ?? join(import.meta.dirname, '..'), 'node_modules/keytar')

await packages()
await binary()

async function packages() {
  if (process.platform !== 'linux') return
  if (!isDebian()) {
    return say('Not Debian: libsecret’s headers, gnome-keyring and dbus come by your own package manager.')
  }
  const missing = []
  for (const name of PACKAGES) if (!(await isInstalled(name))) missing.push(name)
  if (missing.length === 0) return
  const command = `apt-get install ${missing.join(' ')}`
  if (process.getuid() !== 0)
    return say(`Missing for the keychain: ${missing.join(', ')}. “sudo ${command}” installs it.`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Lists that cannot be renewed may still name what is needed.
  await problemOf('apt-get', ['update', '-q'], { env })
  const problem = await problemOf('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env })
  if (problem === undefined) say(`Installed for the keychain: ${missing.join(', ')}.`)
  else say(`${command} did not work (${problem}); secrets are kept in memory then.`)
}

async function binary() {
  if (!existsSync(join(keytar, 'package.json'))) {
    if (existsSync(join(keytar, '..')))
      say('keytar is not installed, so secrets are kept in memory; “npm ci” tries again.')
    return
  }
  if (existsSync(join(keytar, 'build/Release/keytar.node'))) return
  const windows = process.platform === 'win32'
  // A script that is not allowed is left out without a word, so what counts is what is there afterwards.
  const options = { cwd: join(keytar, '../..'), shell: windows }
  const problem = await problemOf(windows ? 'npm.cmd' : 'npm', ['rebuild', 'keytar'], options)
  if (problem !== undefined) return say(`keytar could not be built (${problem}); secrets are kept in memory then.`)
  const built = existsSync(join(keytar, 'build/Release/keytar.node'))
  say(built ? 'keytar was built.' : 'keytar was not built; secrets are kept in memory then.')
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

async function isInstalled(name) {
  try {
    const { stdout } = await run('dpkg-query', ['-W', '-f=${Status}', name])
    return stdout.includes('ok installed')
  } catch {
    return false
  }
}

/** Runs a program to its end; undefined where that worked, or the last line it said about why not. */
async function problemOf(program, args, options) {
  try {
    await run(program, args, { timeout: LONGEST, maxBuffer: 64 * 1024 * 1024, ...options })
    return undefined
  } catch (error) {
    const said = `${error.stderr ?? ''}`.trim().split('\n').at(-1)
    return said || error.code || error.message
  }
}

function say(sentence) {
  console.log(sentence)
}
