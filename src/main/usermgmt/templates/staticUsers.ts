import type { Registration, UserDb, UserProperties } from '../backends'
import { createHashing, NEW_COST, SALT_BYTES, type Hashing } from '../file/hashing'
import type { ScryptCredential } from '../file/userRows'

/**
 * Template: a fixed list of users, as a machine builder ships them (seed 003, 1.5.4 and 1.2.2). It implements `UserDb`
 * alone, so pages show the users and cannot change them. Groups and objects come from other back ends.
 */
export type StaticUser = { name: string; credential: ScryptCredential }

export type StaticUsersOptions = {
  users: readonly StaticUser[]
  /** False where nobody is to see who there is; pages then say that this database does not list its users. */
  listed?: boolean
  hashing?: Hashing
}

/** Nobody can change a password here, so nobody is told to. */
const PROPERTIES: Readonly<UserProperties> = {
  mayChangePassword: false,
  mustChangePassword: false,
  internal: false,
  lastChange: null,
}

/** Registers the list and returns how to take it away. Nothing else gets hold of it (seed 003, 1.3). */
export function registerStaticUsers(registration: Registration, options: StaticUsersOptions): () => void {
  const { users, listed = true } = options
  // A Map, not an object: a user may be called “constructor”.
  const credentials = new Map(users.map(({ name, credential }) => [name, credential]))
  // An unknown name costs a hash of the same price as a known one, so that times tell nobody who exists.
  const usual = users[0]?.credential.cost ?? NEW_COST
  const hashing = options.hashing ?? createHashing({ concurrency: 2, usual })

  const db: UserDb = {
    async authenticate(name, password) {
      const right = await hashing.verify(password, credentials.get(name))
      // A copy each time: whoever asked may do with it what they like.
      return right ? { ...PROPERTIES } : undefined
    },
  }
  if (listed) {
    db.users = async function* () {
      for (const name of credentials.keys()) yield { name, ...PROPERTIES }
    }
  }
  return registration.registerUsers(db)
}

/** What to put into the list instead of a password; `random` gives unpredictable bytes. */
export async function staticCredential(
  password: string,
  random: (bytes: number) => Uint8Array,
  cost = NEW_COST,
): Promise<ScryptCredential> {
  const salt = Buffer.from(random(SALT_BYTES)).toString('hex')
  return { salt, hash: await createHashing({ concurrency: 1 }).hash(password, salt, cost), cost, time: 0 }
}
