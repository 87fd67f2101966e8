import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { disk } from '../../../src/main/state/fileSystem'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { databaseFilesIn } from '../../../src/main/usermgmt/file/readFolder'
import { openStore, type OpenedStore } from '../../support/openStore'
import { contentsOf, sampleCopy, SAMPLE, temporaryFolder } from '../../support/temporaryFolder'
import { systemError, watchedFileSystem, type Operation } from '../../support/watchedFileSystem'

/** Operations that can fail for want of room, and all others for a failing disk. */
const NEEDS_ROOM = new Set<Operation>(['open', 'writeFile', 'sync', 'rename', 'mkdir', 'close', 'chmod'])

test.each([
  { what: 'the disk gets full', code: 'ENOSPC', stays: false },
  { what: 'the disk gets full and stays so', code: 'ENOSPC', stays: true },
  { what: 'the quota is used up', code: 'EDQUOT', stays: false },
  { what: 'the disk fails', code: 'EIO', stays: false },
])(
  'when $what at any step of a save, the old or the new database is there whole, and saving again works',
  async ({ code, stays }) => {
    const { old, changed } = await bothVersions()
    let steps = Infinity
    for (let failing = 1; failing <= steps; failing++) {
      const folder = await sampleCopy()
      let step = 0
      let armed = false
      const fs = watchedFileSystem(disk, (operation, path) => {
        if (!armed || (code !== 'EIO' && !NEEDS_ROOM.has(operation))) return
        step++
        if (step === failing || (stays && step > failing)) throw systemError(code, path)
      })
      const opened = await openStore(folder, { fs })
      await editAll(opened)
      armed = true
      const failure = await opened.store.save().then(
        () => undefined,
        (error: unknown) => error,
      )
      armed = false
      if (step < failing) steps = step
      if (failure !== undefined) {
        expect(failure).toBeInstanceOf(AppError)
        expect(opened.store.unsaved, 'edits stay in memory').toBe(3)
      }
      // Its sentence says that nothing was changed.
      if (failure instanceof AppError && failure.code === 'disk-full') {
        expect(failure.details).toEqual({ folder })
        expect(primaries(await contentsOf(folder))).toEqual(old)
        expect(await keyswitchFiles(folder)).toEqual([])
      } else if (failure instanceof AppError) {
        expect(failure).toMatchObject({ code: 'file-failed', details: { code } })
      }
      const reopened = await openStore(folder)
      const now = primaries(await contentsOf(folder))
      expect([old, changed], `step ${failing}`).toContainEqual(now)
      if (failure === undefined) expect(now).toEqual(changed)
      await reopened.store.close()
      await opened.store.save()
      expect(primaries(await contentsOf(folder))).toEqual(changed)
      expect(await readFile(join(folder, '.UserDatabase.csv_'))).toEqual(
        await readFile(join(folder, '.UserDatabase.csv')),
      )
      expect(await keyswitchFiles(folder)).toEqual([])
      await opened.store.close()
    }
    expect(steps).toBeGreaterThan(30)
  },
  60_000,
)

test('when the disk gets full before anything was put in place, no temporary file stays', async () => {
  const folder = await sampleCopy()
  const before = await contentsOf(folder)
  const fs = watchedFileSystem(disk, (operation, path) => {
    if (operation === 'writeFile' && path.endsWith('-1')) throw systemError('ENOSPC', path)
  })
  const opened = await openStore(folder, { fs })
  await editAll(opened)
  await expect(opened.store.save()).rejects.toMatchObject({ code: 'disk-full' })
  expect(await contentsOf(folder)).toEqual(before)
  await opened.store.close()
})

test('when the disk gets full at any step of making a new database, there is a whole one or none', async () => {
  let steps = Infinity
  for (let failing = 1; failing <= steps; failing++) {
    const folder = join(await temporaryFolder(), 'new')
    let step = 0
    const fs = watchedFileSystem(disk, (operation, path) => {
      if (NEEDS_ROOM.has(operation) && ++step === failing) throw systemError('ENOSPC', path)
    })
    const made = await createDatabase(folder, { fs }).then(
      () => true,
      () => false,
    )
    if (step < failing) steps = step
    const opened = await openStore(folder).catch((error: unknown) => error)
    if (made || (await databaseFilesIn(disk, folder)).length > 0) {
      expect(opened, `step ${failing}`).toHaveProperty('store')
      expect(await databaseFilesIn(disk, folder)).toHaveLength(5)
      await (opened as OpenedStore).store.close()
    } else {
      expect(opened, `step ${failing}`).toMatchObject({ code: 'not-a-database' })
      await createDatabase(folder)
    }
  }
  expect(steps).toBeGreaterThan(30)
}, 60_000)

/** One edit in each of the three files. */
async function editAll({ users, groups, objects }: OpenedStore): Promise<void> {
  await users.addUser('zoë', 'x', { mayChangePassword: true, mustChangePassword: false })
  await groups.addUserTo('Watch', 'zoë')
  await objects.setRight('Device.Logger', 'Watch', 'view', 'grant')
}

async function bothVersions() {
  const opened = await openStore(await sampleCopy())
  await editAll(opened)
  await opened.store.save()
  const changed = primaries(await contentsOf(opened.store.folder))
  await opened.store.close()
  return { old: primaries(await contentsOf(SAMPLE)), changed }
}

function primaries(contents: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(contents).filter(([name]) => name.endsWith('.csv')))
}

async function keyswitchFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.includes('keyswitch'))
}
