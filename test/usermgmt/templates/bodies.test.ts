import { randomBytes } from 'node:crypto'
import { test } from 'vitest'
import { groupDbConformance } from '../../../src/conformance/groupDb'
import { objectDbConformance } from '../../../src/conformance/objectDb'
import { registered } from '../../../src/conformance/registered'
import { userDbConformance } from '../../../src/conformance/userDb'
import { registerConfigurableGroups } from '../../../src/main/usermgmt/templates/configurableGroups'
import { registerConfigurableObjects } from '../../../src/main/usermgmt/templates/configurableObjects'
import { registerConfigurableUsers } from '../../../src/main/usermgmt/templates/configurableUsers'
import { registerForwardingUsers } from '../../../src/main/usermgmt/templates/forwardingUsers'
import { fromLegacyGroupDb } from '../../../src/main/usermgmt/templates/legacyGroupDb'
import { fromLegacyUserDb } from '../../../src/main/usermgmt/templates/legacyUserDb'
import { fromLegacyUserDbConfig } from '../../../src/main/usermgmt/templates/legacyUserDbConfig'
import { registerReadOnlyGroups } from '../../../src/main/usermgmt/templates/readOnlyGroups'
import { registerStaticUsers, staticCredential } from '../../../src/main/usermgmt/templates/staticUsers'
import { OldDatabase } from '../../support/oldDatabase'

/** Real hashes, at a cost that a thousand of them do not show. */
const cost = { N: 16, r: 1, p: 1 }
const people = [
  { name: 'anna', password: 'Filling-line 1' },
  { name: 'bogdan', password: 'Filling-line 2' },
]
const keep = async () => undefined

for (const listed of [true, false]) {
  userDbConformance({
    name: `static users, ${listed ? 'listed' : 'not listed'}`,
    test,
    without: listed ? ['config'] : ['config', 'listing'],
    make: async () => {
      const users = await Promise.all(
        people.map(async ({ name, password }) => ({
          name,
          credential: await staticCredential(password, randomBytes, cost),
        })),
      )
      return { ...given((await registered((to) => registerStaticUsers(to, { users, listed }))).users), people }
    },
  })
}

userDbConformance({
  name: 'users of another system',
  test,
  without: ['config', 'listing'],
  make: async () => {
    const check = async (name: string, password: string) =>
      people.some((each) => each.name === name && each.password === password)
    const options = { check, log: () => undefined, refusalAfter: 2 }
    return { ...given((await registered((to) => registerForwardingUsers(to, options))).users), people }
  },
})

userDbConformance({
  name: 'configurable users',
  test,
  make: async () => {
    const options = { random: randomBytes, now: Date.now, keep, cost }
    return given((await registered((to) => registerConfigurableUsers(to, options))).users)
  },
})

groupDbConformance({
  name: 'read-only groups',
  test,
  without: ['config'],
  make: async () => {
    const groups = [
      { name: 'Administrator', users: ['anna'] },
      { name: 'Watch', users: ['bogdan', 'chidi'], groups: ['Service', 'Night shift'] },
      { name: 'Service' },
      { name: 'Night shift', users: ['anna'] },
    ]
    const held = groups.map(({ name, users = [], groups: members = [] }) => ({ name, users, members }))
    return { ...given((await registered((to) => registerReadOnlyGroups(to, groups))).groups), groups: held }
  },
})

groupDbConformance({
  name: 'configurable groups',
  test,
  many: 300,
  make: async () => given((await registered((to) => registerConfigurableGroups(to, { keep }))).groups),
})

const objects = [
  { name: 'Device', entries: [['Watch', { granted: 1, denied: 0 }]] as const },
  { name: 'Device.PlcLogic', entries: [['Watch', { granted: 3, denied: 4 }]] as const },
  { name: '/', entries: [] },
]

objectDbConformance({
  name: 'configurable objects',
  test,
  many: 200,
  make: async () => ({
    ...given((await registered((to) => registerConfigurableObjects(to, { objects, keep }))).objects),
    objects,
  }),
})

objectDbConformance({
  name: 'objects that are only shown',
  test,
  without: ['config'],
  make: async () => {
    const options = { objects, keep, configurable: false }
    return { ...given((await registered((to) => registerConfigurableObjects(to, options))).objects), objects }
  },
})

userDbConformance({
  name: 'an old user database',
  test,
  without: ['config'],
  make() {
    const old = new OldDatabase()
    for (const { name, password } of people) old.putUser(name, password)
    return { db: fromLegacyUserDb(old, { refusalAfter: 0 }), people, open: () => old.open }
  },
})

userDbConformance({
  name: 'an old user database that can be configured',
  test,
  without: ['rename', 'export'],
  many: 200,
  make() {
    const old = new OldDatabase().putUser('anna', 'Filling-line 1')
    return { db: fromLegacyUserDb(old, { refusalAfter: 0 }), config: fromLegacyUserDbConfig(old), open: () => old.open }
  },
})

groupDbConformance({
  name: 'an old group database',
  test,
  without: ['config'],
  make() {
    const old = new OldDatabase().putUser('anna', '').putUser('bogdan', '')
    const groups = [
      { name: 'Administrator', users: ['anna'], members: ['Service'] },
      { name: 'Service', users: ['anna', 'bogdan'], members: [] },
      { name: 'Watch', users: [], members: ['Service', 'Administrator'] },
    ]
    for (const { name, users, members } of groups) old.putGroup(name, { users, members })
    return { db: fromLegacyGroupDb(old), groups, open: () => old.open }
  },
})

function given<T>(registration: T | undefined): T {
  if (registration === undefined) throw new Error('nothing was registered')
  return registration
}
