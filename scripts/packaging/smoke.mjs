import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../tool.mjs'

/**
 * Starts a packaged program in the tray and asks it, as any other program on the machine does, who it is, for a server that is
 * not there (the OPC UA thread starts) and where it keeps secrets (the keychain's process starts). A packaged program cannot be
 * driven through a debugger: its fuses forbid that.
 *
 * node scripts/packaging/smoke.mjs FOLDER-OF-PACKAGES | PROGRAM
 */
const PATIENCE = 60_000
const CLI = join(root, 'out', 'main', 'cli.js')
const NAMES = [
  'linux-unpacked/keyswitch-desktop',
  'win-unpacked/Keyswitch.exe',
  'mac/Keyswitch.app',
  'mac-arm64/Keyswitch.app',
]

const home = mkdtempSync(join(tmpdir(), 'keyswitch-package-'))
const env = { ...process.env, KEYSWITCH_STATE_DIR: join(home, 'state'), XDG_RUNTIME_DIR: home }
const file = program(resolve(process.argv[2] ?? 'release'))
// A machine that builds has no sandbox helper that belongs to root.
const child = spawn(file, ['--hidden', ...(process.platform === 'linux' ? ['--no-sandbox'] : [])], {
  env,
  stdio: 'inherit',
})
const ended = new Promise((done) => child.once('exit', (code) => done(code ?? 'a signal')))
try {
  const about = await firstAnswer()
  console.log(`${file} answers: version ${about.version}, ${about.platform}`)
  const { error } = await call('sessions.endpoints', { endpointUrl: 'opc.tcp://127.0.0.1:1' })
  if (error?.code !== 'server-unreachable') throw new Error(`the OPC UA thread said ${JSON.stringify(error)}`)
  const vault = await call('vault.check', {})
  if (!['keychain', 'memory'].includes(vault.output?.is)) throw new Error(`the keychain said ${JSON.stringify(vault)}`)
  console.log(
    `OPC UA answers; secrets are kept in the ${vault.output.is}${vault.output.because ? ` (${vault.output.because})` : ''}`,
  )
} catch (error) {
  console.error(`The package does not work: ${error.message}`)
  process.exitCode = 1
} finally {
  child.kill()
  await Promise.race([ended, pause(10_000)])
  rmSync(home, { recursive: true, force: true })
}

function program(place) {
  if (!readdirOf(place)) return place
  const found = NAMES.map((name) => join(place, name)).find((path) => existsSync(path))
  if (!found) throw new Error(`There is no unpacked program in ${place}: ${readdirOf(place).join(', ')}`)
  return found.endsWith('.app') ? join(found, 'Contents', 'MacOS', 'Keyswitch') : found
}

function readdirOf(place) {
  try {
    return readdirSync(place)
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined
    throw error
  }
}

async function firstAnswer() {
  const until = Date.now() + PATIENCE
  for (;;) {
    const early = await Promise.race([ended, pause(500, undefined)])
    if (early !== undefined) throw new Error(`it ended by itself (${early})`)
    const { output, error } = await call('app.about', {})
    if (output) return output
    if (Date.now() > until) throw new Error(`it does not answer: ${JSON.stringify(error)}`)
  }
}

/** One method through the command line, which finds the daemon's address and token by itself. */
function call(method, input) {
  return new Promise((done, failed) => {
    const asking = spawn(process.execPath, [CLI, 'call', method, '--json'], { env, stdio: ['pipe', 'pipe', 'pipe'] })
    const texts = { out: '', err: '' }
    asking.stdout.on('data', (chunk) => (texts.out += chunk))
    asking.stderr.on('data', (chunk) => (texts.err += chunk))
    asking.once('error', failed)
    asking.once('close', (code) => {
      const answer = parsed(code === 0 ? texts.out : texts.err)
      if (answer === undefined) failed(new Error(`${method} answered ${texts.out}${texts.err}`))
      else done(code === 0 ? { output: answer } : answer)
    })
    asking.stdin.end(JSON.stringify(input))
  })
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
