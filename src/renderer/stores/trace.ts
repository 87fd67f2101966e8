/** Values over time, the oldest forgotten: what a plot draws. Times are milliseconds since 1970 and never go back. */
export type Trace = {
  /** `at` is the value's own time, null without one; `heard` when it came here. */
  add: (value: number, at: number | null, heard: number) => void
  /** Points of the last `span` milliseconds before `now` (as `heard`), and the one before them that still held then. */
  since: (now: number, span: number) => TracePoint[]
  readonly length: number
}

/** `age`: milliseconds before now. */
export type TracePoint = { age: number; value: number }

/** Keeps the last `capacity` values in memory of a fixed size. */
export function createTrace(capacity: number): Trace {
  const times = new Float64Array(capacity)
  const values = new Float64Array(capacity)
  let next = 0
  let length = 0
  let lastTime = Number.NEGATIVE_INFINITY
  let lastHeard = 0

  const index = (back: number): number => (next - 1 - back + capacity * 2) % capacity

  return {
    get length() {
      return length
    },
    add(value, at, heard) {
      const own = at ?? heard
      // A server may repeat its time for new values, or set its clock back: then what passed here counts.
      const time = own > lastTime ? own : lastTime + Math.max(0, heard - lastHeard)
      times[next] = time
      values[next] = value
      next = (next + 1) % capacity
      length = Math.min(capacity, length + 1)
      lastTime = time
      lastHeard = heard
    },
    since(now, span) {
      const found: TracePoint[] = []
      for (let back = 0; back < length; back++) {
        const at = index(back)
        // The server's clock may differ from ours: the newest value came when it was heard.
        const age = Math.max(0, now - lastHeard) + (lastTime - (times[at] ?? 0))
        found.push({ age, value: values[at] ?? 0 })
        if (age > span) break
      }
      return found.toReversed()
    },
  }
}
