import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { groupDbConformance } from '../../src/conformance/groupDb'
import { objectDbConformance } from '../../src/conformance/objectDb'
import { registered } from '../../src/conformance/registered'
import { userDbConformance } from '../../src/conformance/userDb'
import { createDatabase } from '../../src/main/usermgmt/file/createDatabase'
import { createHashing, type Hashing } from '../../src/main/usermgmt/file/hashing'
import { openFileStore } from '../../src/main/usermgmt/file/openFileStore'
import type { ScryptCost } from '../../src/main/usermgmt/file/userRows'

userDbConformance({
  name: 'users in a folder',
  test,
  // Each of them costs a hash.
  many: 12,
  make: async () => {
    const { users, close } = await openNew()
    return { ...users, close }
  },
})

userDbConformance({
  name: 'many users in a folder, hashed quickly',
  test,
  make: async () => {
    const { users, close } = await openNew(quickHashing)
    return { ...users, close }
  },
})

groupDbConformance({
  name: 'groups in a folder',
  test,
  make: async () => {
    const { groups, close } = await openNew()
    return { ...groups, close }
  },
})

objectDbConformance({
  name: 'objects in a folder',
  test,
  make: async () => {
    const { objects, close } = await openNew()
    return { ...objects, close }
  },
})

const CHEAP: ScryptCost = { N: 2, r: 1, p: 1 }
const cheap = createHashing({ concurrency: 2, usual: CHEAP })
/** Real hashes at a cost that a thousand of them do not show. */
const quickHashing: Hashing = {
  hash: (password, salt) => cheap.hash(password, salt, CHEAP),
  verify: (password, credential) => cheap.verify(password, credential && { ...credential, cost: CHEAP }),
}

/** The back ends of a new database in a folder of its own, as they register themselves. */
async function openNew(hashing: Hashing = createHashing({ concurrency: 2 })) {
  const folder = await mkdtemp(join(tmpdir(), 'back-ends-'))
  await createDatabase(folder)
  const store = await openFileStore(folder, { hashing, now: () => Date.now(), random: (bytes) => randomBytes(bytes) })
  const { users, groups, objects } = await registered((registration) => store.registerWith(registration))
  if (!users || !groups || !objects) throw new Error('not everything was registered')
  const close = async (): Promise<void> => {
    await store.close()
    await rm(folder, { recursive: true })
  }
  return { users, groups, objects, close }
}
