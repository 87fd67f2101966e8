import { chmod, chown, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { disk } from '../../../src/main/state/fileSystem'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { listed, openStore } from '../../support/openStore'
import { contentsOf, sampleCopy, SAMPLE, temporaryFolder } from '../../support/temporaryFolder'
import { systemError, watchedFileSystem } from '../../support/watchedFileSystem'

const USERS = '.UserDatabase.csv'
const GROUPS = '.GroupDatabase.csv'
const RIGHTS = '.UserMgmtRightsDB.csv'
const FLAGS = { mayChangePassword: true, mustChangePassword: false }

test('a save writes the changed file and its copy, and touches no other', async () => {
  const folder = await sampleCopy()
  const before = await factsOf(folder)
  const { store, users } = await openStore(folder)
  await users.addUser('zoë', 'x', FLAGS)
  await store.save()
  const after = await factsOf(folder)
  const changed = Object.keys(after).filter((name) => after[name] !== before[name])
  expect(changed.toSorted()).toEqual([USERS, `${USERS}_`])
  expect(Object.keys(after)).toEqual(Object.keys(before))
  expect(await readFile(join(folder, USERS))).toEqual(await readFile(join(folder, `${USERS}_`)))
  expect(store.unsaved).toBe(0)
  await store.close()
})

test('a save without edits writes nothing', async () => {
  const folder = await sampleCopy()
  const before = await factsOf(folder)
  const { store } = await openStore(folder)
  await store.save()
  expect(await factsOf(folder)).toEqual(before)
  await store.close()
})

test('a missing or stale second copy is put right when its file is saved', async () => {
  const folder = await sampleCopy()
  await rm(join(folder, `${USERS}_`))
  await writeFile(join(folder, `${GROUPS}_`), 'stale')
  const { store, users } = await openStore(folder)
  await users.removeUser('bogdan')
  await store.save()
  expect(await readFile(join(folder, USERS))).toEqual(await readFile(join(folder, `${USERS}_`)))
  expect(await readFile(join(folder, `${GROUPS}_`), 'utf8')).toBe('stale')
  await store.close()
})

test('Windows line ends and a last line end survive an edit', async () => {
  const folder = await sampleCopy()
  for (const name of [USERS, GROUPS, RIGHTS]) {
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(join(folder, name), `${text.replaceAll('\n', '\r\n')}\r\n`)
  }
  const original = await contentsOf(folder)
  const { store, users, groups, objects } = await openStore(folder)
  await users.changeUser('anna', { to: 'anja' })
  await groups.addGroup('Line 4')
  await objects.setRight('Device.Logger', 'Watch', 'view', 'grant')
  await store.save()
  for (const name of [USERS, GROUPS, RIGHTS]) {
    const text = await readFile(join(folder, name), 'utf8')
    expect(text).toMatch(/\r\n$/)
    expect(text.replaceAll('\r\n', '')).not.toContain('\n')
  }
  for (let step = 0; step < 3; step++) store.undo()
  await store.save()
  for (const name of [USERS, GROUPS, RIGHTS]) expect((await contentsOf(folder))[name]).toBe(original[name])
  await store.close()
})

test('files keep their mode and owner; new ones are for their owner only', async () => {
  const folder = await sampleCopy()
  await rm(join(folder, `${USERS}_`))
  await chmod(join(folder, USERS), 0o640)
  const root = process.getuid?.() === 0
  if (root) await chown(join(folder, USERS), 1234, 5678)
  const { store, users } = await openStore(folder)
  await users.removeUser('bogdan')
  await store.save()
  for (const name of [USERS, `${USERS}_`]) {
    const facts = await stat(join(folder, name))
    expect(facts.mode & 0o777).toBe(0o640)
    if (root) expect([facts.uid, facts.gid]).toEqual([1234, 5678])
  }
  const copy = join(await temporaryFolder(), 'copy')
  await store.saveCopy(copy)
  for (const name of await readdir(copy)) expect((await stat(join(copy, name))).mode & 0o777).toBe(0o600)
  await store.close()
})

test('what somebody else changed is shown and not overwritten unless asked for', async () => {
  const folder = await sampleCopy()
  const one = await openStore(folder)
  const other = await openStore(folder)
  await other.groups.addUserTo('Watch', 'anna')
  await other.store.save()
  const theirs = await contentsOf(folder)
  expect(await one.store.changedOutside()).toEqual([GROUPS])
  expect(await one.store.outsideDifferences()).toEqual([
    { subject: 'member', kind: 'added', group: 'Watch', user: 'anna', member: null },
  ])
  await one.users.removeUser('bogdan')
  await expect(one.store.save()).rejects.toMatchObject({ code: 'changed-outside', details: { files: [GROUPS] } })
  expect(await contentsOf(folder)).toEqual(theirs)
  expect(one.store.unsaved).toBe(1)
  await one.store.save({ overwrite: true })
  expect(await one.store.changedOutside()).toEqual([])
  const reopened = await openStore(folder)
  expect(await listed(reopened.groups.usersOf('Watch'))).toEqual(['bogdan'])
  expect(await listed(reopened.users.users?.())).toHaveLength(5)
  for (const { store } of [one, other, reopened]) await store.close()
})

test('reading again takes what somebody else changed and drops edits', async () => {
  const folder = await sampleCopy()
  const one = await openStore(folder)
  const other = await openStore(folder)
  await other.users.changeUser('anna', { to: 'anja' })
  await other.store.save()
  await one.users.removeUser('bogdan')
  expect(await one.store.outsideDifferences()).toEqual([
    { subject: 'user', kind: 'removed', name: 'anna', was: null, fields: [] },
    { subject: 'user', kind: 'added', name: 'anja', was: null, fields: [] },
  ])
  one.said.length = 0
  await one.store.reload()
  expect(one.said.toSorted()).toEqual(['groups', 'objects', 'users'])
  expect((await listed(one.users.users?.())).map(({ name }) => name)).toContain('anja')
  expect((await listed(one.users.users?.())).map(({ name }) => name)).toContain('bogdan')
  expect(one.store.unsaved).toBe(0)
  expect(one.store.undoable).toBeUndefined()
  for (const { store } of [one, other]) await store.close()
})

test('a folder that was damaged meanwhile is not read again, and the edits stay', async () => {
  const folder = await sampleCopy()
  const { store, users } = await openStore(folder)
  await users.removeUser('bogdan')
  await writeFile(join(folder, RIGHTS), 'nonsense')
  await expect(store.reload()).rejects.toMatchObject({ code: 'database-damaged' })
  await expect(store.outsideDifferences()).rejects.toMatchObject({ code: 'database-damaged' })
  expect(await store.changedOutside()).toEqual([RIGHTS])
  expect(store.unsaved).toBe(1)
  await store.save({ overwrite: true })
  expect(await readFile(join(folder, RIGHTS))).toEqual(await readFile(join(SAMPLE, RIGHTS)))
  await store.close()
})

test('a file that somebody removed is a change by somebody else', async () => {
  const folder = await sampleCopy()
  const { store, users } = await openStore(folder)
  await users.removeUser('bogdan')
  await rm(join(folder, RIGHTS))
  await expect(store.save()).rejects.toMatchObject({ code: 'changed-outside', details: { files: [RIGHTS] } })
  await store.save({ overwrite: true })
  expect(await readFile(join(folder, RIGHTS))).toEqual(await readFile(join(SAMPLE, RIGHTS)))
  await store.close()
})

test('a copy holds the database as it is now, and later saves go there', async () => {
  const folder = await sampleCopy()
  const to = join(await temporaryFolder(), 'new', 'place')
  const { store, users } = await openStore(folder)
  await users.removeUser('bogdan')
  await store.saveCopy(to)
  expect(store.folder).toBe(to)
  expect(store.unsaved).toBe(0)
  const original = await contentsOf(SAMPLE)
  delete original['README.md']
  const copied = await contentsOf(to)
  expect(Object.keys(copied)).toEqual(Object.keys(original))
  expect(copied[RIGHTS]).toBe(original[RIGHTS])
  expect(copied[USERS]).not.toContain('bogdan')
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  store.undo()
  await store.save()
  expect(await contentsOf(to)).toEqual(original)
  await expect(store.saveCopy(folder)).rejects.toMatchObject({
    code: 'already-exists',
    details: { subject: 'database', name: folder },
  })
  await store.close()
})

test('a new database has four groups, the tree and no user, and never replaces one', async () => {
  const folder = join(await temporaryFolder(), 'line 5')
  await createDatabase(folder)
  const { store, users, groups, objects } = await openStore(folder)
  expect(store.notices).toEqual([])
  expect(await listed(users.users?.())).toEqual([])
  expect((await listed(groups.groups())).map(({ name }) => name)).toEqual([
    'Administrator',
    'Developer',
    'Service',
    'Watch',
  ])
  expect(objects.hasObject('Device.X509.ExportPkcs12Keystore')).toBe(true)
  expect(await readFile(join(folder, USERS), 'utf8')).toBe('UserDB,FileVersion,2\nChecksum,0x08badc5e')
  await store.close()
  const before = await contentsOf(folder)
  expect(Object.keys(before)).toEqual([GROUPS, `${GROUPS}_`, USERS, `${USERS}_`, RIGHTS])
  await expect(createDatabase(folder)).rejects.toMatchObject({
    code: 'already-exists',
    details: { subject: 'database', name: folder },
  })
  const half = await temporaryFolder()
  await cp(join(SAMPLE, `${USERS}_`), join(half, `${USERS}_`))
  await expect(createDatabase(half)).rejects.toMatchObject({ code: 'already-exists' })
  expect(await contentsOf(folder)).toEqual(before)
})

test('a new database in a folder with other files leaves those alone', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'notes.txt'), 'mine')
  await mkdir(join(folder, 'sub'))
  await createDatabase(folder)
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
})

