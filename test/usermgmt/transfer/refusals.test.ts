import { expect, test } from 'vitest'
import type { Difference } from '../../../src/contract/databases'
import type { Registration, UserDbConfig } from '../../../src/main/usermgmt/backends'
import type { UserManager } from '../../../src/main/usermgmt/manager'
import type { Actor } from '../../../src/main/usermgmt/operations'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import { managerSource } from '../../../src/main/usermgmt/transfer/source'
import { checked } from './sensibleDatabase'
import { between, BOSS, download, loggedIn, owner, withCopy, withManagers } from './twoManagers'

const NOTHING = {
  users: checked('UserDB', []),
  groups: checked('GroupDB', []),
  objects: Buffer.from('#Object,GroupRights(group=,rights=,deniedrights=)'),
}

test('a user whose password cannot be carried is refused together with its memberships, and the rest arrives', async () => {
  const edit = async (copy: UserManager) => {
    await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Watch'] })
    await copy.groups.add(owner, 'Painters')
  }
  const seen: unknown[] = []
  const look = async ({ device, copy }: { device: UserManager; copy: UserManager }) => {
    await edit(copy)
    const done = await download(copy, device)
    expect(done.applied).toBe(1)
    expect((await device.users.list(owner)).map(({ name }) => name)).toEqual(['boss'])
    expect((await device.groups.list(owner)).map(({ name }) => name)).toContain('Painters')
    expect(await between(device, copy)).toHaveLength(2)
    seen.push(...done.refused.map(({ code, details }) => ({ code, details })))
  }
  await withCopy(look, { copy: without('exportCredentials') })
  await withCopy(look, { device: without('importCredentials') })
  const notThere = { code: 'not-found', details: { subject: 'user', name: 'anna' } }
  expect(seen).toEqual([
    { code: 'password-refused', details: { missing: ['not-carried'] } },
    notThere,
    { code: 'not-configurable', details: { subject: 'users' } },
    notThere,
  ])
})

test('where nothing is known of a password it is not said to differ, and stays', async () => {
  await withCopy(
    async ({ device, copy }) => {
      await copy.users.setPassword(owner, { name: 'boss', password: 'another of boss' })
      expect(await between(device, copy)).toEqual([])
    },
    { device: without('exportCredentials') },
  )
})

test('whoever may not change a group is refused that group, and what may be changed is changed', async () => {
  await withCopy(async ({ device, copy }) => {
    const all = ['view', 'modify', 'execute', 'addRemove'] as const
    const objects = ['Device.UserManagement']
    await device.rights.set(owner, { objects, groups: ['Developer'], rights: all, state: 'grant' })
    const administrators = 'Device.UserManagement.Groups.Administrator'
    await device.rights.set(owner, { objects: [administrators], groups: ['Developer'], rights: all, state: 'deny' })
    await device.users.add(owner, { name: 'dev', password: 'password of dev', groups: ['Developer'] })
    await download(device, copy)
    await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Administrator', 'Watch'] })
    await copy.users.setPassword(owner, { name: 'boss', password: 'another of boss' })
    const session = await device.openSession({ name: 'dev', password: 'password of dev' })
    const { refused } = await download(copy, device, { is: 'session', session })
    expect(refused).toEqual([
      {
        difference: { subject: 'member', kind: 'added', group: 'Administrator', user: 'anna', member: null },
        code: 'not-permitted',
        details: { object: administrators, right: 'modify' },
      },
    ])
    expect((await device.users.list(owner)).find(({ name }) => name === 'anna')?.groups).toEqual(['Watch'])
    const nobody = await device.openSession({ name: 'anna', password: 'password of anna' })
    const nothing = await download(copy, device, { is: 'session', session: nobody })
    expect(nothing).toMatchObject({ applied: 0, refused: [{ code: 'not-permitted' }] })
  })
})

