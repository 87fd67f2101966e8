import { describe, expect, it } from 'vitest'
import { RIGHTS } from '../../src/contract/rights'
import { NEW_DATABASE, usedRights } from '../../src/main/usermgmt/standardObjects'
import { everything, fillingLine, owner, refuses } from './fillingLine'

const PLC = 'Device.PlcLogic'

describe('objects', () => {
  it('are listed as a tree: children after their parent in file order, implied ancestors where their first child is', async () => {
    const { manager, objects } = fillingLine()
    objects.put('/cert/import', { Watch: { denied: 1 } })
    objects.put('Device.Line.Motor.Speed')
    objects.put('Device.Line')
    const { names, own } = await manager.rights.objects(owner)
    const at = (name: string) => own[names.indexOf(name)]
    expect(names.slice(0, 4)).toEqual(['Device', 'Device.Logger', 'Device.Logger.AuditLogger', PLC])
    expect(names.slice(-4)).toEqual(['/', '/PlcLogic', '/cert', '/cert/import'])
    expect(at('/cert')).toBe(-1)
    expect(at('/cert/import')).toBe(1)
    expect(at('Device')).toBe(4)
    expect(at('Device.Line')).toBe(0)
    expect(at('Device.Line.Motor')).toBe(-1)
    const line = names.indexOf('Device.Line')
    expect(names.slice(line, line + 3)).toEqual(['Device.Line', 'Device.Line.Motor', 'Device.Line.Motor.Speed'])
    expect(new Set(names).size).toBe(names.length)
  })

  it('are added under one of the roots, and removed with their rights', async () => {
    const { manager, objects } = fillingLine()
    await manager.rights.addObject(owner, 'Device.PlcLogic.Filler & Capper')
    await manager.rights.addObject(owner, '/PlcLogic/Application')
    const change = { objects: ['/PlcLogic/Application'], groups: ['Watch'], rights: ['view'], state: 'deny' } as const
    await manager.rights.set(owner, change)
    await manager.rights.removeObject(owner, '/PlcLogic/Application')
    expect(objects.hasObject('/PlcLogic/Application')).toBe(false)
    expect((await manager.rights.entries(owner)).some(({ object }) => object === '/PlcLogic/Application')).toBe(false)
    expect((await manager.summary()).counts.objects).toBe(NEW_DATABASE.objects.length + 2)
  })

  it.each([
    ['Device.a,b', 'sign'],
    ['Device.a"b', 'sign'],
    ['Device.a\nb', 'sign'],
    ['Device..b', 'empty'],
    ['Device.', 'empty'],
    ['', 'empty'],
    ['/a//b', 'empty'],
    ['/a/', 'empty'],
    ['Device.a ', 'space-at-end'],
  ])('%j is refused as %s', async (name, fault) => {
    const { manager } = fillingLine()
    await refuses(manager.rights.addObject(owner, name), 'name-refused', { subject: 'object', name, fault })
  })

  it('that are there already, or nowhere, or only implied, are told apart', async () => {
    const { manager, objects } = fillingLine()
    objects.put('/cert/import')
    const object = (name: string) => ({ subject: 'object', name })
    await refuses(manager.rights.addObject(owner, PLC), 'already-exists', object(PLC))
    await refuses(manager.rights.addObject(owner, 'Elsewhere.Thing'), 'not-found', object('Elsewhere'))
    await refuses(manager.rights.removeObject(owner, 'Device.None'), 'not-found', object('Device.None'))
    await refuses(manager.rights.removeObject(owner, '/cert'), 'not-found', object('/cert'))
    await refuses(manager.rights.byObject(owner, [PLC, 'Device.None']), 'not-found', object('Device.None'))
    const matrix = { right: 'view', objects: ['Device.None'] } as const
    await refuses(manager.rights.matrix(owner, matrix), 'not-found', object('Device.None'))
    await refuses(manager.rights.explain(owner, { object: 'Device.None' }), 'not-found', object('Device.None'))
    await manager.rights.addObject(owner, '/cert')
  })
})

