import fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { GROUPS } from '../../../src/contract/row'
import { arbitraryDatabase, type RandomDatabase } from '../../support/arbitraryDatabase'

const ADMINISTRATORS = 'g,Administrator,0x00000000'
const BOSS = `u,boss,0x00002000,3,${'0b'.repeat(8)},${'55'.repeat(64)},32768,8,1,0x00000001`

/** Two databases that have little in common, or of which the second came from the first by a few edits; it is a sensible one. */
export const databasePairs: fc.Arbitrary<[RandomDatabase, RandomDatabase]> = fc.oneof(
  fc.tuple(arbitraryDatabase, arbitraryDatabase.map(sensible)),
  fc
    .tuple(arbitraryDatabase, arbitraryDatabase, fc.array(fc.nat({ max: 5 }), { minLength: 60, maxLength: 60 }))
    .map(([a, b, picks]): [RandomDatabase, RandomDatabase] => [a, sensible(mixed(a, b, picks))]),
)

/** With an administrator, without what any user management refuses: circles, flags that contradict, names alike but for case. */
function sensible({ users, groups, objects }: RandomDatabase): RandomDatabase {
  const people = unlike(rowsOf(users)).map((row) =>
    row.replace(/^(u,[^,]*,0x)([0-9a-f]{8})/, (_, start: string, bits: string) => {
      const property = Number.parseInt(bits, 16)
      const contradict = (property & 0x3000) === 0x1000
      return start + hex(contradict ? property & ~0x1000 : property)
    }),
  )
  const kept = unlike(rowsOf(groups).filter((row) => row.startsWith('g,')))
  const names = kept.map((row) => nameIn(row))
  const members = rowsOf(groups).filter((row) => {
    const [, outer = '', inner] = /^a,([^,]*),(?:g=(.*)|u=)/.exec(row) ?? []
    return outer !== '' && (inner === undefined || names.indexOf(outer) < names.indexOf(inner))
  })
  const [head = '', ...lines] = linesOf(objects)
  // A group may be called “.”, but an object that stands for none may not.
  const good = lines.filter((line) => {
    const [, object = ''] = /^<object name="([^"]*)"/.exec(line) ?? []
    return !/\.(\.|$)/.test(object) || names.includes(object.replace(`${GROUPS}.`, ''))
  })
  return {
    users: checked('UserDB', [...people, BOSS]),
    groups: checked('GroupDB', [...kept, ...members, 'a,Administrator,u=boss']),
    objects: Buffer.from([head, ...good].join('\n')),
  }
}

/** Rows of one, here and there replaced by the other's or left out; some names in capitals. */
function mixed(a: RandomDatabase, b: RandomDatabase, picks: readonly number[]): RandomDatabase {
  const pick = (at: number): number => picks[at % picks.length] ?? 0
  const named = (name: string): string =>
    name !== 'Administrator' && pick(name.length * 7) === 5 ? name.toUpperCase() : name
  const rename = (row: string): string =>
    row
      .replace(/^([uga],)([^,]*)/, (_, start: string, name: string) => start + named(name))
      .replace(/^(a,[^,]*,[ug]=)(.*)$/, (_, start: string, name: string) => start + named(name))
  const mix = (ours: string[], theirs: string[], key: RegExp): string[] => {
    const keyOf = (row: string): string => key.exec(row)?.[0] ?? row
    const rows = new Map(ours.map((row) => [keyOf(row), row]))
    ours.forEach((row, at) => pick(at) === 0 && rows.delete(keyOf(row)))
    theirs.forEach((row, at) => pick(at + 30) < 2 && rows.set(keyOf(row), row))
    return [...rows.values()]
  }
  const groups = mix(rowsOf(a.groups), rowsOf(b.groups), /^(g,[^,]*|a,.*)/).map(rename)
  const [head = '', ...lines] = linesOf(a.objects)
  return {
    users: checked('UserDB', mix(rowsOf(a.users), rowsOf(b.users), /^u,[^,]*/).map(rename)),
    groups: checked('GroupDB', [ADMINISTRATORS, ...groups.filter((row) => !row.startsWith('g,Administrator,'))]),
    objects: Buffer.from([head, ...mix(lines, linesOf(b.objects).slice(1), /^<object name="[^"]*"/)].join('\n')),
  }
}

function unlike(rows: readonly string[]): string[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const name = nameIn(row).toLowerCase()
    return !seen.has(name) && seen.add(name)
  })
}

function nameIn(row: string): string {
  return /^[ug],([^,]*),/.exec(row)?.[1] ?? ''
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString().trimEnd().split(/\r?\n/)
}

function rowsOf(bytes: Buffer): string[] {
  return linesOf(bytes).slice(1, -1)
}

/** A file of users or groups with its checksum. */
export function checked(tag: string, rows: readonly string[]): Buffer {
  const lines = [`${tag},FileVersion,2`, ...rows]
  return Buffer.from([...lines, `Checksum,0x${hex(crc32(lines.join('')))}`].join('\n'))
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
