import { randomBytes } from 'node:crypto'
import type { UserDb, UserProperties } from './backends'
import type { LoginLock } from './loginLock'

type Check = { db: UserDb; lock: LoginLock; name: string; password: string }

/**
 * What the user database says to a name and its password. Undefined for an unknown user, a wrong password, a locked
 * name and an account of the controller itself, each after one call of the back end, so that they take the same time.
 */
export async function checkCredentials({ db, lock, name, password }: Check): Promise<UserProperties | undefined> {
  // A directory that is asked without a name or a password may say yes to anybody.
  if (name === '' || password === '') return refuseSlowly(db, name)
  return lock.attempt(name, async (locked) => {
    // Not with the password that was given: a back end that answers sooner when it is right would tell.
    if (locked) return refuseSlowly(db, name)
    const properties = await db.authenticate(name, password)
    return properties?.internal === false ? properties : undefined
  })
}

/** Takes as long as a wrong password does, in this very back end. */
export async function refuseSlowly(db: UserDb, name: string): Promise<undefined> {
  const nobodysPassword = randomBytes(32).toString('base64')
  await db.authenticate(name === '' ? nobodysPassword : name, nobodysPassword)
  return undefined
}
