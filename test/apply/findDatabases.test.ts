import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDatabases } from '../../src/main/apply/findDatabases'
import { temporaryFolder } from '../support/temporaryFolder'
import { context, startParts } from './parts'

async function make(root: string, ...files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(join(root, file, '..'), { recursive: true })
    await writeFile(join(root, file), '')
  }
}

test('databases are found in volumes of containers, deep below, in hidden folders and one inside another', async () => {
  const root = await temporaryFolder()
  await make(
    root,
    'volumes/plc10/_data/PlcLogic/.UserDatabase.csv',
    'volumes/plc2/_data/var/opt/codesys/.GroupDatabase.csv',
    'volumes/plc2/_data/var/opt/codesys/inside/.UserMgmtRightsDB.csv',
    '.hidden/.UserDatabase.csv',
    'volumes/other/_data/UserDatabase.csv',
    'volumes/other/.UserDatabase.csv_',
  )
  await mkdir(join(root, 'volumes/strange/.UserDatabase.csv'), { recursive: true })
  const { folders, more } = await findDatabases(root)
  expect(folders).toEqual(
    [
      '.hidden',
      'volumes/plc2/_data/var/opt/codesys',
      'volumes/plc2/_data/var/opt/codesys/inside',
      'volumes/plc10/_data/PlcLogic',
    ].map((name) => join(root, name)),
  )
  expect(more).toBe(false)
  expect((await findDatabases(join(root, '.hidden'))).folders).toEqual([join(root, '.hidden')])
})

test('links are not followed: nothing outside is found, nothing twice, and a circle ends', async () => {
  const root = await temporaryFolder()
  const outside = await temporaryFolder()
  await make(outside, '.UserDatabase.csv')
  await make(root, 'line/.UserDatabase.csv')
  await symlink(outside, join(root, 'outside'))
  await symlink(join(root, 'line'), join(root, 'again'))
  await symlink(root, join(root, 'line', 'circle'))
  expect(await findDatabases(root)).toEqual({ folders: [join(root, 'line')], more: false })
})

test('where a limit is reached it is said that there may be more', async () => {
  const root = await temporaryFolder()
  await make(root, ...Array.from({ length: 9 }, (_, index) => `${index}/a/b/.UserDatabase.csv`))
  const limits = { depth: 3, found: 9, folders: 100 }
  expect(await findDatabases(root, {}, limits)).toMatchObject({ folders: { length: 9 }, more: false })
  expect(await findDatabases(root, {}, { ...limits, found: 8 })).toMatchObject({ folders: { length: 8 }, more: true })
  expect(await findDatabases(root, {}, { ...limits, depth: 2 })).toEqual({ folders: [], more: true })
  expect(await findDatabases(root, {}, { ...limits, folders: 12 })).toEqual({ folders: [], more: true })
})

test('looking says how far it is and can be cancelled', async () => {
  const root = await temporaryFolder()
  await make(root, ...Array.from({ length: 40 }, (_, index) => `${index}/.UserDatabase.csv`))
  const controller = new AbortController()
  const told: [number, number][] = []
  const progress = (done: number, total: number) => {
    told.push([done, total])
    if (done >= 5) controller.abort()
  }
  await expect(findDatabases(root, { signal: controller.signal, progress })).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(told[0]).toEqual([1, 41])
  expect(told.length).toBe(2)
})

test('a folder that is not there is no folder without databases', async () => {
  const { handlers } = await startParts()
  const root = await temporaryFolder()
  const find = async (folder: string) => handlers['folders.databases']({ folder }, context())
  await expect(find(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' })
  await make(root, 'line/.UserDatabase.csv')
  expect(await find(join(root, 'line'))).toEqual({ folders: [join(root, 'line')], more: false })
})
