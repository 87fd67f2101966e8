import { breathing } from '../../usermgmt/eachByItself'
import { LIMITS, notUnderstood } from './format'

/** The members of a JSON object in bytes; of lists, each entry by itself. Nothing is built before it is asked for. */
export type Outline = ReadonlyMap<string, Member>
export type Member =
  { is: 'value'; value: () => unknown } | { is: 'list'; entries: Iterable<() => unknown>; size: number }

type Range = { from: number; to: number }

const [QUOTE, BACKSLASH, COMMA, COLON, LIST, END_OF_LIST, OBJECT, END_OF_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d,
]
const SPACE: ReadonlySet<number | undefined> = new Set([0x09, 0x0a, 0x0d, 0x20])
const MARK = [0xef, 0xbb, 0xbf]

/**
 * Goes once through the bytes of an object, so that a file that would take all memory or keep everybody waiting is known
 * by its nesting, its entries and what stands in each. Ends inside of something: `cut`; anything else wrong: `form`.
 * Asking for a value gives `encoding` where it is not UTF-8.
 */
export async function outlineOf(bytes: Uint8Array, file: string): Promise<Outline> {
  const breathe = breathing()
  const read = reader(bytes, file)
  const outline = new Map<string, Member>()
  let at = MARK.every((byte, place) => bytes[place] === byte) ? MARK.length : 0
  /** The next sign, which is consumed if it is one of these. */
  const next = (...wanted: number[]): number => {
    at = afterSpace(bytes, at)
    const sign = bytes[at]
    if (sign === undefined) throw notUnderstood(file, 'cut')
    if (!wanted.includes(sign)) throw notUnderstood(file, 'form')
    at += 1
    return sign
  }
  const isNext = (wanted: number): boolean => {
    at = afterSpace(bytes, at)
    return bytes[at] === wanted
  }
  const value = (): Range => {
    const from = afterSpace(bytes, at)
    at = endOfValue(bytes, from, file)
    return { from, to: at }
  }

  next(OBJECT)
  if (isNext(END_OF_OBJECT)) next(END_OF_OBJECT)
  else {
    do {
      if (!isNext(QUOTE)) next()
      const name = read(value())
      next(COLON)
      // Said twice is not said at all.
      if (typeof name !== 'string' || outline.has(name)) throw notUnderstood(file, 'form')
      outline.set(name, isNext(LIST) ? await list() : single(value()))
    } while (next(COMMA, END_OF_OBJECT) === COMMA)
  }
  if (afterSpace(bytes, at) < bytes.length) throw notUnderstood(file, 'form')
  return outline

  function single(range: Range): Member {
    return { is: 'value', value: () => read(range) }
  }

  async function list(): Promise<Member> {
    next(LIST)
    const places: number[] = []
    if (isNext(END_OF_LIST)) next(END_OF_LIST)
    else {
      do {
        await breathe()
        const { from, to } = value()
        places.push(from, to)
        if (places.length > 2 * LIMITS.entries) throw notUnderstood(file, 'form')
      } while (next(COMMA, END_OF_LIST) === COMMA)
    }
    return { is: 'list', entries: entriesAt(places, read), size: places.length / 2 }
  }
}

function* entriesAt(places: readonly number[], read: (range: Range) => unknown): Iterable<() => unknown> {
  for (let at = 0; at < places.length; at += 2) yield () => read({ from: places[at] ?? 0, to: places[at + 1] ?? 0 })
}

function reader(bytes: Uint8Array, file: string): (range: Range) => unknown {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return ({ from, to }) => {
    try {
      return JSON.parse(decoder.decode(bytes.subarray(from, to)))
    } catch (error) {
      if (error instanceof SyntaxError) throw notUnderstood(file, 'form')
      if (error instanceof TypeError) throw notUnderstood(file, 'encoding')
      throw error
    }
  }
}

function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (SPACE.has(bytes[at]) && at - from < LIMITS.loose) at += 1
  return at
}

/** The place behind a value, whatever it is: what closes is not matched with what opened, `JSON.parse` does that. */
function endOfValue(bytes: Uint8Array, from: number, file: string): number {
  let [depth, values, loose] = [0, 0, 0]
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      const string = endOfString(bytes, at + 1)
      values += string.escaped
      at = string.end
      if (at === bytes.length) break
    } else if (byte === LIST || byte === OBJECT) {
      depth += 1
      values += 1
    } else if (byte === END_OF_LIST || byte === END_OF_OBJECT) {
      if (depth === 0) return at
      depth -= 1
    } else if (byte === COMMA || byte === COLON) {
      if (depth === 0) return at
      if (byte === COMMA) values += 1
    } else loose += 1
    // The object and the list that this stands in count too.
    if (depth > LIMITS.nesting - 2 || values > LIMITS.values || loose > LIMITS.loose) throw notUnderstood(file, 'form')
  }
  throw notUnderstood(file, 'cut')
}

/** The place of its closing quote, or behind everything, and how many quotes were passed. Most of an encrypted file is one. */
function endOfString(bytes: Uint8Array, from: number): { end: number; escaped: number } {
  let escaped = 0
  for (let at = bytes.indexOf(QUOTE, from); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let escapes = 0
    while (at - escapes > from && bytes[at - escapes - 1] === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return { end: at, escaped }
    if (++escaped > LIMITS.values) return { end: at, escaped }
  }
  return { end: bytes.length, escaped }
}