test('the last administrator is in nobody’s way when the end is fine, and stays when it is not', async () => {
  await withCopy(async ({ device, copy }) => {
    await copy.users.add(owner, { name: 'berta', password: 'password of berta' })
    await copy.groups.add(owner, 'Owners')
    await copy.groups.addMember(owner, { group: 'Administrator', member: 'Owners' })
    await copy.groups.addMember(owner, { group: 'Owners', user: 'berta' })
    await copy.users.remove(owner, ['boss'])
    expect(await download(copy, device)).toMatchObject({ refused: [] })
    expect((await device.users.list(owner)).map(({ name }) => name)).toEqual(['berta'])
    const found: Difference[] = [{ subject: 'user', kind: 'removed', name: 'berta', was: null, fields: [] }]
    const done = await applyDifferences({ from: managerSource(copy), to: device, actor: owner, differences: found })
    expect(done).toEqual({
      applied: 0,
      refused: [{ difference: found[0], code: 'last-administrator', details: { name: 'berta' } }],
    })
  })
})

test('the last administrator does not become an account of the controller itself', async () => {
  await withCopy(async ({ device, copy }) => {
    const rows = ['u,boss,0x00006000,9,x', 'u,anna,0x00002000,9,y']
    const objects = Buffer.from('#Object,GroupRights(group=,rights=,deniedrights=)')
    const groups = checked('GroupDB', ['g,Administrator,0x00000000', 'a,Administrator,u=boss'])
    await withManagers([{ users: checked('UserDB', rows), groups, objects }, NOTHING], async ([internal]) => {
      const credentials = await internal.transfer.exportCredentials(owner, 'boss')
      if (credentials === undefined) throw new Error('nothing was given out')
      const carried = { is: 'stored', credentials } as const
      const refusals = await device.transfer.changeUsers(owner, [{ name: 'boss', carried, internal: true }])
      expect(refusals).toMatchObject([{ code: 'last-administrator' }])
    })
    expect(await between(device, copy)).toEqual([])
    await device.openSession(BOSS)
  })
})

test('whoever is logged in with a password that a download replaces has to log in again', async () => {
  await withCopy(async ({ device, copy }) => {
    for (const manager of [device, copy]) await manager.users.add(owner, { name: 'anna', password: 'password of anna' })
    const session = await device.openSession({ name: 'anna', password: 'password of anna' })
    await copy.users.setPassword(owner, { name: 'anna', password: 'another of anna' })
    await download(copy, device, await loggedIn(device))
    expect(device.userOf(session)).toBeUndefined()
  })
})

test('an object with rights of a group, and those rights, take the right to change that group', async () => {
  await withCopy(async ({ device, copy }) => {
    const all = ['view', 'modify', 'execute', 'addRemove'] as const
    await device.rights.set(owner, {
      objects: ['Device.UserManagement'],
      groups: ['Developer'],
      rights: all,
      state: 'grant',
    })
    const service = 'Device.UserManagement.Groups.Service'
    await device.rights.set(owner, { objects: [service], groups: ['Developer'], rights: all, state: 'deny' })
    await device.rights.addObject(owner, 'Device.PlcLogic.Filler')
    const filler = { objects: ['Device.PlcLogic.Filler'], rights: ['view'], state: 'grant' } as const
    await device.rights.set(owner, { ...filler, groups: ['Service'] })
    await device.users.add(owner, { name: 'dev', password: 'password of dev', groups: ['Developer'] })
    await download(device, copy)
    const session = await device.openSession({ name: 'dev', password: 'password of dev' })
    const actor: Actor = { is: 'session', session }
    await copy.rights.set(owner, { ...filler, groups: ['Service'], rights: ['execute'] })
    expect(await download(copy, device, actor)).toMatchObject({ applied: 0, refused: [{ code: 'not-permitted' }] })
    await copy.rights.removeObject(owner, 'Device.PlcLogic.Filler')
    expect(await download(copy, device, actor)).toMatchObject({ applied: 0, refused: [{ code: 'not-permitted' }] })
  })
})

test('an unexpected failure is nobody’s refusal', async () => {
  const broken = (manager: UserManager): Registration => ({
    ...registrationOf(manager),
    registerUsers: (db, config) =>
      manager.registerUsers(db, {
        ...bound(config),
        importCredentials: () => Promise.reject(new TypeError('broken')),
      }),
  })
  await withCopy(
    async ({ device, copy }) => {
      await copy.users.add(owner, { name: 'anna', password: 'password of anna' })
      await expect(download(copy, device)).rejects.toThrow('broken')
    },
    { device: broken },
  )
})

