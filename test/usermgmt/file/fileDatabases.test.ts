import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { createHashing } from '../../../src/main/usermgmt/file/hashing'
import { listed, openStore, type OpenedStore } from '../../support/openStore'
import { contentsOf, temporaryFolder } from '../../support/temporaryFolder'

const FLAGS = { mayChangePassword: true, mustChangePassword: false }

// Seed 003, 1.5.1
test('users and their passwords can be configured whole, and are kept in a file with scrypt hashes only', async () => {
  const folder = await newFolder()
  const hashing = createHashing({ concurrency: 2 })
  await edited(folder, { hashing, random: randomBytes }, async ({ users }) => {
    for (const name of ['anna', 'bogdan', 'carl']) await users.addUser(name, `word of ${name}`, FLAGS)
    await users.changeUser('anna', { to: 'anne', mayChangePassword: false })
    await users.setCredentials('bogdan', 'a new word')
    await users.removeUser('carl')
  })
  const { store, users } = await openStore(folder, { hashing })
  expect((await listed(users.users?.())).map(({ name }) => name)).toEqual(['anne', 'bogdan'])
  expect(await users.authenticate('anne', 'word of anna')).toMatchObject({ mayChangePassword: false })
  expect(await users.authenticate('bogdan', 'a new word')).toBeDefined()
  expect(await users.authenticate('bogdan', 'word of bogdan')).toBeUndefined()
  await store.close()
  const file = (await contentsOf(folder))['.UserDatabase.csv'] ?? ''
  expect(file).not.toMatch(/word/)
  expect(file.match(/^u,\w+,0x0000[02]000,3,[0-9a-f]{16},[0-9a-f]{128},32768,8,1,0x[0-9a-f]{8}$/gm)).toHaveLength(2)
})

// Seed 003, 1.5.2
test('groups and who belongs to them can be configured whole, and are kept in a file of their own', async () => {
  const folder = await newFolder()
  const before = await contentsOf(folder)
  await edited(folder, {}, async ({ groups }) => {
    for (const name of ['Painters', 'Movers', 'Cleaners']) await groups.addGroup(name)
    await groups.renameGroup('Painters', 'Varnishers')
    await groups.removeGroup('Cleaners')
    for (const user of ['anna', 'bogdan']) await groups.addUserTo('Varnishers', user)
    await groups.removeUserFrom('Varnishers', 'bogdan')
    await groups.addMemberTo('Movers', 'Varnishers')
    await groups.addMemberTo('Watch', 'Movers')
    await groups.removeMemberFrom('Watch', 'Movers')
  })
  const { store, groups } = await openStore(folder)
  expect((await listed(groups.groups())).map(({ name }) => name).slice(-2)).toEqual(['Varnishers', 'Movers'])
  expect(await listed(groups.usersOf('Varnishers'))).toEqual(['anna'])
  expect(await listed(groups.membersOf('Movers'))).toEqual(['Varnishers'])
  expect(await listed(groups.membersOf('Watch'))).toEqual([])
  await store.close()
  expect(changedFiles(before, await contentsOf(folder))).toEqual(['.GroupDatabase.csv', '.GroupDatabase.csv_'])
})

// Seed 003, 1.5.3
test('objects and the rights on them can be configured whole, and are kept in a file of their own', async () => {
  const folder = await newFolder()
  const before = await contentsOf(folder)
  await edited(folder, {}, async ({ objects }) => {
    for (const name of ['Device.PlcLogic.Filler', 'Device.PlcLogic.Old']) await objects.addObject(name)
    await objects.renameObject('Device.PlcLogic.Filler', 'Device.PlcLogic.Capper')
    await objects.removeObject('Device.PlcLogic.Old')
    await objects.setRight('Device.PlcLogic.Capper', 'Watch', 'view', 'grant')
    await objects.setRight('Device.PlcLogic.Capper', 'Watch', 'modify', 'deny')
    await objects.setMasks('Device.PlcLogic.Capper', 'Service', { granted: 0x81000001, denied: 2 })
    await objects.setMasks('Device.PlcLogic', 'Service', { granted: 0, denied: 0 })
  })
  const { store, objects } = await openStore(folder)
  expect(objects.masks('Device.PlcLogic.Capper', 'Watch')).toEqual({ granted: 1, denied: 2 })
  expect(objects.masks('Device.PlcLogic.Capper', 'Service')).toEqual({ granted: 0x81000001, denied: 2 })
  expect(objects.masks('Device.PlcLogic', 'Service')).toBeUndefined()
  expect(['Filler', 'Old'].map((name) => objects.hasObject(`Device.PlcLogic.${name}`))).toEqual([false, false])
  await store.close()
  expect(changedFiles(before, await contentsOf(folder))).toEqual(['.UserMgmtRightsDB.csv'])
})

async function newFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'new')
  await createDatabase(folder)
  return folder
}

async function edited(
  folder: string,
  options: Parameters<typeof openStore>[1],
  edit: (opened: OpenedStore) => Promise<void>,
): Promise<void> {
  const opened = await openStore(folder, options)
  await edit(opened)
  await opened.store.save()
  await opened.store.close()
}

function changedFiles(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(after).filter((name) => after[name] !== before[name])
}
