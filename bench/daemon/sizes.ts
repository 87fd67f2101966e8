import { setTimeout as later } from 'node:timers/promises'
import { figure, milliseconds, type Figure } from '../figure'
import { openMany } from './busy'
import { openLines } from './lines'
import { residentMemory, startDaemon, type ServedDaemon } from './programs'

/** How soon a daemon can be asked, and how much memory it takes without, with 10 and with 50 OPC UA sessions that read. */
export async function sizeFigures(
  folder: string,
  { endpointUrl, nodes }: { endpointUrl: string; nodes: string[] },
): Promise<Figure[]> {
  const took: { started: number; idle: number; loading: number; ten: number; fifty: number }[] = []
  for (let time = 0; time < 5; time += 1) took.push(await one(folder, `size-${time}`, { endpointUrl, nodes }))
  const of = (what: string, unit: 'ms' | 'MB', key: keyof (typeof took)[number], most?: number) =>
    figure({ what, unit, ...(most === undefined ? {} : { most }) }, (time) => took[time]?.[key] ?? Number.NaN)
  return [
    await of('ready after start', 'ms', 'started', 300),
    await of('worst ping while the OPC UA library is loaded for the first open', 'ms', 'loading'),
    await of('resident memory, idle', 'MB', 'idle', 90),
    await of('resident memory, 10 OPC UA sessions', 'MB', 'ten'),
    await of('resident memory, 50 OPC UA sessions', 'MB', 'fifty', 140),
  ]
}

async function one(folder: string, name: string, { endpointUrl, nodes }: { endpointUrl: string; nodes: string[] }) {
  const daemon = await startDaemon(folder, name)
  try {
    const lines = await openLines(daemon.path, daemon.token)
    await lines.ask({ command: 'ping' })
    await later(1000)
    const idle = residentMemory(daemon.pid)
    const sessions = openMany(lines, endpointUrl, 1)
    const loading = await worstPing(daemon, sessions)
    const ids = [...(await sessions), ...(await openMany(lines, endpointUrl, 9))]
    const read = () =>
      Promise.all(
        ids.map((sessionId) =>
          lines.ask({
            command: 'query',
            sessionId,
            method: 'readMulti',
            params: [nodes.slice(0, 20).map((nodeId) => ({ nodeId }))],
          }),
        ),
      )
    for (let turn = 0; turn < 20; turn += 1) await read()
    const ten = residentMemory(daemon.pid)
    ids.push(...(await openMany(lines, endpointUrl, 40)))
    for (let turn = 0; turn < 20; turn += 1) await read()
    const fifty = residentMemory(daemon.pid)
    lines.close()
    return { started: daemon.started, idle, loading, ten, fifty }
  } finally {
    await daemon.stop()
  }
}

/** Milliseconds, of pings one after the other until something else is done. */
async function worstPing({ path, token }: ServedDaemon, until: Promise<unknown>): Promise<number> {
  const pinger = await openLines(path, token)
  const ended = new AbortController()
  const end = until.finally(() => ended.abort())
  let worst = 0
  while (!ended.signal.aborted) worst = Math.max(worst, await milliseconds(() => pinger.ask({ command: 'ping' })))
  await end
  pinger.close()
  return worst
}
