import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupsBytes, parseGroups } from '../../../src/main/usermgmt/file/groupRows'
import { objectsBytes, parseObjects } from '../../../src/main/usermgmt/file/objectRows'
import { parseUsers, usersBytes } from '../../../src/main/usermgmt/file/userRows'
import { arbitraryDatabase } from '../../support/arbitraryDatabase'

test('any database is written back as it was read, byte for byte, whatever its line ends', () => {
  fc.assert(
    fc.property(arbitraryDatabase, (database) => {
      const users = parseUsers(database.users)
      const groups = parseGroups(database.groups)
      const objects = parseObjects(database.objects)
      expect(usersBytes(users.rows, users.ends).equals(database.users)).toBe(true)
      expect(groupsBytes(groups.rows, groups.ends).equals(database.groups)).toBe(true)
      expect(objectsBytes(objects.rows, objects.ends).equals(database.objects)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('a checksum finds every single changed byte of users and groups', () => {
  fc.assert(
    fc.property(
      arbitraryDatabase,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      (database, at, flip, which) => {
        const original = which ? database.users : database.groups
        const changed = Buffer.from(original)
        const index = at % changed.length
        changed.writeUInt8((changed[index] ?? 0) ^ flip, index)
        const parse = which ? parseUsers : parseGroups
        // A line end that becomes another, or a digit of the checksum in capitals, changes no content.
        const rows = (bytes: Buffer) => parse(bytes).rows.map(({ text }) => text)
        let read: string[] | undefined
        try {
          read = rows(changed)
        } catch (error) {
          expect(error).toMatchObject({ code: 'database-damaged' })
        }
        if (read !== undefined) expect(read).toEqual(rows(original))
      },
    ),
    { numRuns: 2000 },
  )
})
