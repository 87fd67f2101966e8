import { expect, test } from 'vitest'
import type { Difference } from '../../../src/contract/databases'
import type { UserManager } from '../../../src/main/usermgmt/manager'
import type { Actor, Work } from '../../../src/main/usermgmt/operations'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import type { Content, ContentUser } from '../../../src/main/usermgmt/transfer/content'
import { chooseDifferences, type Choice } from '../../../src/main/usermgmt/transfer/choose'
import { differences } from '../../../src/main/usermgmt/transfer/differences'
import { snapshot } from '../../../src/main/usermgmt/transfer/snapshot'
import { contentSource } from '../../../src/main/usermgmt/transfer/source'
import { takeContent } from '../../../src/main/usermgmt/transfer/takeContent'
import { between, BOSS, owner, withCopy } from './twoManagers'

const EVERYTHING = { parts: ['users', 'groups', 'rights'], credentials: true } as const

function person(name: string, more: Partial<ContentUser> = {}): ContentUser {
  return { name, mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null, ...more }
}

async function found(manager: UserManager, content: Content): Promise<Difference[]> {
  const base = await snapshot(manager)
  return differences(base, await contentSource(content, base).snapshot())
}

async function bring(manager: UserManager, content: Content, choice: Choice = { mode: 'replace' }, work: Work = {}) {
  const base = await snapshot(manager)
  const from = contentSource(content, base)
  const wanted = chooseDifferences(differences(base, await from.snapshot()), choice)
  return applyDifferences({ from, to: manager, actor: owner, differences: wanted, work })
}

async function listed(manager: UserManager) {
  const users = await manager.users.list(owner)
  return new Map(users.map((user) => [user.name, user]))
}

test('what is taken out of a user management changes nothing where it came from, and makes another one equal', async () => {
  await withCopy(async ({ device, copy }) => {
    await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Watch'] })
    await copy.rights.set(owner, { objects: ['/'], groups: ['Watch'], rights: ['modify'], state: 'deny' })
    const content = await takeContent(copy, owner, EVERYTHING)
    expect(await found(copy, content)).toEqual([])
    expect((await bring(device, content)).refused).toEqual([])
    expect(await between(device, copy)).toEqual([])
    await device.openSession({ name: 'anna', password: 'password of anna' })
  })
})

test('parts that a content says nothing of stay as they are', async () => {
  await withCopy(async ({ device }) => {
    await device.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Watch', 'Service'] })
    const whole = await takeContent(device, owner, EVERYTHING)
    for (const part of ['users', 'groups', 'rights'] as const) {
      const content = await takeContent(device, owner, { parts: [part], credentials: true })
      expect(Object.keys(content)).toEqual([part === 'rights' ? 'objects' : part])
      expect(await found(device, content)).toEqual([])
    }
    const { users = [] } = whole
    // Memberships follow the user, and go with the one who is not there.
    const renamed = { users: users.map((user) => (user.name === 'anna' ? { ...user, name: 'ANNA' } : user)) }
    expect(await bring(device, renamed)).toMatchObject({ applied: 1, refused: [] })
    expect((await listed(device)).get('ANNA')?.groups).toEqual(['Service', 'Watch'])
    expect(await bring(device, { users: users.filter(({ name }) => name === 'boss') })).toMatchObject({ applied: 1 })
    const { groups = [] } = await takeContent(device, owner, EVERYTHING)
    expect(groups.flatMap((group) => group.users)).toEqual(['boss'])
    // Rights go with their group, and nothing else of them does.
    expect(await bring(device, { groups: groups.filter(({ name }) => name !== 'Watch') })).toMatchObject({ applied: 1 })
    const entries = await device.rights.entries(owner)
    expect(new Set(entries.map(({ group }) => group))).toEqual(new Set(['Administrator', 'Developer', 'Service']))
  })
})

test('somebody new does not get memberships that stand in the database from an earlier user of the name', async () => {
  await withCopy(async ({ device, copy }) => {
    const { users = [] } = await takeContent(device, owner, EVERYTHING)
    // In the copy the membership stays when the user goes.
    await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Administrator'] })
    const base = await snapshot(copy)
    const withoutAnna = { ...base, users: new Map([...(base.users ?? [])].filter(([name]) => name !== 'anna')) }
    const wanted = await contentSource({ users: [...users, person('anna')] }, withoutAnna).snapshot()
    expect(differences(withoutAnna, wanted)).toEqual([
      { subject: 'user', kind: 'added', name: 'anna', was: null, fields: [] },
    ])
  })
})

