import { expect } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { connectDirectly, type DirectClient } from '../support/controllerClient'
import { DEFAULT_BEHAVIOUR, type MethodContext, type Metadata } from '../../src/main/opcua/methods/context'
import { runMethod } from '../../src/main/opcua/methods/run'
import { readJson } from './valuesArbitrary'

export type Ask = (method: string, ...parameters: unknown[]) => Promise<unknown>
export type MethodsOn = {
  plain: Ask
  typed: Ask
  text(method: string, ...parameters: unknown[]): Promise<string>
  /** Names of the requests handed to the socket since the last time. */
  requests(): string[]
  /** How often something was about to be sent that must not be sent twice. */
  readonly marks: number
}

type Options = Partial<Pick<MethodContext, 'limits' | 'behaviour' | 'signal' | 'timeout'>>

/** The methods on a session of the library's own client. */
export function methodsOn({ client, session }: DirectClient, options: Options = {}): MethodsOn {
  const metadata: Metadata = new Map()
  let sent: string[] = []
  let marks = 0
  client.on('send_request', (request: object) => sent.push(request.constructor.name))
  const context: MethodContext = {
    session,
    limits: { maxNodesPerRead: 0, maxNodesPerWrite: 0 },
    behaviour: DEFAULT_BEHAVIOUR,
    metadata,
    timeout: 10_000,
    signal: new AbortController().signal,
    markSent: () => {
      marks++
    },
    ...options,
  }
  const run = (encoding: 'plain' | 'typed') => (method: string, parameters: readonly unknown[]) =>
    runMethod(context, { method, parameters, encoding })
  return {
    plain: async (method, ...parameters) => readJson(await run('plain')(method, parameters)),
    typed: async (method, ...parameters) => readJson(await run('typed')(method, parameters)),
    text: (method, ...parameters) => run('plain')(method, parameters),
    requests() {
      const names = sent
      sent = []
      return names
    },
    get marks() {
      return marks
    },
  }
}

export type MethodsServer = {
  controller: TestController
  direct: DirectClient
  methods: MethodsOn
  close(): Promise<void>
}

/** A demo controller, a session on it, and the methods on that. */
export async function startMethods(): Promise<MethodsServer> {
  const controller = await startTestController()
  const direct = await connectDirectly(controller.endpointUrl)
  return {
    controller,
    direct,
    methods: methodsOn(direct),
    async close() {
      await direct.close()
      await controller.close()
    },
  }
}

/** Everything of the demo has a NodeId made of its path. */
export const node = (path: string) => `ns=2;s=${path}`
export const wire = (path: string) => ({ __t: 'NodeId', v: node(path) })
export const integer: unknown = expect.any(Number)

/** What lies at the end of these keys, undefined where they lead nowhere. */
export function part(value: unknown, ...keys: (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (one, key) => (typeof one === 'object' && one !== null ? Reflect.get(one, key) : undefined),
    value,
  )
}
