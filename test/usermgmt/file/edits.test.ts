import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { NOW, listed, openStore } from '../../support/openStore'
import { contentsOf, sampleCopy, SAMPLE } from '../../support/temporaryFolder'

const FLAGS = { mayChangePassword: true, mustChangePassword: false }

describe('added, saved, removed and saved again leaves the identical bytes', () => {
  test.each<[string, (opened: Opened) => Promise<unknown>, (opened: Opened) => Promise<unknown>]>([
    ['a user', ({ users }) => users.addUser('zoë', 'x', FLAGS), ({ users }) => users.removeUser('zoë')],
    ['a group', ({ groups }) => groups.addGroup('Line 4'), ({ groups }) => groups.removeGroup('Line 4')],
    [
      'a membership',
      ({ groups }) => groups.addUserTo('Watch', 'anna'),
      ({ groups }) => groups.removeUserFrom('Watch', 'anna'),
    ],
    [
      'a nested group',
      ({ groups }) => groups.addMemberTo('Watch', 'Night shift'),
      ({ groups }) => groups.removeMemberFrom('Watch', 'Night shift'),
    ],
    [
      'an object',
      ({ objects }) => objects.addObject('Device.PlcLogic.Filler.Valve'),
      ({ objects }) => objects.removeObject('Device.PlcLogic.Filler.Valve'),
    ],
    [
      'a right',
      ({ objects }) => objects.setRight('Device.Logger', 'Watch', 'execute', 'deny'),
      ({ objects }) => objects.setRight('Device.Logger', 'Watch', 'execute', 'neutral'),
    ],
  ])('%s', async (_, add, remove) => {
    const folder = await sampleCopy()
    const original = await contentsOf(folder)
    const first = await openStore(folder)
    await add(first)
    await first.store.save()
    await first.store.close()
    expect(await contentsOf(folder)).not.toEqual(original)
    const second = await openStore(folder)
    await remove(second)
    await second.store.save()
    expect(await contentsOf(folder)).toEqual(original)
    await second.store.close()
  })
})

test('new rows go where a controller would look for them', async () => {
  const { store, users, groups, objects } = await openStore(await sampleCopy())
  await users.addUser('zoë', 'x', FLAGS)
  await groups.addGroup('Line 4')
  await groups.addUserTo('Line 4', 'zoë')
  await objects.addObject('Device.PlcLogic.Filler.Valve')
  await objects.addObject('Device.Zone')
  await objects.addObject('/cert/export')
  await objects.addObject('Other')
  await store.save()
  const lines = async (name: string) => (await readFile(join(store.folder, name), 'utf8')).split('\n')
  expect((await lines('.UserDatabase.csv')).at(-2)).toMatch(/^u,zoë,0x00002000,3,(01){8},/)
  const groupLines = await lines('.GroupDatabase.csv')
  expect(groupLines[groupLines.indexOf('g,OEM R&D,0x00000000') + 1]).toBe('g,Line 4,0x00000000')
  expect(groupLines.at(-2)).toBe('a,Line 4,u=zoë')
  const objectNames = (await lines('.UserMgmtRightsDB.csv')).map((line) => /^<object name="([^"]*)"/.exec(line)?.[1])
  expect(objectNames[objectNames.indexOf('Device.PlcLogic.Filler') + 1]).toBe('Device.PlcLogic.Filler.Valve')
  expect(objectNames[objectNames.indexOf('Device.X509') + 1]).toBe('Device.Zone')
  expect(objectNames.slice(-2)).toEqual(['/cert/export', 'Other'])
  await store.close()
})