test('bits of groups are carried, and a group that differs in nothing else is told to differ', async () => {
  await withCopy(async ({ device }) => {
    const { groups = [] } = await takeContent(device, owner, EVERYTHING)
    expect(groups.map(({ property }) => property)).toEqual([0, 0, 0, 0])
    const odd = groups.map((group) => (group.name === 'Watch' ? { ...group, property: 0x80000001 } : group))
    const wanted = { groups: [...odd, { name: 'New', property: 7, users: [], groups: [] }] }
    expect(await found(device, wanted)).toEqual([
      { subject: 'group', kind: 'changed', name: 'Watch', was: null },
      { subject: 'group', kind: 'added', name: 'New', was: null },
    ])
    expect(await bring(device, wanted)).toEqual({ applied: 2, refused: [] })
    expect(await found(device, wanted)).toEqual([])
    const renamed = wanted.groups.map((group) =>
      group.name === 'New' ? { ...group, name: 'NEW', property: 9 } : group,
    )
    expect(await bring(device, { groups: renamed })).toEqual({ applied: 1, refused: [] })
    const after = (await takeContent(device, owner, EVERYTHING)).groups
    expect(after?.map(({ name, property }) => [name, property])).toContainEqual(['NEW', 9])
    // A table knows nothing of such bits: they stay.
    const silent = renamed.map(({ name, users, groups: nested }) => ({ name, users, groups: nested }))
    expect(await found(device, { groups: silent })).toEqual([])
  })
})

test('a password from a table is what the user logs in with, new or there already', async () => {
  await withCopy(async ({ device }) => {
    await device.users.add(owner, { name: 'anna', password: 'password of anna' })
    const session = await device.openSession({ name: 'anna', password: 'password of anna' })
    const names = Array.from({ length: 10 }, (_, index) => `user ${index}`)
    const users = [
      person('boss'),
      person('anna', { password: 'another of anna', mustChangePassword: true }),
      ...names.map((name) => person(name, { password: `password of ${name}` })),
      person('noname', { password: '' }),
    ]
    expect((await found(device, { users })).slice(0, 1)).toEqual([
      { subject: 'user', kind: 'changed', name: 'anna', was: null, fields: ['password', 'mustChangePassword'] },
    ])
    const done = await bring(device, { users })
    expect(done.refused).toMatchObject([{ code: 'password-refused', difference: { name: 'noname' } }])
    for (const name of names) await device.openSession({ name, password: `password of ${name}` })
    await device.openSession(BOSS)
    await expect(device.openSession({ name: 'anna', password: 'password of anna' })).rejects.toMatchObject({})
    expect(device.userOf(session)).toBeUndefined()
    expect((await listed(device)).get('anna')?.mustChangePassword).toBe(true)
  })
})

test('nobody can log in as a user who came without a password, until one is set', async () => {
  await withCopy(async ({ device }) => {
    const users = [person('boss'), person('anna', { mustChangePassword: true }), person('robot', { internal: true })]
    expect(await bring(device, { users })).toEqual({ applied: 2, refused: [] })
    const now = await listed(device)
    expect(now.get('anna')).toMatchObject({ mustChangePassword: true, internal: false, lastChange: null })
    expect(now.get('robot')).toMatchObject({ internal: true })
    for (const password of ['', 'anna', 'password of anna', '00'.repeat(64)]) {
      await expect(device.openSession({ name: 'anna', password })).rejects.toMatchObject({ code: 'login-failed' })
    }
    expect(await found(device, { users })).toEqual([])
    await device.users.setPassword(owner, { name: 'anna', password: 'password of anna' })
    await device.openSession({ name: 'anna', password: 'password of anna' })
  })
})

test('users come in the order of the content', async () => {
  await withCopy(async ({ device }) => {
    const names = ['zoë', 'anna', 'Bert', 'x', 'boss']
    await bring(device, { users: names.map((name) => person(name)) })
    expect([...(await listed(device)).keys()]).toEqual(['boss', 'zoë', 'anna', 'Bert', 'x'])
  })
})

