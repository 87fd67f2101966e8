import { createPublicKey } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RSA_KEY_LENGTHS } from '../../../src/contract/securityChoices'
import type { LoginType } from '../../../src/main/usermgmt/login/loginType'
import { answerX509 } from '../../../src/main/usermgmt/login/x509Client'
import { refuses } from '../fillingLine'
import { begin, clientLogIn, loginStation, PASSWORD, type LoginStation } from './loginStation'
import { testCertificate } from './testCertificate'

const anna = { user: 'anna', password: PASSWORD }
const OK = { is: 'ok', user: 'anna', loginToken: null }

async function trustAnna({ trusted }: LoginStation) {
  const certificate = testCertificate()
  await writeFile(join(trusted, 'anna.pem'), certificate.pem)
  return certificate
}

describe('SECURITY.UserLogin_AuthenticationType (seed 003, 2.1)', () => {
  test('ONLY_ASYMMETRIC: passwords come encrypted with RSA keys, and a client that cannot is refused', async () => {
    const station = await loginStation({ security: { authenticationType: 'ONLY_ASYMMETRIC' } })
    const session = station.manager.connect()
    await refuses(station.manager.beginLogin(session, ['legacy']), 'login-type-refused', { types: ['legacy'] })
    expect((await begin(station, session, ['legacy', 'asymmetric'])).type).toBe('asymmetric')
    expect(await clientLogIn(station, session, anna)).toEqual(OK)
    expect((await station.manager.whoIs(session)).types).toEqual(['asymmetric'])
  })

  test('ONLY_ASYMMETRIC: where no key can be made there is no login at all rather than a worse one', async () => {
    const station = await loginStation({ security: { authenticationType: 'ONLY_ASYMMETRIC' } })
    station.world.noKeys = true
    const session = station.manager.connect()
    await refuses(clientLogIn(station, session, { ...anna, legacy: true }), 'login-type-refused')
    expect((await station.manager.whoIs(session)).types).toEqual([])
  })

  test('AUTO_NEGOTIATE: RSA for every client that knows it, the old way only for those that do not', async () => {
    const station = await loginStation({ security: { authenticationType: 'AUTO_NEGOTIATE' } })
    const session = station.manager.connect()
    for (const types of [['asymmetric'], ['asymmetric', 'legacy'], ['legacy', 'asymmetric']]) {
      expect((await begin(station, session, types)).type).toBe('asymmetric')
    }
    expect((await begin(station, session, ['legacy'])).type).toBe('legacy')
    expect(await clientLogIn(station, session, anna)).toEqual(OK)
    expect((await station.manager.whoIs(session)).types).toEqual(['asymmetric', 'legacy'])
  })

  test('AUTO_NEGOTIATE: the old way also where the program is not able to provide RSA keys, if the client agrees', async () => {
    const station = await loginStation({ security: { authenticationType: 'AUTO_NEGOTIATE' } })
    station.world.noKeys = true
    const session = station.manager.connect()
    await refuses(clientLogIn(station, session, anna), 'login-type-refused', { types: ['asymmetric'] })
    expect(await clientLogIn(station, session, { ...anna, legacy: true })).toEqual(OK)
    expect((await station.manager.whoIs(session)).types).toEqual(['legacy'])
  })

  test('ONLY_LEGACY: nothing but the old way, which our own client uses only when told to', async () => {
    const station = await loginStation({ security: { authenticationType: 'ONLY_LEGACY' } })
    const session = station.manager.connect()
    await refuses(clientLogIn(station, session, anna), 'login-type-refused', { types: ['asymmetric'] })
    expect(station.manager.userOf(session)).toBeUndefined()
    expect(await clientLogIn(station, session, { ...anna, legacy: true })).toEqual(OK)
    expect((await station.manager.whoIs(session)).types).toEqual(['legacy'])
  })

  test.each([
    ['ONLY_ASYMMETRIC', true],
    ['AUTO_NEGOTIATE', true],
    ['ONLY_LEGACY', false],
  ] as const)('%s: a certificate lets in: %s', async (authenticationType, may) => {
    const station = await loginStation({ security: { authenticationType } })
    const { pem, keyPem } = await trustAnna(station)
    const session = station.manager.connect()
    if (!may) return refuses(station.manager.beginLogin(session, ['x509']), 'login-type-refused', { types: ['x509'] })
    const { login, type, challenge } = await begin(station, session, ['x509', 'legacy'])
    const answer = answerX509(challenge, { certificate: pem, key: keyPem })
    expect(await station.manager.finishLogin(session, { login, type, answer })).toEqual({ is: 'ok', user: 'anna' })
  })

  test('a change holds at once, for those who are just about to log in too', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    await begin(station, session, ['legacy'])
    station.world.security = { ...station.world.security, authenticationType: 'ONLY_ASYMMETRIC' }
    await refuses(station.manager.beginLogin(session, ['legacy']), 'login-type-refused')
    station.world.security = { ...station.world.security, authenticationType: 'ONLY_LEGACY' }
    expect((await begin(station, session, ['legacy'])).type).toBe('legacy')
  })
})

