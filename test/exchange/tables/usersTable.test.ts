import { describe, expect, it } from 'vitest'
import { readUsersTable } from '../../../src/main/exchange/tables/readUsersTable'
import { writeUsersTable } from '../../../src/main/exchange/tables/writeUsersTable'
import { FILE, NOBODY, people, told, usersOf } from './tables'

const ANNA = { anna: ['Service', 'Watch'] }

describe('a table of users as Excel and LibreOffice write it', () => {
  it.each([
    ['with a byte order mark', '\uFEFFname;groups\r\nanna;Service|Watch\r\n'],
    ['without one', 'name;groups\r\nanna;Service|Watch\r\n'],
    ['with the separator named', 'sep=;\r\nname;groups\r\nanna;Service|Watch\r\n'],
    ['with mark and separator', '\uFEFF"sep=;"\r\nname;groups\r\nanna;Service|Watch\r\n'],
    ['with commas', 'name,groups\r\nanna,Service|Watch\r\n'],
    ['with tabs', 'name\tgroups\nanna\tService|Watch\n'],
    ['with LF', 'name;groups\nanna;Service|Watch\n'],
    ['with CR', 'name;groups\ranna;Service|Watch\r'],
    ['with several kinds of line end', 'name;groups\r\n\nanna;Service|Watch\r'],
    ['without a last line end', 'name;groups\r\nanna;Service|Watch'],
    ['with quotes around everything', '"name";"groups"\r\n"anna";"Service|Watch"\r\n'],
    ['with empty columns at the end', 'name;groups;;;\r\nanna;Service|Watch;;;\r\n'],
    ['with empty cells at the end of some rows', 'name;groups\r\nanna;Service|Watch;;;;\r\n'],
    ['with empty rows', '\r\n;;\r\nname;groups\r\n;\r\nanna;Service|Watch\r\n;\r\n  ; \r\n\r\n'],
    ['in German', 'Benutzername;Gruppen\r\nanna;Service|Watch\r\n'],
    ['in any order and case', 'GROUPS ;Name\r\nService|Watch;anna\r\n'],
  ])('%s', async (_, table) => {
    const reading = await usersOf(table)
    expect(reading).toMatchObject({ problems: [], ignored: [], parts: ['users', 'groups'] })
    expect(reading.counts).toEqual({ users: 1, groups: 2, objects: 0 })
    expect(people(reading)).toEqual(ANNA)
  })

  it('has numbers and leading zeros as the text that stands there', async () => {
    const reading = await usersOf('name;groups\r\n007;1.00E+05\r\n1.5;TRUE\r\n2026-01-01;0x10\r\n')
    expect(reading.problems).toEqual([])
    expect(people(reading)).toEqual({ '007': ['1.00E+05'], '1.5': ['TRUE'], '2026-01-01': ['0x10'] })
    expect(told((await usersOf('name;groups\r\nanna;1,00E+05\r\n')).problems)).toEqual([
      [2, 'groups', 'group-refused', '1,00E+05', 'sign'],
    ])
  })

  it('that was neutralised gets its names back, and an apostrophe of a name stays', async () => {
    const reading = await usersOf("name;groups\r\n'=SUM(A1);'+49|@x\r\n'1-2;\r\n't Hooft;''t\r\n''-x;\r\n")
    expect(people(reading)).toEqual({ '=SUM(A1)': ['+49', '@x'], '1-2': [], "'t Hooft": ["''t"], "'-x": [] })
  })

  it('needs no cells at the end of a row that would say nothing', async () => {
    const reading = await usersOf('name;groups;last change;password;remark\r\nanna;Service\r\nbodo;;;\r\n')
    expect(reading.problems).toEqual([])
    expect(people(reading)).toEqual({ anna: ['Service'], bodo: [] })
  })

  it('of one column alone may have any separator but the comma in its names', async () => {
    expect(people(await usersOf('name\r\na;b\r\n'))).toEqual({ 'a;b': [] })
  })

  it('has quotes around what another separator would cut', async () => {
    const user = { name: 'a;b', mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null }
    const bytes = await writeUsersTable({ users: [user] }, { separator: ',' })
    expect(Buffer.from(bytes).toString().split('\r\n')[1]).toBe('"a;b",yes,no,')
    expect(people(await usersOf(bytes))).toEqual({ 'a;b': [] })
  })

  it('tells which of its columns say nothing here', async () => {
    const reading = await usersOf('name;Remark;pasword;;last change\r\nanna;likes tea;secret;;yesterday\r\n')
    expect(reading.ignored).toEqual(['Remark', 'pasword'])
    expect(reading.problems).toEqual([])
    expect(reading.over(NOBODY).users).toEqual([
      { name: 'anna', mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null },
    ])
  })

  it.each([
    ...['yes', 'YES', ' ja ', 'y', 'j', '1', 'true', 'WAHR', 'x', 'X'].map((flag) => [flag, true] as const),
    ...['no', 'Nein', 'n', '0', 'FALSE', 'falsch', '', ' '].map((flag) => [flag, false] as const),
  ])('%j is a flag', async (flag, is) => {
    const reading = await usersOf(`name;May Change Password;groups\r\nanna;${flag};Watch\r\n`)
    expect(reading.problems).toEqual([])
    expect(reading.over(NOBODY).users?.[0]?.mayChangePassword).toBe(is)
  })
})

