import { expect, it } from 'vitest'
import type { UserDb, UserDbConfig } from '../../src/main/usermgmt/backends'
import { UserManager } from '../../src/main/usermgmt/manager'
import type { Credentials } from '../../src/main/usermgmt/operations'
import { MemoryUsers } from '../support/memoryBackEnds'
import { owner, PASSWORD, refuses } from './fillingLine'
import { begin, finish, logIn, plainType } from './loginStage'

const GOOD = 'Snow over Kiel 3'

/** A user database with passwords stored in an old form, and the answers it gives held up where asked for. */
function oldDatabase() {
  const users = new MemoryUsers().put('anna', { password: PASSWORD })
  const renewed: Credentials[] = []
  const state = { fails: false }
  const db: UserDb = {
    async authenticate(name, password) {
      const properties = await users.authenticate(name, password)
      return properties && { ...properties, outdated: true }
    },
    users: () => users.users(),
  }
  const config: UserDbConfig = {
    exportUsers: () => users.exportUsers(),
    importUsers: (exported) => users.importUsers(exported),
    deleteAllUsers: () => users.deleteAllUsers(),
    addUser: (name, password, properties) => users.addUser(name, password, properties),
    changeUser: (name, change) => users.changeUser(name, change),
    removeUser: (name) => users.removeUser(name),
    setCredentials: (name, password) => users.setCredentials(name, password),
    async renewCredentials(name, password) {
      if (state.fails) throw new Error('the disk is full')
      renewed.push({ name, password })
      await users.setCredentials(name, password)
    },
  }
  const manager = new UserManager()
  manager.registerUsers(db, config)
  manager.registerLoginType(plainType('asymmetric'))
  return { manager, renewed, state }
}

it('a password stored in an old form is renewed at the login, and only then', async () => {
  const { manager, renewed } = oldDatabase()
  await refuses(logIn(manager, manager.connect(), { user: 'anna', password: 'wrong' }), 'login-failed')
  await manager.users.verify(owner, { name: 'anna', password: PASSWORD })
  expect(renewed).toEqual([])
  await logIn(manager, manager.connect(), { user: 'anna', password: PASSWORD })
  expect(renewed).toEqual([{ name: 'anna', password: PASSWORD }])
})

it('one that cannot be renewed logs in all the same', async () => {
  const { manager, state } = oldDatabase()
  state.fails = true
  const session = manager.connect()
  await logIn(manager, session, { user: 'anna', password: PASSWORD })
  expect(manager.userOf(session)).toBe('anna')
})

it('an old one is not written over a new one that came while it was looked at', async () => {
  const { manager, renewed } = oldDatabase()
  const session = manager.connect()
  const start = await begin(manager, session)
  // The estimate takes a while: the old password is looked at meanwhile, and its renewal stands in line behind.
  const set = manager.users.setPassword(owner, { name: 'anna', password: GOOD })
  await refuses(finish(manager, session, start, { user: 'anna', password: PASSWORD }), 'login-failed')
  await set
  expect(renewed).toEqual([])
  await logIn(manager, session, { user: 'anna', password: GOOD })
})
