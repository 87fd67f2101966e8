import { describe, expect, it } from 'vitest'
import { deriveMemberships, withinGroup } from '../../src/main/usermgmt/memberships'
import { groupObject } from '../../src/main/usermgmt/standardObjects'
import { everything, fillingLine, owner, refuses } from './fillingLine'

describe('listing groups', () => {
  it('shows direct members and on how many objects a group has entries of its own', async () => {
    const { manager } = fillingLine()
    expect((await manager.groups.list(owner))[2]).toEqual({
      name: 'Service',
      users: ['chidi'],
      groups: ['Night shift'],
      rights: 3,
    })
  })
})

describe('adding a group', () => {
  it('adds its object where groups have objects', async () => {
    const { manager, objects } = fillingLine()
    await manager.groups.add(owner, 'Cleaning')
    expect(objects.hasObject('Device.UserManagement.Groups.Cleaning')).toBe(true)
    expect((await manager.groups.list(owner)).at(-1)).toEqual({ name: 'Cleaning', users: [], groups: [], rights: 0 })
  })

  it('adds no object where there is none for groups, and leaves one that is there', async () => {
    const { manager, objects } = fillingLine()
    await objects.addObject(groupObject('Kept'))
    await objects.setRight(groupObject('Kept'), 'Watch', 'modify', 'grant')
    manager.changed('objects')
    await manager.groups.add(owner, 'Kept')
    expect(objects.masks(groupObject('Kept'), 'Watch')).toEqual({ granted: 2, denied: 0 })
    await manager.rights.removeObject(owner, 'Device.UserManagement.Groups')
    await manager.groups.add(owner, 'Cleaning')
    expect(objects.hasObject(groupObject('Cleaning'))).toBe(false)
  })

  it.each([
    ['Everyone', 'reserved'],
    ['watch', 'differs-only-in-case'],
    ['a,b', 'sign'],
    ['', 'empty'],
  ])('%j is refused as %s, for a new group and for a new name', async (name, fault) => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    const details = { subject: 'group', name, fault }
    await refuses(manager.groups.add(owner, name), 'name-refused', details)
    await refuses(manager.groups.rename(owner, { name: 'Service', to: name }), 'name-refused', details)
    expect(await everything(manager)).toEqual(before)
  })

  it('with a name that is taken is refused', async () => {
    const { manager } = fillingLine()
    const taken = { subject: 'group', name: 'Watch' }
    await refuses(manager.groups.add(owner, 'Watch'), 'already-exists', taken)
    await refuses(manager.groups.rename(owner, { name: 'Service', to: 'Watch' }), 'already-exists', taken)
  })
})

describe('renaming a group', () => {
  it('memberships, rights and its object follow', async () => {
    const { manager, objects } = fillingLine()
    const change = { objects: [groupObject('Service')], groups: ['Watch'], rights: ['modify'], state: 'grant' } as const
    await manager.rights.set(owner, change)
    await manager.groups.rename(owner, { name: 'Service', to: 'Maintenance' })
    await manager.groups.rename(owner, { name: 'Night shift', to: 'Late' })
    const list = await manager.groups.list(owner)
    expect(list[2]).toEqual({ name: 'Maintenance', users: ['chidi'], groups: ['Late'], rights: 3 })
    expect(objects.masks('Device', 'Service')).toBeUndefined()
    expect(objects.masks('Device', 'Maintenance')).toEqual({ granted: 1, denied: 0 })
    expect(objects.masks(groupObject('Maintenance'), 'Watch')).toEqual({ granted: 2, denied: 0 })
    expect(objects.hasObject(groupObject('Service'))).toBe(false)
    expect((await manager.users.list(owner))[3]?.groups).toEqual(['Maintenance'])
  })

  it('the object of an earlier group of that name makes way', async () => {
    const { manager, objects } = fillingLine()
    await manager.rights.addObject(owner, groupObject('Maintenance'))
    const stale = { groups: ['Watch'], rights: ['modify'], state: 'grant' } as const
    await manager.rights.set(owner, { objects: [groupObject('Maintenance')], ...stale })
    await manager.groups.rename(owner, { name: 'Service', to: 'Maintenance' })
    expect(objects.masks(groupObject('Maintenance'), 'Watch')).toBeUndefined()
  })

  it('to its own name, or another case of it, is allowed', async () => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    await manager.groups.rename(owner, { name: 'Watch', to: 'Watch' })
    expect(await everything(manager)).toEqual(before)
    await manager.groups.rename(owner, { name: 'Watch', to: 'WATCH' })
    expect((await manager.groups.list(owner))[3]).toMatchObject({ name: 'WATCH', users: ['bogdan'] })
  })
})

