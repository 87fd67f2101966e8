import { expect } from 'vitest'
import { dataOf, startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import { startTestController, type TestController } from '../support/controller'

/** A daemon with one session on a demo controller, for methods that are tried one after the other. */
export type MethodStage = {
  controller: TestController
  daemon: DaemonProcess
  session: string
  /** Methods of `query` that were answered well. */
  answered: ReadonlySet<string>
  /** A method on the session that all share. */
  query(method: string, ...params: unknown[]): Promise<unknown>
  /** Another session, open while `work` runs. */
  onOwn<T>(config: object, work: (session: string) => Promise<T>): Promise<T>
  /** A subscription of the shared session that is there while `work` runs. */
  subscribed<T>(work: (subscription: number) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** One method over the socket: `ask` calls it, in classic frames, and fails with what the daemon refuses with. */
export type MethodCall = (ask: (...params: unknown[]) => Promise<unknown>, stage: MethodStage) => Promise<void>

/** Children of the wide folder: more than one answer of the server holds. */
export const WIDE = 250

export async function startMethodStage(): Promise<MethodStage> {
  const [started, controller] = await Promise.all([
    startDaemonProcess(),
    startTestController({ children: WIDE, references: 100, transferForAnybody: true }),
  ])
  const answered = new Set<string>()
  const daemon: DaemonProcess = {
    ...started,
    async query(session, method, ...params) {
      const data = await started.query(session, method, ...params)
      answered.add(method)
      return data
    },
  }
  const session = await daemon.open(controller.endpointUrl)
  const query: MethodStage['query'] = (method, ...params) => daemon.query(session, method, ...params)
  return {
    controller,
    daemon,
    session,
    answered,
    query,
    async onOwn(config, work) {
      const own = await daemon.open(controller.endpointUrl, config, { forceNew: true })
      try {
        return await work(own)
      } finally {
        dataOf(await daemon.ask('close', { sessionId: own }), 'close')
      }
    },
    async subscribed(work) {
      const made = await query('createSubscription', 50, 2400, 10, 0, true, 0)
      const subscription = part(made, 'subscriptionId') as number
      try {
        return await work(subscription)
      } finally {
        expect(await query('deleteSubscription', subscription)).toBe(0)
      }
    },
    async close() {
      await daemon.close()
      await controller.close()
    },
  }
}

/** Publishes as a program does that waits for something. */
export async function published(
  ask: (...params: unknown[]) => Promise<unknown>,
  found: (answer: unknown) => boolean,
): Promise<unknown> {
  for (let turn = 0; turn < 30; turn++) {
    const answer = await ask([])
    if (found(answer)) return answer
  }
  throw new Error('Nothing came.')
}

/** NodeIds of the demo as the reference's own client sends them, as text, and as `invoke` writes them. */
export const node = (path: string) => ({ ns: 2, id: path, type: 'string' })
export const inServer = (id: number) => ({ ns: 0, id, type: 'numeric' })
export const nodeText = (path: string) => `ns=2;s=${path}`
export const wire = (path: string) => ({ __t: 'NodeId', v: nodeText(path) })

export const integer: unknown = expect.any(Number)
export const text: unknown = expect.any(String)
/** UTC with microseconds. */
export const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/)
export const dataValue = (value: unknown, type: number): unknown => ({
  value,
  type,
  dimensions: null,
  statusCode: 0,
  sourceTimestamp: time,
  serverTimestamp: time,
})

/** What lies at the end of these keys, undefined where they lead nowhere. */
export function part(value: unknown, ...keys: (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (one, key) => (typeof one === 'object' && one !== null ? Reflect.get(one, key) : undefined),
    value,
  )
}

export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new Error(`This is no list: ${JSON.stringify(value)}`)
}

export const ENCRYPTED = {
  securityPolicy: 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256',
  securityMode: 3,
}
/** Somebody the demo knows, as its `config` says it. */
export const OPERATOR = { ...ENCRYPTED, username: 'operator', password: 'operator-demo' }
