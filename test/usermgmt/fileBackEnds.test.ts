import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  GroupDb,
  GroupDbConfig,
  ObjectDb,
  ObjectDbConfig,
  Registration,
  UserDb,
  UserDbConfig,
} from '../../src/main/usermgmt/backends'
import { createDatabase } from '../../src/main/usermgmt/file/createDatabase'
import { createHashing } from '../../src/main/usermgmt/file/hashing'
import { openFileStore } from '../../src/main/usermgmt/file/openFileStore'
import { groupDbSuite } from '../support/groupDbSuite'
import { objectDbSuite } from '../support/objectDbSuite'
import { userDbSuite } from '../support/userDbSuite'

userDbSuite('a folder', async () => {
  const { users, close } = await openNew()
  return { ...users, close }
})

groupDbSuite('a folder', async () => {
  const { groups, close } = await openNew()
  return { ...groups, close }
})

objectDbSuite('a folder', async () => {
  const { objects, close } = await openNew()
  return { ...objects, close }
})

/** The back ends of a new database in a folder of its own, as they register themselves. */
async function openNew() {
  const folder = await mkdtemp(join(tmpdir(), 'back-ends-'))
  await createDatabase(folder)
  const store = await openFileStore(folder, {
    hashing: createHashing({ concurrency: 2 }),
    now: () => Date.now(),
    random: (bytes) => randomBytes(bytes),
  })
  const taken = new Taken()
  store.registerWith(taken)
  const { users, groups, objects } = taken
  if (!users || !groups || !objects) throw new Error('not everything was registered')
  const close = async (): Promise<void> => {
    await store.close()
    await rm(folder, { recursive: true })
  }
  return { users, groups, objects, close }
}

/** Takes what registers itself, as nothing but a test may. */
class Taken implements Registration {
  users: { db: UserDb; config: UserDbConfig } | undefined
  groups: { db: GroupDb; config: GroupDbConfig } | undefined
  objects: { db: ObjectDb; config: ObjectDbConfig } | undefined

  registerUsers(db: UserDb, config?: UserDbConfig): () => void {
    if (config) this.users = { db, config }
    return () => void (this.users = undefined)
  }

  registerGroups(db: GroupDb, config?: GroupDbConfig): () => void {
    if (config) this.groups = { db, config }
    return () => void (this.groups = undefined)
  }

  registerObjects(db: ObjectDb, config?: ObjectDbConfig): () => void {
    if (config) this.objects = { db, config }
    return () => void (this.objects = undefined)
  }

  changed(): void {
    // Nothing is derived here.
  }
}