test('merging takes nothing away', async () => {
  await withCopy(async ({ device }) => {
    await device.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Watch', 'Service'] })
    const place = { objects: ['Device.Logger'], groups: ['Watch'] }
    await device.rights.set(owner, { ...place, rights: ['view', 'modify'], state: 'grant' })
    const content: Content = {
      users: [person('boss'), person('berta')],
      groups: [
        { name: 'Administrator', users: ['boss'], groups: [] },
        { name: 'Watch', users: ['berta'], groups: [] },
      ],
      objects: [
        { name: 'Device', entries: [] },
        // View is not granted there, execute is: in a merge one is left and the other comes.
        { name: 'Device.Logger', entries: [{ group: 'Watch', granted: 4, denied: 2 }] },
      ],
    }
    expect(await bring(device, content, { mode: 'merge' })).toMatchObject({ refused: [] })
    const users = await listed(device)
    expect([...users.keys()]).toEqual(['boss', 'anna', 'berta'])
    expect(users.get('anna')?.groups).toEqual(['Service', 'Watch'])
    const entries = await device.rights.entries(owner)
    expect(entries.find(({ object }) => object === 'Device.Logger')?.masks).toEqual({ granted: 5, denied: 2 })
    expect(entries.length).toBeGreaterThan(10)
    expect(chooseDifferences(await found(device, content), { mode: 'merge' })).toEqual([])
  })
})

test('what is left out takes along what needs it, and nothing else', async () => {
  await withCopy(async ({ device }) => {
    const content = await takeContent(device, owner, EVERYTHING)
    const wanted: Content = {
      users: [...(content.users ?? []), person('anna'), person('berta')],
      groups: [
        ...(content.groups ?? []).map((group) =>
          group.name === 'Watch' ? { ...group, users: ['anna', 'berta'], groups: ['New'] } : group,
        ),
        { name: 'New', users: ['anna', 'berta'], groups: [] },
      ],
      objects: [
        ...(content.objects ?? []),
        { name: 'Device.New', entries: ['Watch', 'New'].map((group) => ({ group, granted: 0xff000001, denied: 0 })) },
      ],
    }
    const all = await found(device, wanted)
    const without = (is: (difference: Difference) => boolean) => {
      const leave = all.flatMap((difference, place) => (is(difference) ? [place] : []))
      expect(leave).toHaveLength(1)
      const chosen = new Set(chooseDifferences(all, { mode: 'replace', leave }).map((each) => JSON.stringify(each)))
      return all.filter((each) => !chosen.has(JSON.stringify(each)))
    }
    const named = (subject: string, name: string) => (each: Difference) =>
      each.subject === subject && 'name' in each && each.name === name && each.kind === 'added'
    expect(without(named('user', 'anna'))).toMatchObject([
      { subject: 'user', name: 'anna' },
      { subject: 'member', group: 'Watch', user: 'anna' },
      { subject: 'member', group: 'New', user: 'anna' },
    ])
    expect(without(named('group', 'New')).map(({ subject }) => subject)).toEqual([
      'group',
      'right',
      'member',
      'member',
      'member',
      // Its own, which the content does not have and which it would bring along.
      'object',
    ])
    expect(without(named('object', 'Device.New')).map(({ subject }) => subject)).toEqual([
      'object',
      'right',
      'right',
      'object',
    ])
    expect(without((each) => each.subject === 'right' && each.group === 'Watch')).toHaveLength(1)
    expect(chooseDifferences(all, { mode: 'replace', leave: all.map((_, place) => place) })).toEqual([])
    expect(chooseDifferences(all, { mode: 'replace', leave: [all.length, -1] })).toEqual(all)
    // Whatever is left out, the rest is not refused.
    for (const place of all.keys()) {
      await withCopy(async ({ device: other }) => {
        expect(await bring(other, wanted, { mode: 'replace', leave: [place] })).toMatchObject({ refused: [] })
      })
    }
  })
})

test('a right that is left out stays as it is, also where others of the same entry change', async () => {
  await withCopy(async ({ device }) => {
    const place = { object: 'Device.Logger', group: 'Watch' }
    await device.transfer.setMasks(owner, { ...place, masks: { granted: 0x01000003, denied: 0 } })
    const { objects = [] } = await takeContent(device, owner, EVERYTHING)
    const entries = [{ group: 'Watch', granted: 0x02000004, denied: 0x80000001 }]
    const wanted = {
      objects: objects.map((each) => (each.name === place.object ? { name: each.name, entries } : each)),
    }
    const all = await found(device, wanted)
    const subjects = all.map((each) => (each.subject === 'right' ? each.right : each.subject))
    expect(subjects.toSorted()).toEqual(['execute', 'modify', 'object', 'view'])
    const leave = all.flatMap((each, at) => (each.subject === 'right' && each.right !== 'execute' ? [at] : []))
    expect(leave).toHaveLength(2)
    expect(await bring(device, wanted, { mode: 'replace', leave })).toEqual({ applied: 2, refused: [] })
    const now = (await device.rights.entries(owner)).find(({ object }) => object === place.object)
    expect(now?.masks).toEqual({ granted: 0x02000007, denied: 0x80000000 })
  })
})

