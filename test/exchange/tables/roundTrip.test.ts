import { expect, it, describe } from 'vitest'
import { tableKind } from '../../../src/main/exchange/tables/heading'
import { writeRightsTable } from '../../../src/main/exchange/tables/writeRightsTable'
import { writeUsersTable } from '../../../src/main/exchange/tables/writeUsersTable'
import { UserManager } from '../../../src/main/usermgmt/manager'
import { differences } from '../../../src/main/usermgmt/transfer/differences'
import { snapshot } from '../../../src/main/usermgmt/transfer/snapshot'
import { contentSource } from '../../../src/main/usermgmt/transfer/source'
import { takeContent } from '../../../src/main/usermgmt/transfer/takeContent'
import { owner } from '../../usermgmt/fillingLine'
import { openStore } from '../../support/openStore'
import { sampleCopy } from '../../support/temporaryFolder'
import { NOBODY, rightsOf, usersOf } from './tables'

const PARTS = ['users', 'groups', 'rights'] as const
const separators = [',', ';'] as const

async function sample() {
  const { store } = await openStore(await sampleCopy())
  const manager = new UserManager()
  store.registerWith(manager)
  const content = await takeContent(manager, owner, { parts: PARTS, credentials: true })
  const present = await snapshot(manager)
  await store.close()
  return { content, present }
}

describe.each(separators)('the sample through tables with %j', (separator) => {
  it('comes back over itself with nothing to change', async () => {
    const { content, present } = await sample()
    const [users, rights] = [
      await writeUsersTable(content, { separator }),
      await writeRightsTable(content, { separator }),
    ]
    expect([tableKind(users), tableKind(rights)]).toEqual(['users-table', 'rights-table'])
    for (const reading of [await usersOf(users), await rightsOf(rights)]) {
      expect(reading.problems).toEqual([])
      const wanted = await contentSource(reading.over(present), present).snapshot()
      expect(differences(present, wanted)).toEqual([])
    }
  })

  it('comes into an empty database with all but passwords, accounts of the controller, nested groups and bits of groups', async () => {
    const { content } = await sample()
    const users = (await usersOf(await writeUsersTable(content, { separator }))).over(NOBODY)
    const { objects } = (await rightsOf(await writeRightsTable(content, { separator }))).over(NOBODY)
    expect(users.users).toEqual(
      content.users?.map(({ name, mayChangePassword, mustChangePassword }) => ({
        name,
        mayChangePassword,
        mustChangePassword,
        internal: false,
        lastChange: null,
      })),
    )
    const members = content.groups?.filter((group) => group.users.length > 0)
    expect(new Map(users.groups?.map((group) => [group.name, group]))).toEqual(
      new Map(members?.map(({ name, users }) => [name, { name, users: [...users], groups: [] }])),
    )
    expect(sorted(objects)).toEqual(sorted(content.objects))
  })

  it('holds nothing of a password', async () => {
    const { content } = await sample()
    const text = Buffer.from(await writeUsersTable(content, { separator })).toString()
    for (const { credentials } of content.users ?? []) {
      const hash = /[0-9a-f]{128}/u.exec(Buffer.from(credentials ?? []).toString())?.[0]
      expect(hash).toBeDefined()
      expect(text).not.toContain(hash)
    }
    expect(text).not.toContain('scrypt')
    expect(text.split('\r\n')[1]).toMatch(/^admin.Administrator.yes.no.2025-04-10T\d\d:\d\d:\d\dZ$/u)
  })
})

/** The order of groups is that of the heading. */
function sorted(objects: readonly { name: string; entries: readonly { group: string }[] }[] = []) {
  return objects.map(({ name, entries }) => ({
    name,
    entries: entries.toSorted((one, other) => (one.group < other.group ? -1 : 1)),
  }))
}
