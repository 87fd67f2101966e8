import { expect, it, vi } from 'vitest'
import type { GroupDb, UserDb } from '../../src/main/usermgmt/backends'
import { UserManager } from '../../src/main/usermgmt/manager'
import { MemoryGroups, MemoryObjects, MemoryUsers } from '../support/memoryBackEnds'
import { fillingLine, owner, PASSWORD, refuses } from './fillingLine'

it('one database of each kind at a time; the next may come when it is gone', () => {
  const manager = new UserManager()
  const unregister = manager.registerUsers(new MemoryUsers())
  manager.registerGroups(new MemoryGroups())
  manager.registerObjects(new MemoryObjects())
  const second = { code: 'already-registered', details: { subject: 'users' } }
  expect(() => manager.registerUsers(new MemoryUsers())).toThrow(expect.objectContaining(second))
  expect(() => manager.registerGroups(new MemoryGroups())).toThrow(
    expect.objectContaining({ code: 'already-registered', details: { subject: 'groups' } }),
  )
  expect(() => manager.registerObjects(new MemoryObjects())).toThrow(
    expect.objectContaining({ code: 'already-registered', details: { subject: 'objects' } }),
  )
  unregister()
  manager.registerUsers(new MemoryUsers())
  // An old unregister does not take the new one away.
  unregister()
  expect(() => manager.registerUsers(new MemoryUsers())).toThrow(expect.objectContaining(second))
})

it('no back end can be reached from a manager, nor anything of it be changed through an answer', async () => {
  const { manager, users, groups, objects } = fillingLine()
  const backEnds = new Set<unknown>([users, groups, objects])
  await manager.users.list(owner)
  const listed = await manager.groups.list(owner)
  for (const group of listed) group.users.length = 0
  const entries = await manager.rights.entries(owner)
  for (const entry of entries) Object.assign(entry.masks, { granted: 0xffffffff })
  const tree = await manager.rights.objects(owner)
  tree.names.length = 0
  const answers = [await manager.summary(), await manager.openSession({ name: 'anna', password: PASSWORD })]

  expect(reachable([manager, ...answers]).filter((value) => backEnds.has(value))).toEqual([])
  expect((await manager.groups.list(owner))[0]?.users).toEqual(['admin'])
  expect((await manager.rights.objects(owner)).names).toContain('Device')
  expect(objects.masks('Device', 'Watch')).toEqual({ granted: 1, denied: 0 })
})

it('where a back end takes no changes, each such call says so and names it', async () => {
  const { users, groups, objects } = fillingLine()
  const manager = new UserManager()
  manager.registerUsers(users)
  manager.registerGroups(groups)
  manager.registerObjects(objects)
  expect((await manager.summary()).configurable).toEqual({ users: false, groups: false, objects: false })
  const on = (subject: string) => [`not-configurable`, { subject }] as const
  const name = 'anna'
  await refuses(manager.users.add(owner, { name: 'neu', password: PASSWORD }), ...on('users'))
  await refuses(manager.users.change(owner, { name, to: 'Anna' }), ...on('users'))
  await refuses(manager.users.change(owner, { name, mustChangePassword: true }), ...on('users'))
  await refuses(manager.users.setPassword(owner, { name, password: PASSWORD }), ...on('users'))
  await refuses(manager.users.remove(owner, [name]), ...on('users'))
  await refuses(manager.users.removeAll(owner), ...on('users'))
  await refuses(manager.users.import(owner, { from: [], users: [] }), ...on('users'))
  await refuses(manager.users.setGroups(owner, { names: [name], groups: ['Watch'] }), ...on('groups'))
  await refuses(manager.users.change(owner, { name, groups: ['Watch'] }), ...on('groups'))
  await refuses(manager.groups.add(owner, 'Neu'), ...on('groups'))
  await refuses(manager.groups.rename(owner, { name: 'Watch', to: 'Neu' }), ...on('groups'))
  await refuses(manager.groups.remove(owner, ['Watch']), ...on('groups'))
  await refuses(manager.groups.removeAll(owner), ...on('groups'))
  await refuses(manager.groups.addMember(owner, { group: 'Watch', user: name }), ...on('groups'))
  await refuses(manager.groups.removeMember(owner, { group: 'Developer', user: name }), ...on('groups'))
  await refuses(manager.groups.import(owner, { from: [], groups: [] }), ...on('groups'))
  await refuses(manager.rights.addObject(owner, 'Device.Neu'), ...on('objects'))
  await refuses(manager.rights.removeObject(owner, 'Device.Logger'), ...on('objects'))
  const change = { objects: ['Device'], groups: ['Watch'], rights: ['view'], state: 'deny' } as const
  await refuses(manager.rights.set(owner, change), ...on('objects'))
  expect((await manager.users.list(owner)).length).toBe(6)
})