describe('a row that cannot be taken over', () => {
  const HEADING = 'name;groups;may change password;must change password'

  it.each([
    ['too few cells', 'bodo;Service', [2, null, 'cells', 'bodo']],
    ['too many cells', 'bodo;Service;yes;no;more', [2, null, 'cells', 'bodo']],
    ['cut at another separator', 'bodo,Service,yes,no', [2, null, 'cells', 'bodo,Service,yes,no']],
    ['text after a quote', '"bodo"x;Service;yes;no', [2, null, 'cells', '"bodo"x']],
    ['a cell that is too long', `bodo;${'x'.repeat(65_537)};yes;no`, [2, null, 'cells', 'bodo']],
    ['no name', ';Service;yes;no', [2, 'name', 'name-refused', '', 'empty']],
    ['a name with a comma', 'bo,do;Service;yes;no', [2, 'name', 'name-refused', 'bo,do', 'sign']],
    ['a name with a quote', 'bo"do;Service;yes;no', [2, 'name', 'name-refused', 'bo"do', 'sign']],
    ['a name of two lines', '"bo\ndo";Service;yes;no', [2, 'name', 'name-refused', 'bo\ndo', 'sign']],
    ['a name with a space', 'bodo ;Service;yes;no', [2, 'name', 'name-refused', 'bodo ', 'space-at-end']],
    ['a name with a tab before it', "'\tbodo;Service;yes;no", [2, 'name', 'name-refused', '\tbodo', 'sign']],
    ['a reserved name', 'everyone;Service;yes;no', [2, 'name', 'name-refused', 'everyone', 'reserved']],
    ['a long name', `${'b'.repeat(70)};Service;yes;no`, [2, 'name', 'name-refused', `${'b'.repeat(60)}…`, 'too-long']],
    ['a group of bad form', 'bodo;Watch|a<b;yes;no', [2, 'groups', 'group-refused', 'a<b', 'sign']],
    ['a flag that is none', 'bodo;Service;yes;maybe', [2, 'must change password', 'flag', 'maybe']],
    ['flags that contradict', 'bodo;Service;no;yes', [2, 'must change password', 'flags-contradict', '']],
  ])('%s', async (_, row, problem) => {
    const reading = await usersOf(`${HEADING}\r\n${row}\r\nchidi;Watch;yes;no\r\n`)
    expect(told(reading.problems)).toEqual([problem])
    expect(people(reading)).toEqual({ chidi: ['Watch'] })
    expect(reading.counts).toEqual({ users: 1, groups: 1, objects: 0 })
  })

  it('tells everything that is wrong with it at once', async () => {
    const reading = await usersOf(`${HEADING}\r\n<a>;<b>|Watch|<c>;maybe;perhaps\r\n`)
    expect(told(reading.problems)).toEqual([
      [2, 'name', 'name-refused', '<a>', 'sign'],
      [2, 'groups', 'group-refused', '<b>', 'sign'],
      [2, 'groups', 'group-refused', '<c>', 'sign'],
      [2, 'may change password', 'flag', 'maybe'],
      [2, 'must change password', 'flag', 'perhaps'],
    ])
  })

  it('is the later one of two with one name, which says where the first is', async () => {
    const reading = await usersOf('name\r\nanna\r\nbodo\r\nanna\r\nANNA\r\nBodo\r\n')
    expect(told(reading.problems)).toEqual([
      [4, 'name', 'name-twice', 'anna', '2'],
      [5, 'name', 'name-refused', 'ANNA', 'differs-only-in-case'],
      [6, 'name', 'name-refused', 'Bodo', 'differs-only-in-case'],
    ])
    expect(Object.keys(people(reading))).toEqual(['anna', 'bodo'])
  })

  it('is one whose group differs from another only in case', async () => {
    const reading = await usersOf('name;groups\r\nanna;Service\r\nbodo;service\r\n')
    expect(told(reading.problems)).toEqual([[3, 'groups', 'group-refused', 'service', 'differs-only-in-case']])
  })

  it.each(['\r\n', '\n', '\r'])(
    'has the line of the file on which it begins, after cells of several lines (%j)',
    async (end) => {
      const lines = [
        'sep=;',
        '',
        'name;remark',
        `anna;"one${end}two${end}${end}four"`,
        '',
        '<bodo>;""',
        `"ch${end}idi";x`,
        '<d>;',
      ]
      const reading = await usersOf(lines.join(end))
      expect(reading.problems.map(({ line, value }) => [line, value])).toEqual([
        [9, '<bodo>'],
        [10, `ch${end}idi`],
        [12, '<d>'],
      ])
    },
  )

  it('is one row where a file of UTF-8 has a row of something else', async () => {
    const table = Buffer.concat([
      Buffer.from('name;groups\r\ndörte;Watch\r\n'),
      Buffer.from('jürgen;Watch\r\n', 'latin1'),
    ])
    const reading = await usersOf(table)
    expect(told(reading.problems)).toEqual([[3, 'name', 'encoding', 'j\uFFFDrgen']])
    expect(Object.keys(people(reading))).toEqual(['dörte'])
  })

  it.each([0, 1, 2, 3])('signs of several bytes are whole wherever they are in a large file (%i)', async (shift) => {
    const remark = '🔑'.repeat(15_000)
    const rows = Array.from({ length: 20 }, (_, index) => `u${index}\uFFFD;${remark}`)
    const reading = await usersOf(`name;remark${'x'.repeat(shift)}\r\n${rows.join('\r\n')}\r\n`)
    expect(reading).toMatchObject({ problems: [], counts: { users: 20 } })
  })

  it('a sign that stands for a lost one is a sign like others where all is UTF-8', async () => {
    expect(Object.keys(people(await usersOf('name\r\nj\uFFFDrgen\r\n')))).toEqual(['j\uFFFDrgen'])
  })
})