test('a device that does not list its users is compared without them', async () => {
  const silent = (manager: UserManager): Registration => ({
    ...registrationOf(manager),
    registerUsers: (db, config) =>
      manager.registerUsers({ authenticate: (name, password) => db.authenticate(name, password) }, config),
  })
  await withCopy(
    async ({ device, copy }) => {
      await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Watch'] })
      const member = { subject: 'member', kind: 'added', group: 'Watch', user: 'anna', member: null }
      expect(await between(device, copy)).toEqual([member])
      expect(await download(copy, device)).toEqual({ applied: 1, refused: [] })
    },
    { device: silent },
  )
})

test('nobody without the right to look sees what a user management holds, or takes passwords out of it', async () => {
  await withCopy(async ({ device }) => {
    await device.users.add(owner, { name: 'anna', password: 'password of anna' })
    const session = await device.openSession({ name: 'anna', password: 'password of anna' })
    const actor: Actor = { is: 'session', session }
    const object = 'Device.UserManagement'
    await expect(device.transfer.read(actor)).rejects.toMatchObject({ code: 'not-permitted', details: { object } })
    await expect(device.transfer.exportCredentials(actor, 'boss')).rejects.toMatchObject({ code: 'not-permitted' })
  })
})

test('bringing a user takes the right to add one, and two who arrive together do not share a name', async () => {
  await withCopy(async ({ device, copy }) => {
    const credentials = await copy.transfer.exportCredentials(owner, 'boss')
    if (credentials === undefined) throw new Error('nothing was given out')
    const carried = { is: 'stored', credentials } as const
    const flags = { carried, internal: false, mayChangePassword: true, mustChangePassword: false }
    const users = ['anna', 'ANNA', 'a,b', 'bogdan'].map((name) => ({ name, ...flags }))
    await device.users.add(owner, { name: 'guest', password: 'password of guest' })
    const session = await device.openSession({ name: 'guest', password: 'password of guest' })
    await expect(device.transfer.addUsers({ is: 'session', session }, users)).rejects.toMatchObject({
      code: 'not-permitted',
      details: { right: 'addRemove' },
    })
    const refusals = await device.transfer.addUsers(owner, users)
    expect(refusals.map((refusal) => refusal?.details['fault'])).toEqual([
      undefined,
      'differs-only-in-case',
      'sign',
      undefined,
    ])
    expect((await device.users.list(owner)).map(({ name }) => name)).toEqual(['boss', 'guest', 'anna', 'bogdan'])
  })
})

function without(what: 'exportCredentials' | 'importCredentials') {
  return (manager: UserManager): Registration => ({
    ...registrationOf(manager),
    registerUsers(db, config) {
      const { [what]: _, ...rest } = bound(config)
      return manager.registerUsers(db, rest)
    },
  })
}

function registrationOf(manager: UserManager): Registration {
  return {
    registerUsers: (db, config) => manager.registerUsers(db, config),
    registerGroups: (db, config) => manager.registerGroups(db, config),
    registerObjects: (db, config) => manager.registerObjects(db, config),
    registerLoginType: () => () => undefined,
    changed: (what) => manager.changed(what),
  }
}

function bound(config: UserDbConfig | undefined): UserDbConfig {
  if (config?.exportCredentials === undefined || config.importCredentials === undefined) throw new Error('nothing here')
  return {
    exportUsers: () => config.exportUsers(),
    importUsers: (exported) => config.importUsers(exported),
    deleteAllUsers: () => config.deleteAllUsers(),
    addUser: (...user) => config.addUser(...user),
    changeUser: (...change) => config.changeUser(...change),
    removeUser: (name) => config.removeUser(name),
    setCredentials: (...credentials) => config.setCredentials(...credentials),
    exportCredentials: config.exportCredentials.bind(config),
    importCredentials: config.importCredentials.bind(config),
  }
}
