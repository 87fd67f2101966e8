import { describe, expect, it } from 'vitest'
import { fromLegacyGroupDb } from '../../../src/main/usermgmt/templates/legacyGroupDb'
import { OldDatabase } from '../../support/oldDatabase'

function oldGroups() {
  const old = new OldDatabase()
  for (const name of ['anna', 'bogdan', 'chidi']) old.putUser(name, `secret of ${name}`)
  old
    .putGroup('Administrator', { users: ['anna'], property: 0x0000008f })
    .putGroup('Service', { users: ['anna', 'bogdan', 'chidi'], members: ['Night shift', 'Day shift'], property: 0x7f })
    .putGroup('Night shift')
    .putGroup('Day shift')
  return { old, db: fromLegacyGroupDb(old) }
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

describe('an old group database under the new interface (seed 003, 3.2)', () => {
  it('UserDBGroupGetFirst: listing groups begins with the first one; a database without groups lists none', async () => {
    const { old, db } = oldGroups()
    for await (const { name } of db.groups()) {
      expect(name).toBe('Administrator')
      break
    }
    expect(old.open).toBe(0)
    expect(await all(fromLegacyGroupDb(new OldDatabase()).groups())).toEqual([])
  })

  it('UserDBGroupGetNext: listing groups goes on in the old order to the last one', async () => {
    const { old, db } = oldGroups()
    expect((await all(db.groups())).map(({ name }) => name)).toEqual([
      'Administrator',
      'Service',
      'Night shift',
      'Day shift',
    ])
    expect(old.open).toBe(0)
  })

  it('UserDBGroupOpen: a group is asked for by its name; one that is not there has nobody', async () => {
    const { old, db } = oldGroups()
    expect(await all(db.usersOf('Administrator'))).toEqual(['anna'])
    expect(await all(db.usersOf('Nobodies'))).toEqual([])
    expect(await db.hasUser('Nobodies', 'anna')).toBe(false)
    expect(await db.hasMember('Nobodies', 'Service')).toBe(false)
    expect(old.open).toBe(0)
  })

  it('UserDBGroupClose: every handle is closed once, also when a listing inside another one is left early', async () => {
    const { old, db } = oldGroups()
    for await (const { name } of db.groups()) {
      for await (const user of db.usersOf(name)) if (user === 'bogdan') break
      for await (const _ of db.membersOf(name)) break
    }
    await db.hasUser('Service', 'anna')
    await db.hasMember('Service', 'Night shift')
    expect(old.open).toBe(0)
  })

  it.each([
    'UserDBGetName',
    'UserDBClose',
    'UserDBGroupGetNext',
    'UserDBGroupClose',
    'UserDBGroupGetName',
    'UserDBGroupGetProperty',
    'UserDBGroupHasUser',
    'UserDBGroupGetFirstUser',
    'UserDBGroupGetNextUser',
    'UserDBGroupHasMember',
    'UserDBGroupGetFirstMember',
    'UserDBGroupGetNextMember',
  ])(
    'UserDBGroupClose: no handle is left when %s fails, and the failure is not taken for an end or a no',
    async (broken) => {
      const { old, db } = oldGroups()
      old.broken = broken
      const failures = await Promise.allSettled([
        all(db.groups()),
        all(db.usersOf('Service')),
        all(db.membersOf('Service')),
        db.hasUser('Service', 'anna'),
        db.hasMember('Service', 'Night shift'),
      ])
      const reasons = failures.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
      expect(new Set(reasons)).toEqual(new Set([`Error: ${broken} is broken`]))
      expect(old.open).toBe(0)
    },
  )

  it('UserDBGroupGetName: the name comes with the group; another spelling of it is no group', async () => {
    const { old, db } = oldGroups()
    old.ignoresCase = true
    expect(await all(db.usersOf('SERVICE'))).toEqual([])
    expect(await db.hasMember('Service', 'NIGHT SHIFT')).toBe(false)
    expect(await db.hasUser('Service', 'ANNA')).toBe(false)
    expect(old.open).toBe(0)
  })

  it('UserDBGroupGetProperty: a group is listed with its property', async () => {
    const { db } = oldGroups()
    const [first, second] = await all(db.groups())
    expect([first?.property, second?.property]).toEqual([0x8f, 0x7f])
  })

  it('UserDBGroupHasUser: whether a user is in a group is asked for by names', async () => {
    const { old, db } = oldGroups()
    expect(await db.hasUser('Administrator', 'anna')).toBe(true)
    expect(await db.hasUser('Administrator', 'bogdan')).toBe(false)
    expect(await db.hasUser('Administrator', 'nobody')).toBe(false)
    expect(old.open).toBe(0)
  })

  it('UserDBGroupGetFirstUser: the users of a group begin with the first one’s name', async () => {
    const { old, db } = oldGroups()
    for await (const user of db.usersOf('Service')) {
      expect(user).toBe('anna')
      break
    }
    expect(await all(db.usersOf('Night shift'))).toEqual([])
    expect(old.open).toBe(0)
  })

  it('UserDBGroupGetNextUser: the users of a group go on in the old order', async () => {
    const { old, db } = oldGroups()
    expect(await all(db.usersOf('Service'))).toEqual(['anna', 'bogdan', 'chidi'])
    expect(old.open).toBe(0)
  })

  it('UserDBGroupHasMember: whether a group is in a group is asked for by names', async () => {
    const { old, db } = oldGroups()
    expect(await db.hasMember('Service', 'Night shift')).toBe(true)
    expect(await db.hasMember('Night shift', 'Service')).toBe(false)
    expect(await db.hasMember('Service', 'Nobodies')).toBe(false)
    expect(old.open).toBe(0)
  })

  it('UserDBGroupGetFirstMember: the groups of a group begin with the first one’s name', async () => {
    const { old, db } = oldGroups()
    for await (const member of db.membersOf('Service')) {
      expect(member).toBe('Night shift')
      break
    }
    expect(await all(db.membersOf('Administrator'))).toEqual([])
    expect(old.open).toBe(0)
  })

  it('UserDBGroupGetNextMember: the groups of a group go on in the old order', async () => {
    const { old, db } = oldGroups()
    expect(await all(db.membersOf('Service'))).toEqual(['Night shift', 'Day shift'])
    expect(old.open).toBe(0)
  })
})
