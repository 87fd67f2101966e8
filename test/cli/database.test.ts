import { chmod, cp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RIGHTS, type Right } from '../../src/contract/rights'
import { contentsOf, SAMPLE, sampleCopy, temporaryFolder } from '../support/temporaryFolder'
import { builtCommandLine } from './commandLine'

const { run, file } = builtCommandLine()
const PASSWORD = 'Rain over Ulm 7'
const SAMPLE_PASSWORD = 'Filling-line 1'
const root = process.getuid?.() === 0

type Explanations = Record<string, Record<string, Record<Right, { allowed: boolean; because: string }>>>

describe('show', () => {
  it('tells users, groups and counts in words', async () => {
    const folder = await sampleCopy()
    const { code, out, err } = await run(['db', 'show', folder])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('6 users, 6 groups, 19 objects, 2 findings')
    expect(out).toMatch(/^ {2}anna +Developer, OEM R&D$/m)
    expect(out).toMatch(/^ {2}Service +chidi, group Night shift/m)
  })

  it('as JSON holds what a script needs and no hash', async () => {
    const { out } = await run(['db', 'show', await sampleCopy(), '--json'])
    const shown: unknown = JSON.parse(out)
    expect(shown).toMatchObject({ title: 'filling-line', counts: { users: 6 }, users: { 0: { name: 'admin' } } })
    const [hash = ''] = /[0-9a-f]{128}/.exec(await readFile(join(SAMPLE, '.UserDatabase.csv'), 'utf8')) ?? []
    expect(hash).toHaveLength(128)
    expect(out).not.toContain(hash.slice(0, 16))
  })

  it('changes nothing in the folder and works where nothing can be written', async () => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    await chmod(folder, 0o500)
    const { code, out } = await run(['db', 'show', folder])
    await chmod(folder, 0o700)
    expect(code).toBe(0)
    if (!root) expect(out).toContain('cannot be written to')
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('takes a folder relative to where it is run, with spaces and umlauts', async () => {
    const parent = await temporaryFolder()
    await cp(SAMPLE, join(parent, 'Füller 3 Süd'), { recursive: true })
    expect((await run(['db', 'show', 'Füller 3 Süd'], { cwd: parent })).out).toContain('6 users')
  })
})

describe('check', () => {
  it('names the two findings of the sample and ends with 1', async () => {
    const folder = await sampleCopy()
    expect(await run(['db', 'check', folder])).toEqual({
      code: 1,
      err: '',
      out:
        'admin is the only administrator; if this password is lost, nobody can change users any more.\n' +
        'bogdan has never changed the first password.\n',
    })
    const { code, out } = await run(['db', 'check', folder, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      findings: [
        { kind: 'only-one-administrator', user: 'admin' },
        { kind: 'first-password-kept', user: 'bogdan' },
      ],
    })
  })

  it('ends with 0 when there is nothing to report', async () => {
    const folder = await sampleCopy()
    const call = (method: string, input: object) =>
      run(['db', 'call', folder, method], { input: JSON.stringify(input) })
    await call('groups.addMember', { group: 'Administrator', user: 'anna' })
    await call('users.remove', { name: 'bogdan' })
    await call('users.setGroups', { name: 'chidi', groups: ['Watch', 'Service'] })
    expect(await run(['db', 'check', folder])).toEqual({ code: 0, out: 'Nothing to report.\n', err: '' })
  })
})

describe('explain', () => {
  const explain = async (...options: string[]) => {
    const { code, out, err } = await run(['db', 'explain', SAMPLE, '--json', ...options])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const parsed: Explanations = JSON.parse(out)
    return parsed
  }
  const FILLER = 'Device.PlcLogic.Filler'

  it('covers every user, every object of the file and every right', async () => {
    const explained = await explain()
    expect(Object.keys(explained)).toEqual(['admin', 'anna', 'bogdan', 'chidi', 'dörte', 'Anonymous_OPCUAServer'])
    const lines = (await readFile(join(SAMPLE, '.UserMgmtRightsDB.csv'), 'utf8')).split('\n')
    const objects = lines.flatMap((line) => /^<object name="([^"]+)"/.exec(line)?.[1] ?? [])
    for (const rights of Object.values(explained)) {
      expect(Object.keys(rights).toSorted()).toEqual(objects.toSorted())
      for (const cells of Object.values(rights)) expect(Object.keys(cells).toSorted()).toEqual([...RIGHTS].toSorted())
    }
  })

  // Worked out by hand from the sample's files and user-management 6.
  it.each([
    // Night shift itself: Execute granted, Modify denied; View by Service, which it belongs to, on PlcLogic.
    ['dörte', FILLER, { view: true, modify: false, execute: true, addRemove: false }],
    // Nothing for Night shift; Service has View and Modify there.
    ['dörte', 'Device.PlcLogic.__Backup&Restore', { view: true, modify: true, execute: false, addRemove: false }],
    // Service has View and Modify on the object of the group Night shift; Device gives Add/Remove but UserManagement denies all.
    [
      'dörte',
      'Device.UserManagement.Groups.Night shift',
      { view: true, modify: true, execute: false, addRemove: false },
    ],
    ['chidi', FILLER, { view: true, modify: false, execute: false, addRemove: false }],
    ['chidi', '/cert/import', { view: false, modify: false, execute: false, addRemove: false }],
    ['chidi', '/PlcLogic', { view: true, modify: true, execute: true, addRemove: true }],
    ['anna', FILLER, { view: true, modify: true, execute: true, addRemove: true }],
    // Developer has View and Add/Remove on Device and is denied Modify and Execute there; OEM R&D is granted Modify and
    // Execute here, but a denial for one of the user's groups beats it.
    ['anna', 'Device.RemoteConnections.OPCUAServer', { view: true, modify: false, execute: false, addRemove: true }],
    ['anna', 'Device.Settings.SecuritySettings', { view: true, modify: false, execute: true, addRemove: true }],
    ['bogdan', 'Device.PlcLogic', { view: true, modify: false, execute: false, addRemove: false }],
    ['bogdan', 'Device.PlcLogic.__Backup&Restore', { view: false, modify: false, execute: false, addRemove: false }],
    ['bogdan', '/cert/import', { view: true, modify: false, execute: false, addRemove: false }],
    // Masks deny the administrators Modify here; administrators have everything all the same.
    ['admin', 'Device.Settings.SecuritySettings', { view: true, modify: true, execute: true, addRemove: true }],
    ['admin', 'Device.UserManagement', { view: true, modify: true, execute: true, addRemove: true }],
    ['Anonymous_OPCUAServer', 'Device', { view: false, modify: false, execute: false, addRemove: false }],
  ])('%s on %s', async (user, object, expected) => {
    const explained = await explain('--user', user, '--object', object)
    expect(Object.keys(explained)).toEqual([user])
    const cells = explained[user]?.[object]
    const allowed = Object.fromEntries(RIGHTS.map((right) => [right, cells?.[right].allowed]))
    expect(allowed).toEqual(expected)
  })

  it('gives the reason in words', async () => {
    const cells = (await explain('--user', 'dörte', '--object', FILLER))['dörte']?.[FILLER]
    expect(cells?.modify.because).toBe(`group Night shift, denied at ${FILLER}; a denial beats every grant`)
    expect(cells?.view.because).toBe('group Night shift, which belongs to Service, granted at Device.PlcLogic')
    const { out } = await run(['db', 'explain', SAMPLE, '--user', 'dörte', '--object', FILLER])
    expect(out).toContain(
      `dörte may not Modify ${FILLER}: group Night shift, denied at ${FILLER}; a denial beats every grant.\n`,
    )
  })

  it('refuses a user or an object that is not there', async () => {
    expect(await run(['db', 'explain', SAMPLE, '--user', 'nobody'])).toEqual({
      code: 1,
      out: '',
      err: 'There is no user “nobody”.\n',
    })
    expect(await run(['db', 'explain', SAMPLE, '--object', 'Device.Nothing'])).toMatchObject({ code: 1, out: '' })
  })
})

