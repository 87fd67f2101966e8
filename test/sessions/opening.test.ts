import { describe, expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { ANNA, BEN, stage, URL, wish } from './fakeParts'
import { settled } from './manualClock'

const USER = { username: 'operator', password: 'right' }
const refused = new RequestFailure('ServiceException', 'The server refused the request: BadIdentityTokenRejected.', {
  status: 'BadIdentityTokenRejected',
})

describe('opening', () => {
  test('gives 32 hexadecimal characters that nobody can guess', async () => {
    const { sessions } = stage()
    const ids = new Set<string>()
    for (let one = 0; one < 50; one += 1) {
      const { sessionId, reused } = await sessions.open(ANNA, wish({}, URL, true))
      expect(sessionId).toMatch(/^[\da-f]{32}$/)
      expect(reused).toBe(false)
      ids.add(sessionId)
    }
    expect(ids.size).toBe(50)
    await sessions.end()
  })

  test('the same request gets the session that is open, however it is written', async () => {
    const { sessions, opcua } = stage()
    const first = await sessions.open(ANNA, wish({ ...USER, opcuaTimeout: 5, trustPolicy: null }, 'opc.tcp://PLC'))
    const second = await sessions.open(
      BEN,
      wish({ opcuaTimeout: 5, password: 'right', username: 'operator' }, 'opc.tcp://plc:4840/'),
    )
    expect(second).toEqual({ sessionId: first.sessionId, reused: true })
    expect(opcua.attempts).toHaveLength(1)
    await sessions.end()
  })

  test('a wrong password never gets a session that is open already', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish(USER))
    opcua.opening = ({ identity }) =>
      identity.is === 'user-name' && identity.password === 'right' ? 'succeed' : { fail: refused }
    await expect(sessions.open(BEN, wish({ ...USER, password: 'wrong' }))).rejects.toBe(refused)
    await expect(sessions.open(BEN, wish({ ...USER, password: '' }))).rejects.toBe(refused)
    expect(await sessions.open(BEN, wish(USER))).toEqual({ sessionId, reused: true })
    await sessions.end()
  })

  test.each([
    { opcuaTimeout: 7 },
    { autoRetry: 3 },
    { batchSize: 3 },
    { defaultBrowseMaxDepth: 3 },
    { trustPolicy: 'full' },
    { autoAccept: true },
    { autoAcceptForce: true },
    { autoDetectWriteType: false },
    { readMetadataCache: true },
    { username: 'operator', password: '1' },
    { username: 'operator', password: '2' },
    { username: 'Operator', password: '1' },
    { securityPolicy: 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256', securityMode: 2 },
    { securityPolicy: 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256', securityMode: 3 },
  ])('another value of any key is another session: %j', async (config) => {
    const { sessions } = stage()
    const plain = await sessions.open(ANNA, wish())
    const other = await sessions.open(ANNA, wish(config))
    expect(other.reused).toBe(false)
    expect(other.sessionId).not.toBe(plain.sessionId)
    expect(await sessions.open(ANNA, wish({ ...config }))).toEqual({ ...other, reused: true })
    await sessions.end()
  })

  test('a name and a password in the address tell sessions apart and are shown to nobody', async () => {
    const { sessions, opcua, lines } = stage()
    await sessions.open(ANNA, wish({}, 'opc.tcp://anna:s3cret@plc'))
    const other = await sessions.open(ANNA, wish({}, 'opc.tcp://anna:other@plc'))
    expect(other.reused).toBe(false)
    expect(JSON.stringify([sessions.list(), sessions.rows(), lines, opcua.attempts])).not.toMatch(/s3cret|anna:/)
    await sessions.end()
  })

  test('two at the same moment make one OPC UA session, and one of them is told that it is shared', async () => {
    const { sessions, opcua } = stage()
    opcua.opening = () => 'hang'
    const both = Promise.all([sessions.open(ANNA, wish(USER)), sessions.open(BEN, wish(USER))])
    await settled()
    opcua.release()
    const [one, other] = await both
    expect(one).toEqual({ sessionId: other.sessionId, reused: false })
    expect(other.reused).toBe(true)
    expect(opcua.attempts).toHaveLength(1)
    await sessions.end()
  })

  test('whoever waits for a session still gets it when the one who asked first has left', async () => {
    const { sessions, opcua } = stage()
    opcua.opening = () => 'hang'
    const first = sessions.open(ANNA, wish()).catch((error: unknown) => error)
    const second = sessions.open(BEN, wish())
    await settled()
    sessions.leave('anna')
    opcua.release()
    const { sessionId } = await second
    await first
    expect(sessions.rows()).toMatchObject([{ session: sessionId, readers: 1, holders: ['ben'] }])
    await sessions.end()
  })

  test('an attempt for which nobody waits any more is called off', async () => {
    const { sessions, opcua } = stage()
    opcua.opening = () => 'hang'
    const first = sessions.open(ANNA, wish()).catch((error: unknown) => error)
    await settled()
    sessions.leave('anna')
    expect(await first).toBeInstanceOf(RequestFailure)
    expect(sessions.rows()).toEqual([])
    opcua.release()
    await settled()
    expect(opcua.links.filter(({ closed }) => !closed)).toEqual([])
    await sessions.end()
  })

  test('a failed attempt fails for all who wait, is made once, and leaves nothing behind', async () => {
    const { sessions, opcua, clock } = stage()
    opcua.opening = () => ({ fail: refused })
    const all = await Promise.allSettled([1, 2, 3].map(() => sessions.open(ANNA, wish(USER))))
    expect(all.map((one) => one.status === 'rejected' && one.reason)).toEqual([refused, refused, refused])
    await clock.pass(120_000)
    expect(opcua.attempts).toHaveLength(1)
    expect(sessions.rows()).toEqual([])
    opcua.opening = () => 'succeed'
    expect(await sessions.open(ANNA, wish(USER))).toMatchObject({ reused: false })
    await sessions.end()
  })

  test('a new one can be forced, and an endpoint that hangs delays nobody', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    opcua.opening = ({ endpointUrl }) => (endpointUrl.includes('silent') ? 'hang' : 'succeed')
    const hanging = sessions.open(ANNA, wish({}, 'opc.tcp://silent')).catch((error: unknown) => error)
    const forced = await sessions.open(ANNA, wish({}, URL, true))
    expect(forced.sessionId).not.toBe(sessionId)
    expect(await sessions.query(sessionId, 'read', ['i=2258'])).toBe('"read"')
    expect(sessions.list()).toHaveLength(2)
    expect(sessions.count).toBe(2)
    expect(
      sessions
        .rows()
        .map(({ state }) => state.is)
        .toSorted(),
    ).toEqual(['open', 'open', 'opening'])
    await sessions.end()
    expect(await hanging).toBeInstanceOf(RequestFailure)
  })

  test('there are never more than allowed, those being opened included', async () => {
    const limits = { maxSessions: 2, timeoutSeconds: 600, cleanupSeconds: 30 }
    const { sessions, opcua } = stage({ limits })
    opcua.opening = () => 'hang'
    const first = sessions.open(ANNA, wish({ opcuaTimeout: 1 })).catch((error: unknown) => error)
    const second = sessions.open(ANNA, wish({ opcuaTimeout: 2 })).catch((error: unknown) => error)
    await expect(sessions.open(ANNA, wish({ opcuaTimeout: 3 }))).rejects.toMatchObject({
      type: 'max_sessions_reached',
      message: 'Maximum number of sessions (2) reached',
    })
    const joined = sessions.open(BEN, wish({ opcuaTimeout: 2 }))
    opcua.release()
    expect(await joined).toMatchObject({ reused: true })
    await Promise.all([first, second])
    await sessions.end()
  })

  test('endpoints that are not allowed are refused before anybody looks them up, getEndpoints of a session included', async () => {
    const rules = { endpoints: ['opc.tcp://127.0.0.1:4840'], certificateFolders: undefined }
    const { sessions, opcua, trust } = stage({ rules })
    const other = 'opc.tcp://anna:s3cret@evil.example:4840'
    const failure = { type: 'invalid_argument', message: 'This endpoint is not allowed.' }
    await expect(sessions.open(ANNA, wish({}, other))).rejects.toMatchObject(failure)
    expect([opcua.attempts, trust.asked]).toEqual([[], []])
    const { sessionId } = await sessions.open(ANNA, wish())
    await expect(sessions.query(sessionId, 'getEndpoints', [other])).rejects.toMatchObject(failure)
    await expect(sessions.invoke(sessionId, 'getEndpoints', [other])).rejects.toMatchObject(failure)
    expect(opcua.executed).toEqual([])
    await sessions.query(sessionId, 'getEndpoints', ['opc.tcp://anna:s3cret@127.0.0.1'])
    expect(opcua.executed[0]?.parameters).toEqual(['opc.tcp://127.0.0.1:4840'])
    sessions.allow({ endpoints: ['opc.tcp://elsewhere'], certificateFolders: undefined })
    await expect(sessions.open(ANNA, wish())).rejects.toMatchObject(failure)
    expect(await sessions.query(sessionId, 'read', [])).toBe('"read"')
    await sessions.end()
  })

  test.each([
    [{ endpointUrl: 7, config: {}, forceNew: undefined }],
    [{ endpointUrl: URL, config: { no: 1 }, forceNew: undefined }],
    [{ endpointUrl: URL, config: {}, forceNew: 'yes' }],
  ])('%j is refused', async (request) => {
    const { sessions, opcua } = stage()
    await expect(sessions.open(ANNA, request)).rejects.toMatchObject({ type: 'invalid_argument' })
    expect(opcua.attempts).toEqual([])
    await sessions.end()
  })
})
