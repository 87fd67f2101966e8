import { startController, type Controller, type ControllerOptions } from '../../demo/controller'

/**
 * The demo controller in a process of its own, told what to do by messages. It ends with its parent, so that a test that
 * was killed leaves nothing behind.
 */
export type ControllerAct =
  | 'start'
  | 'counts'
  | 'forgetSessions'
  | 'endSessionsOf'
  | 'dropSubscriptions'
  | 'grantSessionTimeout'
  | 'delay'
  | 'setUserEnabled'
export type ControllerOrder = { id: number; act: ControllerAct; values: unknown[] }
export type ControllerAnswer = { id: number; value?: unknown; problem?: string }

let controller: Controller | undefined

process.on('message', (order: ControllerOrder) => {
  run(order).then(
    (value) => answer({ id: order.id, value }),
    (error: unknown) =>
      answer({ id: order.id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => process.exit())

async function run({ act, values }: ControllerOrder): Promise<unknown> {
  if (act === 'start') {
    controller = await startController(values[0] as ControllerOptions)
    const { endpointUrl, port, users, person, certificate } = controller
    return { endpointUrl, port, users, person, certificate }
  }
  if (!controller) throw new Error('not started')
  const method = controller[act] as (...values: unknown[]) => unknown
  return method(...values)
}

function answer(answer: ControllerAnswer): void {
  process.send?.(answer)
}
