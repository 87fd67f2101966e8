import { describe, expect, it } from 'vitest'
import type { Right } from '../../src/contract/access'
import { CONTRACT } from '../../src/contract/contract'
import type { MethodName } from '../../src/contract/names'
import type { UserManager } from '../../src/main/usermgmt/manager'
import type { Actor } from '../../src/main/usermgmt/operations'
import { groupObject } from '../../src/main/usermgmt/standardObjects'
import { everything, fillingLine, loggedIn, owner, PASSWORD, refuses } from './fillingLine'

const USERS = 'Device.UserManagement.Users'
const GROUPS = 'Device.UserManagement.Groups'
const ACCESS = 'Device.UserManagement.Access Rights'

type Call = (manager: UserManager, actor: Actor) => Promise<unknown>
const change = { objects: ['Device'], groups: ['Watch'], rights: ['view'], state: 'deny' } as const
const listed = { mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null, groups: [] }

/** Each call under the contract's row whose object and right it needs. */
const CALLS: [MethodName, Call][] = [
  ['users.list', (manager, actor) => manager.users.list(actor)],
  ['users.add', (manager, actor) => manager.users.add(actor, { name: 'neu', password: PASSWORD })],
  ['users.change', (manager, actor) => manager.users.change(actor, { name: 'bogdan', to: 'Bogdan' })],
  ['users.setPassword', (manager, actor) => manager.users.setPassword(actor, { name: 'bogdan', password: PASSWORD })],
  ['users.setGroups', (manager, actor) => manager.users.setGroups(actor, { names: ['bogdan'], groups: ['Watch'] })],
  ['users.remove', (manager, actor) => manager.users.remove(actor, ['runtime'])],
  [
    'users.import',
    (manager, actor) =>
      manager.users.import(actor, {
        from: [{ name: 'neu', ...listed }],
        users: [{ name: 'neu', password: PASSWORD }],
      }),
  ],
  ['users.verify', (manager, actor) => manager.users.verify(actor, { name: 'anna', password: PASSWORD })],
  ['groups.list', (manager, actor) => manager.groups.list(actor)],
  ['groups.add', (manager, actor) => manager.groups.add(actor, 'Neu')],
  ['groups.rename', (manager, actor) => manager.groups.rename(actor, { name: 'Watch', to: 'Wache' })],
  ['groups.remove', (manager, actor) => manager.groups.remove(actor, ['Watch'])],
  ['groups.addMember', (manager, actor) => manager.groups.addMember(actor, { group: 'Watch', user: 'anna' })],
  [
    'groups.changeMembers',
    (manager, actor) => manager.groups.changeMembers(actor, { join: [{ group: 'Watch', user: 'anna' }], leave: [] }),
  ],
  ['groups.removeMember', (manager, actor) => manager.groups.removeMember(actor, { group: 'Watch', user: 'bogdan' })],
  [
    'groups.import',
    (manager, actor) =>
      manager.groups.import(actor, { from: [{ name: 'Neu', users: [], groups: [], rights: 0 }], groups: ['Neu'] }),
  ],
  ['objects.list', (manager, actor) => manager.rights.objects(actor)],
  ['objects.add', (manager, actor) => manager.rights.addObject(actor, 'Device.Neu')],
  ['objects.remove', (manager, actor) => manager.rights.removeObject(actor, 'Device.Logger')],
  ['rights.set', (manager, actor) => manager.rights.set(actor, change)],
  ['rights.byObject', (manager, actor) => manager.rights.byObject(actor, ['Device'])],
  ['rights.matrix', (manager, actor) => manager.rights.matrix(actor, { right: 'view', objects: ['Device'] })],
  ['rights.person', (manager, actor) => manager.rights.person(actor, 'anna')],
  [
    'rights.why',
    (manager, actor) => manager.rights.why(actor, { subject: 'user', name: 'anna', object: 'Device', right: 'modify' }),
  ],
  ['databases.explain', (manager, actor) => manager.rights.explain(actor, { user: 'anna' })],
]
const MORE: [string, string, Right, Call][] = [
  ['removing all users', USERS, 'addRemove', (manager, actor) => manager.users.removeAll(actor)],
  ['removing all groups', GROUPS, 'addRemove', (manager, actor) => manager.groups.removeAll(actor)],
  ['listing all entries', ACCESS, 'view', (manager, actor) => manager.rights.entries(actor)],
]

/** bogdan, through Watch, with exactly one right on one object, and Modify on the objects of all groups. */
async function withRight(object: string, right: Right, onGroups = true) {
  const line = fillingLine()
  const groups = ['Administrator', 'Developer', 'Service', 'Watch', 'Night shift', 'Neu', 'Wache']
  for (const group of groups) {
    line.objects.put(groupObject(group), onGroups ? { Watch: { granted: 2 } } : {})
  }
  const bits = { view: 1, modify: 2, execute: 4, addRemove: 8 }
  line.objects.put('Device.UserManagement', { Watch: { denied: 15 } })
  line.objects.put(object, { Watch: { granted: bits[right] } })
  return { ...line, actor: await loggedIn(line.manager, 'bogdan') }
}

