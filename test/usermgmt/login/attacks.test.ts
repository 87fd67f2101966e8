import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answerAsymmetric, answerLegacy } from '../../../src/contract/loginClient'
import { KEY_LIFE } from '../../../src/main/usermgmt/login/asymmetric'
import { answerX509 } from '../../../src/main/usermgmt/login/x509Client'
import { refuses } from '../fillingLine'
import { begin, clientLogIn, loginStation, PASSWORD, type Begun, type LoginStation } from './loginStation'
import { testCertificate } from './testCertificate'

const anna = { user: 'anna', password: PASSWORD }
const OK = { is: 'ok', user: 'anna' }

/** The right answer to whatever was begun. */
async function answerTo({ login, type, challenge }: Begun, user = 'anna', password = PASSWORD) {
  const answer =
    type === 'legacy' ? await answerLegacy(challenge, password) : await answerAsymmetric(challenge, password)
  return { login, type, user, answer }
}

async function trust({ trusted }: LoginStation, wanted: Parameters<typeof testCertificate>[0]) {
  const certificate = testCertificate(wanted)
  await writeFile(join(trusted, 'one.pem'), certificate.pem)
  return certificate
}

describe.each(['asymmetric', 'legacy'])('a login of the type %s', (type) => {
  test('lets in with the right password, and with no other', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    const begun = await begin(station, session, [type])
    await refuses(
      station.manager.finishLogin(session, await answerTo(begun, 'anna', 'Filling-line 2')),
      'login-failed',
      {},
    )
    expect(station.manager.userOf(session)).toBeUndefined()
    expect(await station.manager.finishLogin(session, await answerTo(await begin(station, session, [type])))).toEqual(
      OK,
    )
    expect(station.manager.userOf(session)).toBe('anna')
  })

  test('that was recorded cannot be sent again, neither here nor under a new challenge', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    const recorded = await answerTo(await begin(station, session, [type]))
    expect(await station.manager.finishLogin(session, recorded)).toEqual(OK)
    station.manager.logout(session)
    await refuses(station.manager.finishLogin(session, recorded), 'login-failed', {})
    const { login } = await begin(station, session, [type])
    await refuses(station.manager.finishLogin(session, { ...recorded, login }), 'login-failed', {})
    expect(station.manager.userOf(session)).toBeUndefined()
  })

  test('that failed once cannot be finished with the right password afterwards', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    const begun = await begin(station, session, [type])
    await refuses(station.manager.finishLogin(session, await answerTo(begun, 'anna', 'wrong')), 'login-failed')
    await refuses(station.manager.finishLogin(session, await answerTo(begun)), 'login-failed')
  })

  test('waits 60 seconds for its answer: 59.9 are in time, 60.1 are not', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    const inTime = await answerTo(await begin(station, session, [type]))
    station.world.now += 59_900
    expect(await station.manager.finishLogin(session, inTime)).toEqual(OK)
    const late = await answerTo(await begin(station, session, [type]))
    station.world.now += 60_100
    await refuses(station.manager.finishLogin(session, late), 'login-failed', {})
  })

  test('is no use to another peer that saw all of it, and is not spoiled by it', async () => {
    const station = await loginStation()
    const [own, other] = [station.manager.connect(), station.manager.connect()]
    const answer = await answerTo(await begin(station, own, [type]))
    await refuses(station.manager.finishLogin(other, answer), 'login-failed', {})
    const { login } = await begin(station, other, [type])
    await refuses(station.manager.finishLogin(other, { ...answer, login }), 'login-failed', {})
    expect(station.manager.userOf(other)).toBeUndefined()
    expect(await station.manager.finishLogin(own, answer)).toEqual(OK)
    expect(station.manager.userOf(other)).toBeUndefined()
  })

  test('of an internal account is refused like one of nobody', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    for (const name of ['runtime', 'nobody', '']) {
      const answer = await answerTo(await begin(station, session, [type]), name)
      await refuses(station.manager.finishLogin(session, answer), 'login-failed', {})
    }
  })
})

