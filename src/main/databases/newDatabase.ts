import { AppError } from '../../contract/errors'
import { ADMINISTRATOR, nameFault } from '../../contract/nameRules'
import { SECURITY_DEFAULTS } from '../../contract/security'
import { createDatabase } from '../usermgmt/file/createDatabase'
import type { FileStore } from '../usermgmt/file/store'
import { checkPassword } from '../usermgmt/guards'
import { UserManager } from '../usermgmt/manager'
import type { Credentials } from '../usermgmt/operations'
import { OWNER } from './owner'

/** Writes a new database into a folder that has none, with a first administrator if one is given. */
export async function writeNewDatabase(
  folder: string,
  administrator: Credentials | undefined,
  openStore: (folder: string) => Promise<FileStore>,
): Promise<void> {
  // Before anything is written: a refused name or password must not leave a database without anybody.
  if (administrator) {
    const { name } = administrator
    const fault = nameFault(name)
    if (fault !== undefined) throw new AppError('name-refused', { subject: 'user', name, fault })
    await checkPassword({ name, password: administrator.password, policy: SECURITY_DEFAULTS.passwordPolicy })
  }
  await createDatabase(folder)
  if (!administrator) return
  const store = await openStore(folder)
  try {
    const manager = new UserManager()
    store.registerWith(manager)
    const action = { method: 'databases.create', name: administrator.name, count: 1 }
    await store.act(action, () => manager.users.add(OWNER, { ...administrator, groups: [ADMINISTRATOR] }))
    await store.save()
  } finally {
    await store.close()
  }
}
