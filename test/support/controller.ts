import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Controller, ControllerOptions } from '../../demo/controller'
import { controllerBundle } from './controllerBundle'
import type { ControllerAct, ControllerAnswer, ControllerOrder } from './controllerProcess'

/** What a controller is besides its acts, as plain values. */
type Facts = Pick<Controller, 'endpointUrl' | 'port' | 'users' | 'person' | 'certificate'>
type Asked<Key extends keyof Controller> = Controller[Key] extends (...values: infer Values) => infer Result
  ? (...values: Values) => Promise<Result>
  : never

/** A demo controller in a process of its own. Its address stays the same over kills and restarts. */
export type TestController = Facts & { [Key in Exclude<ControllerAct, 'start'>]: Asked<Key> } & {
  /** SIGKILL: the server is gone in the middle of whatever it did. */
  kill(): Promise<void>
  /** Kills it if it runs and starts it on the same port; it has forgotten everything, with `certificate: 'new'` its own one too. */
  restart(options?: { certificate?: 'same' | 'new' }): Promise<void>
  /** Kills it and removes its files. */
  close(): Promise<void>
}

export type TestControllerOptions = Omit<ControllerOptions, 'folder'>

/** Small enough to start at once; a test that browses much or needs a long past says so. */
const SMALL = { rate: 100, machines: 2, children: 100, depth: 20, history: 600 }

/** Starts a demo controller on a free port of 127.0.0.1 within about a second; the caller closes it. */
export async function startTestController(options: TestControllerOptions = {}): Promise<TestController> {
  const file = await controllerBundle()
  const home = await mkdtemp(join(tmpdir(), 'keyswitch-controller-'))
  let generation = 0
  let running: Running | undefined
  const start = async (port: number) => {
    running = run(file, home)
    const value = await running.ask('start', [{ ...SMALL, ...options, port, folder: join(home, `pki-${generation}`) }])
    return value as Facts
  }
  const kill = async () => {
    await running?.end()
    running = undefined
  }
  const close = async () => {
    await kill()
    await rm(home, { recursive: true, force: true })
  }
  const ask =
    (act: ControllerAct) =>
    async (...values: unknown[]) => {
      if (!running) throw new Error('The controller does not run.')
      return (await running.ask(act, values)) as never
    }
  try {
    const facts = await start(options.port ?? 0)
    const controller: TestController = {
      ...facts,
      counts: ask('counts'),
      forgetSessions: ask('forgetSessions'),
      endSessionsOf: ask('endSessionsOf'),
      dropSubscriptions: ask('dropSubscriptions'),
      grantSessionTimeout: ask('grantSessionTimeout'),
      delay: ask('delay'),
      setUserEnabled: ask('setUserEnabled'),
      kill,
      restart: async ({ certificate = 'same' } = {}) => {
        await kill()
        if (certificate === 'new') generation++
        Object.assign(controller, await start(facts.port))
      },
      close,
    }
    return controller
  } catch (error) {
    await close()
    throw error
  }
}

type Running = { ask(act: ControllerAct, values: unknown[]): Promise<unknown>; end(): Promise<void> }

function run(file: string, home: string): Running {
  const child = spawn(process.execPath, [file], {
    cwd: home,
    env: { ...process.env, HOME: home, USERPROFILE: home },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-10_000)))
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>()
  const failAll = (because: string) => {
    for (const { failed } of waiting.values()) failed(new Error(`${because}; the controller printed: ${printed}`))
    waiting.clear()
  }
  child.on('message', ({ id, value, problem }: ControllerAnswer) => {
    const asker = waiting.get(id)
    waiting.delete(id)
    if (problem === undefined) asker?.done(value)
    else asker?.failed(new Error(problem))
  })
  child.once('error', (error) => failAll(error.message))
  child.once('close', (code, signal) => failAll(`ended with ${code ?? signal}`))
  let asked = 0
  return {
    ask: (act, values) =>
      new Promise((done, failed) => {
        const order: ControllerOrder = { id: ++asked, act, values }
        waiting.set(order.id, { done, failed })
        if (!child.connected) failAll('ended')
        else child.send(order)
      }),
    end: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise((ended) => child.once('close', ended))
  child.kill('SIGKILL')
  await closed
}
