import { notUnderstood } from './format'

/** What stands in a file, taken apart strictly: anything unexpected is `form`. Pure. */
export type Fields = {
  /** Nothing but these members, which need not be there. */
  record(value: unknown, members: readonly string[]): Record<string, unknown>
  list(value: unknown, most: number): readonly unknown[]
  text(value: unknown, most: number): string
  flag(value: unknown): boolean
  /** Whole and not negative. */
  count(value: unknown): number
  /** 32 bits as `0x` and eight hexadecimal digits. */
  bits(value: unknown): number
  /** Milliseconds since 1970, from a time in UTC. */
  time(value: unknown): number
  /** Exactly so many bytes in base64. */
  bytes(value: unknown, length: number): Buffer
}

const BITS = /^0x[0-9a-f]{8}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

export function fieldsOf(file: string): Fields {
  const demand = (right: boolean): void => {
    if (!right) throw notUnderstood(file, 'form')
  }
  const text = (value: unknown, most: number): string => {
    const found = typeof value === 'string' ? value : undefined
    if (found === undefined || found.length > most || !found.isWellFormed()) throw notUnderstood(file, 'form')
    return found
  }
  return {
    text,
    record(value, members) {
      if (!isRecord(value)) throw notUnderstood(file, 'form')
      demand(Object.keys(value).every((name) => members.includes(name)))
      return value
    },
    list(value, most) {
      if (!Array.isArray(value)) throw notUnderstood(file, 'form')
      demand(value.length <= most)
      return value
    },
    flag(value) {
      demand(typeof value === 'boolean')
      return value === true
    },
    count(value) {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw notUnderstood(file, 'form')
      return value
    },
    bits(value) {
      const written = text(value, 10)
      demand(BITS.test(written))
      return Number.parseInt(written, 16)
    },
    time(value) {
      const written = text(value, 24)
      const time = TIME.test(written) ? Date.parse(written) : NaN
      // 31 February is not 3 March.
      demand(!Number.isNaN(time) && new Date(time).toISOString() === written)
      return time
    },
    bytes(value, length) {
      const written = text(value, 4 * length)
      const found = Buffer.from(written, 'base64')
      demand(found.length === length && found.toString('base64') === written)
      return found
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
