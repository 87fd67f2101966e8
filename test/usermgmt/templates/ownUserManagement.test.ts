import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { GroupDb, Registration } from '../../../src/main/usermgmt/backends'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { UserManager } from '../../../src/main/usermgmt/manager'
import { registerConfigurableGroups } from '../../../src/main/usermgmt/templates/configurableGroups'
import { registerConfigurableObjects } from '../../../src/main/usermgmt/templates/configurableObjects'
import { registerConfigurableUsers } from '../../../src/main/usermgmt/templates/configurableUsers'
import { fromLegacyGroupDb } from '../../../src/main/usermgmt/templates/legacyGroupDb'
import { fromLegacyUserDb } from '../../../src/main/usermgmt/templates/legacyUserDb'
import { registerReadOnlyGroups } from '../../../src/main/usermgmt/templates/readOnlyGroups'
import { registerStaticUsers, staticCredential } from '../../../src/main/usermgmt/templates/staticUsers'
import { OldDatabase } from '../../support/oldDatabase'
import { openStore } from '../../support/openStore'
import { temporaryFolder } from '../../support/temporaryFolder'
import { owner, PASSWORD, refuses } from '../fillingLine'

const cost = { N: 16, r: 1, p: 1 }
const keep = async () => undefined
const GROUPS = [
  { name: 'Administrator', users: ['anna'] },
  { name: 'Watch', users: ['bogdan'] },
]
const NEW = { name: 'chidi', password: 'Another line 2!' }
type Kind = 'users' | 'groups' | 'objects'

/** Lets the files of a new database take the places that are named. */
async function withFiles(manager: UserManager, ...kinds: Kind[]): Promise<void> {
  const folder = join(await temporaryFolder(), 'database')
  await mkdir(folder)
  await createDatabase(folder)
  const { store } = await openStore(folder)
  onTestFinished(() => store.close())
  const left = () => () => undefined
  const some: Registration = {
    registerUsers: (db, config) => (kinds.includes('users') ? manager.registerUsers(db, config) : left()),
    registerGroups: (db, config) => (kinds.includes('groups') ? manager.registerGroups(db, config) : left()),
    registerObjects: (db, config) => (kinds.includes('objects') ? manager.registerObjects(db, config) : left()),
    registerLoginType: (type) => manager.registerLoginType(type),
    changed: (what) => manager.changed(what),
  }
  store.registerWith(some)
}

async function withStaticUsers(manager: UserManager, listed = true): Promise<void> {
  const credential = await staticCredential(PASSWORD, randomBytes, cost)
  registerStaticUsers(manager, { users: ['anna', 'bogdan'].map((name) => ({ name, credential })), listed })
}

async function configurable(manager: UserManager) {
  return (await manager.summary()).configurable
}

