import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { errorSentence, noticeSentence } from '../../../src/contract/sentences'
import { parseGroups } from '../../../src/main/usermgmt/file/groupRows'
import { parseObjects } from '../../../src/main/usermgmt/file/objectRows'
import { parseUsers } from '../../../src/main/usermgmt/file/userRows'
import { listed, openStore } from '../../support/openStore'
import { contentsOf, sampleCopy, SAMPLE, temporaryFolder } from '../../support/temporaryFolder'

const USERS = '.UserDatabase.csv'
const GROUPS = '.GroupDatabase.csv'
const RIGHTS = '.UserMgmtRightsDB.csv'
const FIRST_RIGHTS_LINE = '#Object,GroupRights(group=,rights=,deniedrights=)'
const HASH = 'ab'.repeat(64)
const anna = `u,anna,0x00002000,3,8c6976e5b5410415,${HASH},32768,8,1,0x68b20000`

const users = (...rows: string[]) => checked('UserDB,FileVersion,2', ...rows)
const groups = (...rows: string[]) => checked('GroupDB,FileVersion,2', ...rows)
const rights = (...lines: string[]) => [FIRST_RIGHTS_LINE, ...lines].join('\n')

describe('a damaged file is refused with line and problem', () => {
  const cases: [title: string, parse: () => unknown, file: string, line: number, problem: string][] = [
    ['an empty file', () => parseUsers(bytes('')), USERS, 1, 'the file is empty'],
    [
      'another kind of file',
      () => parseUsers(bytes(groups())),
      USERS,
      1,
      'the first line is not “UserDB,FileVersion,2”',
    ],
    [
      'zeros, as a power loss leaves them',
      () => parseUsers(Buffer.alloc(64)),
      USERS,
      1,
      'the first line is not “UserDB,FileVersion,2”',
    ],
    [
      'a version that nobody knows',
      () => parseUsers(bytes(checked('UserDB,FileVersion,3', anna))),
      USERS,
      1,
      'its version is 3, and only version 2 is known',
    ],
    [
      'a version of groups that nobody knows',
      () => parseGroups(bytes(checked('GroupDB,FileVersion,1'))),
      GROUPS,
      1,
      'its version is 1, and only version 2 is known',
    ],
    [
      'a wrong checksum',
      () => parseUsers(bytes(`UserDB,FileVersion,2\n${anna}\nChecksum,0x00000001`)),
      USERS,
      3,
      `the checksum is wrong: 0x00000001 is written, 0x${crc32(`UserDB,FileVersion,2${anna}`).toString(16).padStart(8, '0')} would be right`,
    ],
    [
      'one letter of a name changed',
      () => parseUsers(bytes(users(anna).replace('anna', 'annA'))),
      USERS,
      3,
      expect.stringContaining('the checksum is wrong'),
    ],
    [
      'the checksum cut off',
      () => parseUsers(bytes(`UserDB,FileVersion,2\n${anna}`)),
      USERS,
      2,
      'the last line is not a whole checksum, so the file was cut off',
    ],
    [
      'half a checksum',
      () => parseGroups(bytes('GroupDB,FileVersion,2\ng,Watch,0x00000000\nChecksum,0x12')),
      GROUPS,
      3,
      'the last line is not a whole checksum, so the file was cut off',
    ],
    [
      'a row cut off in the middle',
      () => parseUsers(bytes(users(anna.slice(0, 60), anna))),
      USERS,
      2,
      'the password hash is not whole',
    ],
    ['a row cut off early', () => parseUsers(bytes(users(anna, 'u,bog'))), USERS, 3, 'the line is not whole'],
    ['an empty line', () => parseUsers(bytes(users('', anna))), USERS, 2, 'the line is not whole'],
    [
      'text after the checksum',
      () => parseUsers(bytes(`${users(anna)}\n${anna}`)),
      USERS,
      4,
      'there is text after the checksum',
    ],
    [
      'a kind of row that nobody knows',
      () => parseUsers(bytes(users(anna, 'x,anna,1'))),
      USERS,
      3,
      'rows that begin with “x” are not known',
    ],
    [
      'a kind of group row that nobody knows',
      () => parseGroups(bytes(groups('g,Watch,0x00000000', 'r,Watch,1'))),
      GROUPS,
      3,
      'rows that begin with “r” are not known',
    ],
    [
      'a user twice',
      () => parseUsers(bytes(users(anna, anna))),
      USERS,
      3,
      'the user “anna” is there a second time, first in line 2',
    ],
    [
      'a group twice',
      () => parseGroups(bytes(groups('g,Watch,0x00000000', 'a,Watch,u=anna', 'g,Watch,0x00000001'))),
      GROUPS,
      4,
      'the group “Watch” is there a second time, first in line 2',
    ],
    ['a membership of nothing', () => parseGroups(bytes(groups('a,Watch,x=anna'))), GROUPS, 2, 'the line is not whole'],
    [
      'bytes that are not UTF-8',
      () => parseUsers(Buffer.from(users(anna, anna.replace('anna', 'dörte')), 'latin1')),
      USERS,
      3,
      'there are bytes that are not UTF-8',
    ],
    [
      'a byte order mark',
      () => parseUsers(bytes(`\ufeff${users(anna)}`)),
      USERS,
      1,
      'it begins with a byte order mark, which no controller writes',
    ],
    [
      'UTF-16',
      () => parseUsers(Buffer.from(`\ufeff${users(anna)}`, 'utf16le')),
      USERS,
      1,
      'there are bytes that are not UTF-8',
    ],
    [
      'mixed line ends',
      () =>
        parseGroups(
          bytes(
            groups('g,Watch,0x00000000', 'g,Service,0x00000000').replace('Watch,0x00000000\n', 'Watch,0x00000000\r\n'),
          ),
        ),
      GROUPS,
      2,
      'some lines end with CR LF and others with LF only',
    ],
    [
      'a rights file without its first line',
      () => parseObjects(bytes('<object name="Device"/>')),
      RIGHTS,
      1,
      `the first line is not “${FIRST_RIGHTS_LINE}”`,
    ],
    [
      'an object line cut off',
      () => parseObjects(bytes(rights('<object name="Device"/>', '<object name="Dev'))),
      RIGHTS,
      3,
      'the line is not whole',
    ],
    [
      'an entry cut off',
      () => parseObjects(bytes(rights('<object name="Device"/>,<group name="Watch" rights=0x0000'))),
      RIGHTS,
      2,
      'the line is not whole',
    ],
    ['a line that is no object', () => parseObjects(bytes(rights('hello'))), RIGHTS, 2, 'the line is not an object'],
    [
      'an object twice',
      () => parseObjects(bytes(rights('<object name="Device"/>', '<object name="Device"/>'))),
      RIGHTS,
      3,
      'the object “Device” is there a second time, first in line 2',
    ],
    [
      'a group twice in one line',
      () =>
        parseObjects(
          bytes(
            rights(
              '<object name="Device"/>,<group name="Watch" rights=0x00000001 deniedrights=0x00000000/>,<group name="Watch" rights=0x00000000 deniedrights=0x00000001/>',
            ),
          ),
        ),
      RIGHTS,
      2,
      'the group “Watch” is there twice for the object “Device”',
    ],
  ]
  test.each(cases)('%s', (_, parse, file, line, problem) => {
    expect(failureOf(parse)).toMatchObject({ code: 'database-damaged', details: { file, line, problem } })
  })
})

