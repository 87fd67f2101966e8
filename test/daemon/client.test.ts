import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect } from '../../src/contract/client'
import { AppError } from '../../src/contract/errors'
import { writeAddress } from '../../src/main/daemon/address'
import { connectDaemon, DaemonFailure } from '../../src/main/daemon/client'
import { temporaryFolder } from '../support/temporaryFolder'
import { SESSION } from './fakeSessions'
import { startStage, TOKEN, type Stage } from './stage'

async function joined(stage: Stage, token: string | undefined = TOKEN) {
  const { where } = stage
  const address = writeAddress('path' in where ? { is: 'unix', path: where.path } : { is: 'tcp', ...where })
  const client = await connectDaemon({ address, token })
  onTestFinished(() => client.close())
  return client
}

/** Somebody who is no daemon: what it says is up to the test. */
async function stranger(answer: (socket: Socket) => void): Promise<string> {
  const path = join(await temporaryFolder(), 'x.sock')
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined))
    answer(socket)
  })
  await new Promise<void>((listening) => server.listen(path, listening))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((closed) => server.close(closed))
  })
  return path
}

describe('over one connection', () => {
  it.each([false, true])('many requests are under way at once, and each gets its own answer (TCP: %s)', async (tcp) => {
    const stage = await startStage({ tcp })
    stage.sessions.answer = async (asked) => {
      const [n] = 'parameters' in asked ? asked.parameters : []
      await new Promise((later) => setTimeout(later, (Number(n) * 7) % 20))
      return String(n)
    }
    const client = await joined(stage)
    const numbers = Array.from({ length: 200 }, (_, n) => n)
    const answers = await Promise.all(
      numbers.map((n) => client.request('query', { sessionId: SESSION, method: 'read', params: [n] })),
    )
    expect(answers).toEqual(numbers)
    await expect.poll(() => stage.daemon.peers).toBe(1)
  })

  it('64-bit numbers are exact in both directions', async () => {
    const stage = await startStage()
    stage.sessions.answer = (asked) => {
      expect(asked).toMatchObject({ parameters: [18446744073709551615n, -9223372036854775808n, 1.5] })
      return '[18446744073709551615,-9223372036854775808,1.5]'
    }
    const client = await joined(stage)
    const params = [18446744073709551615n, -9223372036854775808n, 1.5]
    expect(await client.request('query', { sessionId: SESSION, method: 'read', params })).toEqual(params)
  })

  it('an answer of 20 MB arrives whole', async () => {
    const stage = await startStage()
    const text = 'x'.repeat(20 * 1024 * 1024)
    stage.sessions.answer = () => JSON.stringify(text)
    const client = await joined(stage)
    expect(await client.request('query', { sessionId: SESSION, method: 'read', params: [] })).toBe(text)
  })

  it('a request that is too large is refused here, and the connection stays', async () => {
    const client = await joined(await startStage())
    await expect(client.request('query', { params: ['x'.repeat(70_000)] })).rejects.toThrow(DaemonFailure)
    expect(await client.request('ping')).toMatchObject({ status: 'ok' })
  })

  it('failures come as what they are', async () => {
    const client = await joined(await startStage())
    const failed = (asked: Promise<unknown>) =>
      asked.then(
        () => 'answered',
        (error: unknown) => error,
      )
    expect(await failed(client.request('query', { sessionId: 'x', method: 'READ', params: [] }))).toMatchObject({
      name: 'DaemonFailure',
      type: 'forbidden_method',
      message: 'Method not allowed: READ',
    })
    expect(await failed(client.request('call', { method: 'constructor' }))).toEqual(
      new AppError('unknown-method', { method: 'constructor' }),
    )
    expect(await failed(client.request('nonsense'))).toMatchObject({ type: 'unknown_command' })
  })
})