describe('setting rights', () => {
  it('grants, denies and clears on several objects, groups and rights at once; manufacturers’ bits stay', async () => {
    const { manager, objects } = fillingLine()
    objects.put(PLC, { Watch: { granted: 0xff000001, denied: 0x00000008 } })
    const wide = { objects: [PLC, '/'], groups: ['Watch', 'Service'] }
    await manager.rights.set(owner, { ...wide, rights: ['modify', 'addRemove'], state: 'grant' })
    expect(objects.masks(PLC, 'Watch')).toEqual({ granted: 0xff00000b, denied: 0 })
    expect(objects.masks('/', 'Watch')).toEqual({ granted: 0xb, denied: 0 })
    await manager.rights.set(owner, { ...wide, rights: ['modify'], state: 'deny' })
    expect(objects.masks(PLC, 'Watch')).toEqual({ granted: 0xff000009, denied: 2 })
    expect(objects.masks('/', 'Service')).toEqual({ granted: 0xfffffffd, denied: 2 })
    await manager.rights.set(owner, { ...wide, rights: RIGHTS, state: 'neutral' })
    expect(objects.masks(PLC, 'Watch')).toEqual({ granted: 0xff000000, denied: 0 })
    expect(objects.masks('/', 'Watch')).toBeUndefined()
  })

  it('below changes what is decided underneath, and nothing that inherits already', async () => {
    const { manager, objects } = fillingLine()
    objects
      .put('Device.PlcLogic.A', { Watch: { granted: 2 } })
      .put('Device.PlcLogic.A.Deep', { Watch: { denied: 3 }, Service: { granted: 2 } })
      .put('Device.PlcLogic.B', { Watch: { granted: 1 } })
      .put('Device.PlcLogicX', { Watch: { granted: 2 } })
    const change = { objects: [PLC], groups: ['Watch'], rights: ['modify'], state: 'deny' } as const
    await manager.rights.set(owner, change)
    expect(objects.masks('Device.PlcLogic.A', 'Watch')).toEqual({ granted: 2, denied: 0 })
    await manager.rights.set(owner, { ...change, below: true })
    expect(objects.masks('Device.PlcLogic.A', 'Watch')).toEqual({ granted: 0, denied: 2 })
    expect(objects.masks('Device.PlcLogic.A.Deep', 'Watch')).toEqual({ granted: 0, denied: 3 })
    expect(objects.masks('Device.PlcLogic.A.Deep', 'Service')).toEqual({ granted: 2, denied: 0 })
    expect(objects.masks('Device.PlcLogic.B', 'Watch')).toEqual({ granted: 1, denied: 0 })
    expect(objects.masks('Device.PlcLogicX', 'Watch')).toEqual({ granted: 2, denied: 0 })
    await manager.rights.set(owner, { ...change, state: 'neutral', below: true })
    expect(objects.masks('Device.PlcLogic.A', 'Watch')).toBeUndefined()
    expect(objects.masks('Device.PlcLogic.A.Deep', 'Watch')).toEqual({ granted: 0, denied: 1 })
  })

  it('an object that was only implied is added to carry the entry; clearing adds none', async () => {
    const { manager, objects } = fillingLine()
    objects.put('/cert/import')
    const change = { objects: ['/cert'], groups: ['Watch'], rights: ['view'] } as const
    await manager.rights.set(owner, { ...change, state: 'neutral' })
    expect(objects.hasObject('/cert')).toBe(false)
    await manager.rights.set(owner, { ...change, state: 'grant' })
    expect(objects.masks('/cert', 'Watch')).toEqual({ granted: 1, denied: 0 })
  })

  it('with one unknown name changes nothing', async () => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    const change = { groups: ['Watch'], rights: ['view'], state: 'deny' } as const
    const call = manager.rights.set(owner, { objects: [PLC, 'Device.None'], ...change })
    await refuses(call, 'not-found', { subject: 'object', name: 'Device.None' })
    expect(await everything(manager)).toEqual(before)
  })
})

