import { checkedBytes, hex32, rowsBetween, verifyChecksum } from './checkedFile'
import { FILES } from './fileNames'
import { damaged, readLines, type LineEnds } from './textLines'
import { rowProblem } from './userRows'

/** A g row: a group. An a row: a user (`u=`) or a group (`g=`, form unverified) that belongs to a group. */
export type GroupRow = { readonly is: 'group'; readonly name: string; readonly property: number; readonly text: string }
export type MemberRow = {
  readonly is: 'user' | 'member'
  readonly group: string
  readonly name: string
  readonly text: string
}
export type GroupFileRow = GroupRow | MemberRow

const GROUP = /^g,([^,]*),0x([0-9a-fA-F]{8})$/
const MEMBER = /^a,([^,]*),([ug])=([^,]*)$/

export function parseGroups(
  bytes: Uint8Array,
  file: string = FILES.groups.name,
): { rows: GroupFileRow[]; ends: LineEnds } {
  const text = readLines(file, bytes)
  const rows = rowsBetween(file, 'GroupDB', text).map((line, index) => parseRow(file, line, index + 2))
  const lineOf = new Map<string, number>()
  rows.forEach((row, index) => {
    if (row.is !== 'group') return
    const first = lineOf.get(row.name)
    if (first !== undefined) {
      throw damaged(file, index + 2, `the group “${row.name}” is there a second time, first in line ${first}`)
    }
    lineOf.set(row.name, index + 2)
  })
  verifyChecksum(file, text)
  return { rows, ends: text.ends }
}

export function groupsBytes(rows: Iterable<GroupFileRow>, ends: LineEnds): Buffer {
  return checkedBytes(
    'GroupDB',
    Array.from(rows, ({ text }) => text),
    ends,
  )
}

export function groupRow(name: string, property = 0): GroupRow {
  return { is: 'group', name, property, text: `g,${name},${hex32(property)}` }
}

export function memberRow(is: MemberRow['is'], group: string, name: string): MemberRow {
  return { is, group, name, text: `a,${group},${is === 'user' ? 'u' : 'g'}=${name}` }
}

function parseRow(file: string, line: string, number: number): GroupFileRow {
  const [, group, kind, name] = MEMBER.exec(line) ?? []
  if (group !== undefined && name !== undefined) {
    return { is: kind === 'u' ? 'user' : 'member', group, name, text: line }
  }
  const [, own, property] = GROUP.exec(line) ?? []
  if (own === undefined || property === undefined) throw damaged(file, number, rowProblem(line, 'g', 'a'))
  return { is: 'group', name: own, property: Number.parseInt(property, 16), text: line }
}
