import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, chown, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }

/** Runs a bundled program to its end. */
export function runChild(program: string, ...args: string[]): Promise<Ended> {
  const child = startChild(program, ...args)
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  return new Promise((ended) => child.once('close', (code, signal) => ended({ code, signal, out, err })))
}

/** It is stopped at the latest when the running test is over. */
export function startChild(program: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Resolves with the first line it prints. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((said, failed) => {
    child.stdout?.once('data', (text: Buffer) => said(text.toString()))
    child.once('close', () => failed(new Error('it ended')))
  })
}

/** Everything below a folder, and the way to it, for the ordinary user as whom a child of root goes on. */
export async function giveToOrdinaryUser(folder: string, program: string): Promise<void> {
  for (const part of [tmpdir(), dirname(program), dirname(folder)]) await chmod(part, 0o755)
  if (process.getuid?.() !== 0) return
  for (const name of ['', ...(await readdir(folder, { recursive: true }))])
    await chown(join(folder, name), 65534, 65534)
}