describe('the rows of the page', () => {
  it('tell what is set here from what is inherited, from an object above or a group around, with the reason', async () => {
    const { manager } = fillingLine()
    const { groups, entriesBelow } = await manager.rights.byObject(owner, ['Device.Settings'])
    const cells = Object.fromEntries(groups.map((group) => [group.group, group.cells]))
    expect(groups.map(({ administrator }) => administrator)).toEqual([true, false, false, false, false])
    expect(cells['Administrator']?.modify).toEqual({
      state: 'inherited-grant',
      reason: { is: 'administrator', via: ['Administrator'] },
    })
    expect(cells['Developer']?.modify).toEqual({ state: 'unset', reason: { is: 'undecided' } })
    expect(cells['Night shift']?.view).toEqual({
      state: 'inherited-grant',
      reason: { is: 'granted', via: ['Night shift', 'Service'], at: 'Device', inherited: true },
    })
    expect(entriesBelow).toBe(1)
    const [, developer] = (await manager.rights.byObject(owner, ['Device.Settings.SecuritySettings'])).groups
    expect(developer?.cells.modify).toEqual({
      state: 'denied',
      reason: { is: 'denied', via: ['Developer'], at: 'Device.Settings.SecuritySettings', inherited: false },
    })
  })

  it('of several objects are mixed where they differ; objects that do not use a right do not count', async () => {
    const { manager } = fillingLine()
    const rows = async (objects: string[]) => {
      const { groups, entriesBelow } = await manager.rights.byObject(owner, objects)
      const row = groups.find(({ group }) => group === 'Developer')
      return { states: RIGHTS.map((right) => row?.cells[right].state), entriesBelow }
    }
    // Developer: Add/Remove and View on Device, everything on PlcLogic; the logger uses View alone.
    expect(await rows(['Device', PLC])).toEqual({ states: ['granted', 'mixed', 'granted', 'mixed'], entriesBelow: 4 })
    expect(await rows([PLC, 'Device.Logger'])).toEqual({
      states: ['granted', 'granted', 'mixed', 'granted'],
      entriesBelow: 0,
    })
    expect((await rows(['Device.Logger'])).states).toEqual(['unused', 'unused', 'inherited-grant', 'unused'])
    expect((await rows(['Device.Logger', 'Device.Logger.AuditLogger'])).states[0]).toBe('unused')
  })

  it('an entry on a right that the object does not use is shown, not hidden', async () => {
    const { manager, objects } = fillingLine()
    objects.put('Device.Logger', { Developer: { granted: 2, denied: 4 } })
    const developer = (await manager.rights.byObject(owner, ['Device.Logger'])).groups[1]
    expect(developer?.cells.modify.state).toBe('granted')
    expect(developer?.cells.execute.state).toBe('denied')
    expect(developer?.cells.addRemove).toEqual({ state: 'unused', reason: null })
    const { names } = await manager.rights.objects(owner)
    const { rights } = await manager.rights.person(owner, 'anna')
    expect(rights.modify[names.indexOf('Device.Logger')]).toBe('+')
    expect(rights.execute[names.indexOf('Device.Logger')]).toBe('-')
    expect(rights.addRemove[names.indexOf('Device.Logger')]).toBe('x')
  })

  it('the matrix has a character per group and a row per object', async () => {
    const { manager } = fillingLine()
    const objects = ['Device', PLC, 'Device.PlcShell', '/', '/PlcLogic', 'Device.Logger']
    expect(await manager.rights.matrix(owner, { right: 'modify', objects })).toEqual({
      groups: ['Administrator', 'Developer', 'Service', 'Watch', 'Night shift'],
      rows: ['+oooo', '++ooo', 'g-ooo', '+++og', 'gggog', 'xxxxx'],
    })
  })
})

