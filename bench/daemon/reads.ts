import { figure, type Figure } from '../figure'
import type { Direct } from './direct'
import type { Lines } from './lines'
import { round, type Round } from './rounds'

const milliseconds = 1500
const WARMING = 2000

export type ReadParts = { lines: Lines; direct: Direct; endpointUrl: string; nodes: string[] }

/** Opening again, single reads and many in one request, beside the client library used directly. */
export async function readFigures({ lines, direct, endpointUrl, nodes }: ReadParts): Promise<Figure[]> {
  const open = () => lines.ask({ command: 'open', endpointUrl, config: {} })
  const { sessionId } = (await open()) as { sessionId: string }
  let turn = 0
  const query = (method: string, parameters: unknown[]) =>
    lines.ask({ command: 'query', sessionId, method, params: parameters })
  const single = () => query('read', [nodes[turn++ % nodes.length]])
  const hundred = nodes.slice(0, 100).map((nodeId) => ({ nodeId }))
  const over = async (act: () => Promise<unknown>, workers: number) => round(act, { workers, milliseconds })
  const many = () => query('readMulti', [hundred])
  // Until code is compiled, on both sides and in the server, everything takes five times as long.
  for (const workers of [50, 1, 1]) {
    await round(single, { workers, milliseconds: WARMING })
    await round(many, { workers: 1, milliseconds: WARMING / 2 })
    await direct.read({ nodes, together: false, workers, milliseconds: WARMING })
    await direct.read({ nodes, together: true, workers: 1, milliseconds: WARMING / 2 })
  }
  return [
    ...(await beyond(
      { what: 'reused open, p50 beyond a ping', most: 0.15 },
      {
        ours: () => over(open, 1),
        theirs: () => over(() => lines.ask({ command: 'ping' }), 1),
        other: 'ping, p50',
      },
    )),
    ...(await beyond(
      { what: 'single read, one at a time, p50 beyond direct', most: 0.3 },
      {
        ours: () => over(single, 1),
        theirs: () => direct.read({ nodes, together: false, workers: 1, milliseconds }),
        other: 'single read, direct, p50',
      },
    )),
    ...(await beyond(
      { what: '100 values in one request, p50 beyond direct', most: 1 },
      {
        ours: () => over(many, 1),
        theirs: () => direct.read({ nodes: nodes.slice(0, 100), together: true, workers: 1, milliseconds }),
        other: '100 values in one request, direct, p50',
      },
    )),
    ...(await shared({
      ours: () => over(single, 50),
      theirs: () => direct.read({ nodes, together: false, workers: 50, milliseconds }),
    })),
  ]
}

type Pair = { ours: () => Promise<Round>; theirs: () => Promise<Round> }

/** What one costs more than the other, each time measured right after each other. */
async function beyond(
  what: { what: string; most: number },
  { ours, theirs, other }: Pair & { other: string },
): Promise<Figure[]> {
  const direct: number[] = []
  const more = await figure({ ...what, unit: 'ms' }, async () => {
    const their = (await theirs()).p50
    direct.push(their)
    return (await ours()).p50 - their
  })
  return [more, await figure({ what: other, unit: 'ms' }, (time) => direct[time] ?? 0)]
}

async function shared({ ours, theirs }: Pair): Promise<Figure[]> {
  const direct: number[] = []
  const ratios: number[] = []
  const what = 'single reads, 50 in flight'
  const rate = await figure({ what, unit: '/s' }, async () => {
    const their = (await theirs()).perSecond
    const our = (await ours()).perSecond
    direct.push(their)
    ratios.push((100 * our) / their)
    return our
  })
  return [
    rate,
    await figure({ what: `${what}: direct`, unit: '/s' }, (time) => direct[time] ?? 0),
    await figure({ what: `${what}: of direct`, unit: '%', least: 70 }, (time) => ratios[time] ?? 0),
  ]
}
