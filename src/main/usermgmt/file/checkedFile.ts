import { crc32 } from 'node:zlib'
import { damaged, joinLines, type LineEnds, type TextLines } from './textLines'

const VERSION = '2'
const CHECKSUM = /^Checksum,0x([0-9a-fA-F]{8})$/

/** The rows between first line and checksum; the checksum itself is verified by `verifyChecksum`, after the rows. */
export function rowsBetween(file: string, tag: string, { lines }: TextLines): string[] {
  const first = lines[0] ?? ''
  const start = `${tag},FileVersion,`
  if (first !== start + VERSION) {
    const version = first.startsWith(start) ? first.slice(start.length) : ''
    throw damaged(
      file,
      1,
      /^\d+$/.test(version)
        ? `its version is ${version}, and only version ${VERSION} is known`
        : `the first line is not “${start}${VERSION}”`,
    )
  }
  const checksum = lines.findIndex((line) => line.startsWith('Checksum,'))
  if (checksum !== -1 && checksum < lines.length - 1)
    throw damaged(file, checksum + 2, 'there is text after the checksum')
  if (checksum === -1 || !CHECKSUM.test(lines[checksum] ?? '')) {
    throw damaged(file, lines.length, 'the last line is not a whole checksum, so the file was cut off')
  }
  return lines.slice(1, -1)
}

/** CRC-32 over all lines before it, joined without line ends (user-management 5). */
export function verifyChecksum(file: string, { lines }: TextLines): void {
  const written = Number.parseInt(CHECKSUM.exec(lines.at(-1) ?? '')?.[1] ?? '', 16)
  const right = crc32(lines.slice(0, -1).join(''))
  if (written !== right) {
    throw damaged(
      file,
      lines.length,
      `the checksum is wrong: ${hex32(written)} is written, ${hex32(right)} would be right`,
    )
  }
}

export function checkedBytes(tag: string, rows: readonly string[], ends: LineEnds): Buffer {
  const lines = [`${tag},FileVersion,${VERSION}`, ...rows]
  return joinLines([...lines, `Checksum,${hex32(crc32(lines.join('')))}`], ends)
}

/** A 32-bit number as the runtime writes it. */
export function hex32(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`
}
