/** What the library decodes: a Date, and what is finer than its millisecond in a property beside it. */
export type Instant = Date & { picoseconds?: number }

/** The first and the last time OPC UA has; both mean "none" or "for ever" (OPC 10000-6, 5.2.2.5). */
export const MIN_TIME = Date.UTC(1601, 0, 1)
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59)
/** The largest Int64, in milliseconds since 1970 and picoseconds. */
const MAX = { milliseconds: 910_692_730_085_477, picoseconds: 580_700_000 }
const MAX_TEXT = '9999-12-31T23:59:59.999999+00:00'
const MIN_TEXT = '1601-01-01T00:00:00.000000+00:00'

/** Such as `2026-05-15T10:30:00.123456+00:00`: always UTC, always microseconds; what is finer is cut off. */
export function timeText(date: Date, picoseconds: number): string {
  const milliseconds = date.getTime()
  // A time before 1601 is a negative Int64, which the library reads as one that is far behind the last.
  if (milliseconds < MIN_TIME || milliseconds > MAX.milliseconds) return MIN_TEXT
  if (milliseconds > LAST_SECOND + 999) return MAX_TEXT
  const micro = Math.floor(picoseconds / 1_000_000) % 1000
  return `${date.toISOString().slice(0, 23)}${micro === 0 ? '000' : String(micro).padStart(3, '0')}+00:00`
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)$/i
/** What `invoke` carries (DATE_RFC3339 with microseconds). */
const WIRE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}[+-]\d\d:\d\d$/

export function isWireTime(text: string): boolean {
  return WIRE_TIME.test(text) && parseTime(text) !== undefined
}

/**
 * A time with its offset from UTC, kept to 100 ns. Before 1601 it is the first time of OPC UA and in the last second of
 * 9999 or later the last. Undefined for what is no such time, 30 February included.
 */
export function parseTime(text: string): Instant | undefined {
  const match = TIME.exec(text)
  if (!match) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = '', zone = 'Z'] = match
  const local = utc({ year, month, day, hour, minute, second })
  if (local === undefined) return undefined
  const offset = offsetMinutes(zone)
  if (offset === undefined) return undefined
  return instant(local - offset * 60_000, fraction)
}

/** Milliseconds since 1970 and the digits behind the second. */
export function instant(seconds: number, fraction: string): Instant {
  const digits = fraction.padEnd(9, '0')
  const milliseconds = seconds + Number(digits.slice(0, 3))
  if (milliseconds <= MIN_TIME) return new Date(MIN_TIME)
  if (milliseconds >= LAST_SECOND) return Object.assign(new Date(MAX.milliseconds), { picoseconds: MAX.picoseconds })
  // Steps of 100 ns, as the wire has them.
  const picoseconds = Math.floor(Number(digits.slice(3)) / 100) * 100_000
  const date = new Date(milliseconds)
  return picoseconds === 0 ? date : Object.assign(date, { picoseconds })
}

export type WallClock = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>

/** Milliseconds since 1970 of what a clock in UTC shows; undefined where no clock shows that. */
export function utc(shown: WallClock): number | undefined {
  const [year, month, day] = [Number(shown.year), Number(shown.month), Number(shown.day)]
  const [hour, minute, second] = [Number(shown.hour), Number(shown.minute), Number(shown.second)]
  // Date.UTC would take the years 0 to 99 for those of the last century.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const fits = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return fits ? date.setUTCHours(hour, minute, second, 0) : undefined
}

function offsetMinutes(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  if (hours > 14 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