test('what is done and taken back by hand counts as no change and changes no byte', async () => {
  const folder = await sampleCopy()
  const { store, users, groups, objects } = await openStore(folder)
  await users.addUser('zoë', 'x', FLAGS)
  await users.removeUser('zoë')
  await groups.removeUserFrom('Administrator', 'admin')
  await groups.addUserTo('Administrator', 'admin')
  await groups.removeGroup('OEM R&D')
  await groups.addGroup('OEM R&D')
  await groups.addUserTo('OEM R&D', 'anna')
  await users.changeUser('anna', { to: 'anja', mayChangePassword: false })
  await users.changeUser('anja', { to: 'anna', mayChangePassword: true })
  for (const state of ['neutral', 'deny', 'grant'] as const) {
    await objects.setRight('Device.PlcLogic.Filler', 'Night shift', 'execute', state)
  }
  await objects.setMasks('Device.RemoteConnections.OPCUAServer', 'OEM R&D', { granted: 0, denied: 0 })
  await objects.setMasks('Device.RemoteConnections.OPCUAServer', 'OEM R&D', { granted: 0xff000007, denied: 0 })
  // The first of three in its line: set anew it would stand last.
  await objects.setMasks('Device.Settings', 'Administrator', { granted: 0, denied: 0 })
  await objects.setMasks('Device.Settings', 'Administrator', { granted: 0xffffffff, denied: 0 })
  await objects.removeObject('Device.PlcShell')
  await objects.addObject('Device.PlcShell')
  expect(store.edits().map(({ subject }) => subject)).toEqual(Array(store.unsaved).fill('right'))
  for (const group of ['Administrator', 'Developer', 'Service', 'Watch']) {
    const all = { granted: 0, denied: 0xffffffff }
    await objects.setMasks(
      'Device.PlcShell',
      group,
      group === 'Administrator' ? { granted: all.denied, denied: 0 } : all,
    )
  }
  expect(store.edits()).toEqual([])
  expect(store.unsaved).toBe(0)
  await store.save()
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  await store.close()
})

describe('differences say what a person did', () => {
  test('a renamed user is one difference, its memberships follow', async () => {
    const { store, users, groups } = await openStore(await sampleCopy())
    await users.changeUser('anna', { to: 'anja' })
    await groups.userRenamed('anna', 'anja')
    expect(store.edits()).toEqual([{ subject: 'user', kind: 'changed', name: 'anja', was: 'anna', fields: ['name'] }])
    await groups.removeUserFrom('Developer', 'anja')
    expect(store.edits().slice(1)).toEqual([
      { subject: 'member', kind: 'removed', group: 'Developer', user: 'anja', member: null },
    ])
    await store.close()
  })

  test('a renamed group is one difference, its members, rights and own object follow', async () => {
    const { store, groups, objects } = await openStore(await sampleCopy())
    await groups.renameGroup('Night shift', 'Late shift')
    await objects.groupRenamed('Night shift', 'Late shift')
    await objects.renameObject('Device.UserManagement.Groups.Night shift', 'Device.UserManagement.Groups.Late shift')
    expect(store.edits()).toEqual([{ subject: 'group', kind: 'changed', name: 'Late shift', was: 'Night shift' }])
    expect(await listed(groups.usersOf('Late shift'))).toEqual(['dörte'])
    expect(await listed(groups.membersOf('Service'))).toEqual(['Late shift'])
    expect(objects.masks('Device.PlcLogic.Filler', 'Late shift')).toEqual({ granted: 4, denied: 2 })
    await objects.setRight('Device.PlcLogic.Filler', 'Late shift', 'modify', 'grant')
    expect(store.edits().slice(1)).toEqual([
      {
        subject: 'right',
        kind: 'changed',
        object: 'Device.PlcLogic.Filler',
        group: 'Late shift',
        right: 'modify',
        before: 'deny',
        after: 'grant',
      },
    ])
    await store.close()
  })

  test('names that change places are two renames and nothing else', async () => {
    const { store, groups } = await openStore(await sampleCopy())
    for (const [name, to] of [
      ['Watch', 'x'],
      ['Service', 'Watch'],
      ['x', 'Service'],
    ] as const) {
      await groups.renameGroup(name, to)
    }
    expect(store.edits()).toEqual([
      { subject: 'group', kind: 'changed', name: 'Service', was: 'Watch' },
      { subject: 'group', kind: 'changed', name: 'Watch', was: 'Service' },
    ])
    await store.close()
  })

  test('a removed group takes members and rights along, each of them listed', async () => {
    const { store, groups, objects } = await openStore(await sampleCopy())
    await groups.removeGroup('Night shift')
    await objects.groupRemoved('Night shift')
    expect(store.edits()).toEqual([
      { subject: 'group', kind: 'removed', name: 'Night shift', was: null },
      { subject: 'member', kind: 'removed', group: 'Night shift', user: 'dörte', member: null },
      { subject: 'member', kind: 'removed', group: 'Service', user: null, member: 'Night shift' },
      expect.objectContaining({ subject: 'right', kind: 'removed', right: 'modify', before: 'deny', after: 'neutral' }),
      expect.objectContaining({ subject: 'right', kind: 'removed', right: 'execute', before: 'grant' }),
    ])
    expect(store.unsaved).toBe(5)
    await store.close()
  })

  test('a new password, and a user removed and added again, are changes of that user', async () => {
    const { store, users } = await openStore(await sampleCopy())
    await users.setCredentials('anna', 'another one')
    await users.removeUser('chidi')
    await users.addUser('chidi', 'x', { mayChangePassword: true, mustChangePassword: true })
    expect(store.edits()).toEqual([
      { subject: 'user', kind: 'changed', name: 'anna', was: null, fields: ['password'] },
      { subject: 'user', kind: 'changed', name: 'chidi', was: null, fields: ['password', 'mustChangePassword'] },
    ])
    await store.close()
  })

  test('bits of manufacturers show as a change of the object', async () => {
    const { store, objects } = await openStore(await sampleCopy())
    await objects.setMasks('Device.Logger', 'Watch', { granted: 0x01000000, denied: 0 })
    expect(store.edits()).toEqual([{ subject: 'object', kind: 'changed', name: 'Device.Logger', was: null }])
    await store.close()
  })
})