describe('keys', () => {
  test('a password under the key of another program lets nobody in', async () => {
    const [station, other] = await Promise.all([loginStation(), loginStation()])
    const session = station.manager.connect()
    const begun = await begin(station, session, ['asymmetric'])
    const elsewhere = await begin(other, other.manager.connect(), ['asymmetric'])
    const { publicKey = '', keyId = '' } = elsewhere.challenge
    const own = { ...begun.challenge }
    for (const challenge of [
      { ...own, publicKey },
      { ...own, publicKey, keyId },
      { ...own, keyId },
      elsewhere.challenge,
    ]) {
      const { login, type } = await begin(station, session, ['asymmetric'])
      const answer = await answerAsymmetric(challenge, PASSWORD)
      await refuses(station.manager.finishLogin(session, { login, type, user: 'anna', answer }), 'login-failed', {})
    }
  })

  test('a login goes on while the key is replaced under it, and the next one has the new key', async () => {
    const station = await loginStation()
    const [first, second] = [station.manager.connect(), station.manager.connect()]
    await begin(station, first, ['asymmetric'])
    station.world.now += KEY_LIFE - 1000
    const old = await begin(station, first, ['asymmetric'])
    station.world.now += 2000
    const next = await begin(station, second, ['asymmetric'])
    expect(next.challenge['keyId']).not.toBe(old.challenge['keyId'])
    expect(await station.manager.finishLogin(first, await answerTo(old))).toEqual(OK)
    expect(await station.manager.finishLogin(second, await answerTo(next))).toEqual(OK)
    expect((await begin(station, first, ['asymmetric'])).challenge['keyId']).toBe(next.challenge['keyId'])
  })
})

describe('no downgrade', () => {
  test('a login begun as asymmetric is not finished as legacy', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    const begun = await begin(station, session, ['asymmetric', 'legacy'])
    expect(begun.type).toBe('asymmetric')
    const answer = await answerLegacy({ challenge: begun.challenge['nonce'] ?? '' }, PASSWORD)
    const asked = { login: begun.login, type: 'legacy', user: 'anna', answer }
    await refuses(station.manager.finishLogin(session, asked), 'login-failed', {})
  })

  test('a login is not finished under the name of another type, not even with the right answer', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    for (const [type, other] of [
      ['asymmetric', 'legacy'],
      ['legacy', 'asymmetric'],
      ['asymmetric', ''],
    ] as const) {
      const right = await answerTo(await begin(station, session, [type]))
      await refuses(station.manager.finishLogin(session, { ...right, type: other }), 'login-failed', {})
    }
  })

  test('a login begun as legacy is not finished once legacy is no longer allowed', async () => {
    const station = await loginStation()
    const session = station.manager.connect()
    const answer = await answerTo(await begin(station, session, ['legacy']))
    station.world.security = { ...station.world.security, authenticationType: 'ONLY_ASYMMETRIC' }
    await refuses(station.manager.finishLogin(session, answer), 'login-type-refused')
    expect(station.manager.userOf(session)).toBeUndefined()
  })

  test('whoever lists legacy first, because somebody told it to, still gets the better one', async () => {
    const station = await loginStation()
    const begun = await begin(station, station.manager.connect(), ['legacy', 'asymmetric'])
    expect(begun.type).toBe('asymmetric')
  })
})

