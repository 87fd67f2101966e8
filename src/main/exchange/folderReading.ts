import { basename } from 'node:path'
import { OWNER } from '../databases/owner'
import type { FileStore } from '../usermgmt/file/store'
import { UserManager } from '../usermgmt/manager'
import { takeContent } from '../usermgmt/transfer/takeContent'
import type { Reading } from './reading'

const PARTS = ['users', 'groups', 'rights'] as const

/** The database of a folder as it is on the disk. It holds everything and leaves nothing of the base. */
export async function readFolder(path: string, openStore: (folder: string) => Promise<FileStore>): Promise<Reading> {
  const store = await openStore(path)
  try {
    const manager = new UserManager()
    store.registerWith(manager)
    const content = await takeContent(manager, OWNER, { parts: PARTS, credentials: true })
    const { users = [], groups = [], objects = [] } = content
    return {
      kind: 'folder',
      encrypted: false,
      title: basename(store.folder),
      made: null,
      parts: PARTS,
      counts: { users: users.length, groups: groups.length, objects: objects.length },
      problems: [],
      over: () => content,
    }
  } finally {
    await store.close()
  }
}