describe('a session needs the object and right of the contract’s row', () => {
  it.each(CALLS)('%s', async (method, call) => {
    const { object, right } = CONTRACT[method]
    if (right === 'none') throw new Error(`${method} needs no right`)
    const others = (['view', 'modify', 'execute', 'addRemove'] as const).filter((other) => other !== right)
    for (const other of others) {
      const without = await withRight(object, other)
      const before = await everything(without.manager)
      await refuses(call(without.manager, without.actor), 'not-permitted', { object, right })
      expect(await everything(without.manager)).toEqual(before)
    }
    const { manager, actor } = await withRight(object, right)
    await call(manager, actor)
  })

  it.each(MORE)('%s', async (_, object, right, call) => {
    const { manager, actor } = await withRight(object, 'execute')
    await refuses(call(manager, actor), 'not-permitted', { object, right })
  })

  it('an administrator may do all of it, and whoever never logged in nothing', async () => {
    for (const [, call] of CALLS) {
      const { manager } = fillingLine()
      await call(manager, await loggedIn(manager, 'admin'))
      const closed = await loggedIn(manager, 'admin')
      if (closed.is === 'session') manager.closeSession(closed.session)
      await refuses(call(manager, closed), 'not-permitted')
    }
  })
})

describe('nobody without Modify on a group’s object changes that group', () => {
  const calls: [string, string, string, Right, Call][] = [
    [
      'adding a user into it',
      'Administrator',
      USERS,
      'addRemove',
      (manager, actor) => manager.users.add(actor, { name: 'neu', password: PASSWORD, groups: ['Administrator'] }),
    ],
    [
      'putting oneself into it',
      'Administrator',
      USERS,
      'modify',
      (manager, actor) => manager.users.change(actor, { name: 'bogdan', groups: ['Watch', 'Administrator'] }),
    ],
    [
      'setting the groups of its users',
      'Developer',
      USERS,
      'modify',
      (manager, actor) => manager.users.setGroups(actor, { names: ['anna'], groups: [] }),
    ],
    ['removing its users', 'Developer', USERS, 'addRemove', (manager, actor) => manager.users.remove(actor, ['anna'])],
    [
      'importing users into it',
      'Administrator',
      USERS,
      'addRemove',
      (manager, actor) =>
        manager.users.import(actor, {
          from: [{ name: 'neu', ...listed, groups: ['Administrator'] }],
          users: [{ name: 'neu', password: PASSWORD }],
        }),
    ],
    [
      'adding a member',
      'Administrator',
      GROUPS,
      'modify',
      (manager, actor) => manager.groups.addMember(actor, { group: 'Administrator', user: 'bogdan' }),
    ],
    [
      'changing members of several at once',
      'Administrator',
      GROUPS,
      'modify',
      (manager, actor) =>
        manager.groups.changeMembers(actor, { join: [{ group: 'Administrator', user: 'bogdan' }], leave: [] }),
    ],
    [
      'nesting a group in it',
      'Administrator',
      GROUPS,
      'modify',
      (manager, actor) => manager.groups.addMember(actor, { group: 'Administrator', member: 'Watch' }),
    ],
    [
      'taking a member out',
      'Service',
      GROUPS,
      'modify',
      (manager, actor) => manager.groups.removeMember(actor, { group: 'Service', member: 'Night shift' }),
    ],
    [
      'renaming it',
      'Developer',
      GROUPS,
      'modify',
      (manager, actor) => manager.groups.rename(actor, { name: 'Developer', to: 'Neu' }),
    ],
    ['removing it', 'Developer', GROUPS, 'addRemove', (manager, actor) => manager.groups.remove(actor, ['Developer'])],
    [
      'removing a group nested in it',
      'Service',
      GROUPS,
      'addRemove',
      (manager, actor) => manager.groups.remove(actor, ['Night shift']),
    ],
    [
      'setting its rights',
      'Watch',
      ACCESS,
      'modify',
      (manager, actor) => manager.rights.set(actor, { ...change, groups: ['Watch'] }),
    ],
    [
      'removing an object with its rights',
      'Developer',
      ACCESS,
      'addRemove',
      (manager, actor) => manager.rights.removeObject(actor, 'Device.PlcShell'),
    ],
  ]
  it.each(calls)('%s (%s)', async (_, group, object, right, call) => {
    const { manager, objects, actor } = await withRight(object, right)
    await objects.setMasks(groupObject(group), 'Watch', { granted: 0, denied: 2 })
    const before = await everything(manager)
    await refuses(call(manager, actor), 'not-permitted', { object: groupObject(group), right: 'modify' })
    expect(await everything(manager)).toEqual(before)
    await objects.setMasks(groupObject(group), 'Watch', { granted: 2, denied: 0 })
    await call(manager, actor)
  })

  it('a group of the name of Administrator is not made by renaming without it either', async () => {
    const { manager, objects, groups, actor } = await withRight(GROUPS, 'modify')
    await groups.renameGroup('Administrator', 'Boss')
    manager.changed('groups')
    await objects.setMasks(groupObject('Administrator'), 'Watch', { granted: 0, denied: 2 })
    const call = manager.groups.rename(actor, { name: 'Watch', to: 'Administrator' })
    await refuses(call, 'not-permitted', { object: groupObject('Administrator'), right: 'modify' })
  })

  it('memberships that a damaged file holds for a new name are changed only with Modify on their groups', async () => {
    const { manager, objects, groups, actor } = await withRight(USERS, 'addRemove')
    groups.put('Administrator', { users: ['admin', 'ghost'] })
    await objects.setMasks(groupObject('Administrator'), 'Watch', { granted: 0, denied: 2 })
    await refuses(manager.users.add(actor, { name: 'ghost', password: PASSWORD }), 'not-permitted')
  })
})

it('an object implied by a child is set rights on only by whoever may add objects', async () => {
  const { manager, objects, actor } = await withRight(ACCESS, 'modify')
  objects.put('/cert/import')
  manager.changed('objects')
  const implied = { ...change, objects: ['/cert'] }
  await refuses(manager.rights.set(actor, implied), 'not-permitted', { object: ACCESS, right: 'addRemove' })
  expect(objects.hasObject('/cert')).toBe(false)
  await manager.rights.set(owner, implied)
})
