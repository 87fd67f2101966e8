import { figure, type Figure } from '../figure'
import { askOnce, openLines, type Lines } from './lines'
import type { Served, ServedDaemon } from './programs'
import { round } from './rounds'

const milliseconds = 1500

/** How fast the daemon answers by itself, beside a plain socket server that does the same. */
export async function pingFigures(daemon: ServedDaemon, plain: Served): Promise<Figure[]> {
  return [
    ...(await compared('ping, classic, 1 at a time', { daemon, plain, workers: 1, make: classic })),
    ...(await compared('ping, classic, 50 at a time', { daemon, plain, workers: 50, make: classic, least: 80 })),
    ...(await compared('ping, 10 multiplexed connections', {
      daemon,
      plain,
      workers: 10,
      make: lasting(1),
      least: 70,
    })),
    ...(await compared('ping, 10 multiplexed × 32 in flight', { daemon, plain, workers: 320, make: lasting(32) })),
  ]
}

type Pinger = { ping: (worker: number) => Promise<unknown>; close: () => void }
type Comparison = {
  daemon: ServedDaemon
  plain: Served
  workers: number
  make: (path: string, token?: string) => Promise<Pinger>
  least?: number
}

async function compared(what: string, { daemon, plain, workers, make, least }: Comparison): Promise<Figure[]> {
  const ours = await make(daemon.path, daemon.token)
  const theirs = await make(plain.path)
  const ratios: number[] = []
  const plainRates: number[] = []
  try {
    await round(ours.ping, { workers, milliseconds: 300 })
    await round(theirs.ping, { workers, milliseconds: 300 })
    const ping = await figure({ what, unit: '/s' }, async () => {
      const theirRate = (await round(theirs.ping, { workers, milliseconds })).perSecond
      const { perSecond } = await round(ours.ping, { workers, milliseconds })
      plainRates.push(theirRate)
      ratios.push((100 * perSecond) / theirRate)
      return perSecond
    })
    const rate = await figure({ what: `${what}: plain socket server`, unit: '/s' }, (time) => plainRates[time] ?? 0)
    const share = {
      what: `${what}: of the plain server`,
      unit: '%' as const,
      ...(least === undefined ? {} : { least }),
    }
    return [ping, rate, await figure(share, (time) => ratios[time] ?? 0)]
  } finally {
    ours.close()
    theirs.close()
  }
}

function classic(path: string, token?: string): Promise<Pinger> {
  const frame = `${JSON.stringify({ command: 'ping', ...(token === undefined ? {} : { authToken: token }) })}\n`
  return Promise.resolve({ ping: () => askOnce(path, frame), close: () => undefined })
}

function lasting(inFlight: number) {
  return async (path: string, token?: string): Promise<Pinger> => {
    const connections = await Promise.all(Array.from({ length: 10 }, () => openLines(path, token)))
    return {
      ping: (worker) => (connections[Math.floor(worker / inFlight)] as Lines).ask({ command: 'ping' }),
      close: () => connections.forEach((one) => one.close()),
    }
  }
}
