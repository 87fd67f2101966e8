import { instant, utc, type Instant } from './dateTime'

const DATE = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/

/**
 * A time as PHP's json_encode writes a DateTimeImmutable, which is what the reference's client sends for values it writes:
 * `{"date":"2026-05-15 10:30:00.000000","timezone_type":3,"timezone":"Europe/Rome"}`. Undefined for anything else.
 */
export function parsePhpTime(date: unknown, zone: unknown): Instant | undefined {
  const match = typeof date === 'string' ? DATE.exec(date) : null
  if (!match || typeof zone !== 'string') return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] = match
  const local = utc({ year, month, day, hour, minute, second })
  if (local === undefined) return undefined
  const at = inZone(local, zone)
  return at === undefined ? undefined : instant(at, fraction)
}

function inZone(local: number, zone: string): number | undefined {
  const offset = /^([+-])(\d\d):(\d\d)$/.exec(zone)
  if (offset) return local - (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000
  if (zone === 'Z') return local
  const format = formatOf(zone)
  if (!format) return undefined
  // The offset there is known only at a moment, so the second guess uses that of the first.
  const first = local - offsetAt(format, local)
  return local - offsetAt(format, first)
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name)
  if (!match) return 0
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -1 : 1) * seconds * 1000
}
