import { describe, expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { ANNA, BEN, stage, wish } from './fakeParts'
import { settled } from './manualClock'

const down = new RequestFailure('ConnectionException', 'The link to the server is lost: BadConnectionRejected.', {
  status: 'BadConnectionRejected',
})
const disabled = new RequestFailure('ServiceException', 'The server refused the request: BadIdentityTokenRejected.', {
  status: 'BadIdentityTokenRejected',
})
const DOUBT = 'It may have been executed'

async function opened(config: object = {}) {
  const all = stage()
  const { sessionId } = await all.sessions.open(ANNA, wish(config))
  const ask = (method: string, ...parameters: unknown[]) => all.sessions.query(sessionId, method, parameters)
  const outcome = (asked: Promise<string>) => asked.catch((error: unknown) => error)
  const done = () => all.opcua.executed.map(({ method, parameters }) => [method, ...parameters].join(' '))
  return Object.assign(all, { id: sessionId, ask, outcome, done })
}

describe('when the link is lost', () => {
  test('a new one is made and reads go on with it', async () => {
    const { opcua, ask, sessions, clock } = await opened()
    opcua.links[0]?.cut()
    expect(await ask('isConnected')).toBe('false')
    expect(await ask('getConnectionState')).toBe('"Broken"')
    expect(sessions.list()[0]?.state).toBe('Broken')
    const read = ask('read')
    await clock.pass(1)
    expect(await read).toBe('"read"')
    expect(await ask('getConnectionState')).toBe('"Connected"')
    expect(opcua.attempts).toHaveLength(2)
    expect(opcua.links[0]?.closed).toBe(true)
    await sessions.end()
  })

  test('tries follow with growing pauses, and the session says when the next one is', async () => {
    const { opcua, sessions, clock } = await opened()
    opcua.opening = () => ({ fail: down })
    opcua.links[0]?.cut()
    await clock.pass(0)
    expect(opcua.attempts).toHaveLength(2)
    for (const wait of [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const before = opcua.attempts.length
      await clock.pass(wait - 1)
      expect(opcua.attempts).toHaveLength(before)
      const state = sessions.rows()[0]?.state
      expect(state).toMatchObject({ is: 'lost', because: 'BadConnectionRejected', retryAt: clock.now() + 1 })
      await clock.pass(1)
      expect(opcua.attempts).toHaveLength(before + 1)
    }
    await sessions.end()
  })

  test('a link that breaks again at once does not make us ask without a pause', async () => {
    const { opcua, sessions, clock } = await opened()
    for (const wait of [0, 250, 500, 1000]) {
      opcua.links.at(-1)?.cut()
      const before = opcua.attempts.length
      await clock.pass(Math.max(wait - 1, 0))
      if (wait > 0) expect(opcua.attempts).toHaveLength(before)
      await clock.pass(1)
      expect(opcua.attempts).toHaveLength(before + 1)
    }
    await clock.pass(6000)
    opcua.links.at(-1)?.cut()
    const before = opcua.attempts.length
    await clock.pass(0)
    expect(opcua.attempts).toHaveLength(before + 1)
    await sessions.end()
  })

  test('reads are asked again, once; the order stays', async () => {
    const { opcua, ask, clock, outcome, done, sessions } = await opened()
    opcua.reply = () => undefined
    const reads = [1, 2, 3].map((one) => outcome(ask('read', one)))
    const write = outcome(ask('write', 4))
    opcua.under()[1]?.execute()
    opcua.links[0]?.cut()
    await clock.pass(0)
    expect(opcua.under().map(({ parameters }) => parameters[0])).toEqual([1, 2, 3])
    for (const one of opcua.under()) one.answer(String(one.parameters[0]))
    await settled()
    opcua.under()[0]?.answer('4')
    expect(await Promise.all([...reads, write])).toEqual(['1', '2', '3', '4'])
    expect(done()).toEqual(['read 2', 'read 1', 'read 2', 'read 3', 'write 4'])
    const last = outcome(ask('read', 5))
    for (let one = 0; one < 2; one += 1) {
      opcua.under()[0]?.execute()
      opcua.links.at(-1)?.cut()
      await clock.pass(300)
    }
    expect(await last).toMatchObject({ type: 'ConnectionException' })
    await sessions.end()
  })

  test('the number of repetitions can be chosen; none is asked for with 0', async () => {
    for (const autoRetry of [0, 3]) {
      const { opcua, ask, clock, outcome, done, sessions } = await opened({ autoRetry, opcuaTimeout: 60 })
      opcua.reply = () => undefined
      const read = outcome(ask('read'))
      for (let one = 0; one < 6; one += 1) {
        opcua.under()[0]?.execute()
        opcua.links.at(-1)?.cut()
        await clock.pass(6000)
      }
      expect(await read).toMatchObject({ type: 'ConnectionException' })
      expect(done()).toHaveLength(autoRetry + 1)
      await sessions.end()
    }
  })

  test.each(['write', 'writeMulti', 'call', 'browseNext'])(
    '%s that may have been executed is not repeated, and the answer says so',
    async (method) => {
      const { opcua, ask, clock, outcome, done, sessions } = await opened()
      opcua.reply = () => undefined
      const asked = outcome(ask(method))
      opcua.under()[0]?.execute()
      opcua.links[0]?.cut()
      await clock.pass(5000)
      const failure = await asked
      expect(failure).toMatchObject({ type: 'ConnectionException', facts: { sent: true } })
      expect(String(failure)).toContain(DOUBT)
      expect(done()).toEqual([method])
      await sessions.end()
    },
  )

  test('a write that surely never left is sent on the next link', async () => {
    const { opcua, ask, clock, done, sessions } = await opened()
    opcua.reply = () => undefined
    const write = ask('write', 1)
    opcua.links[0]?.cut()
    opcua.reply = () => '0'
    await clock.pass(0)
    expect(await write).toBe('0')
    expect(done()).toEqual(['write 1'])
    await sessions.end()
  })

  test('a request waits no longer than it may, and then says that it was not sent', async () => {
    const { opcua, ask, clock, outcome, done, sessions } = await opened({ opcuaTimeout: 2 })
    opcua.opening = () => ({ fail: down })
    opcua.links[0]?.cut()
    const write = outcome(ask('write'))
    const read = outcome(ask('read'))
    await clock.pass(2001)
    for (const one of [write, read]) {
      expect(await one).toMatchObject({ type: 'ConnectionException', facts: { sent: false } })
      expect(String(await one)).not.toContain(DOUBT)
    }
    expect(done()).toEqual([])
    await sessions.end()
  })

  test.each(['BadSessionIdInvalid', 'BadSessionClosed', 'BadSecureChannelIdInvalid', 'BadSessionNotActivated'])(
    'a server that answers %s has forgotten us: the session is made again and the read repeated',
    async (status) => {
      const { opcua, ask, clock, sessions } = await opened()
      const forgotten = new RequestFailure('ServiceException', status, { status, sent: true })
      opcua.reply = ({ method }) => (opcua.links.length === 1 ? forgotten : JSON.stringify(method))
      const read = ask('read')
      await clock.pass(0)
      expect(await read).toBe('"read"')
      expect(opcua.attempts).toHaveLength(2)
      await sessions.end()
    },
  )

  test('a slow answer or a refused value costs no link', async () => {
    const { opcua, ask, clock, outcome, sessions } = await opened()
    for (const failure of [
      new RequestFailure('ConnectionException', 'Late.', { status: 'BadTimeout', sent: true }),
      new RequestFailure('ServiceException', 'BadNodeIdUnknown', { status: 'BadNodeIdUnknown', sent: true }),
      new RequestFailure('invalid_argument', 'No.', { sent: false }),
    ]) {
      opcua.reply = () => failure
      expect(await outcome(ask('read'))).toBe(failure)
    }
    opcua.reply = () => undefined
    const slow = outcome(ask('read'))
    await clock.pass(5000)
    opcua.under()[0]?.fail(new RequestFailure('ConnectionException', 'Timed out.', { sent: true }))
    expect(await slow).toMatchObject({ message: 'Timed out.' })
    expect(opcua.attempts).toHaveLength(1)
    await sessions.end()
  })

  test('the limit that is left goes with a repeated request', async () => {
    const { opcua, ask, clock, sessions } = await opened()
    opcua.reply = () => undefined
    void ask('read').catch(() => undefined)
    expect(opcua.under()[0]?.limit).toBe(5000)
    await clock.pass(1200)
    opcua.links[0]?.cut()
    await clock.pass(0)
    expect(opcua.under()[0]?.limit).toBe(3800)
    await sessions.end()
  })
})

describe('when the server refuses us after a lost link', () => {
  test('it is not asked again, requests fail at once with its reason, and the session stays in the list', async () => {
    const { opcua, ask, clock, outcome, sessions } = await opened()
    opcua.opening = () => ({ fail: disabled })
    opcua.links[0]?.cut()
    const waiting = outcome(ask('read'))
    await clock.pass(600_000 - 40_000)
    expect(opcua.attempts).toHaveLength(2)
    expect(await waiting).toBe(disabled)
    expect(await outcome(ask('write'))).toBe(disabled)
    expect(sessions.list()).toMatchObject([{ state: 'Broken' }])
    expect(sessions.rows()[0]?.state).toMatchObject({ is: 'lost', because: 'BadIdentityTokenRejected', retryAt: null })
    await sessions.end()
  })

  test('reconnect asks once more, says what came of it, and on success everything goes on', async () => {
    const { opcua, ask, clock, outcome, sessions } = await opened()
    opcua.opening = () => ({ fail: disabled })
    opcua.links[0]?.cut()
    await clock.pass(0)
    expect(await outcome(ask('reconnect'))).toBe(disabled)
    expect(opcua.attempts).toHaveLength(3)
    opcua.opening = () => 'succeed'
    expect(await ask('reconnect')).toBe('null')
    expect(await ask('read')).toBe('"read"')
    await sessions.end()
  })

  test('who opens it again asks the server again, once for all who ask', async () => {
    const { opcua, clock, sessions, id } = await opened()
    opcua.opening = () => ({ fail: disabled })
    opcua.links[0]?.cut()
    await clock.pass(0)
    const all = await Promise.allSettled([sessions.open(ANNA, wish()), sessions.open(BEN, wish())])
    expect(all).toMatchObject([{ reason: disabled }, { reason: disabled }])
    expect(opcua.attempts).toHaveLength(3)
    opcua.opening = () => 'succeed'
    expect(await sessions.open(BEN, wish())).toEqual({ sessionId: id, reused: true })
    await sessions.end()
  })
})

describe('a session whose link is lost', () => {
  test('is given to who opens it when it is back, and not before', async () => {
    const { opcua, clock, sessions, id } = await opened()
    opcua.opening = () => ({ fail: down })
    opcua.links[0]?.cut()
    await clock.pass(0)
    const late = sessions.open(BEN, wish()).catch((error: unknown) => error)
    await clock.pass(5001)
    expect(await late).toMatchObject({ type: 'ConnectionException', facts: { status: 'BadConnectionRejected' } })
    const next = sessions.open(BEN, wish())
    opcua.opening = () => 'succeed'
    await clock.pass(4000)
    expect(await next).toEqual({ sessionId: id, reused: true })
    await sessions.end()
  })

  test('ends when it is closed, and is not tried any more', async () => {
    const { opcua, clock, sessions, id, ask, outcome } = await opened()
    opcua.opening = () => ({ fail: down })
    opcua.links[0]?.cut()
    const waiting = outcome(ask('read'))
    await clock.pass(0)
    await sessions.close(ANNA, id)
    expect(await waiting).toMatchObject({ type: 'session_not_found' })
    const before = opcua.attempts.length
    await clock.pass(60_000)
    expect(opcua.attempts).toHaveLength(before)
    await sessions.end()
    expect(clock.timers).toBe(0)
  })

  test('that is closed while a try is under way keeps no link', async () => {
    const { opcua, clock, sessions, id } = await opened()
    opcua.opening = () => 'hang'
    opcua.links[0]?.cut()
    await clock.pass(0)
    await sessions.close(ANNA, id)
    opcua.release()
    await settled()
    expect(opcua.links.filter(({ closed }) => !closed)).toEqual([])
    await sessions.end()
  })
})

describe('reconnecting by hand', () => {
  test('takes a new link after what is under way, and lets go of the old one', async () => {
    const { opcua, ask, sessions } = await opened()
    opcua.reply = () => undefined
    const read = ask('read')
    const again = ask('reconnect')
    await settled()
    expect(opcua.attempts).toHaveLength(1)
    opcua.under()[0]?.answer('1')
    expect(await read).toBe('1')
    expect(await again).toBe('null')
    expect(opcua.links.map(({ closed }) => closed)).toEqual([true, false])
    await sessions.end()
  })
})
