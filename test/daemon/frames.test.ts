import { expect, it, vi } from 'vitest'
import { FrameDecoder, TOO_LARGE } from '../../src/main/daemon/frames'
import { parseFrame } from '../../src/main/daemon/json'
import { holdAnswers, SESSION } from './fakeSessions'
import { failure, startStage, TOKEN } from './stage'

const LARGEST = 65_536

/** A ping of exactly so many bytes before its line feed. */
function pingOf(bytes: number): string {
  const bare = JSON.stringify({ command: 'ping', authToken: TOKEN, x: '' })
  return JSON.stringify({ command: 'ping', authToken: TOKEN, x: 'x'.repeat(bytes - bare.length) })
}

const nested = (levels: number) =>
  `{"command":"ping","authToken":"${TOKEN}","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`

it('answers one frame without an id once and ends the connection', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send({ command: 'ping', authToken: TOKEN })
  client.send({ command: 'ping', authToken: TOKEN })
  expect(await client.rest()).toEqual([
    '{"success":true,"data":{"status":"ok","sessions":0,"time":1700000000.250,"version":"1.2.3","protocol":1}}',
  ])
})

it.each(['7', '-1', '9007199254740993', '"sieben"', '"😀"', '""', `"${'x'.repeat(1000)}"`])(
  'keeps the connection open for the id %s and puts it first',
  async (id) => {
    const stage = await startStage()
    const client = await stage.connect()
    for (let times = 0; times < 2; times += 1) {
      client.send(`{"command":"ping","authToken":"${TOKEN}","id":${id}}\n`)
      expect((await client.line()).startsWith(`{"id":${id},"success":true`)).toBe(true)
    }
  },
)

it('answers what is asked together also when it comes in single bytes or many frames at once', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  const frame = `{"id":"ü€😀","command":"ping","authToken":"${TOKEN}"}\r\n`
  const bytes = Buffer.from(frame)
  for (const byte of bytes) {
    client.send(Buffer.from([byte]))
    await new Promise(setImmediate)
  }
  expect(await client.reply()).toMatchObject({ id: 'ü€😀', success: true })
  client.send(frame.repeat(100))
  for (let answers = 0; answers < 100; answers += 1) expect(await client.reply()).toMatchObject({ success: true })
})

it.each(['1.5', 'null', 'true', '{}', '[1]'])('refuses the id %s and ends the connection', async (id) => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send(`{"id":${id},"command":"ping","authToken":"${TOKEN}"}\n`)
  expect(await client.restOfReplies()).toEqual([
    { success: false, error: { type: 'invalid_argument', message: '"id" must be a string or an integer.' } },
  ])
})

it('answers what waits before a frame without an id ends the connection', async () => {
  const stage = await startStage()
  const held = holdAnswers(stage.sessions)
  const client = await stage.connect()
  const query = { command: 'query', method: 'read', params: [], sessionId: SESSION }
  client.send({ id: 1, ...query, authToken: TOKEN })
  client.send({ command: 'ping', authToken: TOKEN })
  client.send({ id: 2, command: 'ping', authToken: TOKEN })
  expect(await client.reply()).toMatchObject({ success: true, data: { status: 'ok' } })
  held.say('5')
  expect(await client.rest()).toEqual(['{"id":1,"success":true,"data":5}'])
})

it('takes a frame of 65 536 bytes', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send(`${pingOf(LARGEST)}\n`)
  expect(await client.reply()).toMatchObject({ success: true })
})

it('refuses a larger frame as soon as 65 537 bytes are there, before any line feed', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send(pingOf(LARGEST))
  await expect(Promise.race([client.ended, new Promise((resolve) => setTimeout(resolve, 100, 'open'))])).resolves.toBe(
    'open',
  )
  client.send('}')
  expect(await client.restOfReplies()).toEqual([failure('payload_too_large')])
})

it('refuses a larger frame with its line feed too', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send(`${pingOf(LARGEST + 1)}\n`)
  expect(await client.restOfReplies()).toEqual([failure('payload_too_large')])
})