test('a right that is set already stays as it is written, all other bits of the entry too', async () => {
  const folder = await sampleCopy()
  const { store, objects } = await openStore(folder)
  // Granted and denied at once in the sample: denied counts.
  await objects.setRight('Device.UserManagement', 'Administrator', 'view', 'deny')
  await objects.setRight('Device.Logger', 'Watch', 'view', 'neutral')
  expect(store.unsaved).toBe(0)
  await objects.setRight('Device.RemoteConnections.OPCUAServer', 'OEM R&D', 'view', 'neutral')
  expect(objects.masks('Device.RemoteConnections.OPCUAServer', 'OEM R&D')).toEqual({ granted: 0xff000006, denied: 0 })
  await objects.setRight('Device.PlcLogic.Filler', 'Night shift', 'execute', 'neutral')
  await objects.setRight('Device.PlcLogic.Filler', 'Night shift', 'modify', 'neutral')
  expect(objects.masks('Device.PlcLogic.Filler', 'Night shift')).toBeUndefined()
  await store.close()
})

test('removing a membership that stands twice in the file removes both', async () => {
  const folder = await sampleCopy()
  const first = await openStore(folder)
  const text = Buffer.from(await first.groups.exportGroups()).toString()
  await first.store.close()
  expect(text).toContain('a,Watch,u=bogdan')
  const rows = text.split('\n').slice(0, -1)
  rows.push('a,Watch,u=bogdan')
  await writeFile(
    join(folder, '.GroupDatabase.csv'),
    [...rows, `Checksum,0x${crc32(rows.join('')).toString(16).padStart(8, '0')}`].join('\n'),
  )
  const { store, groups } = await openStore(folder)
  expect(await listed(groups.usersOf('Watch'))).toEqual(['bogdan'])
  await groups.removeUserFrom('Watch', 'bogdan')
  expect(await listed(groups.usersOf('Watch'))).toEqual([])
  expect(store.unsaved).toBe(1)
  await store.save()
  expect(await readFile(join(folder, '.GroupDatabase.csv'), 'utf8')).not.toContain('bogdan')
  store.undo()
  expect(await listed(groups.usersOf('Watch'))).toEqual(['bogdan'])
  await store.save()
  expect((await readFile(join(folder, '.GroupDatabase.csv'), 'utf8')).match(/bogdan/g)).toHaveLength(2)
  await store.close()
})

test('what tears a file is refused by the back ends themselves', async () => {
  const { store, users, groups, objects } = await openStore(await sampleCopy())
  const refused = (fault: string) =>
    expect.objectContaining({ code: 'name-refused', details: expect.objectContaining({ fault }) })
  await expect(users.addUser('a,b', 'x', FLAGS)).rejects.toEqual(refused('sign'))
  await expect(users.changeUser('anna', { to: 'a\nb' })).rejects.toEqual(refused('sign'))
  await expect(groups.userRenamed('anna', 'a\nb')).rejects.toEqual(refused('sign'))
  await expect(groups.addGroup('x'.repeat(60))).rejects.toEqual(refused('too-long'))
  await expect(groups.addUserTo('Watch', '')).rejects.toEqual(refused('empty'))
  await expect(objects.addObject('a"b')).rejects.toEqual(refused('sign'))
  await expect(objects.setMasks('Device', 'a\nb', { granted: 1, denied: 0 })).rejects.toEqual(refused('sign'))
  await expect(objects.groupRenamed('Watch', 'a"b')).rejects.toEqual(refused('sign'))
  expect(store.unsaved).toBe(0)
  expect(store.undoable).toBeUndefined()
  await store.close()
})