describe('removing groups', () => {
  it('memberships both ways, rights and objects go with them', async () => {
    const { manager, objects } = fillingLine()
    await manager.groups.addMember(owner, { group: 'Watch', member: 'Service' })
    await manager.groups.remove(owner, ['Service', 'Developer'])
    const list = await manager.groups.list(owner)
    expect(list.map(({ name }) => name)).toEqual(['Administrator', 'Watch', 'Night shift'])
    expect(list[1]).toMatchObject({ users: ['bogdan'], groups: [] })
    expect((await manager.users.list(owner))[3]?.groups).toEqual([])
    expect((await manager.rights.entries(owner)).map(({ group }) => group)).not.toContain('Service')
    expect(objects.hasObject(groupObject('Service'))).toBe(false)
    expect(objects.hasObject(groupObject('Watch'))).toBe(true)
    // Made again, it has nothing of what it had.
    await manager.groups.add(owner, 'Service')
    expect((await manager.groups.list(owner)).at(-1)).toEqual({ name: 'Service', users: [], groups: [], rights: 0 })
  })

  it('all goes where there is no group Administrator', async () => {
    const { manager, groups, objects } = fillingLine()
    await groups.renameGroup('Administrator', 'Boss')
    manager.changed('groups')
    await manager.groups.removeAll(owner)
    expect(await manager.groups.list(owner)).toEqual([])
    const left = (await manager.rights.entries(owner)).map(({ group }) => group)
    expect(new Set(left)).toEqual(new Set(['Administrator']))
    expect(objects.hasObject(groupObject('Watch'))).toBe(false)
  })

  it('that do not exist are not found, in each call', async () => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    const missing = { subject: 'group', name: 'Nobody' }
    const name = 'Nobody'
    await refuses(manager.groups.remove(owner, ['Watch', name]), 'not-found', missing)
    await refuses(manager.groups.rename(owner, { name, to: 'x' }), 'not-found', missing)
    await refuses(manager.groups.addMember(owner, { group: name, user: 'anna' }), 'not-found', missing)
    await refuses(manager.groups.removeMember(owner, { group: name, user: 'anna' }), 'not-found', missing)
    await refuses(manager.users.setGroups(owner, { names: ['anna'], groups: [name] }), 'not-found', missing)
    const change = { objects: ['Device'], groups: ['Watch', name], rights: ['view'], state: 'deny' } as const
    await refuses(manager.rights.set(owner, change), 'not-found', missing)
    const why = { subject: 'group', name, object: 'Device', right: 'view' } as const
    await refuses(manager.rights.why(owner, why), 'not-found', missing)
    expect(await everything(manager)).toEqual(before)
  })
})

describe('members', () => {
  it('are added and taken out; twice is refused', async () => {
    const { manager } = fillingLine()
    await manager.groups.addMember(owner, { group: 'Watch', user: 'anna' })
    await manager.groups.addMember(owner, { group: 'Watch', member: 'Developer' })
    expect((await manager.groups.list(owner))[3]).toMatchObject({ users: ['bogdan', 'anna'], groups: ['Developer'] })
    const anna = { subject: 'member', name: 'anna' }
    const developer = { subject: 'member', name: 'Developer' }
    await refuses(manager.groups.addMember(owner, { group: 'Watch', user: 'anna' }), 'already-exists', anna)
    await refuses(manager.groups.addMember(owner, { group: 'Watch', member: 'Developer' }), 'already-exists', developer)
    await manager.groups.removeMember(owner, { group: 'Watch', user: 'anna' })
    await manager.groups.removeMember(owner, { group: 'Watch', member: 'Developer' })
    await refuses(manager.groups.removeMember(owner, { group: 'Watch', user: 'anna' }), 'not-found', anna)
    await refuses(manager.groups.removeMember(owner, { group: 'Watch', member: 'Developer' }), 'not-found', developer)
    const nobody = { subject: 'member', name: 'Nobody' }
    await refuses(manager.groups.addMember(owner, { group: 'Watch', member: 'Nobody' }), 'not-found', nobody)
  })

  it('a group cannot contain itself, over however many steps, and the circle is named', async () => {
    const { manager } = fillingLine()
    const self = { path: ['Watch', 'Watch'] }
    await refuses(manager.groups.addMember(owner, { group: 'Watch', member: 'Watch' }), 'group-cycle', self)
    await manager.groups.addMember(owner, { group: 'Watch', member: 'Service' })
    const path = ['Night shift', 'Watch', 'Service', 'Night shift']
    await refuses(manager.groups.addMember(owner, { group: 'Night shift', member: 'Watch' }), 'group-cycle', { path })
    await manager.groups.addMember(owner, { group: 'Watch', member: 'Night shift' })
  })

  it('that a damaged file lists without their existing can be taken out', async () => {
    const { manager, groups } = fillingLine()
    groups.put('Watch', { users: ['ghost'], groups: ['Gone'] })
    await manager.groups.removeMember(owner, { group: 'Watch', user: 'ghost' })
    await manager.groups.removeMember(owner, { group: 'Watch', member: 'Gone' })
    expect((await manager.groups.list(owner))[3]).toMatchObject({ users: [], groups: [] })
  })
})

