/**
 * JSON text of single values, exact where JSON.stringify is not: −0 is the literal `-0`, 64-bit integers are number
 * literals with all their digits, and what JSON has no number for is a string (session-daemon 5).
 */
export function doubleText(value: number): string {
  if (Number.isFinite(value)) return value === 0 && Object.is(value, -0) ? '-0' : String(value)
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"'
}

/** The shortest decimal that is the same 32-bit number again: 0.1, not 0.10000000149011612. */
export function floatText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return doubleText(value)
  // Six digits survive a 32-bit number whatever they are, so the first that comes back is the shortest.
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}

/** The library keeps 64-bit integers as two halves. */
export type Halves = readonly [high: number, low: number]

export function unsignedText([high, low]: Halves): string {
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low)
  return String((BigInt(high) << 32n) | BigInt(low))
}

export function signedText([high, low]: Halves): string {
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low)
  return String(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)))
}

export function stringText(value: string | null | undefined): string {
  return value === null || value === undefined ? 'null' : JSON.stringify(value)
}

export function base64Text(value: Uint8Array | null | undefined): string {
  if (value === null || value === undefined) return 'null'
  return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`
}

/** Null, and what the library leaves out, is an empty list. */
export function listText<T>(items: Iterable<T> | null | undefined, text: (item: T) => string): string {
  if (!items) return '[]'
  let all = ''
  for (const item of items) all += all === '' ? text(item) : `,${text(item)}`
  return `[${all}]`
}
