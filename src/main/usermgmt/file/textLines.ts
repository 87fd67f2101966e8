import { AppError } from '../../../contract/errors'

/** How the lines of a file end; kept, so that a file with the line ends of another system is written back as it was. */
export type LineEnds = { end: '\n' | '\r\n'; closed: boolean }
export type TextLines = { lines: string[]; ends: LineEnds }

/** As the runtime writes them: LF between lines, none after the last (user-management 5). */
export const RUNTIME_ENDS: LineEnds = { end: '\n', closed: false }

/** A file that is not what it has to be. `line` counts from 1; `problem` is a clause for a sentence. */
export function damaged(file: string, line: number | null, problem: string): AppError {
  return new AppError('database-damaged', { file, line, problem })
}

/** Splits a file into lines without their ends; bytes that are not UTF-8 and mixed line ends are damage. */
export function readLines(file: string, bytes: Uint8Array): TextLines {
  if (bytes.length === 0) throw damaged(file, 1, 'the file is empty')
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw damaged(file, 1, 'it begins with a byte order mark, which no controller writes')
  }
  const lines = decodeText(file, bytes).split('\n')
  const closed = lines.length > 1 && lines.at(-1) === ''
  if (closed) lines.pop()
  const ended = closed ? lines.length : lines.length - 1
  const windows = ended > 0 && (lines[0] ?? '').endsWith('\r')
  for (let index = 0; index < ended; index++) {
    const line = lines[index] ?? ''
    if (line.endsWith('\r') !== windows) {
      throw damaged(file, index + 1, 'some lines end with CR LF and others with LF only')
    }
    if (windows) lines[index] = line.slice(0, -1)
  }
  return { lines, ends: { end: windows ? '\r\n' : '\n', closed } }
}

/** The reverse of `readLines`, byte for byte. */
export function joinLines(lines: readonly string[], { end, closed }: LineEnds): Buffer {
  return Buffer.from(lines.join(end) + (closed ? end : ''))
}

/** Bytes that are not UTF-8 are damage. */
export function decodeText(file: string, bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw damaged(file, lineThatIsNotText(bytes), 'there are bytes that are not UTF-8')
  }
}

function lineThatIsNotText(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let line = 1
  for (let from = 0; from < buffer.length; line++) {
    const end = buffer.indexOf(0x0a, from)
    const to = end === -1 ? buffer.length : end
    const part = buffer.subarray(from, to)
    if (!Buffer.from(part.toString('utf8')).equals(part)) return line
    from = to + 1
  }
  return line
}