describe('the contract over it', () => {
  it('methods are called, and refusals have their code and details', async () => {
    const stage = await startStage({
      handlers: {
        'sessions.list': async () => ({ sessions: [] }),
        'sessions.close': async (input) => {
          throw new AppError('not-found', { subject: 'session', name: input.session })
        },
      },
    })
    const api = connect((await joined(stage)).transport)
    expect(await api.call('sessions.list', {})).toEqual({ sessions: [] })
    await expect(api.call('sessions.close', { session: SESSION })).rejects.toMatchObject({
      code: 'not-found',
      details: { subject: 'session', name: SESSION },
    })
  })

  it('events are heard while somebody listens, once for each listener', async () => {
    const stage = await startStage()
    const client = await joined(stage)
    const api = connect(client.transport)
    const heard: string[] = []
    const offs = ['one', 'two'].map((who) => api.on('sessions.changed', () => heard.push(who)))
    await client.request('ping')
    stage.events.emit('sessions.changed', {})
    await expect.poll(() => heard).toEqual(['one', 'two'])
    offs[0]?.()
    stage.events.emit('sessions.changed', {})
    await expect.poll(() => heard).toEqual(['one', 'two', 'two'])
    offs[1]?.()
    await client.request('ping')
    await client.request('ping')
    const pushed: string[] = []
    client.onPush((event) => pushed.push(event))
    stage.events.emit('sessions.changed', {})
    await client.request('ping')
    expect(pushed).toEqual([])
  })
})

describe('who does not answer', () => {
  it('nobody at all', async () => {
    const address = `unix://${join(await temporaryFolder(), 'none.sock')}`
    await expect(connectDaemon({ address, token: TOKEN })).rejects.toMatchObject({
      code: 'daemon-not-running',
      details: { address },
    })
  })

  it('a wrong token, or none, is said', async () => {
    const stage = await startStage()
    await expect(joined(stage, 'wrong')).rejects.toMatchObject({ code: 'token-refused' })
    const address = 'path' in stage.where ? stage.where.path : ''
    await expect(connectDaemon({ address, token: undefined })).rejects.toMatchObject({ code: 'token-refused' })
  })

  it('a daemon that is full, or one that is ending', async () => {
    const stage = await startStage({ maxConnections: 1 })
    const client = await joined(stage)
    await expect(joined(stage)).rejects.toMatchObject({ code: 'daemon-busy' })
    stage.sessions.answer = () => new Promise(() => {})
    const asked = client.request('query', { sessionId: SESSION, method: 'read', params: [] })
    const refused = expect(asked).rejects.toMatchObject({ code: 'daemon-busy' })
    await client.request('ping')
    await stage.daemon.close(50)
    await refused
    await client.closed
    await expect(client.request('ping')).rejects.toThrow(AppError)
  })

  it.each<[string, (socket: Socket) => void]>([
    ['somebody who says nothing', () => {}],
    ['somebody who hangs up', (socket) => socket.destroy()],
    ['somebody who speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['somebody who answers no line', (socket) => socket.write('{"success":true')],
  ])('%s', async (_, answer) => {
    const address = await stranger(answer)
    const began = performance.now()
    await expect(connectDaemon({ address, token: TOKEN, timeout: 200 })).rejects.toMatchObject({
      code: 'daemon-not-running',
    })
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('a connection that breaks fails everything that waits', async () => {
    const sockets: Socket[] = []
    const address = await stranger((socket) => {
      sockets.push(socket)
      socket.once('data', () => socket.write('{"id":1,"success":true,"data":{}}\n'))
    })
    const client = await connectDaemon({ address, token: TOKEN })
    const waiting = [client.request('ping'), client.request('ping')]
    const refused = waiting.map((asked) => expect(asked).rejects.toMatchObject({ code: 'daemon-not-running' }))
    sockets[0]?.destroy()
    await Promise.all(refused)
    await client.closed
  })

  it('the token stands in every frame and nowhere else', async () => {
    let text = ''
    const address = await stranger((socket) =>
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        for (const [, id] of chunk.toString().matchAll(/"id":(\d+)/g)) {
          socket.write(`{"id":${id},"success":true,"data":null}\n`)
        }
      }),
    )
    const client = await connectDaemon({ address, token: TOKEN })
    await client.request('list')
    await client.close()
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { id: 1, command: 'ping', authToken: TOKEN },
      { id: 2, command: 'list', authToken: TOKEN },
    ])
  })
})
