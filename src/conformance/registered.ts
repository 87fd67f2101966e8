import type {
  GroupDb,
  GroupDbConfig,
  ObjectDb,
  ObjectDbConfig,
  Registration,
  UserDb,
  UserDbConfig,
} from '../main/usermgmt/backends'

/** What registered itself, as only a test gets to see it. */
export type Registered = {
  users?: { db: UserDb; config: UserDbConfig | undefined }
  groups?: { db: GroupDb; config: GroupDbConfig | undefined }
  objects?: { db: ObjectDb; config: ObjectDbConfig | undefined }
}

/** Lets a back end register itself, and gives what it registered. */
export async function registered<Result>(
  register: (registration: Registration) => Result,
): Promise<Registered & { result: Awaited<Result> }> {
  const taken: Registered = {}
  const registration: Registration = {
    registerUsers(db, config) {
      taken.users = { db, config }
      return () => delete taken.users
    },
    registerGroups(db, config) {
      taken.groups = { db, config }
      return () => delete taken.groups
    },
    registerObjects(db, config) {
      taken.objects = { db, config }
      return () => delete taken.objects
    },
    registerLoginType: () => () => undefined,
    changed: () => undefined,
  }
  const result = await register(registration)
  return { ...taken, result }
}
