import { breathing } from '../../usermgmt/eachByItself'
import { LIMITS, notUnderstood } from './format'

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])
const SPACE: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20])
/** Bytes after which others may have their turn. */
const PIECE = 2 ** 20

/**
 * JSON of which nothing is built before it is known that it will not take all memory: nesting and values are counted in
 * the bytes. Ends inside of something: `cut`; anything else wrong: `form`; not UTF-8: `encoding`.
 */
export async function parseJsonText(bytes: Uint8Array, file: string): Promise<unknown> {
  await scan(bytes, file)
  try {
    return JSON.parse(decoded(bytes, file))
  } catch (error) {
    if (error instanceof SyntaxError) throw notUnderstood(file, 'form')
    throw error
  }
}

async function scan(bytes: Uint8Array, file: string): Promise<void> {
  const breathe = breathing()
  let [depth, values, began, next] = [0, 0, false, PIECE]
  for (let at = bytes[0] === 0xef ? 3 : 0; at < bytes.length; at++) {
    if (at >= next) {
      next = at + PIECE
      await breathe()
    }
    const byte = bytes[at] ?? 0
    if (began && depth === 0) {
      if (!SPACE.has(byte)) throw notUnderstood(file, 'form')
    } else if (byte === QUOTE) {
      at = endOfString(bytes, at + 1)
      if (at === -1) throw notUnderstood(file, 'cut')
    } else if (OPENING.has(byte)) {
      began = true
      depth += 1
      values += 1
      if (depth > LIMITS.nesting || values > LIMITS.values) throw notUnderstood(file, 'form')
    } else if (CLOSING.has(byte)) depth -= 1
    else if (byte === COMMA && ++values > LIMITS.values) throw notUnderstood(file, 'form')
    if (depth < 0) throw notUnderstood(file, 'form')
  }
  if (depth > 0 || !began) throw notUnderstood(file, began || bytes.every((byte) => SPACE.has(byte)) ? 'cut' : 'form')
}

/** The place of its closing quote; -1 where there is none. Most of an encrypted file is one string. */
function endOfString(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let escapes = 0
    while (at - escapes > from && bytes[at - escapes - 1] === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return at
  }
  return -1
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw notUnderstood(file, 'encoding')
    throw error
  }
}
