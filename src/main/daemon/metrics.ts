import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Upper bounds of the histogram are 2^n microseconds; the last holds everything above a minute. */
const BUCKETS = 27

/** How often a command was asked for, and how long its answers took. */
type Meter = { count: number; errors: number; longest: number; buckets: Uint32Array }

/** Counters of one socket since it was opened, for `metrics` (session-daemon 3). */
export type Metrics = {
  readonly accepted: () => void
  readonly refused: (why: Refused) => void
  readonly ended: (bytes: Bytes) => void
  readonly answered: (command: string, milliseconds: number, failed: boolean) => void
  /** JSON text; `now` is what only the moment knows. */
  readonly data: (now: MetricsNow) => string
  readonly close: () => void
}

export type Refused = 'auth_failed' | 'connection_timeout' | 'too_many_connections' | 'slow_consumer' | 'bad_frame'
type Bytes = { received: number; sent: number }

type MetricsNow = { connections: number; peers: number; streams: number; inFlight: number; sessions: number } & Bytes

export function createMetrics(now: () => number): Metrics {
  const began = now()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const meters = new Map<string, Meter>()
  const refusals: Record<Refused, number> = {
    auth_failed: 0,
    connection_timeout: 0,
    too_many_connections: 0,
    slow_consumer: 0,
    bad_frame: 0,
  }
  const bytes: Bytes = { received: 0, sent: 0 }
  let accepted = 0

  return {
    accepted() {
      accepted += 1
    },
    refused(why) {
      refusals[why] += 1
    },
    ended({ received, sent }) {
      bytes.received += received
      bytes.sent += sent
    },
    answered(command, milliseconds, failed) {
      let meter = meters.get(command)
      if (!meter) meters.set(command, (meter = { count: 0, errors: 0, longest: 0, buckets: new Uint32Array(BUCKETS) }))
      meter.count += 1
      if (failed) meter.errors += 1
      if (milliseconds > meter.longest) meter.longest = milliseconds
      const bucket = Math.min(BUCKETS - 1, 32 - Math.clz32(milliseconds * 1000))
      meter.buckets[bucket] = (meter.buckets[bucket] ?? 0) + 1
    },
    data({ connections, peers, streams, inFlight, sessions, received, sent }) {
      return JSON.stringify({
        uptime: (now() - began) / 1000,
        sessions,
        streams,
        inFlight,
        connections: { open: connections, authenticated: peers, accepted, refused: refusals },
        bytes: { received: bytes.received + received, sent: bytes.sent + sent },
        eventLoopDelay: {
          p50: milliseconds(delay.percentile(50)),
          p99: milliseconds(delay.percentile(99)),
          max: milliseconds(delay.max),
        },
        commands: Object.fromEntries([...meters].map(([command, meter]) => [command, shown(meter)])),
      })
    },
    close: () => delay.disable(),
  }
}

/** `histogram` holds pairs of an upper bound in milliseconds and how many answers took at most that, without empty ones. */
function shown({ count, errors, longest, buckets }: Meter) {
  const histogram = [...buckets].flatMap((answers, bucket) => (answers === 0 ? [] : [[bound(bucket), answers]]))
  return {
    count,
    errors,
    p50: quantile(buckets, count, 0.5),
    p99: quantile(buckets, count, 0.99),
    max: round(longest),
    histogram,
  }
}

function quantile(buckets: Uint32Array, count: number, part: number): number {
  let seen = 0
  for (const [bucket, answers] of buckets.entries()) {
    seen += answers
    if (seen >= count * part) return bound(bucket)
  }
  return bound(BUCKETS - 1)
}

const bound = (bucket: number): number => round(2 ** bucket / 1000)
const milliseconds = (nanoseconds: number): number => round(nanoseconds / 1e6)
const round = (value: number): number => (Number.isFinite(value) ? Math.round(value * 1000) / 1000 : 0)
