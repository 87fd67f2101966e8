import { expect, onTestFinished, test } from 'vitest'
import { startTestController } from '../support/controller'
import { startDaemonProcess } from '../support/daemonProcess'
import { node, OPERATOR } from './methodStage'

const MINUTES = 60_000

// In a file of its own, so that others run beside it.
test(
  'a session that was idle for 150 s on a server that grants 120 s still reads, as the same session',
  { timeout: 5 * MINUTES },
  async () => {
    const controller = await startTestController()
    onTestFinished(() => controller.close())
    await controller.grantSessionTimeout({ least: 120_000, most: 120_000 })
    const daemon = await startDaemonProcess()
    onTestFinished(() => daemon.close())
    const sessions = [await daemon.open(controller.endpointUrl), await daemon.open(controller.endpointUrl, OPERATOR)]
    const before = await controller.counts()
    expect(before.sessionsOpen).toBe(2)
    await new Promise((done) => setTimeout(done, 150_000))
    for (const id of sessions)
      expect(await daemon.query(id, 'read', node('Scalar/Int32'), 13, false)).toMatchObject({ statusCode: 0, type: 6 })
    const { sessionsOpen, sessionsCreated, channelsCreated } = await controller.counts()
    expect({ sessionsOpen, sessionsCreated, channelsCreated }).toEqual({
      sessionsOpen: 2,
      sessionsCreated: before.sessionsCreated,
      channelsCreated: before.channelsCreated,
    })
  },
)
