import { connect as connectSocket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveLoopback } from '../../src/main/bridge/loopback'
import { createEvents } from '../../src/main/bridge/events'
import { askPort, startServer } from './visitor'

type Server = Awaited<ReturnType<typeof startServer>>
let server: Server
let seen: unknown[]

beforeEach(async () => {
  seen = []
  server = await startServer(
    {
      'databases.list': (input) => {
        seen.push(input)
        return { databases: [] }
      },
    },
    { headers: 300, request: 600, bodyBytes: 4096 },
  )
})
afterEach(() => server.close())

describe('pages', () => {
  it('only what was built is there, whatever the path', async () => {
    const headers = { cookie: await server.enter() }
    const got = async (path: string) => (await server.ask(path, { headers })).status
    for (const path of ['/', '/?a=1', '/index.html', '/assets/index-abc.js', '/assets/index-abc.css']) {
      expect([path, await got(path)]).toEqual([path, 200])
    }
    const paths = [
      '/../../../etc/passwd',
      '/assets/../../package.json',
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '//etc/passwd',
      '/assets/..\\..\\package.json',
      '/assets/index-abc.js%00.png',
      '/assets/index-abc.js.map',
      '/.env',
      '/assets',
      '/assets/',
      'http://127.0.0.1/index.html',
      '*',
      '/__proto__',
      '/constructor',
    ]
    for (const path of paths) expect([path, await got(path)]).toEqual([path, 404])
  })

  it('come with their type; named after their content, they may be kept', async () => {
    const headers = { cookie: await server.enter() }
    expect((await server.ask('/', { headers })).headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    })
    expect((await server.ask('/assets/index-abc.js', { headers })).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    })
    expect(await server.ask('/', { method: 'HEAD', headers })).toMatchObject({ status: 200, text: '' })
    expect((await server.ask('/', { method: 'DELETE', headers })).status).toBe(405)
  })
})

describe('calls', () => {
  it('go through the one door', async () => {
    const cookie = await server.enter()
    expect(JSON.parse((await server.call(cookie, 'databases.list', {})).text)).toEqual({
      ok: true,
      output: { databases: [] },
    })
    for (const method of [
      '__proto__',
      'constructor',
      'toString',
      'databases%2elist',
      'databases.list?x',
      '../events',
      '',
    ]) {
      const answer = await server.call(cookie, method, {})
      expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'unknown-method' } })
    }
    expect(seen).toEqual([{}])
  })

  it('take JSON of a page and nothing else', async () => {
    const cookie = await server.enter()
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonx',
    ]
    for (const type of [...types, 'application/json; charset=utf-16', 'text/plain; application/json']) {
      const answer = await server.call(cookie, 'databases.list', {}, { 'content-type': type })
      expect([type, answer.status]).toEqual([type, 415])
    }
    expect((await server.call(cookie, 'databases.list', {}, { 'content-encoding': 'gzip' })).status).toBe(415)
    for (const body of ['', '{', '{"a":}', Buffer.from([0x22, 0xff, 0xfe, 0x22])]) {
      const answer = await server.call(cookie, 'databases.list', body)
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.text)).toEqual({
        ok: false,
        error: { code: 'invalid-input', details: { fields: ['input'] } },
      })
    }
    expect(
      (await server.call(cookie, 'databases.list', {}, { 'content-type': 'application/json; charset=UTF-8' })).status,
    ).toBe(200)
    expect(seen).toEqual([{}])
  })

  it('with an input that reaches for what everything inherits from are refused', async () => {
    const cookie = await server.enter()
    for (const body of [
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"admin":true}}}',
      '[]',
      'null',
      '1',
    ]) {
      const answer = await server.call(cookie, 'databases.list', body)
      expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    }
    expect('admin' in {}).toBe(false)
    expect(seen).toEqual([])
  })

  it('that are too big are refused, announced or not', async () => {
    const cookie = await server.enter()
    const { port } = server.server
    const big = JSON.stringify({ database: 'x'.repeat(5000) })
    expect((await server.call(cookie, 'databases.list', big)).status).toBe(413)
    const unannounced = { 'transfer-encoding': 'chunked' }
    expect((await server.call(cookie, 'databases.list', big, unannounced)).status).toBe(413)
    // Announcing more than ever comes must not make it wait.
    const head = [
      `POST /api/databases.list HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Origin: ${server.origin}`,
      `Cookie: ${cookie}`,
      'Content-Type: application/json',
      'Content-Length: 999999999999',
    ]
    expect(await sayTo(port, `${head.join('\r\n')}\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 413 /)
    expect(seen).toEqual([])
  })

  it('of somebody who hangs up are cancelled', async () => {
    let stopped: () => void = () => {}
    const cancelled = new Promise<void>((resolve) => (stopped = resolve))
    let started: () => void = () => {}
    const began = new Promise<void>((resolve) => (started = resolve))
    const other = await startServer({
      'databases.list': async (_, { signal }) => {
        started()
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        stopped()
        return { databases: [] }
      },
    })
    try {
      const cookie = await other.enter()
      const { port } = other.server
      const head = `POST /api/databases.list HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${other.origin}\r\nCookie: ${cookie}`
      const socket = connectSocket({ host: '127.0.0.1', port })
      socket.write(`${head}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`)
      await began
      socket.destroy()
      await cancelled
    } finally {
      await other.close()
    }
  })
})

describe('limits', () => {
  it('who sends headers or a body too slowly is sent away', async () => {
    const cookie = await server.enter()
    const { port } = server.server
    expect(await sayTo(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`)).toMatch(/^HTTP\/1\.1 408 /)
    const head = `POST /api/databases.list HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${server.origin}\r\nCookie: ${cookie}`
    const slow = `${head}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`
    expect(await sayTo(port, slow)).toMatch(/^(HTTP\/1\.1 408 |$)/)
    expect(seen).toEqual([])
  })

  it('a port that is taken is said to be taken', async () => {
    const { port } = server.server
    const parts = {
      dispatch: { request: () => Promise.reject(new Error('unused')), leave() {} },
      pages: new Map(),
      port,
    }
    const second = serveLoopback({
      ...parts,
      events: createEvents(() => {}),
      hearing: () => undefined,
      log: { write() {} },
    })
    await expect(second).rejects.toMatchObject({ code: 'port-in-use', details: { port } })
    expect((await askPort(port, '/', {})).status).toBe(403)
  })
})

/** Everything the server answers to these bytes until it hangs up. */
function sayTo(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: '127.0.0.1', port })
    let text = ''
    socket.setTimeout(5000, () => {
      socket.destroy()
      reject(new Error('still connected after 5 s'))
    })
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.once('error', () => socket.destroy())
    socket.once('close', () => resolve(text))
    socket.write(bytes)
  })
}
