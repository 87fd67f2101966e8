import { request, type IncomingMessage } from 'node:http'
import { expect, test, vi } from 'vitest'
import { startServer } from './visitor'

/** A page that listens, until it is closed. */
function page(port: number, cookie: string): Promise<IncomingMessage> {
  return new Promise((opened, failed) => {
    const asked = request({ host: '127.0.0.1', port, path: '/events', headers: { cookie } }, (answer) => {
      answer.resume()
      opened(answer)
    })
    asked.once('error', failed)
    asked.end()
  })
}

test('a browser whose last page was closed has left after a while, and only then', async () => {
  const visit = await startServer({}, { absence: 150 })
  const cookie = await visit.enter()
  const one = await page(visit.server.port, cookie)
  const two = await page(visit.server.port, cookie)
  one.destroy()
  await new Promise((later) => setTimeout(later, 300))
  expect(visit.gone).toEqual([])
  two.destroy()
  await vi.waitFor(() => expect(visit.gone).toEqual(['browser-1']))
  await visit.close()
})

test('a page that is loaded again has not left', async () => {
  const visit = await startServer({}, { absence: 300 })
  const cookie = await visit.enter()
  const before = await page(visit.server.port, cookie)
  before.destroy()
  await new Promise((later) => setTimeout(later, 50))
  const after = await page(visit.server.port, cookie)
  await new Promise((later) => setTimeout(later, 500))
  expect(visit.gone).toEqual([])
  after.destroy()
  await visit.close()
})

test('values that were watched are not said again to a page that comes back', async () => {
  const visit = await startServer()
  const cookie = await visit.enter()
  visit.events.emit('sessions.values', { watch: 'w', values: [] })
  visit.events.emit('sessions.changed', {})
  const text = await new Promise<string>((heard) => {
    const headers = { cookie, 'last-event-id': 'another run-0' }
    const asked = request({ host: '127.0.0.1', port: visit.server.port, path: '/events', headers }, (answer) => {
      let all = ''
      answer.on('data', (chunk: Buffer) => {
        all += chunk.toString()
        if (!all.includes('sessions.changed')) return
        answer.destroy()
        heard(all)
      })
    })
    asked.end()
  })
  expect(text).not.toContain('sessions.values')
  await visit.close()
})
