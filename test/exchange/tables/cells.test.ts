import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameFault } from '../../../src/contract/nameRules'
import { guardedText, joinNames, plainText, splitNames } from '../../../src/main/exchange/tables/cellText'
import { masksOf, rightWords } from '../../../src/main/exchange/tables/rightWords'
import { usersOf, rightsOf, NOBODY, people } from './tables'
import { writeRightsTable } from '../../../src/main/exchange/tables/writeRightsTable'
import { writeUsersTable } from '../../../src/main/exchange/tables/writeUsersTable'

/** Signs that mean something to somebody on the way. */
const SIGNS = [
  "'",
  '=',
  '+',
  '-',
  '@',
  '|',
  '\\',
  ';',
  ' ',
  '.',
  '/',
  '0',
  '1',
  '٣',
  'a',
  'J',
  'ä',
  '＝',
  '設',
  '🔑',
  '\uFFFD',
  '\uFEFF',
]
const text = fc.string({
  unit: fc.oneof(fc.constantFrom(...SIGNS, '\t', '\r', '\n', ',', '"'), fc.string({ minLength: 1, maxLength: 1 })),
})
const name = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...SIGNS), minLength: 1, maxLength: 8 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
    fc.constantFrom(
      "'t Hooft",
      "''",
      '=SUM(A1)',
      '1-2',
      '+49',
      '@x',
      '-x',
      "'=x",
      'TRUE',
      'März 4',
      'object',
      'name',
      'sep=;',
      '1,00E+05',
      '007',
    ),
  )
  .filter((name) => nameFault(name) === undefined)
const names = (maxLength: number) =>
  fc.uniqueArray(name, { maxLength, minLength: 1, selector: (name) => name.toLowerCase() })
const separator = fc.constantFrom(',' as const, ';' as const)
const word32 = fc.oneof(fc.nat({ max: 15 }), fc.nat({ max: 0xffffffff }), fc.constantFrom(0, 0xffffffff, 0xfffffff6))

describe('text in a cell', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(text, (text) => {
        expect(plainText(guardedText(text))).toBe(text)
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    '=SUM(A1)',
    '+49',
    '-x',
    '@x',
    '\tx',
    '\rx',
    ' =1',
    '＝1',
    '－1',
    '1-2',
    '007',
    '1E5',
    '1,00E+05',
    '.5',
    '(3)',
    '€5',
    'TRUE',
    'falsch',
    'Mar 1',
    'MARCH1',
    'Okt-2',
    'sep.3',
  ])('%j, which a spreadsheet would not take for text, gets an apostrophe', (text) => {
    expect(guardedText(text)).toBe(`'${text}`)
    expect(plainText(`'${text}`)).toBe(text)
  })

  it.each(['anna', "'t Hooft", "'", "''", 'Marta', 'Sepp', 'Decker', 'truelove', 'R&D', '設備'])('%j stays', (text) => {
    expect(guardedText(text)).toBe(text)
    expect(plainText(text)).toBe(text)
  })

  it('begins no formula in a program that cuts it at another sign either', () => {
    fc.assert(
      fc.property(text, (text) => {
        for (const part of guardedText(text).split(/[;,\t\r\n]/u)) expect(part).not.toMatch(/^ *[=+\-@＝＋－＠]/u)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('names in one cell', () => {
  it('come back as they were, with any sign a name may have', () => {
    fc.assert(
      fc.property(names(5), (names) => {
        expect(splitNames(plainText(guardedText(joinNames(names))))).toEqual(names)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['Service', ['Service']],
    ['Service|Watch', ['Service', 'Watch']],
    [' Service | Watch |', ['Service', 'Watch']],
    ['', []],
    ['A\\|B|C', ['A|B', 'C']],
    ['PLANT\\Service', ['PLANT\\Service']],
    ['PLANT\\\\|B', ['PLANT\\', 'B']],
  ])('%j as a person writes it', (cell, names) => {
    expect(splitNames(cell)).toEqual(names)
  })
})

describe('rights in words', () => {
  it('keep every bit', () => {
    fc.assert(
      fc.property(word32, word32, (granted, denied) => {
        const words = rightWords({ granted, denied })
        expect(masksOf(words)).toEqual({ granted, denied })
        expect(words).not.toMatch(/^[=+\-@]/u)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['', 0, 0],
    ['none', 0, 0],
    ['view', 1, 0],
    ['View  MODIFY no-execute addremove', 11, 4],
    ['add/remove', 8, 0],
    ['all no-view', 0xffffffff, 1],
    ['0xff000000 no-0x80', 0xff000000, 0x80],
  ])('%j', (cell, granted, denied) => {
    expect(masksOf(cell)).toEqual({ granted, denied })
  })

  it.each(['veiw', 'no-', 'no-no-view', '0x', '0x123456789', '16', '-1', 'none view', 'view,modify', '+'])(
    '%j is not understood',
    (cell) => expect(masksOf(cell)).toBeUndefined(),
  )
})

describe('a whole table', () => {
  it('of users gives back every name and membership that the rules allow', async () => {
    await fc.assert(
      fc.asyncProperty(names(6), names(4), separator, async (users, groups, separator) => {
        const content = {
          users: users.map((name) => ({
            name,
            mayChangePassword: true,
            mustChangePassword: false,
            internal: false,
            lastChange: 0,
          })),
          groups: groups.map((name, index) => ({
            name,
            users: users.filter((_, user) => (user + index) % 2 === 0),
            groups: [],
          })),
        }
        const reading = await usersOf(await writeUsersTable(content, { separator }))
        expect(reading.problems).toEqual([])
        expect(people(reading)).toEqual(
          Object.fromEntries(
            users.map((name) => [
              name,
              expect.toSatisfy((joined: string[]) => {
                const wanted = content.groups.filter((group) => group.users.includes(name)).map((group) => group.name)
                return joined.length === wanted.length && wanted.every((group) => joined.includes(group))
              }),
            ]),
          ),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('of rights gives back every object, group and bit', async () => {
    const objectName = fc.oneof(
      name.map((name) => `/${name.replaceAll('/', '')}x`),
      name.map((name) => `Device.${name.replaceAll('.', '')}x`),
      name.filter((name) => !name.includes('.') && !name.startsWith('/')),
    )
    const table = fc
      .tuple(fc.uniqueArray(objectName, { minLength: 1, maxLength: 5 }), names(4))
      .chain(([objects, groups]) =>
        fc
          .array(fc.array(fc.tuple(word32, word32), { minLength: groups.length, maxLength: groups.length }), {
            minLength: objects.length,
            maxLength: objects.length,
          })
          .map((masks) =>
            objects.map((name, row) => ({
              name,
              entries: groups.flatMap((group, column) => {
                const [granted = 0, denied = 0] = masks[row]?.[column] ?? []
                return granted === 0 && denied === 0 ? [] : [{ group, granted, denied }]
              }),
            })),
          ),
      )
    await fc.assert(
      fc.asyncProperty(table, separator, async (objects, separator) => {
        const reading = await rightsOf(await writeRightsTable({ objects }, { separator }))
        expect(reading.problems).toEqual([])
        expect(sorted(reading.over(NOBODY).objects)).toEqual(sorted(objects))
      }),
      { numRuns: 300 },
    )
  })
})

/** The order of groups is that of the heading. */
function sorted(objects: readonly { name: string; entries: readonly { group: string }[] }[] = []) {
  return objects.map(({ name, entries }) => ({
    name,
    entries: entries.toSorted((one, other) => (one.group < other.group ? -1 : 1)),
  }))
}
