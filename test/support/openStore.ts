import { createHash } from 'node:crypto'
import type {
  GroupDb,
  GroupDbConfig,
  ObjectDb,
  ObjectDbConfig,
  UserDb,
  UserDbConfig,
} from '../../src/main/usermgmt/backends'
import { openFileStore, type FileStoreOptions } from '../../src/main/usermgmt/file/openFileStore'
import type { FileStore } from '../../src/main/usermgmt/file/store'

/** An opened folder with its back ends in the hand, which otherwise only a UserManager gets. */
export type OpenedStore = {
  store: FileStore
  users: UserDb & UserDbConfig
  groups: GroupDb & GroupDbConfig
  objects: ObjectDb & ObjectDbConfig
  /** What the back ends said had changed, in order. */
  said: ('users' | 'groups' | 'objects')[]
}

/** 2026-01-01 as the clock of these tests says it. */
export const NOW = 1_767_225_600_000

/** Hashes that cost nothing, where a test is not about passwords. */
export const quickHashing: FileStoreOptions['hashing'] = {
  async hash(password, salt) {
    return createHash('sha512').update(`${salt} ${password}`).digest('hex')
  },
  async verify(password, credential) {
    return (
      credential !== undefined &&
      credential.hash === (await quickHashing.hash(password, credential.salt, credential.cost))
    )
  },
}

/** Opens a folder with cheap hashes, a clock that stands still and salts that count up. */
export async function openStore(path: string, options: Partial<FileStoreOptions> = {}): Promise<OpenedStore> {
  let salts = 0
  const store = await openFileStore(path, {
    hashing: quickHashing,
    now: () => NOW,
    random: (bytes) => Buffer.alloc(bytes, ++salts),
    ...options,
  })
  const opened: Partial<OpenedStore> = {}
  const said: OpenedStore['said'] = []
  store.registerWith({
    registerUsers(db, config) {
      opened.users = both(db, config)
      return () => delete opened.users
    },
    registerGroups(db, config) {
      opened.groups = both(db, config)
      return () => delete opened.groups
    },
    registerObjects(db, config) {
      opened.objects = both(db, config)
      return () => delete opened.objects
    },
    registerLoginType: () => () => undefined,
    changed: (what) => said.push(what),
  })
  const { users, groups, objects } = opened
  if (!users || !groups || !objects) throw new Error('a back end did not register itself')
  return { store, users, groups, objects, said }
}

/** The file back ends are one thing with both halves. */
function both<Db extends object, Config extends object>(db: Db, config: Config | undefined): Db & Config {
  if (!Object.is(db, config)) throw new Error('the halves of a back end are two things')
  return db as Db & Config
}

export async function listed<T>(items: AsyncIterable<T> | undefined): Promise<T[]> {
  const list: T[] = []
  for await (const item of items ?? []) list.push(item)
  return list
}
