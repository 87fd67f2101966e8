import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { build, whyBuild } from './build.mjs'
import { root } from './tool.mjs'

const FETCH_LIMIT = 120_000
const FAILURE_REMEMBERED = 3_600_000
const EARLY_DEATH = 3_000
const ELECTRON = join(root, 'node_modules', 'electron')
const FAILED = join(root, 'node_modules', '.cache', 'keyswitch', 'electron-not-fetched')

process.exitCode = await start()

/** The desktop window where there can be one, otherwise the same program serving the same pages to the browser. */
async function start() {
  const reason = whyBuild()
  if (reason) {
    say(`Building Keyswitch, because ${reason} …`)
    try {
      await build()
    } catch (error) {
      say(error.message)
      return 1
    }
  }
  const whyNot = noWindow() ?? (await electronMissing()) ?? (await openWindow())
  if (typeof whyNot === 'number') return whyNot
  say(`${whyNot}: showing the same pages in the browser instead.`)
  return (await runUntilEnd(process.execPath, [join(root, 'out/main/cli.js'), 'serve', ...process.argv.slice(2)])).code
}

/** What rules out a window before anything is fetched for it. */
function noWindow() {
  if (process.platform !== 'linux') return undefined
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'No display here'
  if (process.getuid() === 0) return 'The desktop window does not run as root'
  return undefined
}

/** Fetches Electron's program files with its own installer when they are missing; a sentence when that failed. */
async function electronMissing() {
  if (executable()) return undefined
  const failure = existsSync(FAILED) ? Date.now() - statSync(FAILED).mtimeMs : Infinity
  if (failure < FAILURE_REMEMBERED) return readFileSync(FAILED, 'utf8')
  say(`Fetching Electron's program files once (at most ${FETCH_LIMIT / 1000} s) …`)
  const { code } = await runUntilEnd(process.execPath, [join(ELECTRON, 'install.js')], {
    limit: FETCH_LIMIT,
    quiet: true,
  })
  if (code === 0 && executable()) {
    rmSync(FAILED, { force: true })
    return undefined
  }
  const sentence = "Electron's program files could not be fetched (npx install-electron tries again)"
  remember(sentence)
  return sentence
}

/** So that the next start is quick. Where nothing can be written, it only takes longer. */
function remember(sentence) {
  try {
    mkdirSync(join(FAILED, '..'), { recursive: true })
    writeFileSync(FAILED, sentence)
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error
  }
}

/** The same places Electron's own launcher looks at, without its habit of fetching what is missing. */
function executable() {
  const note = join(ELECTRON, 'path.txt')
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!override && !existsSync(note)) return undefined
  const name = existsSync(note) ? readFileSync(note, 'utf8') : 'electron'
  const path = join(override ?? join(ELECTRON, 'dist'), name)
  return existsSync(path) ? path : undefined
}

/** Returns when the window was closed; an exit code, or a sentence when it failed right at the start. */
async function openWindow() {
  const started = Date.now()
  const { code, asked } = await runUntilEnd(executable(), [root, ...process.argv.slice(2)])
  if (code !== 0 && !asked && Date.now() - started < EARLY_DEATH)
    return `The desktop window could not be opened (${code})`
  return code
}

/** Passes signals on (in a terminal Ctrl+C reaches the child by itself); `asked` tells an end that somebody wanted. */
function runUntilEnd(file, args, { limit, quiet = false } = {}) {
  return new Promise((ended) => {
    const child = spawn(file, args, { cwd: process.cwd(), stdio: quiet ? 'ignore' : 'inherit' })
    const timer = limit && setTimeout(() => child.kill('SIGKILL'), limit)
    let asked = false
    const passOn = (signal) => {
      asked = true
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, passOn)
    const settle = (code) => {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, passOn)
      ended({ code, asked })
    }
    child.once('error', () => settle(1))
    child.once('exit', (code, signal) => settle(code ?? 128 + constants.signals[signal]))
  })
}

function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}
