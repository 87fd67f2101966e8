import { withDatabase } from './database'
import { EXIT } from './failure'
import { print, printJson, readPassword } from './terminal'

/** Whether the password on standard input is the user's. A wrong one and an unknown user are the same refusal. */
export async function verify(asked: { folder: string; user: string; json?: true }): Promise<number> {
  const password = await readPassword(`Password for ${asked.user}: `)
  const { mustChangePassword } = await withDatabase(asked.folder, (api, database) =>
    api.call('users.verify', { database, name: asked.user, password }),
  )
  if (asked.json) printJson({ mustChangePassword })
  else
    print(
      mustChangePassword ? 'The password is right; it must be changed at the next login.' : 'The password is right.',
    )
  return EXIT.fine
}
