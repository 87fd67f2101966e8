import { describe, expect, it } from 'vitest'
import type { UserDb } from '../../../src/main/usermgmt/backends'
import { fromLegacyUserDb } from '../../../src/main/usermgmt/templates/legacyUserDb'
import { OldDatabase } from '../../support/oldDatabase'

const AT_ONCE = { refusalAfter: 0 }

function oldUsers() {
  const old = new OldDatabase()
    .putUser('anna', 'secret of anna', 0x3000)
    .putUser('bogdan', 'secret of bogdan', 0x2000)
    .putUser('chidi', 'secret of chidi', 0x0000)
  return { old, db: fromLegacyUserDb(old, AT_ONCE) }
}

async function listed(db: UserDb): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of db.users?.() ?? []) names.push(name)
  return names
}

describe('an old user database under the new interface (seed 003, 3.1)', () => {
  it('UserDBGetFirst: the listing begins with a user’s name and properties instead of a handle', async () => {
    const { old, db } = oldUsers()
    for await (const user of db.users?.() ?? []) {
      const properties = { mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null }
      expect(user).toEqual({ name: 'anna', ...properties })
      break
    }
    expect(old.calls).toEqual(['UserDBGetFirst', 'UserDBGetName', 'UserDBGetProperty', 'UserDBClose'])
    expect(await listed(fromLegacyUserDb(new OldDatabase()))).toEqual([])
  })

  it('UserDBGetNext: the listing goes on in the old order to the last user', async () => {
    const { old, db } = oldUsers()
    expect(await listed(db)).toEqual(['anna', 'bogdan', 'chidi'])
    expect(old.calls.filter((name) => name === 'UserDBGetNext').length).toBe(3)
  })

  it('UserDBClose: every handle is closed once, however a listing or a login ends', async () => {
    const { old, db } = oldUsers()
    await listed(db)
    for await (const { name } of db.users?.() ?? []) if (name === 'bogdan') break
    const thrown = new Error('the page is gone')
    const leave = async () => {
      for await (const _ of db.users?.() ?? []) throw thrown
    }
    await expect(leave()).rejects.toBe(thrown)
    await db.authenticate('anna', 'secret of anna')
    await db.authenticate('anna', 'wrong')
    await db.authenticate('nobody', 'wrong')
    expect(old.open).toBe(0)
    const opened = old.calls.filter((name) => /^UserDB(GetFirst|GetNext|Open)$/.test(name)).length
    // Two answers gave no handle: after the last user, and for nobody.
    expect(old.calls.filter((name) => name === 'UserDBClose').length).toBe(opened - 2)
  })

  it.each(['UserDBGetNext', 'UserDBGetName', 'UserDBGetProperty', 'UserDBCheckPassword', 'UserDBClose'])(
    'UserDBClose: no handle is left when %s fails, and the failure is not taken for an end or a wrong password',
    async (broken) => {
      const { old, db } = oldUsers()
      old.broken = broken
      if (broken !== 'UserDBCheckPassword') await expect(listed(db)).rejects.toThrow(`${broken} is broken`)
      if (broken !== 'UserDBGetNext') {
        await expect(db.authenticate('anna', 'secret of anna')).rejects.toThrow(`${broken} is broken`)
      }
      expect(old.open).toBe(0)
    },
  )

  it('UserDBGetName: the name is known with the user; a login under another spelling is nobody’s', async () => {
    const { old, db } = oldUsers()
    old.ignoresCase = true
    expect(await db.authenticate('ANNA', 'secret of anna')).toBeUndefined()
    expect(old.calls).not.toContain('UserDBCheckPassword')
    expect(await db.authenticate('anna', 'secret of anna')).toBeDefined()
    expect(old.open).toBe(0)
  })

  it('UserDBOpen: a login asks for name and password at once; an unknown name is refused like a wrong password', async () => {
    const { old, db } = oldUsers()
    expect(await db.authenticate('nobody', 'secret of anna')).toBeUndefined()
    expect(await db.authenticate('anna', 'secret of bogdan')).toBeUndefined()
    old.broken = 'UserDBOpen'
    await expect(db.authenticate('anna', 'secret of anna')).rejects.toThrow('UserDBOpen is broken')
  })

  it('UserDBGetProperty: a login gives the properties of whoever logged in, and of nobody else', async () => {
    const { old, db } = oldUsers()
    const flags = async (name: string) => {
      const found = await db.authenticate(name, `secret of ${name}`)
      return [found?.mayChangePassword, found?.mustChangePassword]
    }
    expect(await flags('anna')).toEqual([true, false])
    expect(await flags('bogdan')).toEqual([true, true])
    // Without the right to change it nobody is told to.
    expect(await flags('chidi')).toEqual([false, false])
    old.calls.length = 0
    await db.authenticate('anna', 'wrong')
    expect(old.calls).not.toContain('UserDBGetProperty')
  })

  it('UserDBGetProperty: an implementation whose bits mean something else says what they mean', async () => {
    const { old } = oldUsers()
    const properties = (property: number) => ({
      mayChangePassword: property === 0,
      mustChangePassword: false,
      internal: property === 0x2000,
      lastChange: property,
    })
    const db = fromLegacyUserDb(old, { ...AT_ONCE, properties })
    expect(await db.authenticate('bogdan', 'secret of bogdan')).toEqual(properties(0x2000))
  })

  it('UserDBCheckPassword: the old implementation decides about the password as it was typed', async () => {
    const { db } = oldUsers()
    expect(await db.authenticate('anna', 'secret of anna ')).toBeUndefined()
    expect(await db.authenticate('anna', '')).toBeUndefined()
    expect(await db.authenticate('anna', 'secret of anna')).toBeDefined()
  })

  it('an unknown name is not told sooner than a wrong password', async () => {
    const { old } = oldUsers()
    const db = fromLegacyUserDb(old, { refusalAfter: 60 })
    for (const name of ['nobody', 'anna']) {
      const began = performance.now()
      expect(await db.authenticate(name, 'wrong')).toBeUndefined()
      expect(performance.now() - began).toBeGreaterThan(55)
    }
  })
})