test('a group that stays after all keeps its object, which is not added a second time', async () => {
  await withCopy(async ({ device }) => {
    const { groups = [], objects = [] } = await takeContent(device, owner, EVERYTHING)
    await device.groups.add(owner, 'Old')
    // The content has the object of a group that it does not have.
    const object = { name: 'Device.UserManagement.Groups.Old', entries: [{ group: 'Watch', granted: 1, denied: 0 }] }
    const content = { groups, objects: [...objects, object] }
    const removal = (await found(device, content)).findIndex(
      ({ subject, kind }) => subject === 'group' && kind === 'removed',
    )
    for (const choice of [{ mode: 'merge' }, { mode: 'replace', leave: [removal] }] as const) {
      expect((await bring(device, content, choice)).refused).toEqual([])
      expect((await device.groups.list(owner)).map(({ name }) => name)).toContain('Old')
    }
    expect((await bring(device, content)).refused).toEqual([])
    expect((await device.groups.list(owner)).map(({ name }) => name)).not.toContain('Old')
    expect(await found(device, content)).toEqual([])
  })
})

test('what is stored for passwords is given only to whoever may change users', async () => {
  await withCopy(async ({ device }) => {
    const view = { objects: ['Device'], groups: ['Watch'], rights: ['view'], state: 'grant' } as const
    await device.rights.set(owner, view)
    await device.rights.set(owner, { ...view, objects: ['Device.UserManagement'] })
    await device.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Watch'] })
    const session = await device.openSession({ name: 'anna', password: 'password of anna' })
    const actor: Actor = { is: 'session', session }
    await expect(takeContent(device, actor, EVERYTHING)).rejects.toMatchObject({
      code: 'not-permitted',
      details: { right: 'modify' },
    })
    const { users } = await takeContent(device, actor, { ...EVERYTHING, credentials: false })
    expect(users?.map(({ name }) => name)).toEqual(['boss', 'anna'])
    expect(users?.every((user) => !('credentials' in user))).toBe(true)
  })
})

test('of many who leave Administrator one administrator stays, and of many who go', async () => {
  await withCopy(async ({ device }) => {
    const names = Array.from({ length: 5 }, (_, index) => `chief ${index}`)
    for (const name of names) {
      await device.users.add(owner, { name, password: `password of ${name}`, groups: ['Administrator'] })
    }
    const { users = [], groups = [] } = await takeContent(device, owner, EVERYTHING)
    const nobody = { groups: groups.map((group) => ({ ...group, users: [] })) }
    const left = await bring(device, nobody)
    expect(left.applied).toBe(5)
    expect(left.refused).toMatchObject([{ code: 'last-administrator' }])
    const [last] = (await device.groups.list(owner)).find(({ name }) => name === 'Administrator')?.users ?? []
    const gone = await bring(device, { users: [] })
    expect(gone).toMatchObject({ applied: users.length - 1, refused: [{ difference: { name: last } }] })
    expect([...(await listed(device)).keys()]).toEqual([last])
  })
})

test('ten thousand users with memberships arrive within seconds, and a cancel is heard at once', async () => {
  await withCopy(async ({ device }) => {
    const names = Array.from({ length: 10_000 }, (_, index) => `user ${index}`)
    const content: Content = {
      users: [person('boss'), ...names.map((name) => person(name))],
      groups: [
        { name: 'Administrator', users: ['boss'], groups: [] },
        { name: 'Watch', users: names, groups: [] },
      ],
    }
    const stop = new AbortController()
    let stopped = 0
    const progress = (done: number) => {
      if (done < 5000 || stopped > 0) return
      stopped = performance.now()
      stop.abort()
    }
    const some = await bring(device, content, { mode: 'merge' }, { signal: stop.signal, progress })
    const heard = performance.now() - stopped
    expect(some.applied).toBeGreaterThanOrEqual(5000)
    expect(some.applied).toBeLessThan(10_000)
    expect(some.refused[0]?.code).toBe('cancelled')
    expect(some.applied + some.refused.length).toBe(20_000)
    expect(heard).toBeLessThan(1000)
    const begun = performance.now()
    expect((await bring(device, content)).refused).toEqual([])
    expect(performance.now() - begun).toBeLessThan(15_000)
    expect(await found(device, content)).toEqual([])
  })
}, 60_000)