describe('what is odd but clear is taken as it is', () => {
  test('a hash of another type, unknown property bits, names that would be refused today', () => {
    const odd = [
      'u,anna,0xffffffff,7,what,ever',
      'u, with space ,0x00000000,4,x',
      `u,${'x'.repeat(80)}${anna.slice(6)}`,
    ]
    expect(parseUsers(bytes(users(...odd))).rows.map(({ text }) => text)).toEqual(odd)
  })

  test('memberships without user or group, memberships that stand twice, memberships before their group', () => {
    const odd = ['a,Ghosts,u=nobody', 'a,Watch,u=anna', 'a,Watch,u=anna', 'g,Watch,0x00000000', 'a,Watch,g=Ghosts']
    expect(parseGroups(bytes(groups(...odd))).rows.map(({ text }) => text)).toEqual(odd)
  })

  test('entries that say nothing, rights of groups that are not there, commas in names of objects', () => {
    const odd = [
      '<object name="Device"/>,<group name="Ghosts" rights=0x00000000 deniedrights=0x00000000/>',
      '<object name="Device.A,B"/>',
      '<object name="Device.UserManagement.Groups.R&D"/>,<group name="R&D" rights=0xFF000000 deniedrights=0x00000001/>',
    ]
    expect(parseObjects(bytes(rights(...odd))).rows.map(({ text }) => text)).toEqual(odd)
  })
})

