import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentsOf, SAMPLE, sampleCopy, temporaryFolder } from '../support/temporaryFolder'
import { openSampleCopy, startProgram } from './program'

const PASSWORD = 'Rain over Ulm 7'

describe('opening', () => {
  it('a folder opened twice, also by a link or one of its files, is one database', async () => {
    const { api, folder, database, home } = await openSampleCopy()
    await symlink(folder, join(home, 'link'))
    const ways = [folder, `${folder}/`, join(home, 'link'), '~/link', join(folder, '.UserDatabase.csv')]
    for (const way of ways) expect(await api.call('databases.open', { folder: way })).toEqual({ database })
    expect((await api.call('databases.list', {})).databases).toHaveLength(1)
  })

  it('a folder asked for twice at the same moment is opened once', async () => {
    const { api, places } = await startProgram()
    const folder = await sampleCopy()
    const [one, other] = await Promise.all([
      api.call('databases.open', { folder }),
      api.call('databases.open', { folder }),
    ])
    expect(one).toEqual(other)
    expect(places()).toBe(1)
  })

  it('an opened place is told, named after its folder, and comes first among the recent ones', async () => {
    const { api, folder, database, places } = await openSampleCopy()
    expect(places()).toBe(1)
    expect(await api.call('databases.state', { database })).toMatchObject({ folder, title: 'filling-line' })
    const second = await sampleCopy()
    await api.call('databases.open', { folder: second })
    expect((await api.call('settings.read', {})).recent).toEqual([
      { folder: second, title: 'filling-line' },
      { folder, title: 'filling-line' },
    ])
  })

  it('what is no database is refused and not remembered', async () => {
    const { api, home } = await startProgram()
    await mkdir(join(home, 'empty'))
    await expect(api.call('databases.open', { folder: join(home, 'empty') })).rejects.toMatchObject({
      code: 'not-a-database',
    })
    await expect(api.call('databases.open', { folder: join(home, 'nowhere') })).rejects.toMatchObject({
      code: 'not-found',
      details: { subject: 'folder', name: join(home, 'nowhere') },
    })
    await expect(api.call('databases.open', { folder: 'a\u0000b' })).rejects.toMatchObject({ code: 'not-found' })
    expect((await api.call('settings.read', {})).recent).toEqual([])
  })

  it('names of folders with spaces, umlauts and emoji are fine', async () => {
    const { api, home } = await startProgram()
    const folder = join(home, 'Füller 3 – Nachtschicht 🌙')
    await cp(SAMPLE, folder, { recursive: true })
    const { database } = await api.call('databases.open', { folder })
    expect(await api.call('databases.state', { database })).toMatchObject({ title: 'Füller 3 – Nachtschicht 🌙' })
  })
})

