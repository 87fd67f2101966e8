import fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { GROUPS } from '../../src/contract/row'

/** Bytes of the three files of one random database, as a controller could have written them. */
export type RandomDatabase = { users: Buffer; groups: Buffer; objects: Buffer }

const name = fc
  .string({ unit: fc.constantFrom(...Array.from('abcdeABÄßé&-_()!/ .'), '設', '🔑'), minLength: 1, maxLength: 12 })
  .map((text) => text.trim() || 'x')
const word32 = fc.oneof(fc.nat({ max: 15 }), fc.nat({ max: 0xffffffff }), fc.constantFrom(0, 0xffffffff))
const hexDigits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: length, maxLength: length })
const ends = fc.record({ end: fc.constantFrom('\n', '\r\n'), closed: fc.boolean() })

const credential = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(hexDigits(16), hexDigits(128), word32)
      .chain(([salt, hash, time]) =>
        fc.constantFrom(3, 4).map((type) => `${type},${salt},${hash},32768,8,1,${hex(time)}`),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('4,00,11', '1,plain', '9,').map((text) => (text.endsWith(',') ? `${text}x` : text)),
  },
)

const userNames = fc.uniqueArray(name, { maxLength: 8 })
const groupNames = fc.uniqueArray(name, { maxLength: 6 }).map((names) => [...new Set(['Administrator', ...names])])
const objectNames = (groups: readonly string[]) =>
  fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(GROUPS, ...groups.map((group) => `${GROUPS}.${group}`)),
      fc
        .array(fc.constantFrom('A', 'B', 'C C', 'd'), { minLength: 1, maxLength: 3 })
        .map((parts) => ['Device', ...parts].join('.')),
      fc.array(fc.constantFrom('a', 'b', 'c.d'), { minLength: 1, maxLength: 2 }).map((parts) => `/${parts.join('/')}`),
      fc.constantFrom('Device', '/'),
    ),
    { maxLength: 10 },
  )

/** Any database, well-formed but not necessarily sensible: dangling memberships, double ones, entries that say nothing. */
export const arbitraryDatabase: fc.Arbitrary<RandomDatabase> = fc
  .tuple(userNames, groupNames)
  .chain(([users, groups]) => fc.tuple(fc.constant(users), fc.constant(groups), objectNames([...groups, 'Ghosts'])))
  .chain(([users, groups, objects]) =>
    fc.record({
      users: fc
        .tuple(
          fc.tuple(
            ...users.map((user) =>
              fc.tuple(word32, credential).map(([bits, rest]) => `u,${user},${hex(bits)},${rest}`),
            ),
          ),
          ends,
        )
        .map(([rows, how]) => checked('UserDB', rows, how)),
      groups: fc
        .tuple(
          fc.tuple(...groups.map((group) => word32.map((bits) => `g,${group},${hex(bits)}`))),
          fc.array(memberRow([...users, 'ghost'], [...groups, 'Ghosts']), { maxLength: 12 }),
          ends,
        )
        .map(([rows, members, how]) => checked('GroupDB', [...rows, ...members], how)),
      objects: fc
        .tuple(fc.tuple(...objects.map((object) => objectLine(object, [...groups, 'Ghosts']))), ends)
        .map(([lines, how]) => joined(['#Object,GroupRights(group=,rights=,deniedrights=)', ...lines], how)),
    }),
  )

function memberRow(users: string[], groups: string[]): fc.Arbitrary<string> {
  const group = fc.constantFrom(...groups)
  return fc.oneof(
    fc.tuple(group, fc.constantFrom(...users)).map(([of, user]) => `a,${of},u=${user}`),
    fc.tuple(group, group).map(([of, member]) => `a,${of},g=${member}`),
  )
}

function objectLine(object: string, groups: string[]): fc.Arbitrary<string> {
  const entry = fc.record({ granted: word32, denied: word32 })
  return fc
    .subarray(groups)
    .chain((some) =>
      fc
        .tuple(
          ...some.map((group) =>
            entry.map(
              ({ granted, denied }) => `,<group name="${group}" rights=${hex(granted)} deniedrights=${hex(denied)}/>`,
            ),
          ),
        )
        .map((entries) => `<object name="${object}"/>${entries.join('')}`),
    )
}

type Ends = { end: string; closed: boolean }

function checked(tag: string, rows: readonly string[], how: Ends): Buffer {
  const lines = [`${tag},FileVersion,2`, ...rows]
  return joined([...lines, `Checksum,${hex(crc32(lines.join('')))}`], how)
}

function joined(lines: readonly string[], { end, closed }: Ends): Buffer {
  return Buffer.from(lines.join(end) + (closed ? end : ''))
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`
}