test('a damaged file is read from its second copy, and saving repairs it', async () => {
  const folder = await sampleCopy()
  const good = await readFile(join(folder, USERS))
  await writeFile(join(folder, USERS), good.subarray(0, 300))
  const { store, users } = await openStore(folder)
  expect(await listed(users.users?.())).toHaveLength(6)
  expect(store.notices).toEqual([
    { is: 'copy-used', file: USERS, problem: expect.stringContaining('checksum'), line: 3 },
  ])
  expect(noticeSentence(store.notices[0]!)).toContain('its second copy was read instead. Saving repairs it.')
  expect(store.unsaved).toBe(0)
  expect(await store.changedOutside()).toEqual([])
  await store.save()
  expect(store.notices).toEqual([])
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  await store.close()
})

test('a file that is missing is read from its second copy, and saving puts it back', async () => {
  const folder = await sampleCopy()
  await rm(join(folder, GROUPS))
  const { store } = await openStore(folder)
  expect(store.notices).toEqual([{ is: 'copy-used', file: GROUPS, problem: 'the file is missing', line: null }])
  await store.save()
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  await store.close()
})

test('with both copies damaged the folder is not opened and nothing in it is touched', async () => {
  const folder = await sampleCopy()
  await writeFile(join(folder, USERS), 'UserDB,FileVersion,2\nu,ad')
  await writeFile(join(folder, `${USERS}_`), '')
  const before = await contentsOf(folder)
  const failure = await openStore(folder).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'database-damaged', details: { file: USERS, line: 2 } })
  expect(failure instanceof AppError && errorSentence(failure.code, failure.details)).toBe(
    '.UserDatabase.csv is damaged in line 2: the last line is not a whole checksum, so the file was cut off. Nothing was changed; the file is kept as it is.',
  )
  expect(await contentsOf(folder)).toEqual(before)
})

test('a missing file with a damaged copy is refused for the copy', async () => {
  const folder = await sampleCopy()
  await rm(join(folder, USERS))
  await writeFile(join(folder, `${USERS}_`), 'nonsense')
  await expect(openStore(folder)).rejects.toMatchObject({ details: { file: `${USERS}_`, line: 1 } })
})

test('damaged rights have no second copy and are refused', async () => {
  const folder = await sampleCopy()
  const good = await readFile(join(folder, RIGHTS), 'utf8')
  await writeFile(join(folder, RIGHTS), good.slice(0, -20))
  await expect(openStore(folder)).rejects.toMatchObject({
    code: 'database-damaged',
    details: { file: RIGHTS, line: 20, problem: 'the line is not whole' },
  })
})

test('one file missing is an incomplete database, all missing is none', async () => {
  const folder = await sampleCopy()
  await rm(join(folder, RIGHTS))
  await expect(openStore(folder)).rejects.toMatchObject({
    code: 'database-incomplete',
    details: { folder, missing: [RIGHTS] },
  })
  const empty = await temporaryFolder()
  await expect(openStore(empty)).rejects.toMatchObject({ code: 'not-a-database', details: { folder: empty } })
  await expect(openStore(join(empty, 'nowhere'))).rejects.toMatchObject({ code: 'not-a-database' })
  await writeFile(join(empty, 'text.txt'), 'x')
  await expect(openStore(join(empty, 'text.txt'))).rejects.toMatchObject({ code: 'not-a-database' })
})

test('a folder opens by any one of its files', async () => {
  const folder = await sampleCopy()
  for (const name of [USERS, `${GROUPS}_`, RIGHTS]) {
    const { store } = await openStore(join(folder, name))
    expect(store.folder).toBe(folder)
    await store.close()
  }
})

function checked(...lines: string[]): string {
  return [...lines, `Checksum,0x${crc32(lines.join('')).toString(16).padStart(8, '0')}`].join('\n')
}

function bytes(text: string): Buffer {
  return Buffer.from(text)
}

function failureOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return 'no failure'
}