describe('closing', () => {
  it('unsaved edits hold a database open unless they are to be discarded', async () => {
    const { api, database, folder, places } = await openSampleCopy()
    const bytes = await contentsOf(folder)
    await api.call('groups.add', { database, name: 'Cleaning' })
    const { unsaved } = await api.call('databases.state', { database })
    await expect(api.call('databases.close', { database })).rejects.toMatchObject({
      code: 'unsaved',
      details: { count: unsaved },
    })
    await api.call('databases.close', { database, discard: true })
    expect(places()).toBe(2)
    expect(await contentsOf(folder)).toEqual(bytes)
    await expect(api.call('users.list', { database })).rejects.toMatchObject({
      code: 'not-found',
      details: { subject: 'database' },
    })
  })

  it('what was asked before the close is answered, what comes after finds nothing', async () => {
    const { api, database } = await openSampleCopy()
    const before = api.call('users.list', { database })
    const closing = api.call('databases.close', { database })
    const after = api.call('users.add', { database, name: 'erin', password: PASSWORD })
    expect((await before).users).toHaveLength(6)
    await closing
    await expect(after).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('the sample', () => {
  it('is opened as a copy with the database files and nothing else', async () => {
    const { api, home } = await startProgram()
    const { database } = await api.call('databases.openSample', {})
    const { folder, title } = await api.call('databases.state', { database })
    expect(title).toBe('Sample filling line')
    expect(folder.startsWith(home)).toBe(true)
    const { 'README.md': _, ...files } = await contentsOf(SAMPLE)
    expect(await contentsOf(folder)).toEqual(files)
  })

  it('is fresh each time: one that is open or was changed is left alone, an untouched one is taken again', async () => {
    const { api } = await startProgram()
    const first = (await api.call('databases.openSample', {})).database
    const second = (await api.call('databases.openSample', {})).database
    expect(second).not.toBe(first)
    await api.call('groups.add', { database: first, name: 'Cleaning' })
    await api.call('databases.save', { database: first })
    for (const database of [first, second]) await api.call('databases.close', { database })
    const third = (await api.call('databases.openSample', {})).database
    expect(await api.call('databases.state', { database: third })).toMatchObject({ title: 'Sample filling line 2' })
    expect((await api.call('groups.list', { database: third })).groups).toHaveLength(6)
  })

  it('has exactly two findings', async () => {
    const { api, database } = await openSampleCopy()
    expect((await api.call('databases.check', { database })).findings).toEqual([
      { kind: 'only-one-administrator', user: 'admin' },
      { kind: 'first-password-kept', user: 'bogdan' },
    ])
    expect((await api.call('databases.state', { database })).counts).toEqual({
      users: 6,
      groups: 6,
      objects: 19,
      findings: 2,
    })
  })
})

describe('a new database', () => {
  it('with a first administrator has somebody who can do everything', async () => {
    const { api, home } = await startProgram()
    const folder = join(home, 'new', 'line 5')
    const administrator = { name: 'erin', password: PASSWORD }
    const { database } = await api.call('databases.create', { folder, administrator })
    const { users } = await api.call('users.list', { database })
    expect(users).toMatchObject([{ name: 'erin', groups: ['Administrator'], mayChangePassword: true }])
    expect(await api.call('databases.state', { database })).toMatchObject({
      unsaved: 0,
      undo: null,
      activation: 'active',
    })
    await api.call('users.verify', { database, ...administrator })
  })

  it('without one is empty and has nothing to report but groups that wait for members', async () => {
    const { api, home } = await startProgram()
    const { database } = await api.call('databases.create', { folder: join(home, 'line 5') })
    expect(await api.call('databases.state', { database })).toMatchObject({
      activation: 'active-empty',
      counts: { users: 0, groups: 4 },
    })
    const { findings } = await api.call('databases.check', { database })
    expect(findings).toEqual(
      ['Developer', 'Service', 'Watch'].map((group) => ({ kind: 'empty-group-with-power', group })),
    )
  })

  it.each([
    ['name-refused', { name: 'a,b', password: PASSWORD }],
    ['name-refused', { name: '', password: PASSWORD }],
    ['password-refused', { name: 'erin', password: '12345678' }],
    ['password-refused', { name: 'erin', password: '' }],
  ])('is not begun when its administrator is refused: %s', async (code, administrator) => {
    const { api, home } = await startProgram()
    const folder = join(home, 'line 5')
    await expect(api.call('databases.create', { folder, administrator })).rejects.toMatchObject({ code })
    // That it was asked for stands in the activity log.
    expect((await readdir(home)).filter((name) => name !== 'state')).toEqual([])
  })

  it('never takes the place of one that is there', async () => {
    const { api, folder } = await openSampleCopy()
    const bytes = await contentsOf(folder)
    await expect(api.call('databases.create', { folder })).rejects.toMatchObject({ code: 'already-exists' })
    expect(await contentsOf(folder)).toEqual(bytes)
  })
})

describe('a copy', () => {
  it('holds the edits, is gone on with, and leaves the first folder as it was', async () => {
    const { api, database, folder, home, places } = await openSampleCopy()
    const bytes = await contentsOf(folder)
    await api.call('users.add', { database, name: 'erin', password: PASSWORD, group: 'Watch' })
    const target = join(home, 'copies', 'line 6')
    const state = await api.call('databases.saveCopy', { database, folder: target })
    expect(state).toMatchObject({ database, folder: target, title: 'line 6', unsaved: 0 })
    expect(places()).toBe(2)
    expect(await contentsOf(folder)).toEqual(bytes)
    await api.call('databases.close', { database })
    const again = (await api.call('databases.open', { folder: target })).database
    expect((await api.call('users.list', { database: again })).users.map(({ name }) => name)).toContain('erin')
  })

  it('is refused where a database is, opened or not', async () => {
    const { api, database } = await openSampleCopy()
    const opened = await sampleCopy()
    await api.call('databases.open', { folder: opened })
    for (const folder of [opened, await sampleCopy()]) {
      await expect(api.call('databases.saveCopy', { database, folder })).rejects.toMatchObject({
        code: 'already-exists',
      })
    }
  })
})

describe('settings of the controller beside the database', () => {
  const login = (value: string) => `[CmpUserMgr]\n; SECURITY.UserLogin_AuthenticationType=ONLY_LEGACY\n${value}\n`

  it.each([
    ['SECURITY.UserLogin_AuthenticationType=AUTO_NEGOTIATE', 'AUTO_NEGOTIATE'],
    [' security.UserLogin_AuthenticationType = ONLY_LEGACY ; old', 'ONLY_LEGACY'],
  ])('that allow the legacy login are reported: %s', async (line, value) => {
    const { api } = await startProgram()
    const folder = await sampleCopy()
    await writeFile(join(folder, 'CODESYSControl_User.cfg'), login(line))
    const { database } = await api.call('databases.open', { folder })
    expect((await api.call('databases.check', { database })).findings).toContainEqual({
      kind: 'legacy-login',
      file: 'CODESYSControl_User.cfg',
      value,
    })
  })

  it('that do not allow it, or say nothing of it, are not', async () => {
    const { api } = await startProgram()
    const folder = await sampleCopy()
    await writeFile(join(folder, 'CODESYSControl.cfg'), login('SECURITY.UserLogin_AuthenticationType=ONLY_ASYMMETRIC'))
    await writeFile(join(folder, 'CODESYSControl_User.cfg'), login(''))
    const { database } = await api.call('databases.open', { folder })
    expect((await api.call('databases.check', { database })).findings).toHaveLength(2)
  })
})

it('a folder that was moved away is said to be changed, and its edits are not lost', async () => {
  const { api, database, folder } = await openSampleCopy()
  await api.call('groups.add', { database, name: 'Cleaning' })
  const away = await temporaryFolder()
  await rename(folder, join(away, 'moved'))
  await expect(api.call('databases.save', { database })).rejects.toMatchObject({ code: expect.any(String) })
  const state = await api.call('databases.state', { database })
  expect(state.outside).toHaveLength(3)
  expect(state.unsaved).toBeGreaterThan(0)
  await api.call('databases.saveCopy', { database, folder: join(away, 'rescued') })
  expect(await api.call('databases.state', { database })).toMatchObject({ unsaved: 0, outside: [] })
  await rm(join(away, 'moved'), { recursive: true })
})
