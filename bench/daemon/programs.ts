import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundleEntry } from '../../test/support/bundle'

/** A program that serves a socket; `started` is how long it took until it could be reached, in milliseconds. */
export type Served = { path: string; pid: number; started: number; stop(): Promise<void> }

export type ServedDaemon = Served & { token: string }

const root = resolve(import.meta.dirname, '../..')

/** The built daemon with its own state in `folder`, and a token as everybody has one. */
export async function startDaemon(folder: string, name = 'daemon'): Promise<ServedDaemon> {
  const own = join(folder, name)
  mkdirSync(own, { mode: 0o700 })
  const path = join(own, 'keyswitch.sock')
  const served = await serve(
    [join(root, 'out/main/cli.js'), 'daemon', '--socket', `unix://${path}`, '--state-dir', join(own, 'state')],
    path,
  )
  return { ...served, token: readFileSync(join(own, 'keyswitch.token'), 'utf8').trim() }
}

export async function startPlain(folder: string): Promise<Served> {
  const path = join(folder, 'plain.sock')
  return serve([await bundleEntry(join(root, 'bench/daemon/plainProgram.ts')), path], path)
}

/** Resident memory in MB, from the system; not a number where the system does not tell. */
export function residentMemory(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

async function serve(args: string[], path: string): Promise<Served> {
  const began = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  await listening(child)
  const started = performance.now() - began
  return { path, pid: child.pid ?? 0, started, stop: () => end(child) }
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    let printed = ''
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      if (/^listening/m.test(printed)) ready()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => failed(new Error(`ended with ${code}: ${printed}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
}
