import { describe, expect, it } from 'vitest'
import type { UserManager } from '../../src/main/usermgmt/manager'
import { everything, fillingLine, owner, PASSWORD, refuses } from './fillingLine'

/** Every way in which an administrator can be lost: admin is the only one, in the group `through`. */
const WAYS: [way: string, through: string, act: (manager: UserManager) => Promise<unknown>][] = [
  ['removing the user', 'Administrator', (manager) => manager.users.remove(owner, ['admin'])],
  ['removing several users at once', 'Administrator', (manager) => manager.users.remove(owner, ['anna', 'admin'])],
  ['removing all users', 'Administrator', (manager) => manager.users.removeAll(owner)],
  [
    'regrouping the user',
    'Administrator',
    (manager) => manager.users.change(owner, { name: 'admin', groups: ['Watch'] }),
  ],
  [
    'regrouping and renaming the user in one step',
    'Administrator',
    (manager) => manager.users.change(owner, { name: 'admin', to: 'root', groups: [] }),
  ],
  [
    'setting the groups of several users',
    'Administrator',
    (manager) => manager.users.setGroups(owner, { names: ['bogdan', 'admin'], groups: ['Watch'] }),
  ],
  [
    'taking the user out of Administrator',
    'Administrator',
    (manager) => manager.groups.removeMember(owner, { group: 'Administrator', user: 'admin' }),
  ],
  [
    'taking the nested group out of Administrator',
    'Shift lead',
    (manager) => manager.groups.removeMember(owner, { group: 'Administrator', member: 'Shift lead' }),
  ],
  [
    'taking the user out of the nested group',
    'Shift lead',
    (manager) => manager.groups.removeMember(owner, { group: 'Shift lead', user: 'admin' }),
  ],
  [
    'changing members of several groups at once',
    'Administrator',
    (manager) => manager.groups.changeMembers(owner, { join: [], leave: [{ group: 'Administrator', user: 'admin' }] }),
  ],
  [
    'changing groups nested in groups',
    'Shift lead',
    (manager) =>
      manager.groups.changeMembers(owner, {
        join: [{ group: 'Watch', member: 'Shift lead' }],
        leave: [{ group: 'Administrator', member: 'Shift lead' }],
      }),
  ],
  ['removing the nested group', 'Shift lead', (manager) => manager.groups.remove(owner, ['Shift lead'])],
  [
    'removing the nested group among others',
    'Shift lead',
    (manager) => manager.groups.remove(owner, ['Watch', 'Shift lead']),
  ],
  ['removing all users with a nested group', 'Shift lead', (manager) => manager.users.removeAll(owner)],
]

/** The line with one administrator, directly in Administrator or through a group nested in it. */
function lineWith(through: string) {
  const line = fillingLine()
  if (through === 'Administrator') return line
  line.groups.put('Administrator', { groups: [through] }).put(through, { users: ['admin'] })
  return line
}

describe.each(WAYS)('the last administrator stays: %s', (way, through, act) => {
  it('is refused and changes nothing', async () => {
    const { manager } = lineWith(through)
    const before = await everything(manager)
    await refuses(act(manager), 'last-administrator', { name: 'admin' })
    expect(await everything(manager)).toEqual(before)
  })

  it('is refused also when an internal account, or a user that does not exist, is in Administrator', async () => {
    const { manager, groups } = lineWith(through)
    await groups.addUserTo('Administrator', 'runtime')
    await groups.addUserTo('Administrator', 'ghost')
    manager.changed('groups')
    const before = await everything(manager)
    await refuses(act(manager), 'last-administrator', { name: 'admin' })
    expect(await everything(manager)).toEqual(before)
  })

  it('is not held up where nobody is an administrator anyway', async () => {
    const { manager, users } = lineWith(through)
    // Then admin is there, but no person: removing or moving it costs nobody anything.
    users.put('admin', { internal: true })
    await act(manager)
  })

  if (way.startsWith('removing all')) return
  it('goes through where another administrator remains', async () => {
    const { manager } = lineWith(through)
    await manager.users.add(owner, { name: 'second', password: PASSWORD, groups: ['Administrator'] })
    await act(manager)
    const { groups } = (await manager.users.list(owner)).find(({ name }) => name === 'second') ?? {}
    expect(groups).toEqual(['Administrator'])
  })
})

it('an administrator may be renamed: it stays one', async () => {
  const { manager } = fillingLine()
  await manager.users.change(owner, { name: 'admin', to: 'Chief' })
  expect((await manager.groups.list(owner))[0]).toMatchObject({ name: 'Administrator', users: ['Chief'] })
})

it('the last administrator may move from Administrator into a group nested in it, and that group be renamed', async () => {
  const { manager } = fillingLine()
  await manager.groups.add(owner, 'Shift lead')
  await manager.groups.addMember(owner, { group: 'Administrator', member: 'Shift lead' })
  await manager.users.setGroups(owner, { names: ['admin'], groups: ['Shift lead'] })
  await manager.groups.rename(owner, { name: 'Shift lead', to: 'Lead' })
  const session = await manager.openSession({ name: 'admin', password: PASSWORD })
  await manager.checkAccess(session, 'Device.UserManagement.Users', 'addRemove')
})

it('of two edits at the same time, each of which alone would do, the second is refused', async () => {
  const { manager } = fillingLine()
  await manager.groups.addMember(owner, { group: 'Administrator', user: 'anna' })
  const first = manager.users.remove(owner, ['admin'])
  await refuses(manager.users.remove(owner, ['anna']), 'last-administrator', { name: 'anna' })
  await first
})

it('the group Administrator is neither removed nor renamed, not even when it has no members', async () => {
  const { manager, groups } = fillingLine()
  for (const empty of [false, true]) {
    if (empty) groups.put('Administrator')
    manager.changed('groups')
    await refuses(manager.groups.remove(owner, ['Administrator']), 'administrator-group')
    await refuses(manager.groups.remove(owner, ['Watch', 'Administrator']), 'administrator-group')
    await refuses(manager.groups.removeAll(owner), 'administrator-group')
    await refuses(manager.groups.rename(owner, { name: 'Administrator', to: 'Boss' }), 'administrator-group')
    expect((await manager.groups.list(owner)).length).toBe(5)
  }
})

it('masks on Administrator may be anything: its members have every right all the same', async () => {
  const { manager } = fillingLine()
  const rights = ['view', 'modify', 'execute', 'addRemove'] as const
  await manager.rights.set(owner, { objects: ['Device', '/'], groups: ['Administrator'], rights, state: 'deny' })
  const session = await manager.openSession({ name: 'admin', password: PASSWORD })
  for (const right of rights) await manager.checkAccess(session, 'Device.PlcLogic', right)
  const why = { subject: 'user', name: 'admin', object: 'Device', right: 'view' } as const
  expect(await manager.rights.why(owner, why)).toEqual({
    allowed: true,
    reason: { is: 'administrator', via: ['Administrator'] },
  })
})