describe('verify', () => {
  const verify = (user: string, input: string | Buffer, ...more: string[]) =>
    run(['db', 'verify', SAMPLE, '--user', user, ...more], { input })

  it.each([
    ['as it is', SAMPLE_PASSWORD],
    ['with a line break after it', `${SAMPLE_PASSWORD}\n`],
    ['with a Windows line break after it', `${SAMPLE_PASSWORD}\r\n`],
  ])('a right password %s ends with 0', async (_, input) => {
    expect(await verify('anna', input)).toEqual({ code: 0, out: 'The password is right.\n', err: '' })
  })

  it('says when a password must be changed', async () => {
    expect((await verify('bogdan', SAMPLE_PASSWORD)).out).toContain('must be changed')
    expect(JSON.parse((await verify('bogdan', SAMPLE_PASSWORD, '--json')).out)).toEqual({ mustChangePassword: true })
  })

  it.each([
    ['a wrong password', 'anna', 'Filling-line 2'],
    ['an empty password', 'anna', ''],
    ['two line breaks', 'anna', `${SAMPLE_PASSWORD}\n\n`],
    ['an unknown user', 'nobody', SAMPLE_PASSWORD],
    ['another case of the name', 'Anna', SAMPLE_PASSWORD],
  ])('%s is the same refusal and ends with 1', async (_, user, input) => {
    expect(await verify(user, input)).toEqual({ code: 1, out: '', err: 'The name or the password is not right.\n' })
  })

  it('a password that is not UTF-8 is said to be that', async () => {
    expect(await verify('anna', Buffer.from([0xff, 0xfe, 0x41]))).toMatchObject({
      code: 2,
      err: 'Standard input is not UTF-8 text.\n',
    })
  })
})