describe('integrating one’s own (seed 003, 4)', () => {
  it('a user database that is not configured here: its users log in, and pages can only show them', async () => {
    const manager = new UserManager()
    await withStaticUsers(manager)
    await withFiles(manager, 'groups', 'objects')
    expect(await configurable(manager)).toEqual({ users: false, groups: true, objects: true })
    await manager.openSession({ name: 'bogdan', password: PASSWORD })
    expect((await manager.users.list(owner)).map(({ name }) => name)).toEqual(['anna', 'bogdan'])
    await refuses(manager.users.add(owner, NEW), 'not-configurable', { subject: 'users' })
    await refuses(manager.users.setPassword(owner, { ...NEW, name: 'anna' }), 'not-configurable', { subject: 'users' })
  })

  it('a user database that is configured here: users are added, changed and removed in it', async () => {
    const manager = new UserManager()
    registerConfigurableUsers(manager, { random: randomBytes, now: Date.now, keep, cost })
    await withFiles(manager, 'groups', 'objects')
    expect(await configurable(manager)).toEqual({ users: true, groups: true, objects: true })
    await manager.users.add(owner, { ...NEW, groups: ['Watch'] })
    await manager.openSession(NEW)
    await manager.users.change(owner, { name: 'chidi', to: 'Chidi', mustChangePassword: true })
    expect(await manager.users.list(owner)).toMatchObject([
      { name: 'Chidi', mustChangePassword: true, mayChangePassword: true, groups: ['Watch'] },
    ])
    await manager.users.remove(owner, ['Chidi'])
    expect(await manager.users.list(owner)).toEqual([])
  })

  it('a group database that is not configured here: memberships decide about rights, and pages can only show them', async () => {
    const manager = new UserManager()
    await withStaticUsers(manager)
    await withFiles(manager, 'objects')
    const groups = registerReadOnlyGroups(manager, GROUPS)
    const session = await manager.openSession({ name: 'bogdan', password: PASSWORD })
    await manager.checkAccess(session, 'Device', 'view')
    await refuses(manager.checkAccess(session, 'Device', 'modify'), 'not-permitted')
    await refuses(manager.groups.add(owner, 'Neu'), 'not-configurable', { subject: 'groups' })
    await refuses(manager.groups.addMember(owner, { group: 'Watch', user: 'anna' }), 'not-configurable')
    // What changes elsewhere holds here from the next check.
    groups.replace([{ name: 'Administrator', users: ['bogdan'] }])
    await manager.checkAccess(session, 'Device', 'modify')
    expect((await manager.groups.list(owner)).map(({ name, users }) => [name, users])).toEqual([
      ['Administrator', ['bogdan']],
    ])
  })

  it('a group database that is configured here: groups and memberships are changed in it, rights follow', async () => {
    const manager = new UserManager()
    await withStaticUsers(manager)
    await withFiles(manager, 'objects')
    registerConfigurableGroups(manager, { keep })
    expect(await configurable(manager)).toEqual({ users: false, groups: true, objects: true })
    for (const name of ['Administrator', 'Watch']) await manager.groups.add(owner, name)
    await manager.groups.addMember(owner, { group: 'Watch', user: 'bogdan' })
    const session = await manager.openSession({ name: 'bogdan', password: PASSWORD })
    await manager.checkAccess(session, 'Device', 'view')
    await manager.groups.rename(owner, { name: 'Watch', to: 'Wache' })
    await manager.checkAccess(session, 'Device', 'view')
    await manager.groups.remove(owner, ['Wache'])
    await refuses(manager.checkAccess(session, 'Device', 'view'), 'not-permitted')
  })

  it('an object database of one’s own decides as the one in files does, when it takes the check as it is', async () => {
    const [own, files] = [new UserManager(), new UserManager()]
    await withFiles(files, 'objects')
    const objects = []
    for (const { object } of await files.rights.entries(owner)) objects.push(object)
    const entries = await files.rights.entries(owner)
    const { names } = await files.rights.objects(owner)
    await registerConfigurableObjects(own, {
      objects: names.map((name) => ({
        name,
        entries: entries.filter(({ object }) => object === name).map(({ group, masks }) => [group, masks] as const),
      })),
      keep,
    })
    for (const manager of [own, files]) {
      await withStaticUsers(manager)
      registerReadOnlyGroups(manager, GROUPS)
    }
    const ask = async (manager: UserManager) => {
      const session = await manager.openSession({ name: 'bogdan', password: PASSWORD })
      await manager.checkAccess(session, 'Device', 'view')
      return names.flatMap((name) =>
        (['view', 'modify', 'execute', 'addRemove'] as const).map((right) => manager.checkNow(session, name, right)),
      )
    }
    expect(await ask(own)).toEqual(await ask(files))
    expect(new Set(await ask(own))).toEqual(new Set([true, false]))
  })
})

describe('an old user management that was replaced in parts (seed 003, 3)', () => {
  const old = () => new OldDatabase().putUser('anna', PASSWORD).putUser('bogdan', PASSWORD)

  it('one’s own user database goes with groups and objects in files (3.1)', async () => {
    const manager = new UserManager()
    const database = old()
    manager.registerUsers(fromLegacyUserDb(database, { refusalAfter: 0 }))
    await withFiles(manager, 'groups', 'objects')
    expect((await manager.users.list(owner)).map(({ name }) => name)).toEqual(['anna', 'bogdan'])
    await manager.users.setGroups(owner, { names: ['anna'], groups: ['Administrator'] })
    const session = await manager.openSession({ name: 'anna', password: PASSWORD })
    await manager.checkAccess(session, 'Device', 'modify')
    await refuses(manager.openSession({ name: 'bogdan', password: 'wrong' }), 'login-failed')
    expect(database.open).toBe(0)
  })

  it('one’s own user and group databases, one component for both, go with objects in files (3.2)', async () => {
    const manager = new UserManager()
    const database = old()
      .putGroup('Administrator', { users: ['anna'] })
      .putGroup('Watch', { users: ['bogdan'] })
    manager.registerUsers(fromLegacyUserDb(database, { refusalAfter: 0 }))
    manager.registerGroups(fromLegacyGroupDb(database))
    await withFiles(manager, 'objects')
    const session = await manager.openSession({ name: 'bogdan', password: PASSWORD })
    await manager.checkAccess(session, 'Device', 'view')
    await refuses(manager.checkAccess(session, 'Device', 'modify'), 'not-permitted')
    expect(await configurable(manager)).toEqual({ users: false, groups: false, objects: true })
    expect(database.open).toBe(0)
  })
})