describe('passwords in a table', () => {
  it('are judged as everywhere, and are never told', async () => {
    const rows = [
      'anna;Rain-over 7 hills',
      'bodo;short',
      'chidi.okeke;Chidi.Okeke',
      'dora;12345678',
      `emil;${'ä'.repeat(30)}`,
      'fritz;',
    ]
    const reading = await usersOf(`name;password\r\n${rows.join('\r\n')}\r\n`)
    expect(told(reading.problems)).toEqual([
      [3, 'password', 'password-refused', '', 'length', 'guessable'],
      [4, 'password', 'password-refused', '', 'not-name', 'guessable'],
      [5, 'password', 'password-refused', '', 'guessable'],
      [6, 'password', 'password-refused', '', 'guessable', 'too-long'],
    ])
    expect(reading.over(NOBODY).users?.map(({ name, password }) => [name, password])).toEqual([
      ['anna', 'Rain-over 7 hills'],
      ['fritz', undefined],
    ])
  })

  it('become no part of a name where a row is cut at another separator', async () => {
    const reading = await usersOf('name;password\r\nbodo,Rain-over 7 hills\r\nanna\r\n')
    expect(told(reading.problems)).toEqual([[2, null, 'cells', '']])
    expect(Object.keys(people(reading))).toEqual(['anna'])
  })

  it('need only fit where the database asks for no more', async () => {
    const table = Buffer.from(`name;password\r\nbodo;1\r\nemil;${'ä'.repeat(30)}\r\n`)
    const reading = await readUsersTable(table, { file: FILE, policy: false })
    expect(told(reading.problems)).toEqual([[3, 'password', 'password-refused', '', 'too-long']])
  })

  it('stay as they are typed', async () => {
    const table = Buffer.from(`name;password\r\nanna;'=1 "x" \r\nbodo;"a;""b""\r\nc"\r\n`)
    const reading = await readUsersTable(table, { file: FILE, policy: false })
    expect(reading.over(NOBODY).users?.map(({ password }) => password)).toEqual([`'=1 "x" `, 'a;"b"\r\nc'])
  })

  it('stand in no problem either where cells were moved', async () => {
    const secret = 'Rain-over 7 hills'
    const rows = [
      `anna;${secret};;`,
      `bodo,${secret}`,
      `chidi;no;${secret};;x`,
      `"dora"${secret};no;no;`,
      `emil;no;no;"${secret}"x`,
      `fritz;no;no;${secret};no`,
      `"<"gerda>;no;no;${secret}`,
    ]
    const heading = 'name;may change password;must change password;password'
    const table = Buffer.concat([
      Buffer.from(`\uFEFF${heading}\r\n${rows.join('\r\n')}\r\n`),
      Buffer.from(`${secret}ü;;;\r\n`, 'latin1'),
    ])
    const reading = await usersOf(table)
    expect(reading.problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(JSON.stringify(reading.problems)).not.toContain('Rain')
  })

  it('are never written', async () => {
    const user = { mayChangePassword: true, mustChangePassword: true, internal: false, lastChange: 1_755_435_742 }
    const content = {
      users: [{ ...user, name: 'anna', password: 'Rain-over 7 hills', credentials: Buffer.from('c0ffee') }],
      groups: [{ name: 'Watch', users: ['anna', 'anna', 'ghost'], groups: [] }],
    }
    const bytes = await writeUsersTable(content, { separator: ';' })
    expect(Buffer.from(bytes).toString()).toBe(
      '\uFEFFname;groups;may change password;must change password;last change\r\nanna;Watch;yes;yes;2025-08-17T13:02:22Z\r\n',
    )
  })
})
