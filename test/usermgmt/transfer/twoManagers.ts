import { UserManager } from '../../../src/main/usermgmt/manager'
import { openFileStore } from '../../../src/main/usermgmt/file/openFileStore'
import type { FileStore } from '../../../src/main/usermgmt/file/store'
import type { RandomDatabase } from '../../support/arbitraryDatabase'
import { quickHashing } from '../../support/openStore'
import { VolatileFileSystem } from '../../support/volatileFileSystem'

const FOLDER = '/volatile'

/** Two user managements over files in memory, closed after use. */
export async function withManagers<T>(
  [device, wanted]: readonly [RandomDatabase, RandomDatabase],
  use: (managers: [UserManager, UserManager], stores: [FileStore, FileStore]) => Promise<T>,
): Promise<T> {
  const one = await open(device)
  try {
    const other = await open(wanted)
    try {
      return await use([one.manager, other.manager], [one.store, other.store])
    } finally {
      await other.store.close()
    }
  } finally {
    await one.store.close()
  }
}

async function open({ users, groups, objects }: RandomDatabase): Promise<{ manager: UserManager; store: FileStore }> {
  const fs = new VolatileFileSystem(FOLDER, {
    '.UserDatabase.csv': users,
    '.GroupDatabase.csv': groups,
    '.UserMgmtRightsDB.csv': objects,
  })
  let salts = 0
  const random = (bytes: number) => Buffer.alloc(bytes, ++salts)
  const store = await openFileStore(FOLDER, { fs, hashing: quickHashing, now: () => 1_767_225_600_000, random })
  const manager = new UserManager()
  store.registerWith(manager)
  return { manager, store }
}
