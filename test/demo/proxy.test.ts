import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cutableProxy, silentEndpoint, type CutableProxy } from '../support/controllerProxy'

/** Answers every byte with an upper-case one, and keeps what it heard. */
let heard = ''
let proxy: CutableProxy
const serving = new Set<Socket>()
const talking = new Set<Socket>()
const echo = createServer((socket) => {
  serving.add(socket)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    heard += chunk.toString()
    socket.write(chunk.toString().toUpperCase())
  })
})

beforeEach(async () => {
  heard = ''
  await new Promise<void>((ready) => echo.listen(0, '127.0.0.1', ready))
  proxy = await cutableProxy((echo.address() as AddressInfo).port)
})
afterEach(async () => {
  for (const socket of [...talking, ...serving]) socket.destroy()
  await proxy.close()
  await new Promise((done) => echo.close(done))
})

test('bytes go through in both directions and are counted', async () => {
  const client = await talk(proxy.port)
  client.say('hello')
  await vi.waitFor(() => expect(client.heard()).toBe('HELLO'))
  expect(proxy.bytes()).toEqual({ toServer: 5, toClient: 5 })
  expect([proxy.links(), proxy.accepted()]).toEqual([1, 1])
})

test('a cut ends every link and everybody who comes, until it is over', async () => {
  const client = await talk(proxy.port)
  proxy.cut(300)
  await vi.waitFor(() => expect(client.ended()).toBe(true))
  const early = await talk(proxy.port)
  await vi.waitFor(() => expect(early.ended()).toBe(true))
  await wait(320)
  const late = await talk(proxy.port)
  late.say('again')
  await vi.waitFor(() => expect(late.heard()).toBe('AGAIN'))
})

test('a frozen wire accepts links and passes nothing on, and gives everything when it thaws', async () => {
  const before = await talk(proxy.port)
  proxy.freeze()
  const after = await talk(proxy.port)
  before.say('one')
  after.say('two')
  await wait(100)
  expect([heard, before.heard(), after.heard(), after.ended()]).toEqual(['', '', '', false])
  proxy.mend()
  await vi.waitFor(() => expect([before.heard(), after.heard()]).toEqual(['ONE', 'TWO']))
})

test.for(['destroy', 'resetAndDestroy'] as const)(
  'a frozen wire does not tell that the server has gone (%s)',
  async (end) => {
    const client = await talk(proxy.port)
    client.say('x')
    await vi.waitFor(() => expect(client.heard()).toBe('X'))
    proxy.freeze()
    for (const socket of serving) socket[end]()
    await wait(100)
    expect(client.ended()).toBe(false)
    proxy.mend()
    await vi.waitFor(() => expect(client.ended()).toBe(true))
  },
)

test('swallowed answers never come, but the server has heard the question', async () => {
  const client = await talk(proxy.port)
  proxy.swallowAnswers()
  client.say('lost')
  await vi.waitFor(() => expect(proxy.bytes()).toEqual({ toServer: 4, toClient: 4 }))
  expect(heard).toBe('lost')
  proxy.mend()
  client.say('found')
  await vi.waitFor(() => expect(client.heard()).toBe('FOUND'))
})

test('bytes are kept by link and direction once recording is on', async () => {
  const one = await talk(proxy.port)
  one.say('unheard')
  await vi.waitFor(() => expect(one.heard()).toBe('UNHEARD'))
  proxy.record()
  one.say('first')
  const two = await talk(proxy.port)
  two.say('second')
  await vi.waitFor(() => expect([one.heard(), two.heard()]).toEqual(['UNHEARDFIRST', 'SECOND']))
  expect(proxy.recorded().map(({ toServer, toClient }) => [String(toServer), String(toClient)])).toEqual([
    ['first', 'FIRST'],
    ['second', 'SECOND'],
  ])
})

test('a server that is not there ends the link', async () => {
  await new Promise((done) => {
    echo.close(done)
    for (const socket of serving) socket.destroy()
  })
  const client = await talk(proxy.port)
  await vi.waitFor(() => expect(client.ended()).toBe(true))
  await new Promise<void>((ready) => echo.listen(0, '127.0.0.1', ready))
})

test('a silent endpoint accepts everybody and says nothing', async () => {
  const silent = await silentEndpoint()
  const client = await talk(silent.port)
  client.say('anybody?')
  await vi.waitFor(() => expect(silent.received()).toBe(8))
  await wait(100)
  expect([client.heard(), client.ended(), silent.links(), silent.accepted()]).toEqual(['', false, 1, 1])
  await silent.close()
  await vi.waitFor(() => expect(client.ended()).toBe(true))
})

async function talk(port: number) {
  const socket = connect(port, '127.0.0.1')
  talking.add(socket)
  let text = ''
  let ended = false
  socket.on('data', (chunk) => void (text += chunk.toString()))
  socket.on('error', () => socket.destroy())
  socket.once('close', () => void (ended = true))
  await new Promise((known) => socket.once('connect', known).once('close', known))
  return { say: (words: string) => void socket.write(words), heard: () => text, ended: () => ended }
}
