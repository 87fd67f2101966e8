import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { bundleEntry } from '../support/bundle'

export type Outcome = { listening?: string; refused?: string; umask?: number; released?: true }

/** A real process that claims addresses when told to; it is ended with the running test. */
export type Claimer = {
  readonly pid: number
  order(order: object): Promise<Outcome>
  /** As a power loss ends it: nothing is cleaned up. */
  kill(): Promise<void>
}

export async function startClaimer(): Promise<Claimer> {
  const entry = await bundleEntry('test/daemon/claimProgram.ts')
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const kill = () => ended(child, 'SIGKILL')
  onTestFinished(kill)
  return {
    pid: child.pid ?? 0,
    async order(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('the process ended')
      return JSON.parse(value) as Outcome
    },
    kill,
  }
}

/** The PID of a process that has ended a moment ago. */
export async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(child, 'close')
  return child.pid ?? 0
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'close')
}