describe('why', () => {
  const ask = { object: PLC, right: 'modify' } as const

  it('a user has or lacks a right is said with the group and the object', async () => {
    const { manager } = fillingLine()
    expect(await manager.rights.why(owner, { subject: 'user', name: 'anna', ...ask })).toEqual({
      allowed: true,
      reason: { is: 'granted', via: ['Developer'], at: PLC, inherited: false },
    })
    expect(await manager.rights.why(owner, { subject: 'user', name: 'dörte', ...ask, right: 'view' })).toEqual({
      allowed: true,
      reason: { is: 'granted', via: ['Night shift', 'Service'], at: PLC, inherited: false },
    })
    expect(await manager.rights.why(owner, { subject: 'user', name: 'runtime', ...ask })).toEqual({
      allowed: false,
      reason: { is: 'no-group' },
    })
    expect(await manager.rights.why(owner, { subject: 'user', name: 'bogdan', ...ask })).toEqual({
      allowed: false,
      reason: { is: 'undecided', groups: ['Watch'] },
    })
    expect(await manager.rights.why(owner, { subject: 'group', name: 'Watch', ...ask })).toEqual({
      allowed: false,
      reason: { is: 'undecided', groups: ['Watch'] },
    })
  })

  it('a denial for one of a user’s groups beats the grant for another', async () => {
    const { manager } = fillingLine()
    await manager.users.setGroups(owner, { names: ['anna'], groups: ['Developer', 'Watch'] })
    await manager.rights.set(owner, { objects: ['Device'], groups: ['Watch'], rights: ['modify'], state: 'deny' })
    expect(await manager.rights.why(owner, { subject: 'user', name: 'anna', ...ask })).toEqual({
      allowed: false,
      reason: { is: 'denied', via: ['Watch'], at: 'Device', inherited: true },
    })
    // Nesting acts inside one group: there the nearest object decides.
    await manager.users.setGroups(owner, { names: ['anna'], groups: ['Developer'] })
    await manager.groups.addMember(owner, { group: 'Watch', member: 'Developer' })
    expect((await manager.rights.why(owner, { subject: 'user', name: 'anna', ...ask })).allowed).toBe(true)
  })

  it('everything is explained for all users and kept objects, or for one', async () => {
    const { manager, objects } = fillingLine()
    objects.put('/cert/import')
    const all = await manager.rights.explain(owner, {})
    expect(Object.keys(all)).toEqual(['admin', 'anna', 'bogdan', 'chidi', 'dörte', 'runtime'])
    const { names, own } = await manager.rights.objects(owner)
    expect(names).toContain('/cert')
    expect(Object.keys(all['anna'] ?? {})).toEqual(names.filter((_, at) => own[at] !== -1))
    expect(all['anna']?.[PLC]?.modify).toEqual({ allowed: true, because: `group Developer, granted at ${PLC}` })
    expect(all['runtime']?.[PLC]?.view).toEqual({ allowed: false, because: 'in no group, so no rights' })
    const one = await manager.rights.explain(owner, { user: 'anna', object: '/cert' })
    expect(one).toEqual({ anna: { '/cert': expect.objectContaining({ view: expect.anything() }) } })
  })
})

describe('a new database', () => {
  it('has each object after its parent, once, and each group’s own object', () => {
    const names = NEW_DATABASE.objects.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const group of NEW_DATABASE.groups) expect(names).toContain(`Device.UserManagement.Groups.${group}`)
    expect(names.filter((name) => name.startsWith('Device.X509.')).length).toBe(11)
  })

  it('lets nobody but administrators change users, certificates, the shell or security settings', async () => {
    const { manager } = fillingLine()
    for (const object of [
      'Device.UserManagement.Users',
      'Device.UserManagement.Groups.Administrator',
      'Device.UserManagement.Access Rights',
      'Device.X509.ImportCertificate',
      'Device.PlcShell',
      'Device.Settings.SecuritySettings',
    ]) {
      for (const right of ['modify', 'execute', 'addRemove'] as const) {
        for (const name of ['anna', 'bogdan', 'chidi', 'dörte']) {
          const { allowed } = await manager.rights.why(owner, { subject: 'user', name, object, right })
          expect([name, object, right, allowed]).toEqual([name, object, right, false])
        }
      }
    }
  })

  it('objects that nobody knows use all four rights', () => {
    expect(usedRights('Device.PlcLogic.Application')).toEqual(RIGHTS)
    expect(usedRights('Device.Logger')).toEqual(['view'])
  })
})
