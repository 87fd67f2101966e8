import { test } from 'vitest'
import { groupDbConformance } from '../../src/conformance/groupDb'
import { objectDbConformance } from '../../src/conformance/objectDb'
import { userDbConformance } from '../../src/conformance/userDb'
import { MemoryGroups, MemoryObjects, MemoryUsers } from '../support/memoryBackEnds'

userDbConformance({
  name: 'users in memory',
  test,
  make() {
    const users = new MemoryUsers().put('admin')
    const people = [{ name: 'admin', password: 'admin-secret-1' }]
    return { db: users, config: users, people, open: () => users.listing.open }
  },
})

groupDbConformance({
  name: 'groups in memory',
  test,
  make() {
    const groups = new MemoryGroups().put('Administrator', { users: ['admin'] })
    const held = [{ name: 'Administrator', users: ['admin'], members: [] }]
    return { db: groups, config: groups, groups: held, open: () => groups.listing.open }
  },
})

objectDbConformance({
  name: 'objects in memory',
  test,
  make() {
    const objects = new MemoryObjects().put('Device', { Watch: { granted: 1 } })
    return { db: objects, config: objects, open: () => objects.listing.open }
  },
})