test('what is not there or there already is refused by name', async () => {
  const { store, users, groups, objects } = await openStore(await sampleCopy())
  const failures = [
    users.removeUser('nobody'),
    users.setCredentials('nobody', 'x'),
    users.addUser('anna', 'x', FLAGS),
    groups.removeGroup('None'),
    groups.addGroup('Watch'),
    groups.addUserTo('None', 'anna'),
    groups.addUserTo('Developer', 'anna'),
    groups.addMemberTo('Watch', 'None'),
    groups.removeUserFrom('Watch', 'anna'),
    objects.addObject('Device'),
    objects.removeObject('Nothing'),
    objects.setRight('Nothing', 'Watch', 'view', 'grant'),
  ]
  const codes = (await Promise.allSettled(failures)).map((result) =>
    result.status === 'rejected' ? `${result.reason.code} ${result.reason.details.subject}` : 'fine',
  )
  expect(codes).toEqual([
    'not-found user',
    'not-found user',
    'already-exists user',
    'not-found group',
    'already-exists group',
    'not-found group',
    'already-exists member',
    'not-found group',
    'not-found member',
    'already-exists object',
    'not-found object',
    'not-found object',
  ])
  await store.close()
})

test('a whole database of users, groups or objects is exported, deleted and imported again', async () => {
  const folder = await sampleCopy()
  const { store, users, groups, objects } = await openStore(folder)
  const exported = [await users.exportUsers(), await groups.exportGroups(), await objects.exportObjects()] as const
  await users.deleteAllUsers()
  await groups.deleteAllGroups()
  for (const { name } of await listed(objects.objects())) await objects.removeObject(name)
  expect(await listed(groups.groups())).toEqual([])
  await users.importUsers(exported[0])
  await groups.importGroups(exported[1])
  await objects.importObjects(exported[2])
  expect(store.unsaved).toBe(0)
  await store.save()
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  await expect(users.importUsers(Buffer.from('nonsense'))).rejects.toMatchObject({ code: 'database-damaged' })
  await store.close()
})

test('properties of users are bits of the file; a first password that must be changed has no date', async () => {
  const { store, users } = await openStore(await sampleCopy())
  await users.addUser('first', 'x', { mayChangePassword: true, mustChangePassword: true })
  await users.addUser('second', 'x', { mayChangePassword: false, mustChangePassword: false })
  await users.changeUser('Anonymous_OPCUAServer', { mustChangePassword: true })
  await users.setCredentials('bogdan', 'y')
  const byName = new Map((await listed(users.users?.())).map((user) => [user.name, user]))
  expect(byName.get('admin')).toEqual({
    name: 'admin',
    mayChangePassword: true,
    mustChangePassword: false,
    internal: false,
    lastChange: 0x67f7bf05,
  })
  expect(byName.get('first')).toMatchObject({ mayChangePassword: true, mustChangePassword: true, lastChange: null })
  expect(byName.get('second')).toMatchObject({
    mayChangePassword: false,
    mustChangePassword: false,
    lastChange: NOW / 1000,
  })
  expect(byName.get('Anonymous_OPCUAServer')).toMatchObject({ internal: true, mustChangePassword: true })
  expect(byName.get('bogdan')).toMatchObject({ mustChangePassword: true, lastChange: NOW / 1000 })
  await store.save()
  const text = await readFile(join(store.folder, '.UserDatabase.csv'), 'utf8')
  expect(text).toContain('u,first,0x00003000,3,')
  expect(text).toContain('u,second,0x00000000,3,')
  expect(text).toContain('u,Anonymous_OPCUAServer,0x00005000,3,5e5009a873d26d4c,')
  await store.close()
})

type Opened = Awaited<ReturnType<typeof openStore>>
