import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { fromLegacyUserDb } from '../../../src/main/usermgmt/templates/legacyUserDb'
import { fromLegacyUserDbConfig } from '../../../src/main/usermgmt/templates/legacyUserDbConfig'
import { OldDatabase } from '../../support/oldDatabase'

const FLAGS = { mayChangePassword: true, mustChangePassword: false }

function configurable() {
  const old = new OldDatabase().putUser('anna', 'secret of anna', 0x0abc3000).putUser('bogdan', 'secret of bogdan')
  return { old, db: fromLegacyUserDb(old, { refusalAfter: 0 }), config: fromLegacyUserDbConfig(old) }
}

describe('an old configurable user database under the new interface (seed 003, 3.3)', () => {
  it('UserDBGetPasswordMD5 and UserDBSetPasswordMD5: whatever is asked, an MD5 is neither read nor set', async () => {
    const { old, db, config } = configurable()
    await config.addUser('chidi', 'secret of chidi', FLAGS)
    await config.setCredentials('chidi', 'another secret')
    await config.changeUser('chidi', { mustChangePassword: true })
    await expect(config.changeUser('chidi', { to: 'Chidi' })).rejects.toBeInstanceOf(AppError)
    await expect(config.exportUsers()).rejects.toMatchObject({ code: 'not-configurable' })
    await expect(config.importUsers(new Uint8Array())).rejects.toMatchObject({ code: 'not-configurable' })
    for await (const user of db.users?.() ?? []) expect(JSON.stringify(user)).not.toContain('5f4dcc3b')
    await db.authenticate('chidi', 'another secret')
    await config.removeUser('chidi')
    await config.deleteAllUsers()
    expect(old.calls.filter((name) => name.includes('MD5'))).toEqual([])
    expect(Object.keys(config).filter((name) => /md5|get|read/i.test(name))).toEqual([])
    expect(old.open).toBe(0)
  })

  it('UserDBSetPassword: credentials are set as they were typed, for one user', async () => {
    const { old, db, config } = configurable()
    await config.setCredentials('anna', 'another secret')
    expect(old.calls).toEqual(['UserDBOpen', 'UserDBGetName', 'UserDBSetPassword', 'UserDBClose'])
    expect(await db.authenticate('anna', 'secret of anna')).toBeUndefined()
    expect(await db.authenticate('anna', 'another secret')).toBeDefined()
    expect(await db.authenticate('bogdan', 'secret of bogdan')).toBeDefined()
  })

  it('bits of a property that have no name here stay as they are', async () => {
    const { old, config } = configurable()
    await config.changeUser('anna', { mustChangePassword: true })
    const anna = old.UserDBOpen('anna')
    if (!anna) throw new Error('anna is gone')
    expect(old.UserDBGetProperty(anna)).toBe(0x0abc2000)
    old.UserDBClose(anna)
  })

  it.each(['UserDBSetPassword', 'UserDBSetProperty', 'UserDBGetProperty'])(
    'a user whose adding fails at %s does not stay without the password that was meant for it',
    async (broken) => {
      const { old, db, config } = configurable()
      old.broken = broken
      await expect(config.addUser('chidi', 'secret of chidi', FLAGS)).rejects.toThrow(`${broken} is broken`)
      old.broken = undefined
      expect(await db.authenticate('chidi', '')).toBeUndefined()
      await config.addUser('chidi', 'secret of chidi', FLAGS)
      expect(old.open).toBe(0)
    },
  )

  it.each(['UserDBOpen', 'UserDBGetName', 'UserDBRemove', 'UserDBSetPassword', 'UserDBSetProperty', 'UserDBClose'])(
    'no handle is left when %s fails on the way',
    async (broken) => {
      const { old, config } = configurable()
      old.broken = broken
      const outcomes = await Promise.allSettled([
        config.setCredentials('anna', 'another secret'),
        config.changeUser('anna', { mayChangePassword: false }),
        config.changeUser('anna', { to: 'Anna' }),
        config.addUser('chidi', 'secret of chidi', FLAGS),
        config.removeUser('anna'),
        config.deleteAllUsers(),
      ])
      expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
      expect(old.open).toBe(0)
    },
  )
})
