import { createHash } from 'node:crypto'
import type { ReadableFile } from '../state/appendedFile'
import { LONGEST_LINE } from './entry'

const FIRST_BLOCK = 4 * 1024
const BLOCK = 256 * 1024
const LINE_FEED = 10

/** A line without its line feed; `bytes` undefined where it is longer than any of ours. */
export type Line = {
  at: number
  length: number
  bytes: Buffer | undefined
  /** Whether a line feed ends it; only the last line of a file has none. */
  ended: boolean
}

/** The lines from `at` to the end, one block in memory at a time. */
export async function* linesFrom(file: ReadableFile, at: number, signal?: AbortSignal): AsyncGenerator<Line> {
  let line = unfinished(at)
  for (let place = at; ;) {
    signal?.throwIfAborted()
    const block = await file.read(place, BLOCK)
    if (block.length === 0) break
    let from = 0
    for (let end = block.indexOf(LINE_FEED); end >= 0; end = block.indexOf(LINE_FEED, from)) {
      line.add(block.subarray(from, end))
      yield line.finish(true)
      from = end + 1
      line = unfinished(place + from)
    }
    line.add(block.subarray(from))
    place += block.length
  }
  if (line.length() > 0) yield line.finish(false)
}

/** The lines that begin before `end`, last one first. */
export async function* linesBackwards(file: ReadableFile, end: number, signal?: AbortSignal): AsyncGenerator<Line> {
  // Of the line that is being put together: its bytes so far, and where they begin.
  let tail: Buffer[] = []
  let tailLength = 0
  let ended = false
  let first = true
  // Often only the last line is wanted.
  let size = FIRST_BLOCK
  for (let place = end; place > 0; size = Math.min(BLOCK, 4 * size)) {
    signal?.throwIfAborted()
    const from = Math.max(0, place - size)
    const block = await file.read(from, place - from)
    let to = block.length
    if (first && block.at(-1) === LINE_FEED) {
      ended = true
      to -= 1
    }
    first = false
    for (;;) {
      // A negative place would count from the end.
      const feed = to > 0 ? block.lastIndexOf(LINE_FEED, to - 1) : -1
      tailLength += to - (feed + 1)
      if (tailLength <= LONGEST_LINE) tail.unshift(block.subarray(feed + 1, to))
      else tail = []
      if (feed < 0) break
      yield whole(from + feed + 1, tail, { length: tailLength, ended })
      tail = []
      tailLength = 0
      ended = true
      to = feed
    }
    place = from
  }
  if (tailLength > 0 || ended) yield whole(0, tail, { length: tailLength, ended })
}

/** SHA-256 of a part of a file, hex. */
export async function digestOf(file: ReadableFile, { from, to }: { from: number; to: number }): Promise<string> {
  const hash = createHash('sha256')
  for (let at = from; at < to;) {
    const block = await file.read(at, Math.min(BLOCK, to - at))
    if (block.length === 0) break
    hash.update(block)
    at += block.length
  }
  return hash.digest('hex')
}

function whole(at: number, parts: readonly Buffer[], { length, ended }: { length: number; ended: boolean }): Line {
  const bytes = length <= LONGEST_LINE ? Buffer.concat(parts) : undefined
  return { at, length, bytes, ended }
}

function unfinished(at: number) {
  let parts: Buffer[] = []
  let length = 0
  return {
    length: () => length,
    add(bytes: Buffer) {
      length += bytes.length
      if (length <= LONGEST_LINE) parts.push(bytes)
      else parts = []
    },
    finish: (ended: boolean): Line => whole(at, parts, { length, ended }),
  }
}
