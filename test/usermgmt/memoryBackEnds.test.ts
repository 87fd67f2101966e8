import { groupDbSuite } from '../support/groupDbSuite'
import { MemoryGroups, MemoryObjects, MemoryUsers } from '../support/memoryBackEnds'
import { objectDbSuite } from '../support/objectDbSuite'
import { userDbSuite } from '../support/userDbSuite'

userDbSuite('a user database in memory', () => {
  const users = new MemoryUsers().put('admin')
  return { db: users, config: users }
})

groupDbSuite('a group database in memory', () => {
  const groups = new MemoryGroups().put('Administrator', { users: ['admin'] })
  return { db: groups, config: groups }
})

objectDbSuite('an object database in memory', () => {
  const objects = new MemoryObjects().put('Device')
  return { db: objects, config: objects }
})