describe('init', () => {
  it('writes a database with its first administrator, whose password comes on standard input', async () => {
    const folder = join(await temporaryFolder(), 'new', 'Füller 5')
    const input = `${PASSWORD}\n`
    expect(await run(['db', 'init', folder, '--administrator', 'Jörg'], { input })).toEqual({
      code: 0,
      out: `A new database with Jörg as its administrator is in ${folder}.\n`,
      err: '',
    })
    expect((await run(['db', 'verify', folder, '--user', 'Jörg'], { input })).code).toBe(0)
    const { out } = await run(['db', 'show', folder, '--json'])
    expect(JSON.parse(out)).toMatchObject({ users: [{ name: 'Jörg', groups: ['Administrator'] }] })
  })

  it('without an administrator takes no password, and says where as JSON', async () => {
    const folder = join(await temporaryFolder(), 'new')
    const { code, out } = await run(['db', 'init', folder, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ folder, counts: { users: 0, groups: 4 } })
  })

  it('never replaces a database, and refuses a weak password before anything is written', async () => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    expect(await run(['db', 'init', folder])).toMatchObject({ code: 1, out: '' })
    expect(await contentsOf(folder)).toEqual(before)
    const parent = await temporaryFolder()
    const weak = await run(['db', 'init', join(parent, 'x'), '--administrator', 'erin'], { input: 'short\n' })
    expect(weak).toMatchObject({
      code: 1,
      err: 'This password is refused: it needs at least 8 characters; it is too easy to guess.\n',
    })
    expect(await contentsOf(parent)).toEqual({})
  })
})

describe('bad folders', () => {
  const damage = async (name: string, change: (text: string) => string) => {
    const folder = await sampleCopy()
    for (const copy of [name, `${name}_`]) {
      const text = await readFile(join(folder, copy), 'utf8').catch(() => undefined)
      if (text !== undefined) await writeFile(join(folder, copy), change(text))
    }
    return folder
  }

  it.each([
    ['a wrong checksum', '.UserDatabase.csv', (text: string) => text.replace('u,anna', 'u,anja')],
    ['an unknown version', '.GroupDatabase.csv', (text: string) => text.replace('FileVersion,2', 'FileVersion,9')],
    ['a torn line', '.UserMgmtRightsDB.csv', (text: string) => text.slice(0, -30)],
  ])('%s is said in one sentence with the file, and nothing is changed', async (_, name, change) => {
    const folder = await damage(name, change)
    const before = await contentsOf(folder)
    const { code, out, err } = await run(['db', 'show', folder])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(new RegExp(`^\\${name} is damaged.*Nothing was changed; the file is kept as it is\\.\n$`))
    const json = await run(['db', 'show', folder, '--json'])
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'database-damaged', details: { file: name } } })
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('a damaged first copy is read from the second, with a notice, and repaired by saving', async () => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    await writeFile(join(folder, '.UserDatabase.csv'), 'UserDB,FileVersion,2\nu,adm')
    const { code, out } = await run(['db', 'show', folder])
    expect(code).toBe(0)
    expect(out).toContain('its second copy was read instead. Saving repairs it.')
    expect((await run(['db', 'call', folder, 'databases.save'])).code).toBe(0)
    expect(await contentsOf(folder)).toEqual(before)
  })

  it.each([
    ['a folder without a database', (folder: string) => `${folder}/..`, 'There is no user database in '],
    ['a folder that is not there', (folder: string) => `${folder}/nowhere`, 'There is no folder '],
  ])('%s', async (_, place, sentence) => {
    const { code, err } = await run(['db', 'show', place(await sampleCopy())])
    expect(code).toBe(1)
    expect(err.startsWith(sentence), err).toBe(true)
  })

  it('one of three files missing', async () => {
    const folder = await sampleCopy()
    await rm(join(folder, '.UserMgmtRightsDB.csv'))
    const { code, err } = await run(['db', 'check', folder])
    expect(code).toBe(1)
    expect(err).toBe(
      `The database in ${folder} is not complete: .UserMgmtRightsDB.csv is missing. Copy it from the controller too.\n`,
    )
  })
})

it('the program runs under the name of a link, as package managers install it', async () => {
  const link = join(await temporaryFolder(), 'keyswitch')
  await symlink(file(), link)
  await chmod(file(), 0o755)
  const { execFile } = await import('node:child_process')
  const out = await new Promise<string>((done, failed) => {
    execFile(link, ['db', 'show', SAMPLE], (error, stdout) => (error ? failed(error) : done(stdout)))
  })
  expect(out).toContain('6 users')
})