it('a user is not renamed or removed when its memberships could not follow', async () => {
  const { users, groups, objects } = fillingLine()
  const manager = new UserManager()
  manager.registerUsers(users, users)
  manager.registerGroups(groups)
  manager.registerObjects(objects)
  await refuses(manager.users.change(owner, { name: 'anna', to: 'Änne' }), 'not-configurable', { subject: 'groups' })
  await refuses(manager.users.remove(owner, ['anna']), 'not-configurable', { subject: 'groups' })
  await manager.users.add(owner, { name: 'ohne', password: PASSWORD })
  await manager.users.change(owner, { name: 'ohne', to: 'Ohne Gruppe' })
  await manager.users.remove(owner, ['Ohne Gruppe'])
})

it('a group is not renamed or removed when its rights could not follow', async () => {
  const { users, groups } = fillingLine()
  const objects = new MemoryObjects().put('Device', { Watch: { granted: 1 } })
  const manager = new UserManager()
  manager.registerUsers(users, users)
  manager.registerGroups(groups, groups)
  manager.registerObjects(objects)
  await refuses(manager.groups.remove(owner, ['Watch']), 'not-configurable', { subject: 'objects' })
  await refuses(manager.groups.rename(owner, { name: 'Watch', to: 'Wache' }), 'not-configurable', {
    subject: 'objects',
  })
  await manager.groups.rename(owner, { name: 'Night shift', to: 'Nachtschicht' })
  await manager.groups.remove(owner, ['Nachtschicht'])
})

it('nothing registered, or users that are not listed, is not an empty list', async () => {
  const manager = new UserManager()
  await refuses(manager.users.list(owner), 'not-available', { method: 'users.list' })
  await refuses(manager.groups.list(owner), 'not-available', { method: 'groups.list' })
  await refuses(manager.rights.objects(owner), 'not-available', { method: 'objects.list' })
  const { users, groups } = fillingLine()
  const unlisted: UserDb = { authenticate: (name, password) => users.authenticate(name, password) }
  manager.registerUsers(unlisted, users)
  manager.registerGroups(groups, groups)
  await refuses(manager.users.list(owner), 'not-available', { method: 'users.list' })
  expect(await manager.activation()).toBe('active')
  const session = await manager.openSession({ name: 'admin', password: PASSWORD })
  await manager.checkAccess(session, 'Device', 'modify')
  // Membership alone counts here: nothing says who exists.
  await refuses(manager.groups.removeMember(owner, { group: 'Administrator', user: 'admin' }), 'last-administrator')
  await refuses(manager.users.add(owner, { name: 'anna', password: PASSWORD }), 'already-exists')
})

it('a back end that fails while it is listed leaves no iterator open, is not taken for empty, and is asked again', async () => {
  const { users, groups, objects } = fillingLine()
  const manager = new UserManager()
  let broken = true
  const failing: GroupDb = {
    groups: () => groups.groups(),
    usersOf: (group) => groups.usersOf(group),
    membersOf: (group) => (broken ? failAfterOne(groups.groups()) : groups.membersOf(group)),
    hasUser: (group, user) => groups.hasUser(group, user),
    hasMember: (group, member) => groups.hasMember(group, member),
  }
  manager.registerUsers(users, users)
  manager.registerGroups(failing, groups)
  manager.registerObjects(objects, objects)
  await expect(manager.groups.list(owner)).rejects.toThrow('the line is down')
  await expect(manager.users.remove(owner, ['anna'])).rejects.toThrow('the line is down')
  // Readings that went on beside the failing one end by themselves.
  await vi.waitFor(() => expect([users, groups, objects].map(({ listing }) => listing.open)).toEqual([0, 0, 0]))
  broken = false
  expect((await manager.groups.list(owner)).length).toBe(5)
  expect(groups.listing.open).toBe(0)
})

it('what changes during a reading is read again', async () => {
  const { manager, users } = fillingLine()
  const reading = manager.users.list(owner)
  users.put('late')
  manager.changed('users')
  expect((await reading).map(({ name }) => name)).toContain('late')
})

async function* failAfterOne(source: AsyncIterable<{ name: string }>): AsyncIterable<string> {
  for await (const { name } of source) {
    yield name
    throw new Error('the line is down')
  }
}

/** Every value that can be got at through properties, own or inherited, and what Maps and Sets hold. */
function reachable(from: unknown[]): unknown[] {
  const seen = new Set<unknown>()
  const open = [...from]
  while (open.length > 0) {
    const value = open.pop()
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue
    seen.add(value)
    if (value instanceof Map || value instanceof Set) open.push(...value.keys(), ...value.values())
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key)
      open.push(property?.value)
    }
  }
  return [...seen]
}
