import { isUtf8 } from 'node:buffer'
import { parse } from 'lossless-json'

/** A JSON object as it came; integers beyond 2^53 are bigints, exact to the last digit (session-daemon 5). */
export type Frame = Readonly<Record<string, unknown>>

/**
 * Reads one frame; undefined for anything but a JSON object in strict UTF-8 with at most `nesting` levels. Nothing is
 * built before the levels were counted, so a deep frame costs no stack.
 */
export function parseFrame(bytes: Buffer, nesting: number): Frame | undefined {
  const { levels, long } = look(bytes)
  if (levels > nesting || !isUtf8(bytes)) return undefined
  const text = bytes.toString()
  try {
    const value: unknown = long ? parse(text, undefined, { parseNumber, onDuplicateKey: last }) : JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Every integer of fewer digits is exact as a number. */
const EXACT_DIGITS = 15

/** How deep the text goes, and whether a number in it is too long for the native parser, which would round it. */
function look(bytes: Buffer): { levels: number; long: boolean } {
  let depth = 0
  let levels = 0
  let digits = 0
  let quoted = false
  let long = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (quoted) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) quoted = false
    } else if (byte === QUOTE) {
      quoted = true
      digits = 0
    } else if (byte !== undefined && byte >= 0x30 && byte <= 0x39) {
      digits += 1
      if (digits > EXACT_DIGITS) long = true
    } else {
      digits = 0
      if (byte === 0x7b || byte === 0x5b) levels = Math.max(levels, (depth += 1))
      else if (byte === 0x7d || byte === 0x5d) depth -= 1
    }
  }
  return { levels, long }
}

function parseNumber(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text) ? number : BigInt(text)
}

/** As the native parser has it. */
function last({ newValue }: { newValue: unknown }): unknown {
  return newValue
}

function isObject(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
