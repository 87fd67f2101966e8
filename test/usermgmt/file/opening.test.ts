import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { groupsBytes, parseGroups } from '../../../src/main/usermgmt/file/groupRows'
import { objectsBytes, parseObjects } from '../../../src/main/usermgmt/file/objectRows'
import { parseUsers, usersBytes } from '../../../src/main/usermgmt/file/userRows'
import { SAMPLE } from '../../support/temporaryFolder'

test('the sample is read and written back byte for byte', async () => {
  const users = await readFile(join(SAMPLE, '.UserDatabase.csv'))
  const groups = await readFile(join(SAMPLE, '.GroupDatabase.csv'))
  const objects = await readFile(join(SAMPLE, '.UserMgmtRightsDB.csv'))
  const one = parseUsers(users)
  const two = parseGroups(groups)
  const three = parseObjects(objects)
  expect(usersBytes(one.rows, one.ends)).toEqual(users)
  expect(groupsBytes(two.rows, two.ends)).toEqual(groups)
  expect(objectsBytes(three.rows, three.ends)).toEqual(objects)
})
