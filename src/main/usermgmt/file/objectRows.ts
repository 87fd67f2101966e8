import type { Masks } from '../backends'
import { hex32 } from './checkedFile'
import { FILES } from './fileNames'
import { damaged, joinLines, readLines, type LineEnds } from './textLines'

/** One object line: its name and one entry per group, in the order of the file; `text` is the whole line. */
export type ObjectRow = {
  readonly name: string
  readonly entries: ReadonlyMap<string, Masks>
  readonly text: string
}

const FIRST_LINE = '#Object,GroupRights(group=,rights=,deniedrights=)'
// Not XML although it looks like it: numbers stand without quotes, `&` is not escaped (user-management 5).
const OBJECT = /<object name="([^"]*)"\/>/y
const ENTRY = /,<group name="([^"]*)" rights=0x([0-9a-fA-F]{8}) deniedrights=0x([0-9a-fA-F]{8})\/>/y
const NO_ENTRIES: ReadonlyMap<string, Masks> = new Map()

export function parseObjects(
  bytes: Uint8Array,
  file: string = FILES.objects.name,
): { rows: ObjectRow[]; ends: LineEnds } {
  const { lines, ends } = readLines(file, bytes)
  if (lines[0] !== FIRST_LINE) throw damaged(file, 1, `the first line is not “${FIRST_LINE}”`)
  const lineOf = new Map<string, number>()
  const rows: ObjectRow[] = []
  for (let index = 1; index < lines.length; index++) {
    const row = parseRow(file, lines[index] ?? '', index + 1)
    const first = lineOf.get(row.name)
    if (first !== undefined) {
      throw damaged(file, index + 1, `the object “${row.name}” is there a second time, first in line ${first}`)
    }
    lineOf.set(row.name, index + 1)
    rows.push(row)
  }
  return { rows, ends }
}

export function objectsBytes(rows: Iterable<ObjectRow>, ends: LineEnds): Buffer {
  return joinLines([FIRST_LINE, ...Array.from(rows, ({ text }) => text)], ends)
}

export function objectRow(name: string, entries: ReadonlyMap<string, Masks> = NO_ENTRIES): ObjectRow {
  let text = `<object name="${name}"/>`
  for (const [group, { granted, denied }] of entries) {
    text += `,<group name="${group}" rights=${hex32(granted)} deniedrights=${hex32(denied)}/>`
  }
  return { name, entries, text }
}

function parseRow(file: string, line: string, number: number): ObjectRow {
  OBJECT.lastIndex = 0
  const name = OBJECT.exec(line)?.[1]
  if (name === undefined) {
    throw damaged(file, number, line.startsWith('<object') ? 'the line is not whole' : 'the line is not an object')
  }
  ENTRY.lastIndex = OBJECT.lastIndex
  if (ENTRY.lastIndex === line.length) return { name, entries: NO_ENTRIES, text: line }
  const entries = new Map<string, Masks>()
  while (ENTRY.lastIndex < line.length) {
    const [, group, granted, denied] = ENTRY.exec(line) ?? []
    if (group === undefined || granted === undefined || denied === undefined) {
      throw damaged(file, number, 'the line is not whole')
    }
    if (entries.has(group)) {
      throw damaged(file, number, `the group “${group}” is there twice for the object “${name}”`)
    }
    entries.set(group, { granted: Number.parseInt(granted, 16), denied: Number.parseInt(denied, 16) })
  }
  return { name, entries, text: line }
}
