import { isUtf8 } from 'node:buffer'

const SLICE = 1024 * 1024

export type Scanned = {
  /** Line breaks, of whatever kind. */
  lines: number
  /** `mixed`: some of it is not UTF-8, some of it is more than ASCII and is. */
  encoding: 'utf-8' | 'mixed' | 'other'
}

/** Looks through a whole file in pieces, resting in between. */
export async function scan(bytes: Uint8Array, breathe: () => Promise<void>): Promise<Scanned> {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let [lines, isWhole, isPartly] = [0, true, hasMark]
  for (let start = 0; start < bytes.length;) {
    const end = endOfSign(bytes, start + SLICE)
    lines += lineBreaks(bytes, start, end)
    isWhole &&= isUtf8(bytes.subarray(start, end))
    isPartly ||= hasUtf8Sign(bytes, start, end)
    start = end
    await breathe()
  }
  return { lines, encoding: isWhole ? 'utf-8' : isPartly ? 'mixed' : 'other' }
}

/** Line breaks that end in a part of a text; CR LF is one of them. */
function lineBreaks(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]
    if (byte === 10 || (byte === 13 && bytes[at + 1] !== 10)) count += 1
  }
  return count
}

/** The place after the next line break, or the end of the text. */
export function lineEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === 10) return at + 1
    if (byte === 13) return bytes[at + 1] === 10 ? at + 2 : at + 1
  }
  return bytes.length
}

/** No sign of UTF-8 is longer than four bytes. */
function endOfSign(bytes: Uint8Array, end: number): number {
  let at = Math.min(end, bytes.length)
  for (let back = 0; back < 3 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80; back += 1) at -= 1
  return at
}

function hasUtf8Sign(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte < 0xc2) continue
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    if (at + length <= end && isUtf8(bytes.subarray(at, at + length))) return true
  }
  return false
}
