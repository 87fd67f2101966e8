import type { UserDb, UserDbConfig } from '../main/usermgmt/backends'
import { byName, checksOf, configOf, demand, failureOf, MANY, numbered, refused } from './check'
import { demandProperties, listedUsers, type MadeUserDb, type UserAbility, type UserDbConformance } from './heldUsers'

const PASSWORD = 'Conformance 1!'
const OTHER = 'Conformance 2?'
const FLAGS = { mayChangePassword: true, mustChangePassword: false }
const ANNA = 'conformance anna'
const BOGDAN = 'conformance bogdan'

/** What a user database that can be configured keeps to as well. */
export function userDbConfigChecks(about: UserDbConformance, lacks: (ability: UserAbility) => boolean): void {
  const check = checksOf(about)
  const lists = !lacks('listing')

  /** Everything that can be seen of it from outside, to tell that a refused call changed nothing. */
  const seen = async (db: UserDb) => ({
    listed: lists ? byName(await listedUsers(db)) : [],
    anna: await db.authenticate(ANNA, PASSWORD),
    bogdan: await db.authenticate(BOGDAN, PASSWORD),
  })
  const names = async (db: UserDb) => (lists ? (await listedUsers(db)).map(({ name }) => name) : [])

  check('an added user is listed last and logs in with the properties given', async (made) => {
    const { db } = made
    const config = configOf(made)
    const before = await names(db)
    const given = { mayChangePassword: false, mustChangePassword: false }
    await config.addUser(ANNA, PASSWORD, given)
    if (lists) demand(await names(db), [...before, ANNA], 'UserDbConfig.addUser adds to the end of the list.')
    // Whoever called may use the same object again.
    given.mayChangePassword = true
    const found = await db.authenticate(ANNA, PASSWORD)
    demandProperties(found, 'UserDb.authenticate')
    demand(flagsOf(found), { mayChangePassword: false, mustChangePassword: false }, 'addUser keeps both properties.')
    demand(found?.internal, false, 'A user that was added is an ordinary one, not internal.')
  })

  check('names and passwords count exactly as they are', async (made) => {
    const { db } = made
    const config = configOf(made)
    await config.addUser('conformance Ü', 'Pässwörd 1!', FLAGS)
    demand(
      flagsOf(await db.authenticate('conformance Ü', 'Pässwörd 1!')),
      FLAGS,
      'Names and passwords may hold any letter.',
    )
    for (const name of ['conformance ü', 'Conformance Ü', 'conformance Ü ', 'conformance U\u0308']) {
      demand(
        await db.authenticate(name, 'Pässwörd 1!'),
        undefined,
        'Names are compared exactly, not as people read them.',
      )
    }
    for (const password of [
      '',
      'pässwörd 1!',
      'Pässwörd 1',
      'Pässwörd 1! ',
      'Pässwörd 1!\n',
      'Pa\u0308sswo\u0308rd 1!',
    ]) {
      demand(await db.authenticate('conformance Ü', password), undefined, 'Passwords are compared exactly.')
    }
  })

  check('a user is named like a property of every object', async (made) => {
    const config = configOf(made)
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
      await config.addUser(name, PASSWORD, FLAGS)
      demand(flagsOf(await made.db.authenticate(name, PASSWORD)), FLAGS, `“${name}” is a name like any other.`)
      await config.removeUser(name)
      demand(await made.db.authenticate(name, PASSWORD), undefined, 'A removed user is not let in.')
    }
  })

  check('a renamed user keeps its place, its password and its properties', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    const before = await seen(db)
    if (lacks('rename')) {
      await refused('not-configurable', () => config.changeUser(ANNA, { to: 'conformance Änne' }), 'Renaming')
      demand(await seen(db), before, 'A refused call changes nothing.')
      return
    }
    const order = await names(db)
    await config.changeUser(ANNA, { to: 'conformance Änne' })
    const renamed = order.map((name) => (name === ANNA ? 'conformance Änne' : name))
    demand(await names(db), renamed, 'A renamed user stays where it is in the list.')
    demand(
      await db.authenticate('conformance Änne', PASSWORD),
      before.anna,
      'A renamed user keeps password and properties.',
    )
    demand(await db.authenticate(ANNA, PASSWORD), undefined, 'Nobody logs in under the name of before.')
    await config.changeUser('conformance Änne', { to: 'conformance Änne' })
    demand(
      await db.authenticate('conformance Änne', PASSWORD),
      before.anna,
      'Renaming to the same name changes nothing.',
    )
  })

  check('a changed property leaves the other one, the password and other users as they were', async (made) => {
    const { db } = made
    const config = configOf(made)
    await config.addUser(ANNA, PASSWORD, { mayChangePassword: true, mustChangePassword: true })
    await config.addUser(BOGDAN, PASSWORD, { mayChangePassword: true, mustChangePassword: true })
    const { bogdan } = await seen(db)
    await config.changeUser(ANNA, { mustChangePassword: false })
    demand(flagsOf(await db.authenticate(ANNA, PASSWORD)), FLAGS, 'Only the property that was named changes.')
    await config.changeUser(ANNA, { mayChangePassword: false })
    const neither = { mayChangePassword: false, mustChangePassword: false }
    demand(flagsOf(await db.authenticate(ANNA, PASSWORD)), neither, 'Only the property that was named changes.')
    await config.changeUser(ANNA, {})
    demand(flagsOf(await db.authenticate(ANNA, PASSWORD)), neither, 'A change that names nothing changes nothing.')
    demand((await seen(db)).bogdan, bogdan, 'A change is about one user.')
  })

  check('a new password replaces the old one and leaves the properties', async (made) => {
    const { db } = made
    const config = configOf(made)
    const flags = { mayChangePassword: true, mustChangePassword: true }
    await config.addUser(ANNA, PASSWORD, flags)
    await config.setCredentials(ANNA, OTHER)
    demand(await db.authenticate(ANNA, PASSWORD), undefined, 'The password of before is refused.')
    demand(flagsOf(await db.authenticate(ANNA, OTHER)), flags, 'setCredentials changes the password and nothing else.')
  })

  check('a removed user is neither listed nor let in, and its name is free again', async (made) => {
    const { db } = made
    const config = configOf(made)
    const before = await names(db)
    await config.addUser(ANNA, PASSWORD, FLAGS)
    await config.removeUser(ANNA)
    demand(await names(db), before, 'A removed user is not listed.')
    demand(await db.authenticate(ANNA, PASSWORD), undefined, 'A removed user is not let in.')
    await config.addUser(ANNA, OTHER, FLAGS)
    demand(
      await db.authenticate(ANNA, PASSWORD),
      undefined,
      'A new user of the same name has nothing of the removed one.',
    )
    demand(flagsOf(await db.authenticate(ANNA, OTHER)), FLAGS, 'A removed name can be given again.')
  })

  check(
    'users that are not there are not changed, no name is given twice, and what is refused changes nothing',
    async (made) => {
      const { db } = made
      const config = await withTwo(made)
      const before = await seen(db)
      const nobody = 'conformance nobody'
      await refused('already-exists', () => config.addUser(ANNA, OTHER, FLAGS), 'Adding a user that is there')
      await refused(
        'not-found',
        () => config.changeUser(nobody, { mustChangePassword: true }),
        'Changing an unknown user',
      )
      await refused('not-found', () => config.setCredentials(nobody, OTHER), 'A password for an unknown user')
      await refused('not-found', () => config.removeUser(nobody), 'Removing an unknown user')
      await refused('not-found', () => config.removeUser('__proto__'), 'Removing an unknown user')
      if (!lacks('rename')) {
        const taken = { to: BOGDAN, mustChangePassword: true }
        await refused('already-exists', () => config.changeUser(ANNA, taken), 'Renaming to a name that is taken')
      }
      demand(await seen(db), before, 'A refused call changes nothing.')
    },
  )

  check('after all are deleted nobody is listed or let in', async (made) => {
    const config = await withTwo(made)
    await config.deleteAllUsers()
    const nobody = { listed: [], anna: undefined, bogdan: undefined }
    demand(await seen(made.db), nobody, 'deleteAllUsers leaves nobody.')
    for (const { name, password } of made.people ?? []) {
      demand(await made.db.authenticate(name, password), undefined, 'deleteAllUsers leaves nobody.')
    }
  })

  check('what was exported comes back with passwords and properties', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    if (lacks('export')) {
      await refused('not-configurable', () => config.exportUsers(), 'Exporting')
      await refused('not-configurable', () => config.importUsers(new Uint8Array()), 'Importing')
      return
    }
    const before = await seen(db)
    const exported = await config.exportUsers()
    await config.setCredentials(ANNA, OTHER)
    await config.removeUser(BOGDAN)
    await config.addUser('conformance chidi', PASSWORD, FLAGS)
    await config.importUsers(exported)
    demand(await seen(db), before, 'importUsers brings back exactly what exportUsers gave out.')
    demand(
      await db.authenticate('conformance chidi', PASSWORD),
      undefined,
      'Who is not in an export is gone after its import.',
    )
    const damaged = exported.slice(0, Math.floor(exported.length / 2))
    demand(
      (await failureOf(() => config.importUsers(damaged))) === 'no failure',
      false,
      'Half an export is not imported.',
    )
    demand(await seen(db), before, 'An import that fails changes nothing.')
  })

  check('changes that come at the same time are all made, and one name is given once', async (made) => {
    const config = configOf(made)
    const asked = numbered('conformance', 6)
    await Promise.all(asked.map((name) => config.addUser(name, PASSWORD, FLAGS)))
    for (const name of asked) demand(flagsOf(await made.db.authenticate(name, PASSWORD)), FLAGS, 'No addition is lost.')
    const twice = await Promise.allSettled([config.addUser(ANNA, PASSWORD, FLAGS), config.addUser(ANNA, OTHER, FLAGS)])
    const added = twice.filter(({ status }) => status === 'fulfilled').length
    demand(added, 1, 'Of two additions of one name at the same time one succeeds.')
    const right = [await made.db.authenticate(ANNA, PASSWORD), await made.db.authenticate(ANNA, OTHER)]
    demand(
      right.filter((found) => found !== undefined).length,
      1,
      'The user has the password of the addition that succeeded.',
    )
  })

  check('credentials are carried over without anybody knowing the password, or not at all', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    const carries = config.exportCredentials !== undefined
    demand(config.importCredentials !== undefined, carries, 'Both halves of carrying over are there, or neither.')
    if (carries) {
      const exportOf = async (name: string) => (await config.exportCredentials?.(name)) ?? new Uint8Array()
      await config.setCredentials(BOGDAN, OTHER)
      await config.importCredentials?.(ANNA, await exportOf(BOGDAN))
      demand(await db.authenticate(ANNA, PASSWORD), undefined, 'The password of before is refused.')
      demandProperties(await db.authenticate(ANNA, OTHER), 'authenticate after credentials were carried over')
      await refused('not-found', () => exportOf('conformance nobody'), 'Asking for credentials of an unknown user')
      await config.setCredentials(ANNA, PASSWORD)
    }
    const before = await db.authenticate(ANNA, PASSWORD)
    await config.renewCredentials?.(ANNA, PASSWORD)
    demand(
      flagsOf(await db.authenticate(ANNA, PASSWORD)),
      flagsOf(before),
      'Renewed credentials are the same password.',
    )
  })

  check('as a user without a password nobody logs in until one is set, or there are no such users', async (made) => {
    const { db } = made
    const config = configOf(made)
    if (config.addWithoutPassword === undefined) return
    const before = await names(db)
    await config.addWithoutPassword(ANNA, { mayChangePassword: true, mustChangePassword: true, internal: false })
    if (lists) {
      demand(await names(db), [...before, ANNA], 'addWithoutPassword adds to the end of the list.')
      const found = (await listedUsers(db)).find(({ name }) => name === ANNA)
      demand(flagsOf(found), { mayChangePassword: true, mustChangePassword: true }, 'It keeps both properties.')
    }
    for (const password of ['', PASSWORD, ANNA]) {
      demand(await db.authenticate(ANNA, password), undefined, 'There is no password to log in with.')
    }
    await refused(
      'already-exists',
      async () => config.addWithoutPassword?.(ANNA, { ...FLAGS, internal: false }),
      'Adding a user who is there',
    )
    await config.setCredentials(ANNA, PASSWORD)
    demandProperties(await db.authenticate(ANNA, PASSWORD), 'authenticate after a password was set')
  })

  check('many users are listed in order, and the first and the last log in', async (made) => {
    const { db } = made
    const config = configOf(made)
    const before = await names(db)
    const many = numbered('conformance', about.many ?? MANY)
    for (const name of many) await config.addUser(name, `${PASSWORD} ${name.slice(-6)}`, FLAGS)
    if (lists) demand(await names(db), [...before, ...many], 'Every user is listed, in the order of adding.')
    for (const name of [many[0] ?? '', many.at(-1) ?? '']) {
      demand(
        flagsOf(await db.authenticate(name, `${PASSWORD} ${name.slice(-6)}`)),
        FLAGS,
        'Each user has its own password.',
      )
      demand(await db.authenticate(name, `${PASSWORD} 000000`), undefined, 'Each user has its own password.')
    }
  })
}

/** anna and bogdan, who differ in a property; both with the same password. */
async function withTwo(made: MadeUserDb): Promise<UserDbConfig> {
  const config = configOf(made)
  await config.addUser(ANNA, PASSWORD, { mayChangePassword: false, mustChangePassword: false })
  await config.addUser(BOGDAN, PASSWORD, FLAGS)
  return config
}

function flagsOf(found: { mayChangePassword: boolean; mustChangePassword: boolean } | undefined) {
  if (found === undefined) return undefined
  return { mayChangePassword: found.mayChangePassword, mustChangePassword: found.mustChangePassword }
}
