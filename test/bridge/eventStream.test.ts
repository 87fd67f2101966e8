import { connect } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listen, startServer } from './visitor'

type Server = Awaited<ReturnType<typeof startServer>>
let server: Server
let cookie: string
let streams: ReturnType<typeof listen>[]

beforeEach(async () => {
  server = await startServer({}, { heartbeat: 50 })
  cookie = await server.enter()
  streams = []
})
afterEach(async () => {
  for (const stream of streams) stream.close()
  await server.close()
})

function open(path = '/events', headers: Record<string, string> = {}) {
  const stream = listen(server.server.port, path, { cookie, ...headers })
  streams.push(stream)
  return stream
}

it('every open page hears what changed', async () => {
  const pages = [open(), open()]
  for (const page of pages) expect(await page.next()).toMatchObject({ event: 'here' })
  server.events.emit('databases.changed', { database: 'd1', what: ['users', 'state'] })
  for (const page of pages) {
    expect(await page.next()).toMatchObject({
      event: 'databases.changed',
      data: { database: 'd1', what: ['users', 'state'] },
    })
  }
})

it('a page that comes back hears each thing it missed, once, in order', async () => {
  const before = open()
  await before.next()
  server.events.emit('places.changed', {})
  const { id } = await before.next()
  before.close()
  for (const database of ['d1', 'd2', 'd1']) server.events.emit('databases.changed', { database, what: ['users'] })
  server.events.emit('work.progress', { work: 'w', done: 1, total: 2 })
  server.events.emit('settings.changed', {})
  const missed = [
    { event: 'here', data: {} },
    { event: 'databases.changed', data: { database: 'd2', what: ['users'] } },
    { event: 'databases.changed', data: { database: 'd1', what: ['users'] } },
    { event: 'settings.changed', data: {} },
  ]
  // A broken connection says so in the header, a page that slept in its address.
  for (const page of [open('/events', { 'last-event-id': id }), open(`/events?since=${id}`)]) {
    for (const event of missed) expect(await page.next()).toMatchObject(event)
  }
})

it('a page with an id of another run hears everything that is kept', async () => {
  server.events.emit('places.changed', {})
  for (const id of ['old-12', 'x', '-', '']) {
    const page = open('/events', { 'last-event-id': id })
    expect(await page.next()).toMatchObject({ event: 'here' })
    expect(await page.next()).toMatchObject({ event: 'places.changed' })
  }
})

it('a new page hears nothing of what was before it', async () => {
  server.events.emit('places.changed', {})
  const page = open()
  await page.next()
  server.events.emit('settings.changed', {})
  expect(await page.next()).toMatchObject({ event: 'settings.changed' })
})

it('a quiet stream shows that it lives', async () => {
  const page = open()
  await page.next()
  await page.raw('\n:\n')
})

it('closing ends open streams at once', async () => {
  const pages = [open(), open()]
  for (const page of pages) await page.next()
  const began = performance.now()
  await server.server.close()
  for (const page of pages) await page.ended()
  expect(performance.now() - began).toBeLessThan(900)
})

it('a page that stops reading is let go instead of filling the memory', async () => {
  const { port } = server.server
  const socket = connect({ host: '127.0.0.1', port })
  socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  socket.pause()
  const gone = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
    socket.once('error', () => socket.destroy())
  })
  const name = 'x'.repeat(60_000)
  for (let index = 0; index < 200 && !socket.destroyed; index += 1) {
    server.events.emit('work.progress', { work: `${index}${name}`, done: 1, total: 2 })
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.resume()
  await gone
})