describe('the interfaces (seed 003, 1.2 and 1.3)', () => {
  it('a user database gets the credential itself, and may leave out listing its users (1.2.2)', async () => {
    const manager = new UserManager()
    const asked: string[][] = []
    manager.registerUsers({
      async authenticate(name, password) {
        asked.push([name, password])
        return { mayChangePassword: false, mustChangePassword: false, internal: false, lastChange: null }
      },
    })
    registerReadOnlyGroups(manager, GROUPS)
    await withFiles(manager, 'objects')
    const session = await manager.openSession({ name: 'anna', password: 'as it was typed' })
    expect(asked).toEqual([['anna', 'as it was typed']])
    await manager.checkAccess(session, 'Device', 'modify')
    await refuses(manager.users.list(owner), 'not-available', { method: 'users.list' })
  })

  it('without the configuration half of a user database nobody is added, changed or removed (1.2.3)', async () => {
    const manager = new UserManager()
    await withStaticUsers(manager)
    for (const call of [
      () => manager.users.add(owner, NEW),
      () => manager.users.change(owner, { name: 'anna', mayChangePassword: true }),
      () => manager.users.removeAll(owner),
    ]) {
      await refuses(call(), 'not-configurable', { subject: 'users' })
    }
  })

  it('a group database says who is in which group, and that is what checks are made from (1.2.4)', async () => {
    const manager = new UserManager()
    await withStaticUsers(manager)
    await withFiles(manager, 'objects')
    const nested: GroupDb = {
      groups: async function* () {
        for (const name of ['Watch', 'Night shift']) yield { name }
      },
      usersOf: async function* (group) {
        if (group === 'Night shift') yield 'bogdan'
      },
      membersOf: async function* (group) {
        if (group === 'Watch') yield 'Night shift'
      },
      hasUser: async (group, user) => group === 'Night shift' && user === 'bogdan',
      hasMember: async (group, member) => group === 'Watch' && member === 'Night shift',
    }
    manager.registerGroups(nested)
    const session = await manager.openSession({ name: 'bogdan', password: PASSWORD })
    await manager.checkAccess(session, 'Device', 'view')
    const anna = await manager.openSession({ name: 'anna', password: PASSWORD })
    await refuses(manager.checkAccess(anna, 'Device', 'view'), 'not-permitted')
  })

  it('without the configuration half of a group database no group and no membership changes (1.2.5)', async () => {
    const manager = new UserManager()
    await withStaticUsers(manager)
    registerReadOnlyGroups(manager, GROUPS)
    for (const call of [
      () => manager.groups.add(owner, 'Neu'),
      () => manager.groups.rename(owner, { name: 'Watch', to: 'Neu' }),
      () => manager.groups.removeMember(owner, { group: 'Watch', user: 'bogdan' }),
      () => manager.users.setGroups(owner, { names: ['anna'], groups: ['Administrator', 'Watch'] }),
    ]) {
      await refuses(call(), 'not-configurable', { subject: 'groups' })
    }
  })

  it('an object database shows its objects and makes the check for each group of a user (1.2.6)', async () => {
    const manager = new UserManager()
    await withStaticUsers(manager)
    registerReadOnlyGroups(manager, GROUPS)
    const objects = [
      { name: 'Device', entries: [['Watch', { granted: 1, denied: 0 }]] as const },
      { name: 'Device.Press', entries: [['Watch', { granted: 0, denied: 1 }]] as const },
    ]
    await registerConfigurableObjects(manager, { objects, keep, configurable: false })
    expect((await manager.rights.objects(owner)).names).toEqual(['Device', 'Device.Press'])
    const session = await manager.openSession({ name: 'bogdan', password: PASSWORD })
    await manager.checkAccess(session, 'Device.Oven', 'view')
    await refuses(manager.checkAccess(session, 'Device.Press.Ram', 'view'), 'not-permitted')
  })

  it('without the configuration half of an object database rights and objects stay as they are (1.2.7)', async () => {
    const manager = new UserManager()
    registerReadOnlyGroups(manager, GROUPS)
    await registerConfigurableObjects(manager, { objects: [{ name: 'Device' }], keep, configurable: false })
    const change = { objects: ['Device'], groups: ['Watch'], rights: ['view'], state: 'grant' } as const
    await refuses(manager.rights.set(owner, change), 'not-configurable', { subject: 'objects' })
    await refuses(manager.rights.addObject(owner, 'Device.Press'), 'not-configurable', { subject: 'objects' })
    expect(await manager.rights.entries(owner)).toEqual([])
  })

  it('a back end makes itself, registers itself and is handed to nobody; one of a kind at a time (1.3)', async () => {
    const manager = new UserManager()
    const credential = await staticCredential(PASSWORD, randomBytes, cost)
    const users = [{ name: 'anna', credential }]
    const unregister = registerStaticUsers(manager, { users })
    expect(unregister.length).toBe(0)
    expect(() => registerStaticUsers(manager, { users })).toThrow(
      expect.objectContaining({ code: 'already-registered' }),
    )
    unregister()
    expect(await manager.activation()).toBe('deactivated')
    registerStaticUsers(manager, { users })
    expect(await manager.activation()).toBe('active')
  })
})
