import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as later } from 'node:timers/promises'
import type { Api } from '../../src/contract/client'
import { logIn } from '../../src/contract/loginClient'
import { figure, type Figure } from '../figure'
import { openLines, type Lines } from './lines'
import { residentMemory, type ServedDaemon } from './programs'
import { round } from './rounds'

type Busy = { daemon: ServedDaemon; endpointUrl: string; slowNode: string; nodes: string[] }

/**
 * What a ping waits while everything else is slow: an open that hangs, a read of two seconds, fifty sessions that publish,
 * a hundred logins that hash. Then what a ping waits beside the logins alone.
 */
export async function busyFigures({ daemon, endpointUrl, slowNode, nodes }: Busy): Promise<Figure[]> {
  const silent = await silentServer()
  const lines = await openLines(daemon.path, daemon.token)
  const pinger = await openLines(daemon.path, daemon.token)
  const people = await users(lines, daemon)
  try {
    const sessions = await openMany(lines, endpointUrl, 50)
    let heard = 0
    lines.onEvent(() => (heard += 1))
    for (const sessionId of sessions) {
      const items = nodes.slice(0, 10).map((nodeId) => ({ nodeId, samplingInterval: 100 }))
      await lines.ask({ command: 'subscribe', sessionId, items, publishingInterval: 100 })
    }
    const worst: number[] = []
    const p99 = await figure({ what: 'ping p99 while all of that goes on', unit: 'ms', most: 10 }, async () => {
      const hanging = lines
        .ask({ command: 'open', endpointUrl: silent.url, config: { opcuaTimeout: 4 }, forceNew: true })
        .catch(() => undefined)
      const slow = lines.ask({ command: 'query', sessionId: sessions[0], method: 'read', params: [slowNode] })
      const hashing = people.logIn()
      const { p99: at99, worst: most } = await round(
        async () => {
          await pinger.ask({ command: 'ping' })
          await later(1)
        },
        { workers: 1, milliseconds: 4000 },
      )
      worst.push(most - 1)
      await Promise.all([hanging, slow, hashing])
      return Math.max(0, at99 - 1)
    })
    if (heard === 0) throw new Error('no values came, so nobody published')
    return [
      p99,
      await figure({ what: 'the worst ping of these', unit: 'ms' }, (time) => worst[time] ?? 0),
      ...(await loginFigures(people, { daemon, pinger })),
    ]
  } finally {
    people.close()
    lines.close()
    pinger.close()
    await silent.close()
  }
}

/** The hundred logins alone: how long, what a ping waits meanwhile, and what memory they take. */
async function loginFigures(
  people: Users,
  { daemon, pinger }: { daemon: ServedDaemon; pinger: Lines },
): Promise<Figure[]> {
  const took: number[] = []
  const grown: number[] = []
  const p99 = await figure({ what: 'ping p99 while 100 log in', unit: 'ms', most: 20 }, async () => {
    const before = residentMemory(daemon.pid)
    let most = before
    const began = performance.now()
    const logins = people.logIn().then(() => took.push(performance.now() - began))
    const { p99: at99 } = await round(
      async () => {
        await pinger.ask({ command: 'ping' })
        await later(1)
        most = Math.max(most, residentMemory(daemon.pid))
      },
      { workers: 1, milliseconds: 4000 },
    )
    await logins
    grown.push(most - before)
    return Math.max(0, at99 - 1)
  })
  return [
    p99,
    await figure({ what: 'all of them logged in', unit: 'ms' }, (time) => took[time] ?? 0),
    await figure({ what: 'memory more at most meanwhile', unit: 'MB' }, (time) => grown[time] ?? 0),
  ]
}

export async function openMany(lines: Lines, endpointUrl: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let turn = 0; turn < count; turn += 1) {
    const opened = (await lines.ask({ command: 'open', endpointUrl, config: {}, forceNew: true })) as {
      sessionId: string
    }
    ids.push(opened.sessionId)
  }
  return ids
}

const ADMINISTRATOR = { name: 'erin', password: 'Rain over Ulm 7' }
/** A hundred logins at once, in a daemon that lets fifty connections in. */
const CONNECTIONS = 20
const EACH = 5

type Users = { logIn(): Promise<unknown>; close(): void }

/** Sets up the station, with whoever asks on `lines` as its administrator, and connects those who log in. */
async function users(lines: Lines, daemon: ServedDaemon): Promise<Users> {
  await lines.ask({ command: 'call', method: 'login.setUp', input: ADMINISTRATOR })
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openLines(daemon.path, daemon.token)))
  const logins = connections.flatMap((connection) => {
    const api: Api = {
      call: (method, input) => connection.ask({ command: 'call', method, input }) as never,
      on: () => () => undefined,
    }
    const { name: user, password } = ADMINISTRATOR
    return Array.from({ length: EACH }, () => () => logIn(api, { user, password }))
  })
  return {
    logIn: () => Promise.all(logins.map((login) => login())),
    close() {
      for (const connection of connections) connection.close()
    },
  }
}

async function silentServer(): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.resume()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `opc.tcp://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
