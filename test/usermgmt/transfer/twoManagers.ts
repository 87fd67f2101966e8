import { SECURITY_DEFAULTS } from '../../../src/contract/security'
import type { Registration } from '../../../src/main/usermgmt/backends'
import type { Difference } from '../../../src/contract/databases'
import type { Actor, Work } from '../../../src/main/usermgmt/operations'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import { managerSource } from '../../../src/main/usermgmt/transfer/source'
import { differences } from '../../../src/main/usermgmt/transfer/differences'
import { snapshot } from '../../../src/main/usermgmt/transfer/snapshot'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { openFileStore } from '../../../src/main/usermgmt/file/openFileStore'
import type { FileStore } from '../../../src/main/usermgmt/file/store'
import { UserManager } from '../../../src/main/usermgmt/manager'
import type { RandomDatabase } from '../../support/arbitraryDatabase'
import { quickHashing } from '../../support/openStore'
import { VolatileFileSystem } from '../../support/volatileFileSystem'

const FOLDER = '/volatile'

/** Two user managements over files in memory, closed after use. */
export async function withManagers<T>(
  [device, wanted]: readonly [RandomDatabase, RandomDatabase],
  look: (managers: [UserManager, UserManager]) => Promise<T>,
): Promise<T> {
  const one = await open(filesOf(device))
  try {
    const other = await open(filesOf(wanted))
    try {
      return await look([one.manager, other.manager])
    } finally {
      await other.store.close()
    }
  } finally {
    await one.store.close()
  }
}

export const owner = { is: 'owner' } as const
export const BOSS = { name: 'boss', password: 'password of boss' }

type Between = (manager: UserManager) => Registration

/** A device with an administrator “boss”, and a copy of it to be edited. `between` stands between files and manager. */
export async function withCopy<T>(
  look: (managers: { device: UserManager; copy: UserManager }) => Promise<T>,
  { device: atDevice, copy: atCopy }: { device?: Between; copy?: Between } = {},
): Promise<T> {
  const fs = new VolatileFileSystem(FOLDER)
  await createDatabase(FOLDER, { fs })
  const first = await open(fs)
  await first.manager.users.add(owner, { ...BOSS, groups: ['Administrator'] })
  await first.store.save()
  await first.store.close()
  const device = await open(fs, atDevice)
  const copy = await open(fs, atCopy)
  try {
    return await look({ device: device.manager, copy: copy.manager })
  } finally {
    await copy.store.close()
    await device.store.close()
  }
}

async function open(fs: VolatileFileSystem, between?: Between): Promise<{ manager: UserManager; store: FileStore }> {
  let salts = 0
  const random = (bytes: number) => Buffer.alloc(bytes, ++salts)
  const store = await openFileStore(FOLDER, { fs, hashing: quickHashing, now: () => 1_767_225_600_000, random })
  const manager = new UserManager({ settings: () => ({ ...SECURITY_DEFAULTS, passwordPolicy: false }) })
  store.registerWith(between ? between(manager) : manager)
  return { manager, store }
}

function filesOf({ users, groups, objects }: RandomDatabase): VolatileFileSystem {
  return new VolatileFileSystem(FOLDER, {
    '.UserDatabase.csv': users,
    '.GroupDatabase.csv': groups,
    '.UserMgmtRightsDB.csv': objects,
  })
}

export async function between(device: UserManager, wanted: UserManager): Promise<Difference[]> {
  return differences(await snapshot(device), await snapshot(wanted))
}

export async function download(from: UserManager, to: UserManager, actor: Actor = owner, work: Work = {}) {
  return applyDifferences({ from: managerSource(from), to, actor, differences: await between(to, from), work })
}

export async function loggedIn(device: UserManager): Promise<Actor> {
  return { is: 'session', session: await device.openSession(BOSS) }
}
