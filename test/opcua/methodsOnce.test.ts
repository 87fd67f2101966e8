import { expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { startTestController } from '../support/controller'
import { connectDirectly } from '../support/controllerClient'
import { methodsOn, node } from './methodsOn'

test('when the server has forgotten the session, no other one is made and nothing is sent again', async () => {
  const controller = await startTestController()
  const direct = await connectDirectly(controller.endpointUrl)
  try {
    const methods = methodsOn(direct)
    await controller.forgetSessions()
    methods.requests()
    await expect(methods.plain('write', node('Scalar/Int32'), 1, 6)).rejects.toMatchObject({
      type: 'ConnectionException',
      facts: { status: expect.stringMatching(/^BadSession(IdInvalid|Closed)$/), sent: true },
    })
    expect(methods.requests()).toEqual(['WriteRequest'])
  } finally {
    await direct.close()
    await controller.close()
  }
})

test('a link that breaks during a call leaves open whether it was done; after that nothing leaves this machine', async () => {
  const controller = await startTestController()
  const direct = await connectDirectly(controller.endpointUrl)
  try {
    const methods = methodsOn(direct)
    const calling = expect(methods.plain('call', node('Methods'), node('Methods/Slow'))).rejects.toMatchObject({
      type: 'ConnectionException',
      facts: { sent: true },
    })
    await expect.poll(() => methods.requests()).toContain('CallRequest')
    await controller.kill()
    await calling
    methods.requests()
    for (const ask of [
      () => methods.plain('write', node('Scalar/Int32'), 1, 6),
      () => methods.plain('write', node('Scalar/Int32'), 1),
      () => methods.plain('read', 'i=2258'),
    ])
      await expect(ask()).rejects.toMatchObject({ type: 'ConnectionException', facts: { sent: false } })
    expect(methods.requests()).toEqual([])
  } finally {
    await direct.close()
    await controller.close()
  }
})

test('a request that is given up ends at once, with the reason it was given up for', async () => {
  const controller = await startTestController()
  const direct = await connectDirectly(controller.endpointUrl)
  try {
    const stop = new AbortController()
    const methods = methodsOn(direct, { signal: stop.signal })
    const reading = methods.plain('read', node('Slow/Value'))
    const refused = expect(reading).rejects.toMatchObject({ type: 'shutting_down', facts: { sent: true } })
    await expect.poll(() => methods.requests()).toContain('ReadRequest')
    const since = Date.now()
    stop.abort(new RequestFailure('shutting_down', 'The daemon ends.'))
    await refused
    expect(Date.now() - since).toBeLessThan(500)
    await expect(methods.plain('read', 'i=2258')).rejects.toMatchObject({
      type: 'shutting_down',
      facts: { sent: false },
    })
  } finally {
    await direct.close()
    await controller.close()
  }
})

test('several requests of one method count as sent from the first on', async () => {
  const controller = await startTestController()
  const direct = await connectDirectly(controller.endpointUrl)
  try {
    const stop = new AbortController()
    const methods = methodsOn(direct, { limits: { maxNodesPerRead: 0, maxNodesPerWrite: 1 }, signal: stop.signal })
    direct.client.on('receive_response', (response: object) => {
      if (response.constructor.name === 'WriteResponse')
        stop.abort(new RequestFailure('shutting_down', 'The daemon ends.', { sent: false }))
    })
    const items = [1, 2].map((value) => ({ nodeId: node('Scalar/Int32'), value, type: 6 }))
    await expect(methods.plain('writeMulti', items)).rejects.toMatchObject({ facts: { sent: true } })
    expect(methods.requests()).toEqual(['WriteRequest'])
  } finally {
    await direct.close()
    await controller.close()
  }
})

test('nothing of the library starts by itself: one request of ours is one on the wire', async () => {
  const controller = await startTestController()
  const direct = await connectDirectly(controller.endpointUrl)
  try {
    const methods = methodsOn(direct)
    await methods.plain('createSubscription')
    await methods.plain('read', node('Structure/Mixed'))
    await methods.plain('browse', 'i=85')
    await methods.plain('call', node('Methods'), node('Methods/Count'))
    // Long enough for a publish request of the library's own.
    await new Promise((done) => setTimeout(done, 700))
    expect(methods.requests()).toEqual(['CreateSubscriptionRequest', 'ReadRequest', 'BrowseRequest', 'CallRequest'])
  } finally {
    await direct.close()
    await controller.close()
  }
})