describe('importing groups', () => {
  const from = [
    { name: 'Line 4', users: ['anna'], groups: ['Line 4 night', 'Elsewhere'], rights: 2 },
    { name: 'Line 4 night', users: [], groups: [], rights: 1 },
    { name: 'Elsewhere', users: [], groups: [], rights: 0 },
  ]

  it('brings the nesting among them and, if asked, rights on objects that are here too', async () => {
    const { manager, objects } = fillingLine()
    const masks = { granted: 3, denied: 0x80000000 }
    const entries = [
      { object: 'Device.PlcLogic', group: 'Line 4', masks },
      { object: groupObject('Line 4'), group: 'Line 4 night', masks },
      { object: 'Device.PlcLogic.Unknown', group: 'Line 4', masks },
      { object: 'Device.PlcLogic', group: 'Elsewhere', masks },
    ]
    const wanted = ['Line 4', 'Line 4 night']
    expect(await manager.groups.import(owner, { from, groups: wanted, entries })).toEqual({ added: 2 })
    expect((await manager.groups.list(owner)).slice(5)).toEqual([
      { name: 'Line 4', users: [], groups: ['Line 4 night'], rights: 1 },
      { name: 'Line 4 night', users: [], groups: [], rights: 1 },
    ])
    expect(objects.masks('Device.PlcLogic', 'Line 4')).toEqual(masks)
    expect(objects.masks('Device.PlcLogic', 'Elsewhere')).toBeUndefined()
    expect(objects.hasObject('Device.PlcLogic.Unknown')).toBe(false)
  })

  it('is refused whole for one bad entry', async () => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    const circle = [
      { name: 'A', users: [], groups: ['B'], rights: 0 },
      { name: 'B', users: [], groups: ['A'], rights: 0 },
      { name: 'Watch', users: [], groups: [], rights: 0 },
    ]
    await refuses(manager.groups.import(owner, { from: circle, groups: ['A', 'B'] }), 'group-cycle')
    await refuses(manager.groups.import(owner, { from: circle, groups: ['A', 'Watch'] }), 'already-exists')
    await refuses(manager.groups.import(owner, { from: circle, groups: ['C'] }), 'not-found')
    expect(await everything(manager)).toEqual(before)
    await manager.groups.import(owner, { from: circle, groups: ['A'] })
  })
})

describe('who is in what', () => {
  const table = (members: Record<string, string[]>, users: Record<string, string[]> = {}) => ({
    groups: Object.keys(members),
    usersOf: new Map(Object.entries(users)),
    membersOf: new Map(Object.entries(members)),
  })

  it('a group comes with all groups around it, itself first and nearer ones before farther ones', () => {
    const { closures } = deriveMemberships(table({ Outer: ['Middle'], Middle: ['Inner'], Inner: [], Other: ['Inner'] }))
    expect(closures.get('Inner')?.members).toEqual([
      { group: 'Inner', via: ['Inner'] },
      { group: 'Middle', via: ['Inner', 'Middle'] },
      { group: 'Other', via: ['Inner', 'Other'] },
      { group: 'Outer', via: ['Inner', 'Middle', 'Outer'] },
    ])
  })

  it('circles in a damaged file come to an end', () => {
    const damaged = table({ A: ['B'], B: ['C'], C: ['A', 'C'], Administrator: ['B'] }, { C: ['anna'] })
    const memberships = deriveMemberships(damaged)
    expect(memberships.closures.get('C')?.members.map(({ group }) => group)).toEqual(['C', 'B', 'A', 'Administrator'])
    expect(memberships.rightsOf('anna').administrator).toEqual(['C', 'B', 'Administrator'])
    expect([...withinGroup(damaged, 'A').keys()]).toEqual(['A', 'B', 'C'])
  })

  it('the shortest way to Administrator is the one that is named', () => {
    const members = { Administrator: ['Lead'], Far: [], Middle: ['Far'], Lead: ['Middle'] }
    const { rightsOf } = deriveMemberships(table(members, { Far: ['anna'], Lead: ['anna'] }))
    expect(rightsOf('anna').administrator).toEqual(['Lead', 'Administrator'])
    expect(rightsOf('bogdan')).toEqual({ groups: [], administrator: undefined })
  })
})
