import { expect, test } from 'vitest'
import type { Difference } from '../../../src/contract/databases'
import type { Registration, UserDbConfig } from '../../../src/main/usermgmt/backends'
import type { UserManager } from '../../../src/main/usermgmt/manager'
import type { Actor, Work } from '../../../src/main/usermgmt/operations'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import { differences } from '../../../src/main/usermgmt/transfer/differences'
import { snapshot } from '../../../src/main/usermgmt/transfer/snapshot'
import { checked } from './sensibleDatabase'
import { withCopy, withManagers } from './twoManagers'

const owner = { is: 'owner' } as const
const NOTHING = {
  users: checked('UserDB', []),
  groups: checked('GroupDB', []),
  objects: Buffer.from('#Object,GroupRights(group=,rights=,deniedrights=)'),
}
const BOSS = { name: 'boss', password: 'password of boss' }

test('what was edited on a copy arrives on the device, passwords that nobody typed again included', async () => {
  await withCopy(async ({ device, copy }) => {
    await copy.groups.add(owner, 'Painters')
    await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Painters', 'Watch'] })
    await copy.users.setPassword(owner, { name: 'boss', password: 'another of boss' })
    await copy.groups.addMember(owner, { group: 'Developer', member: 'Painters' })
    await copy.rights.addObject(owner, 'Device.PlcLogic.Filler')
    const filler = { objects: ['Device.PlcLogic.Filler'], groups: ['Painters'] }
    await copy.rights.set(owner, { ...filler, rights: ['modify', 'view'], state: 'grant' })
    await copy.rights.set(owner, { ...filler, rights: ['execute'], state: 'deny' })
    await copy.groups.remove(owner, ['Service'])

    expect(await between(device, copy)).toEqual([
      { subject: 'group', kind: 'added', name: 'Painters', was: null },
      { subject: 'user', kind: 'changed', name: 'boss', was: null, fields: ['password'] },
      { subject: 'user', kind: 'added', name: 'anna', was: null, fields: [] },
      { subject: 'object', kind: 'added', name: 'Device.PlcLogic.Filler', was: null },
      ...(['modify', 'view', 'execute'] as const).map((right) => ({
        subject: 'right',
        kind: 'added',
        object: 'Device.PlcLogic.Filler',
        group: 'Painters',
        right,
        before: 'neutral',
        after: right === 'execute' ? 'deny' : 'grant',
      })),
      { subject: 'member', kind: 'added', group: 'Developer', user: null, member: 'Painters' },
      { subject: 'member', kind: 'added', group: 'Watch', user: 'anna', member: null },
      { subject: 'member', kind: 'added', group: 'Painters', user: 'anna', member: null },
      { subject: 'group', kind: 'removed', name: 'Service', was: null },
    ])
    const seen: [number, number][] = []
    const work = { progress: (...how: [number, number]) => void seen.push(how) }
    expect(await download(copy, device, await loggedIn(device), work)).toEqual({ applied: 11, refused: [] })
    expect(seen.at(-1)).toEqual([11, 11])
    expect(seen.every(([done], at) => done >= (seen[at - 1]?.[0] ?? 0))).toBe(true)
    expect(await between(device, copy)).toEqual([])
    await device.openSession({ name: 'anna', password: 'password of anna' })
    await device.openSession({ name: 'boss', password: 'another of boss' })
    await expect(device.openSession(BOSS)).rejects.toMatchObject({ code: 'login-failed' })
  })
})

test('all 32 bits of an entry arrive exactly, those of manufacturers and those that contradict included', async () => {
  await withCopy(async ({ device, copy }) => {
    const place = { object: 'Device.PlcLogic', group: 'Watch' }
    for (const masks of [
      { granted: 0xff000000, denied: 0 },
      { granted: 0xa5a5a5a5, denied: 0x5a5a5a5f },
      { granted: 0x00000001, denied: 0x80000001 },
      { granted: 0, denied: 0 },
    ]) {
      await copy.transfer.setMasks(owner, { ...place, masks })
      expect(await between(device, copy)).not.toEqual([])
      expect((await download(copy, device)).refused).toEqual([])
      const entries = await device.rights.entries(owner)
      const arrived = entries.find(({ object, group }) => object === place.object && group === place.group)
      expect(arrived?.masks ?? { granted: 0, denied: 0 }).toEqual(masks)
      expect(await between(device, copy)).toEqual([])
    }
  })
})

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
    const done = await applyDifferences({ from: copy, to: device, actor: owner, differences: found })
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
      const setting = device.transfer.setCredentials(owner, { name: 'boss', credentials, internal: true })
      await expect(setting).rejects.toMatchObject({ code: 'last-administrator' })
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

