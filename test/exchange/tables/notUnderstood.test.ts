import { describe, expect, it } from 'vitest'
import { tableKind } from '../../../src/main/exchange/tables/heading'
import { refuses } from '../../usermgmt/fillingLine'
import { FILE, rightsOf, usersOf } from './tables'

const UMLAUTS = 'Benutzer;Gruppen\r\njürgen;Wächter\r\n'
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')

describe('a table is told by its heading', () => {
  it.each([
    ['users', 'name,groups\r\n', 'users-table'],
    ['users with nothing but names', 'Name', 'users-table'],
    ['users after what Excel puts before', '\uFEFFsep=;\r\n;;\r\nGruppen;Benutzername\r\n', 'users-table'],
    ['rights', 'object;Administrator\r\n', 'rights-table'],
    ['rights, with a group of that name', '"Objekt"\tname\r\n', 'rights-table'],
    ['anything else', 'surname,groups\r\n', undefined],
    ['nothing', '', undefined],
    ['lines of nothing', '\r\n\r\n;;;\r\n', undefined],
    ['a file of the runtime', 'UserDB,FileVersion,2\nu,name,0x00000000\n', undefined],
    ['rights of the runtime', '#Object,GroupRights(group=,rights=,deniedrights=)\n', undefined],
    ['one JSON document', '{ "format": "keyswitch-users", "name": "users", "version": 1 }', undefined],
    ['a quote that is never closed', '"name,groups\r\nanna,Watch\r\n', undefined],
  ] as const)('%s', (_, table, kind) => {
    expect(tableKind(Buffer.from(table))).toBe(kind)
  })

  it('also where it is not UTF-8, so that reading can say that', () => {
    expect(tableKind(utf16('name\tgroups\r\n'))).toBe('users-table')
    expect(tableKind(Buffer.from('object;Wächter\r\n', 'latin1'))).toBe('rights-table')
  })

  it('is not looked for in what is no text', () => {
    const bytes = Buffer.alloc(5_000_000, 'name')
    expect(tableKind(bytes)).toBeUndefined()
    expect(tableKind(Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 255, 254, 10, 13]))).toBeUndefined()
  })
})

describe('a file that is no such table is refused whole', () => {
  it.each([
    ['an empty file', '', 'nothing'],
    ['a file of empty lines', '\uFEFF\r\n;;\r\n', 'nothing'],
    ['a heading without rows', 'name;groups\r\n;\r\n\r\n', 'nothing'],
    ['no heading', 'anna;Service\r\n', 'columns'],
    ['a heading without names', 'groups;password\r\nService;x\r\n', 'columns'],
    ['two columns of names', 'name;groups;user\r\nanna;Service;anna\r\n', 'columns'],
    ['a table of rights', 'object;Service\r\nDevice;all\r\n', 'columns'],
    ['a quote that is never closed', 'name;groups\r\nanna;"Service\r\nbodo;Watch\r\n', 'form'],
    ['a quote that is closed by the next one', 'name;groups\r\n"anna;Service\r\n"bodo";Watch\r\n', 'form'],
    ['a quote that swallows into a column nobody reads', 'name;remark\r\nanna;"x\r\nbodo;"y"\r\nchidi;z\r\n', 'form'],
    ['a quote in the heading that is never closed', 'name;"groups\r\nanna;Service\r\n', 'columns'],
    ['text after a quote in the heading', 'name;"groups"x\r\nanna;Service\r\n', 'form'],
    ['a row without end', `name;groups\r\nanna;${'x'.repeat(1_100_000)}\r\n`, 'form'],
    ['a row of quotes without end', `name;groups\r\nanna;"${'""\r\n'.repeat(400_000)}"\r\n`, 'form'],
    ['a row of nothing but separators', `name;groups\r\nanna${';'.repeat(6_000_000)}\r\n`, 'form'],
    ['umlauts as Windows writes them', Buffer.from(UMLAUTS, 'latin1'), 'encoding'],
    ['“Unicode text” as Excel writes it', utf16('name\tgroups\r\nanna\tService\r\n'), 'encoding'],
    ['the same without its mark', Buffer.from('name;groups\r\nanna;Service\r\n', 'utf16le'), 'encoding'],
    ['the same turned round', utf16('name\r\nanna\r\n').swap16(), 'encoding'],
    ['a workbook', Buffer.from('504b0304140006000800e2ff81', 'hex'), 'encoding'],
  ])('%s', async (_, table, problem) => {
    await refuses(usersOf(table), 'file-not-understood', { file: FILE, problem })
  })

  it.each([
    ['a table of users', 'name;groups\r\nanna;Service\r\n', 'columns'],
    ['a group with two columns', 'object;Service;Watch;Service\r\nDevice;all;all;all\r\n', 'columns'],
    ['a heading without rows', 'object;Service\r\n', 'nothing'],
    [
      'a heading of broken signs',
      Buffer.concat([Buffer.from('\uFEFFobject;'), Buffer.from('Wä;ä\r\nDevice;;\r\n', 'latin1')]),
      'encoding',
    ],
  ])('for rights: %s', async (_, table, problem) => {
    await refuses(rightsOf(table), 'file-not-understood', { file: FILE, problem })
  })

  it('a file that is larger than any table', async () => {
    await refuses(usersOf(Buffer.alloc(256 * 1024 * 1024 + 1, 'name\r\n')), 'file-too-large', { file: FILE, most: 256 })
  })

  it('a table of more than a million rows', async () => {
    await refuses(usersOf(`name\n${'a\n'.repeat(1_000_001)}`), 'file-not-understood', { file: FILE, problem: 'form' })
  })
})
