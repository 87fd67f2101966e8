import { connect as connectSocket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startServer } from './visitor'

type Server = Awaited<ReturnType<typeof startServer>>
let server: Server
let seen: unknown[]

beforeEach(async () => {
  seen = []
  server = await startServer({
    'databases.list': (input) => {
      seen.push(input)
      return { databases: [] }
    },
  })
})
afterEach(() => server.close())

describe('coming in', () => {
  it('the printed address lets one browser in, once', async () => {
    const { pathname, origin } = new URL(server.server.newAddress())
    expect(origin).toBe(server.origin)
    const first = await server.ask(pathname)
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } })
    const port = server.server.port
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^keyswitch-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    )
    const second = await server.ask(pathname)
    expect(second.status).toBe(403)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.text).toContain('Press Enter in the terminal')
  })

  it('a used address is explained in the language of the browser', async () => {
    const answer = await server.ask('/enter/wrong', { headers: { 'accept-language': 'de-DE,de;q=0.9' } })
    expect(answer).toMatchObject({ status: 403, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(answer.text).toContain('Drücken Sie Enter')
  })

  it('a wrong, empty or shortened token lets nobody in and does not use the right one up', async () => {
    const { pathname } = new URL(server.server.newAddress())
    for (const path of [
      '/enter/',
      '/enter/x',
      pathname.slice(0, -1),
      `${pathname}x`,
      `${pathname}/`,
      `${pathname}?a`,
    ]) {
      expect((await server.ask(path)).status).toBe(403)
    }
    expect((await server.ask(pathname)).status).toBe(303)
  })

  it('a browser that loads ahead, or asks for the head only, does not use the address up', async () => {
    const { pathname } = new URL(server.server.newAddress())
    expect((await server.ask(pathname, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(405)
    expect((await server.ask(pathname, { method: 'HEAD' })).status).toBe(405)
    expect((await server.ask(pathname)).status).toBe(303)
  })

  it('a new address ends the one before, and both browsers that came in stay', async () => {
    const one = await server.enter()
    const unused = new URL(server.server.newAddress()).pathname
    const two = await server.enter()
    expect((await server.ask(unused)).status).toBe(403)
    for (const cookie of [one, two]) expect((await server.ask('/', { headers: { cookie } })).status).toBe(200)
    expect(one).not.toBe(two)
  })

  it('whoever is in already and opens a used address again comes to the page', async () => {
    const cookie = await server.enter()
    const answer = await server.ask('/enter/used', { headers: { cookie } })
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('nothing is given to who has no cookie, a wrong one, or that of another instance', async () => {
    const cookie = await server.enter()
    const value = cookie.split('=')[1] ?? ''
    for (const wrong of [undefined, '', `keyswitch-1=${value}`, `x${cookie}`, `${cookie}x`, cookie.slice(0, -1)]) {
      for (const path of ['/', '/index.html', '/events', '/assets/index-abc.js']) {
        const answer = await server.ask(path, wrong === undefined ? {} : { headers: { cookie: wrong } })
        expect(answer.status).toBe(403)
        expect(answer.text).not.toContain('<title>Keyswitch</title>')
      }
      expect((await server.call(wrong ?? '', 'databases.list', {})).status).toBe(403)
    }
    expect(seen).toEqual([])
    const among = `other=1; keyswitch-1=2; ${cookie}; keyswitch-${server.server.port}=stale`
    expect((await server.ask('/', { headers: { cookie: among } })).status).toBe(200)
  })

  it('the server listens on this machine only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address
    const hosts = ['127.0.0.2', ...(outside ? [outside] : [])]
    for (const host of hosts) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connectSocket({ host, port: server.server.port }, () => resolve(true))
        socket.once('error', () => resolve(false))
        socket.once('close', () => socket.destroy())
        socket.setTimeout(1000, () => socket.destroy())
        socket.once('connect', () => socket.destroy())
      })
      expect(reached).toBe(false)
    }
  })
})

describe('foreign pages', () => {
  it('a name made to point at this machine gets nothing, with the cookie and with the token', async () => {
    const cookie = await server.enter()
    const { pathname } = new URL(server.server.newAddress())
    const port = server.server.port
    for (const host of [
      `evil.example:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.1:${port}`,
    ]) {
      expect((await server.ask('/', { headers: { cookie, host } })).status).toBe(403)
      expect((await server.call(cookie, 'databases.list', {}, { host })).status).toBe(403)
      expect((await server.ask(pathname, { headers: { host } })).status).toBe(403)
    }
    expect((await server.ask(pathname)).status).toBe(303)
    expect(seen).toEqual([])
  })

  it('another origin gets nothing, whether it says so itself or its browser does', async () => {
    const cookie = await server.enter()
    const port = server.server.port
    const origins = [
      'https://evil.example',
      'null',
      `http://localhost:${port}`,
      `https://127.0.0.1:${port}`,
      server.origin + '/',
    ]
    for (const origin of origins) {
      expect((await server.call(cookie, 'databases.list', {}, { origin })).status).toBe(403)
      expect((await server.ask('/events', { headers: { cookie, origin } })).status).toBe(403)
      expect((await server.ask('/', { headers: { cookie, origin } })).status).toBe(403)
    }
    for (const site of ['cross-site', 'same-site']) {
      expect((await server.call(cookie, 'databases.list', {}, { 'sec-fetch-site': site })).status).toBe(403)
      expect((await server.ask('/', { headers: { cookie, 'sec-fetch-site': site } })).status).toBe(403)
    }
    expect((await server.call(cookie, 'databases.list', {}, { 'sec-fetch-site': 'none' })).status).toBe(403)
    expect((await server.ask('/', { headers: { cookie, 'sec-fetch-site': 'none' } })).status).toBe(200)
    expect(seen).toEqual([])
  })

  it('a call that names no origin is no call of the page', async () => {
    const headers = { cookie: await server.enter(), 'content-type': 'application/json' }
    expect((await server.ask('/api/databases.list', { method: 'POST', headers, body: '{}' })).status).toBe(405)
    expect((await server.ask('/api/databases.list', { headers })).status).toBe(405)
    expect(seen).toEqual([])
  })

  it('no answer allows another origin anything, and every answer carries the guards', async () => {
    const cookie = await server.enter()
    const answers = [
      await server.ask('/', { headers: { cookie } }),
      await server.ask('/nowhere', { headers: { cookie } }),
      await server.ask('/'),
      await server.ask('/', { method: 'OPTIONS', headers: { cookie, origin: 'https://evil.example' } }),
      await server.ask('/api/databases.list', { method: 'OPTIONS', headers: { cookie, origin: server.origin } }),
      await server.call(cookie, 'databases.list', {}),
      await server.call(cookie, 'databases.list', 'not json'),
    ]
    for (const { headers } of answers) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
    }
    expect(answers[5]?.headers['cache-control']).toBe('no-store')
  })
})