test('rights left over under the old name of a renamed group do not come back', async () => {
  const entry = (group: string, rights: string) => `,<group name="${group}" rights=${rights} deniedrights=0x00000000/>`
  const objects = (entries: string) =>
    Buffer.from(`#Object,GroupRights(group=,rights=,deniedrights=)\n<object name="Device"/>${entries}`)
  const groups = (name: string) =>
    checked('GroupDB', ['g,Administrator,0x00000000', `g,${name},0x00000000`, 'a,Administrator,u=boss'])
  const users = checked('UserDB', ['u,boss,0x00002000,9,x'])
  const there = { users, groups: groups('watch'), objects: objects(entry('watch', '0xff000001')) }
  const left = entry('watch', '0xff000001') + entry('Watch', '0x0f000001')
  const wanted = { users, groups: groups('Watch'), objects: objects(left) }
  await withManagers([there, wanted], async ([device, copy]) => {
    expect((await download(copy, device)).refused).toEqual([])
    expect(await between(device, copy)).toEqual([])
    expect(await device.rights.entries(owner)).toEqual([
      { object: 'Device', group: 'Watch', masks: { granted: 0x0f000001, denied: 0 } },
    ])
  })
})

test('groups that are nested the other way round are turned over', async () => {
  await withCopy(async ({ device, copy }) => {
    for (const manager of [device, copy]) {
      for (const name of ['A', 'B', 'C']) await manager.groups.add(owner, name)
    }
    await device.groups.addMember(owner, { group: 'A', member: 'B' })
    await device.groups.addMember(owner, { group: 'B', member: 'C' })
    await copy.groups.addMember(owner, { group: 'C', member: 'B' })
    await copy.groups.addMember(owner, { group: 'B', member: 'A' })
    expect(await download(copy, device)).toEqual({ applied: 4, refused: [] })
    expect(await between(device, copy)).toEqual([])
  })
})

test('a user under another name is the same user: its login goes on', async () => {
  await withCopy(async ({ device, copy }) => {
    const session = await device.openSession(BOSS)
    await copy.users.change(owner, { name: 'boss', to: 'chief', mayChangePassword: false })
    const found = await between(device, copy)
    const fields = ['name', 'mayChangePassword']
    expect(found).toEqual([{ subject: 'user', kind: 'changed', name: 'chief', was: 'boss', fields }])
    expect(await download(copy, device, { is: 'session', session })).toEqual({ applied: 1, refused: [] })
    expect(device.userOf(session)).toBe('chief')
  })
})

test('names that differ in case alone become one another', async () => {
  await withCopy(async ({ device, copy }) => {
    await copy.users.add(owner, { name: 'Anna', password: 'password of anna', groups: ['Watch'] })
    await device.users.add(owner, { name: 'anna', password: 'elsewhere', groups: ['Service'] })
    await copy.groups.rename(owner, { name: 'Watch', to: 'WATCH' })
    expect(await download(copy, device)).toMatchObject({ refused: [] })
    expect(await between(device, copy)).toEqual([])
    await device.openSession({ name: 'Anna', password: 'password of anna' })
  })
})

test('memberships that an earlier user left behind are not those of the one who arrives', async () => {
  const groups = ['g,Administrator,0x00000000', 'g,Watch,0x00000000', 'a,Administrator,u=boss']
  const objects = Buffer.from('#Object,GroupRights(group=,rights=,deniedrights=)')
  const [boss, anna] = ['boss', 'anna'].map((name) => `u,${name},0x00002000,9,${name}`)
  const there = {
    users: checked('UserDB', [boss ?? '']),
    groups: checked('GroupDB', [...groups, 'a,Administrator,u=anna', 'a,Watch,u=anna']),
    objects,
  }
  const wanted = {
    users: checked('UserDB', [boss ?? '', anna ?? '']),
    groups: checked('GroupDB', [...groups, 'a,Watch,u=anna']),
    objects,
  }
  await withManagers([there, wanted], async ([device, copy]) => {
    expect(await between(device, copy)).toMatchObject([{ subject: 'user', kind: 'added' }, { group: 'Watch' }])
    expect(await download(copy, device)).toEqual({ applied: 2, refused: [] })
    expect((await device.users.list(owner)).find(({ name }) => name === 'anna')?.groups).toEqual(['Watch'])
  })
})

test('cancelling leaves what was done and says of everything else that it was cancelled', async () => {
  await withCopy(async ({ device, copy }) => {
    for (const name of ['anna', 'bogdan', 'carl'])
      await copy.users.add(owner, { name, password: `password of ${name}` })
    const stop = new AbortController()
    const work: Work = { signal: stop.signal, progress: (done) => done === 2 && stop.abort() }
    const done = await download(copy, device, owner, work)
    expect(done).toMatchObject({ applied: 2, refused: [{ difference: { name: 'carl' }, code: 'cancelled' }] })
    expect((await device.users.list(owner)).map(({ name }) => name)).toEqual(['boss', 'anna', 'bogdan'])
    expect(await between(device, copy)).toHaveLength(1)
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

async function between(device: UserManager, wanted: UserManager): Promise<Difference[]> {
  return differences(await snapshot(device), await snapshot(wanted))
}

async function download(from: UserManager, to: UserManager, actor: Actor = owner, work: Work = {}) {
  return applyDifferences({ from, to, actor, differences: await between(to, from), work })
}

async function loggedIn(device: UserManager): Promise<Actor> {
  return { is: 'session', session: await device.openSession(BOSS) }
}

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
