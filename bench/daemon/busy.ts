import { mkdir } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { figure, type Figure } from '../figure'
import { openLines, type Lines } from './lines'
import type { ServedDaemon } from './programs'
import { round } from './rounds'

type Busy = { daemon: ServedDaemon; folder: string; endpointUrl: string; slowNode: string; nodes: string[] }

/**
 * What a ping waits while everything else is slow: an open that hangs, a read of two seconds, fifty sessions that publish,
 * a hundred logins that hash.
 */
export async function busyFigures({ daemon, folder, endpointUrl, slowNode, nodes }: Busy): Promise<Figure[]> {
  const silent = await silentServer()
  const lines = await openLines(daemon.path, daemon.token)
  const pinger = await openLines(daemon.path, daemon.token)
  try {
    const sessions = await openMany(lines, endpointUrl, 50)
    let heard = 0
    lines.onEvent(() => (heard += 1))
    for (const sessionId of sessions) {
      const items = nodes.slice(0, 10).map((nodeId) => ({ nodeId, samplingInterval: 100 }))
      await lines.ask({ command: 'subscribe', sessionId, items, publishingInterval: 100 })
    }
    const login = await logins(lines, join(folder, 'logins'))
    const worst: number[] = []
    const p99 = await figure({ what: 'ping p99 while all of that goes on', unit: 'ms', most: 10 }, async () => {
      const hanging = lines
        .ask({ command: 'open', endpointUrl: silent.url, config: { opcuaTimeout: 4 }, forceNew: true })
        .catch(() => undefined)
      const slow = lines.ask({ command: 'query', sessionId: sessions[0], method: 'read', params: [slowNode] })
      const hashing = Promise.all(Array.from({ length: 100 }, login))
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
    return [p99, await figure({ what: 'the worst ping of these', unit: 'ms' }, (time) => worst[time] ?? 0)]
  } finally {
    lines.close()
    pinger.close()
    await silent.close()
  }
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

/** A password that is checked as a login checks it, scrypt included. */
async function logins(lines: Lines, folder: string): Promise<() => Promise<unknown>> {
  await mkdir(folder)
  const administrator = { name: 'erin', password: 'Rain over Ulm 7' }
  const call = (method: string, input: object) => lines.ask({ command: 'call', method, input })
  const { database } = (await call('databases.create', { folder, administrator })) as { database: string }
  return () => call('users.verify', { database, ...administrator })
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