it.each([false, true])('takes what a refused peer goes on sending, so that it reads why (TCP: %s)', async (tcp) => {
  const stage = await startStage({ tcp })
  const client = await stage.connect()
  const sent = new Promise((resolve) => client.socket.write('x'.repeat(8 * 1024 * 1024), resolve))
  expect(await sent).toBeFalsy()
  expect(await client.reply()).toEqual(failure('payload_too_large'))
})

it('takes 64 levels and refuses 65', async () => {
  const stage = await startStage()
  const [fine, deep] = [await stage.connect(), await stage.connect()]
  fine.send(`${nested(64)}\n`)
  deep.send(`${nested(65)}\n`)
  expect(await fine.reply()).toMatchObject({ success: true })
  expect(await deep.reply()).toEqual(failure('invalid_json'))
})

it('counts no bracket that stands in a text as a level', async () => {
  const stage = await startStage()
  expect(await stage.ask({ command: 'ping', x: `\\"${'['.repeat(100)}"${'{'.repeat(100)}` })).toMatchObject({
    success: true,
  })
})

it.each([
  ['an empty line', ''],
  ['half an object', '{"command":"ping"'],
  ['an array', '[]'],
  ['a number', '5'],
  ['null', 'null'],
  ['two objects', '{}{}'],
  ['a byte order mark', '\ufeff{}'],
  ['a comment', '{}//'],
  ['65 000 open brackets', '['.repeat(65_000)],
  ['65 000 open brackets beside a long number', `{"a":1234567890123456789,"b":${'['.repeat(65_000)}`],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['an overlong form', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
  ['a surrogate', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
  ['a number with a leading zero', '{"command":"ping","x":01234567890123456789}'],
])('calls %s invalid JSON and ends the connection', async (_, bytes) => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send(Buffer.concat([Buffer.from(bytes), Buffer.from('\n')]))
  expect(await client.restOfReplies()).toEqual([
    { success: false, error: { type: 'invalid_json', message: 'Invalid JSON' } },
  ])
})

it('never runs the body of an HTTP request', async () => {
  const stage = await startStage({ tcp: true, token: null })
  const client = await stage.connect()
  const body = `{"command":"open","endpointUrl":"opc.tcp://x","config":{}}\n`
  client.send(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  expect(await client.restOfReplies()).toEqual([failure('invalid_json')])
  expect(stage.sessions.asked).toEqual([])
})

it('answers a peer that has ended its own side already', async () => {
  const stage = await startStage()
  const held = holdAnswers(stage.sessions)
  const client = await stage.connect()
  client.socket.end(`${JSON.stringify({ command: 'query', method: 'read', sessionId: SESSION, authToken: TOKEN })}\n`)
  await vi.waitFor(() => expect(stage.sessions.asked).toHaveLength(1))
  held.say('5')
  expect(await client.rest()).toEqual(['{"success":true,"data":5}'])
})

it('keeps integers beyond 2^53 exact and everything else as the native parser has it', () => {
  const parsed = parseFrame(
    Buffer.from(
      '{"a":18446744073709551615,"b":[-9223372036854775808,0.12345678901234567890,1e30,-0],"a2":9007199254740991,"__proto__":{"x":1},"d":1,"d":2}',
    ),
    64,
  )
  expect(parsed?.['a']).toBe(18_446_744_073_709_551_615n)
  expect(parsed?.['b']).toEqual([-9_223_372_036_854_775_808n, 0.123_456_789_012_345_68, 1e30, -0])
  expect(parsed?.['a2']).toBe(9_007_199_254_740_991)
  expect(parsed?.['d']).toBe(2)
  expect(parsed && Object.getPrototypeOf(parsed)).toBe(Object.prototype)
})

it('holds one frame at most, in whatever pieces it comes', () => {
  const decoder = new FrameDecoder(8)
  const frames: string[] = []
  const hear = (text: string) => {
    decoder.push(Buffer.from(text))
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      if (frame === TOO_LARGE) return 'too large'
      frames.push(frame.toString())
    }
    return 'more'
  }
  for (const piece of ['ab', 'c\nd', 'e\n\nfgh', 'ij', 'klm\n', '12345678', '\n']) expect(hear(piece)).toBe('more')
  expect(frames).toEqual(['abc', 'de', '', 'fghijklm', '12345678'])
  expect(hear('123456789')).toBe('too large')
})