describe('logins at the same time', () => {
  test('of several peers never get into each other’s sessions', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `user${index}`)
    const station = await loginStation({ users: names })
    const peers = names.map((user, index) => ({ session: station.manager.connect(), user, right: index % 3 !== 0 }))
    const outcomes = await Promise.allSettled(
      peers.map(({ session, user, right }) =>
        clientLogIn(station, session, { user, password: right ? PASSWORD : 'Filling-line 2' }),
      ),
    )
    for (const [index, { session, user, right }] of peers.entries()) {
      expect(outcomes[index]?.status).toBe(right ? 'fulfilled' : 'rejected')
      expect(station.manager.userOf(session)).toBe(right ? user : undefined)
    }
  })

  test('of two peers with their answers exchanged fail both', async () => {
    const station = await loginStation()
    const [one, other] = [station.manager.connect(), station.manager.connect()]
    const [first, second] = await Promise.all([
      begin(station, one, ['asymmetric']),
      begin(station, other, ['asymmetric']),
    ])
    const [answers, exchanged] = await Promise.all([answerTo(first, 'anna'), answerTo(second, 'bogdan')])
    await Promise.all([
      refuses(station.manager.finishLogin(one, { ...answers, answer: exchanged.answer }), 'login-failed'),
      refuses(station.manager.finishLogin(other, { ...exchanged, answer: answers.answer }), 'login-failed'),
    ])
  })
})

describe('a certificate', () => {
  const withCertificate = async (
    station: LoginStation,
    certificate: ReturnType<typeof testCertificate>,
    user?: string,
  ) => {
    const session = station.manager.connect()
    const { login, type, challenge } = await begin(station, session, ['x509'])
    const answer = answerX509(challenge, { certificate: certificate.pem, key: certificate.keyPem })
    return station.manager.finishLogin(session, { login, type, answer, ...(user !== undefined && { user }) })
  }

  test('says who logs in, without a name or with that name only', async () => {
    const station = await loginStation()
    const certificate = await trust(station, { names: ['anna'] })
    expect(await withCertificate(station, certificate)).toEqual(OK)
    expect(await withCertificate(station, certificate, 'anna')).toEqual(OK)
    await refuses(withCertificate(station, certificate, 'bogdan'), 'login-failed', {})
  })

  test('of a user who was removed lets nobody in', async () => {
    const station = await loginStation()
    const certificate = await trust(station, { names: ['anna'] })
    await withCertificate(station, certificate)
    await station.manager.users.remove({ is: 'owner' }, ['anna'])
    await refuses(withCertificate(station, certificate), 'login-failed', {})
  })

  test.each(['runtime', 'nobody', 'Anna', ' anna'])('of “%s” lets nobody in', async (name) => {
    const station = await loginStation()
    await refuses(withCertificate(station, await trust(station, { names: [name] })), 'login-failed', {})
  })

  test('of a locked user lets nobody in', async () => {
    const station = await loginStation()
    const certificate = await trust(station, { names: ['anna'] })
    const session = station.manager.connect()
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await refuses(clientLogIn(station, session, { ...anna, password: 'wrong' }), 'login-failed')
    }
    await refuses(withCertificate(station, certificate), 'login-failed', {})
  })

  test('with a recorded signature lets nobody in a second time', async () => {
    const station = await loginStation()
    const { pem, keyPem } = await trust(station, { names: ['anna'] })
    const session = station.manager.connect()
    const { login, type, challenge } = await begin(station, session, ['x509'])
    const recorded = { login, type, answer: answerX509(challenge, { certificate: pem, key: keyPem }) }
    expect(await station.manager.finishLogin(session, recorded)).toEqual(OK)
    await refuses(station.manager.finishLogin(session, recorded), 'login-failed')
    const next = await begin(station, session, ['x509'])
    await refuses(station.manager.finishLogin(session, { ...recorded, login: next.login }), 'login-failed')
  })

  test('whose answer comes after 60.1 seconds lets nobody in', async () => {
    const station = await loginStation()
    const { pem, keyPem } = await trust(station, { names: ['anna'] })
    const session = station.manager.connect()
    for (const [waits, may] of [
      [59_900, true],
      [60_100, false],
    ] as const) {
      const { login, type, challenge } = await begin(station, session, ['x509'])
      const asked = { login, type, answer: answerX509(challenge, { certificate: pem, key: keyPem }) }
      station.world.now += waits
      if (may) expect(await station.manager.finishLogin(session, asked)).toEqual(OK)
      else await refuses(station.manager.finishLogin(session, asked), 'login-failed', {})
    }
  })
})
