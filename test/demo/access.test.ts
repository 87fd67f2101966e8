import { readFile } from 'node:fs/promises'
import { AttributeIds, DataType, MessageSecurityMode, SecurityPolicy, UserTokenType, Variant } from 'node-opcua-client'
import { convertPEMtoDER } from 'node-opcua-crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCertificates } from '../../demo/certificates'
import { startTestController, type TestController } from '../support/controller'
import { connectDirectly, type DirectClientOptions } from '../support/controllerClient'
import { temporaryFolder } from '../support/temporaryFolder'

let controller: TestController
beforeAll(async () => {
  controller = await startTestController()
})
afterAll(() => controller.close())

const { Sign, SignAndEncrypt, None } = MessageSecurityMode
const ENDPOINTS = [
  ['None', None],
  ['Basic256Sha256', Sign],
  ['Basic256Sha256', SignAndEncrypt],
  ['Aes128_Sha256_RsaOaep', Sign],
  ['Aes128_Sha256_RsaOaep', SignAndEncrypt],
  ['Aes256_Sha256_RsaPss', Sign],
  ['Aes256_Sha256_RsaPss', SignAndEncrypt],
] as const

test.for(ENDPOINTS)(
  '%s with mode %i takes people without a name and people with a password',
  async ([policy, mode]) => {
    for (const options of [{}, { user: withPassword('operator', 'operator-demo') }])
      expect(await speed({ policy: SecurityPolicy[policy], mode, ...options })).toBe('Good')
  },
)

test('every name on the list gets in with its password, and with no other one', async () => {
  for (const { name, password } of controller.users) {
    expect(await speed({ user: withPassword(name, password) })).toBe('Good')
    await expect(speed({ user: withPassword(name, `${password}x`) })).rejects.toThrow('BadUserAccessDenied')
  }
  await expect(speed({ user: withPassword('nobody', 'operator-demo') })).rejects.toThrow('BadUserAccessDenied')
})

test('a person gets in with the certificate of the demo, and with no other one', async () => {
  const secure = { policy: SecurityPolicy.Basic256Sha256, mode: SignAndEncrypt }
  expect(await speed({ ...secure, user: await withCertificate(controller.person) })).toBe('Good')
  const stranger = await openCertificates(await temporaryFolder(), 'maintenance')
  await expect(speed({ ...secure, user: await withCertificate(stranger.person) })).rejects.toThrow(
    'BadIdentityTokenRejected',
  )
})

test('what engineers may do is refused to others', async () => {
  const tries = async (options: DirectClientOptions) => {
    const { session, close } = await connectDirectly(controller.endpointUrl, options)
    const result = []
    const value = { value: new Variant({ dataType: DataType.Int32, value: 43 }) }
    for (const nodeId of ['ns=2;s=Guarded/Engineers only', 'ns=2;s=Guarded/Written by engineers']) {
      result.push((await session.read({ nodeId, attributeId: AttributeIds.Value })).statusCode.name)
      result.push((await session.write({ nodeId, attributeId: AttributeIds.Value, value })).name)
    }
    await close()
    return result
  }
  const refused = ['BadUserAccessDenied', 'BadUserAccessDenied', 'Good', 'BadUserAccessDenied']
  expect(await tries({})).toEqual(refused)
  expect(await tries({ user: withPassword('operator', 'operator-demo') })).toEqual(refused)
  expect(await tries({ user: withPassword('engineer', 'engineer-demo') })).toEqual(['Good', 'Good', 'Good', 'Good'])
})

test('somebody disabled keeps the session at hand but gets no new one; the session can be ended as well', async () => {
  const user = withPassword('viewer', 'viewer-demo')
  const before = await connectDirectly(controller.endpointUrl, { user })
  await controller.setUserEnabled('viewer', false)
  const read = () => before.session.read({ nodeId: 'i=2258', attributeId: AttributeIds.Value })
  expect((await read()).statusCode.name).toBe('Good')
  await expect(speed({ user })).rejects.toThrow('BadUserAccessDenied')
  const { sessionsOpen, sessionsCreated } = await controller.counts()
  expect(await controller.endSessionsOf('viewer')).toBe(1)
  expect((await controller.counts()).sessionsOpen).toBe(sessionsOpen - 1)
  await controller.setUserEnabled('viewer', true)
  // The library makes another session by itself.
  expect((await read()).statusCode.name).toBe('Good')
  expect((await controller.counts()).sessionsCreated).toBe(sessionsCreated + 1)
  await before.close()
})

function withPassword(userName: string, password: string) {
  return { type: UserTokenType.UserName as const, userName, password }
}

async function withCertificate(files: { certificate: string; privateKey: string }) {
  return {
    type: UserTokenType.Certificate as const,
    certificateData: convertPEMtoDER(await readFile(files.certificate, 'utf8')),
    privateKey: await readFile(files.privateKey, 'utf8'),
  }
}

/** The status of one read in a session of its own. */
async function speed(options: DirectClientOptions): Promise<string> {
  const { session, close } = await connectDirectly(controller.endpointUrl, options)
  const { statusCode } = await session.read({ nodeId: 'ns=2;s=/Dev/PLC/Speed', attributeId: AttributeIds.Value })
  await close()
  return statusCode.name
}