test('a folder on a disk that cannot be written opens read-only and says so on saving', async () => {
  const folder = await sampleCopy()
  const fs = watchedFileSystem(disk, (operation, path) => {
    if (['writable', 'rename', 'unlink', 'mkdir', 'writeFile'].includes(operation)) throw systemError('EROFS', path)
    if (operation === 'open') throw systemError('EROFS', path)
  })
  const { store, users } = await openStore(folder, { fs })
  expect(store.readOnly).toBe(true)
  await users.removeUser('bogdan')
  await expect(store.save()).rejects.toMatchObject({ code: 'read-only', details: { folder } })
  expect(store.unsaved).toBe(1)
  await expect(store.exclusive(async () => {})).rejects.toMatchObject({ code: 'read-only' })
  await store.close()
})

test('a folder that becomes read-only while it is open says so on saving', async () => {
  const folder = await sampleCopy()
  let locked = false
  const fs = watchedFileSystem(disk, (operation, path) => {
    if (locked && (operation === 'open' || operation === 'rename')) throw systemError('EACCES', path)
  })
  const { store, users } = await openStore(folder, { fs })
  await users.removeUser('bogdan')
  locked = true
  await expect(store.save()).rejects.toMatchObject({ code: 'read-only' })
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  locked = false
  await store.save()
  expect(store.unsaved).toBe(0)
  await store.close()
})

test('a file that cannot be read is not an empty one', async () => {
  const folder = await sampleCopy()
  const fs = watchedFileSystem(disk, (operation, path) => {
    if (operation === 'readFile' && path.endsWith(USERS)) throw systemError('EACCES', path)
  })
  await expect(openStore(folder, { fs })).rejects.toMatchObject({
    code: 'file-failed',
    details: { file: USERS, code: 'EACCES' },
  })
})

async function factsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await disk.stat(join(folder, name))).identity])),
  )
}