describe('SECURITY.UserLogin_RSAKeyLen (seed 003, 2.2)', () => {
  test.each(RSA_KEY_LENGTHS)('passwords are encrypted with a key of %i bits where it says so', async (rsaKeyLength) => {
    const station = await loginStation({ security: { rsaKeyLength } })
    const session = station.manager.connect()
    const { challenge } = await begin(station, session, ['asymmetric'])
    const key = Buffer.from(challenge['publicKey'] ?? '', 'base64')
    expect(createPublicKey({ key, format: 'der', type: 'spki' }).asymmetricKeyDetails?.modulusLength).toBe(rsaKeyLength)
    expect(await clientLogIn(station, session, anna)).toEqual(OK)
  })

  test('a change of it replaces the key at once, and a login that was begun can still be finished', async () => {
    const station = await loginStation()
    const [early, late] = [station.manager.connect(), station.manager.connect()]
    const slow = clientLogIn(station, early, anna)
    await begin(station, late, ['asymmetric'])
    station.world.security = { ...station.world.security, rsaKeyLength: 3072 }
    const { challenge } = await begin(station, late, ['asymmetric'])
    expect(Buffer.from(challenge['publicKey'] ?? '', 'base64').length).toBeGreaterThan(400)
    expect(await slow).toEqual(OK)
  })
})

describe('a login type of somebody else (seed 003, 1.1)', () => {
  const badges: LoginType<string> = {
    id: 'badge',
    begin: async () => ({ texts: { reader: 'gate 4' }, state: 'gate 4' }),
    finish: async (reader, { badge }) =>
      reader === 'gate 4' && badge === '0815' ? { is: 'proved', user: 'anna' } : undefined,
  }

  test('is plugged in, lets in whom it proves, and is gone when it is unplugged', async () => {
    const station = await loginStation({ security: { authenticationType: 'ONLY_ASYMMETRIC' } })
    const session = station.manager.connect()
    await refuses(station.manager.beginLogin(session, ['badge']), 'login-type-refused')
    const unplug = station.manager.registerLoginType(badges)
    const { login, type, challenge } = await begin(station, session, ['badge'])
    expect(challenge).toEqual({ reader: 'gate 4' })
    expect(await station.manager.finishLogin(session, { login, type, answer: { badge: '0815' } })).toEqual({
      is: 'ok',
      user: 'anna',
    })
    const second = await begin(station, session, ['badge'])
    await refuses(
      station.manager.finishLogin(session, { login: second.login, type, answer: { badge: '4711' } }),
      'login-failed',
    )
    const third = await begin(station, session, ['badge'])
    unplug()
    await refuses(station.manager.beginLogin(session, ['badge']), 'login-type-refused')
    await refuses(
      station.manager.finishLogin(session, { login: third.login, type, answer: { badge: '0815' } }),
      'login-failed',
    )
  })
})
