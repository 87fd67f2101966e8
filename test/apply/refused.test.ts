import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AppError } from '../../src/contract/errors'
import { disk } from '../../src/main/state/fileSystem'
import { withFolderLock } from '../../src/main/usermgmt/file/folderLock'
import { parseUsers, USER_BITS, userRow, usersBytes } from '../../src/main/usermgmt/file/userRows'
import { contentsOf, SAMPLE, temporaryFolder } from '../support/temporaryFolder'
import { systemError, watchedFileSystem, type Operation } from '../support/watchedFileSystem'
import { context, startParts, type Parts } from './parts'
import { bytesIn, copiesOf } from './stage'

/** `count` copies of the sample, and the database that is applied to them: dörte has gone from it. */
async function stage(count: number, given: Parameters<typeof startParts>[0] = {}) {
  const parts = await startParts(given)
  const place = await temporaryFolder()
  const folders = await copiesOf(SAMPLE, place, count)
  const from = join(place, 'wanted')
  await cp(SAMPLE, from, { recursive: true })
  const database = await parts.open(from)
  await parts.databases['users.remove']({ database, name: 'dörte' }, context())
  const plan = (asked: readonly string[] = folders) =>
    parts.handlers['apply.plan']({ database, folders: [...asked] }, context())
  return { ...parts, place, folders, from, database, plan }
}

const run = ({ handlers }: Pick<Parts, 'handlers'>, plan: string) => handlers['apply.run']({ plan }, context())
const undo = ({ handlers }: Pick<Parts, 'handlers'>, id: string | null) =>
  handlers['apply.undo']({ run: id ?? '' }, context())

test('each folder that cannot be done says why, in the order that was asked, and the others are planned', async () => {
  const { place, folders, from, plan, open, databases } = await stage(6)
  const [good = '', damaged = '', copyOnly = '', missingOne = '', edited = '', linked = ''] = folders
  for (const name of ['.UserDatabase.csv', '.UserDatabase.csv_']) await writeFile(join(damaged, name), 'UserDB')
  await writeFile(join(copyOnly, '.GroupDatabase.csv'), 'GroupDB,FileVersion,2')
  await rm(join(missingOne, '.UserMgmtRightsDB.csv'))
  await databases['users.remove']({ database: await open(edited), name: 'chidi' }, context())
  await symlink(linked, join(place, 'link'))
  await mkdir(join(place, 'empty'))
  const old = join(place, 'old')
  await mkdir(old)
  await writeFile(join(old, '.UserMgmtDB.csv'), `u,anna,0x00002000,${'a'.repeat(32)}\ng,Administrator,anna\n`)
  const asked = [
    good,
    damaged,
    copyOnly,
    missingOne,
    edited,
    linked,
    `${place}/link`,
    good,
    from,
    `${place}/empty`,
    old,
  ]
  const { targets } = await plan([...asked, `${place}/nowhere`])
  expect(
    targets.map(({ folder, is, error }) => `${folder.slice(place.length + 1)} ${is} ${error?.code ?? ''}`),
  ).toEqual([
    '01 differs ',
    '02 refused database-damaged',
    '03 refused database-damaged',
    '04 refused database-incomplete',
    '05 refused unsaved',
    '06 differs ',
    '06 refused already-exists',
    '01 refused already-exists',
    'wanted refused already-exists',
    'empty refused not-a-database',
    'old refused database-incomplete',
    'nowhere refused not-found',
  ])
  expect(targets[2]?.error?.details).toMatchObject({ file: '.GroupDatabase.csv', line: 1 })
})

test('what nobody could administer is applied nowhere, also where only an account of the controller could', async () => {
  const { folders, from, handlers, databases, open } = await stage(1)
  const before = await bytesIn(folders)
  const { database: nobody } = await databases['databases.create']({ folder: `${from}-new` }, context())
  await cp(SAMPLE, `${from}-account`, { recursive: true })
  for (const name of ['.UserDatabase.csv', '.UserDatabase.csv_']) {
    const file = join(`${from}-account`, name)
    const { rows, ends } = parseUsers(await readFile(file))
    const changed = rows.map((row) =>
      row.name === 'admin' ? userRow({ ...row, property: row.property | USER_BITS.internal }) : row,
    )
    await writeFile(file, usersBytes(changed, ends))
  }
  for (const database of [nobody, await open(`${from}-account`)]) {
    for (const mode of ['replace', 'merge'] as const) {
      await expect(handlers['apply.plan']({ database, folders, mode }, context())).rejects.toMatchObject({
        code: 'last-administrator',
      })
    }
  }
  expect(await bytesIn(folders)).toEqual(before)
})

test('a folder that another program holds is refused in the plan, and left as it is when it is held later', async () => {
  const one = await stage(2)
  const [first = '', second = ''] = one.folders
  const before = await bytesIn(one.folders)
  const { plan, targets } = await withFolderLock(first, async () => one.plan())
  expect(targets.map(({ is, error }) => [is, error?.code])).toEqual([
    ['refused', 'folder-in-use'],
    ['differs', undefined],
  ])
  const { run: id, targets: outcomes } = await withFolderLock(second, async () => run(one, plan))
  expect(outcomes.map(({ is, error }) => [is, error?.code])).toEqual([
    ['refused', 'folder-in-use'],
    ['refused', 'folder-in-use'],
  ])
  expect(id).toBeNull()
  expect(await bytesIn(one.folders)).toEqual(before)
}, 30_000)

test('a folder that is no longer as it was planned is left as it is, and the next one is done', async () => {
  const one = await stage(3)
  const [first = '', second = ''] = one.folders
  const { plan } = await one.plan()
  const changed = await one.open(first)
  await one.databases['users.remove']({ database: changed, name: 'chidi' }, context())
  await one.databases['databases.save']({ database: changed }, context())
  await rm(join(second, '.UserDatabase.csv_'))
  const before = await bytesIn([first, second])
  const { targets } = await run(one, plan)
  expect(targets.map(({ is, error }) => [is, error])).toEqual([
    [
      'refused',
      {
        code: 'changed-outside',
        details: { files: ['.UserDatabase.csv', '.GroupDatabase.csv', '.UserDatabase.csv_', '.GroupDatabase.csv_'] },
      },
    ],
    ['refused', { code: 'changed-outside', details: { files: ['.UserDatabase.csv_'] } }],
    ['applied', null],
  ])
  expect(await bytesIn([first, second])).toEqual(before)
})

test('unsaved edits of an opened folder are never overtaken: it is refused while they are known', async () => {
  const one = await stage(1)
  const [folder = ''] = one.folders
  const { plan } = await one.plan()
  const database = await one.open(folder)
  await one.databases['users.remove']({ database, name: 'chidi' }, context())
  expect((await run(one, plan)).targets[0]).toMatchObject({ is: 'refused', error: { code: 'unsaved' } })
  await one.databases['databases.undo']({ database }, context())
  const done = await run(one, plan)
  expect(done.targets[0]).toMatchObject({ is: 'applied' })
  await one.databases['databases.reload']({ database }, context())
  await one.databases['users.remove']({ database, name: 'chidi' }, context())
  expect((await undo(one, done.run)).targets[0]).toMatchObject({ is: 'refused', error: { code: 'unsaved' } })
  await one.databases['databases.undo']({ database }, context())
  expect((await undo(one, done.run)).targets[0]).toMatchObject({ is: 'restored' })
})

test('where they are not known, the opened folder notices, keeps its edits, and does not save over what was applied', async () => {
  const one = await stage(1, { knowsOpened: false })
  const [folder = ''] = one.folders
  const { plan } = await one.plan()
  const database = await one.open(folder)
  await one.databases['users.remove']({ database, name: 'chidi' }, context())
  await run(one, plan)
  await expect(one.databases['databases.save']({ database }, context())).rejects.toMatchObject({
    code: 'changed-outside',
  })
  const { unsaved, outside } = await one.databases['databases.state']({ database }, context())
  expect(unsaved).toBeGreaterThan(0)
  expect(outside).toContain('.UserDatabase.csv')
})

/** Fails the writing of one folder from a step on, as a disk that got full. */
function failing(at: { folder: string; operation: Operation; from: number; code: string }) {
  let steps = 0
  return watchedFileSystem(disk, (operation, path) => {
    if (at.folder === '' || operation !== at.operation || !path.startsWith(at.folder)) return
    steps += 1
    if (steps >= at.from) throw systemError(at.code, path)
  })
}

test.each([
  ['writeFile', 1, 'ENOSPC', 'disk-full'],
  ['writeFile', 4, 'ENOSPC', 'disk-full'],
  ['rename', 2, 'EIO', 'file-failed'],
] as const)(
  'a disk that fails at %s %i leaves that folder as it was to the byte, and the next one is done',
  async (operation, from, code, told) => {
    const at = { folder: '', operation, from, code }
    const one = await stage(2, { fs: failing(at) })
    const [first = ''] = one.folders
    const before = await bytesIn(one.folders)
    const { plan } = await one.plan()
    at.folder = first
    const { run: id, targets } = await run(one, plan)
    at.folder = ''
    expect(targets.map(({ is, error }) => [is, error?.code])).toEqual([
      ['refused', told],
      ['applied', undefined],
    ])
    expect(await contentsOf(first)).toEqual(before[0])
    // Nothing of it is left to undo.
    expect((await undo(one, id)).targets.map(({ folder }) => folder)).toEqual([one.folders[1]])
    expect(await bytesIn(one.folders)).toEqual(before)
  },
)

test('a disk that holds something else than was written gives the folder its files of before', async () => {
  const at = { folder: '' }
  const fs = watchedFileSystem(disk, async (operation, path) => {
    // Once the save is in place, a bit turns before anybody reads it back.
    if (operation !== 'unlink' || path !== join(at.folder, '.keyswitch.journal')) return
    const file = join(at.folder, '.UserMgmtRightsDB.csv')
    await writeFile(file, (await readFile(file, 'latin1')).replace('0xffffffff', '0xfffffffe'), 'latin1')
  })
  const one = await stage(2, { fs })
  const before = await bytesIn(one.folders)
  const { plan } = await one.plan()
  at.folder = one.folders[0] ?? ''
  const { targets } = await run(one, plan)
  expect(targets.map(({ is, error }) => [is, error?.code])).toEqual([
    ['refused', 'not-as-planned'],
    ['applied', undefined],
  ])
  expect((await bytesIn(one.folders))[0]).toEqual(before[0])
})

test('no folder is touched when it cannot be kept as it was', async () => {
  const one = await stage(1)
  const before = await bytesIn(one.folders)
  await writeFile(one.kept, 'a file where the folder should be')
  const { plan } = await one.plan()
  const { run: id, targets } = await run(one, plan)
  expect(id).toBeNull()
  expect(targets[0]).toMatchObject({ is: 'refused', error: { code: 'file-failed' } })
  expect(await bytesIn(one.folders)).toEqual(before)
})

test('undo leaves what was changed since, restores the others, and can be tried again', async () => {
  const one = await stage(4)
  const [first = '', second = '', third = '', fourth = ''] = one.folders
  const before = await bytesIn(one.folders)
  const { run: id } = await run(one, (await one.plan()).plan)
  const applied = await readFile(join(first, '.UserDatabase.csv'))
  await writeFile(join(first, '.UserDatabase.csv'), Buffer.concat([applied, Buffer.from(' ')]))
  await rm(third, { recursive: true })
  await rm(fourth, { recursive: true })
  await symlink(second, fourth)
  const told = async () => (await undo(one, id)).targets.map(({ folder, is, error }) => [folder, is, error?.code])
  const outcome = [
    [first, 'refused', 'changed-outside'],
    [third, 'refused', 'not-found'],
    [fourth, 'refused', 'changed-outside'],
  ]
  expect(await told()).toEqual([outcome[0], [second, 'restored', undefined], ...outcome.slice(1)])
  expect(await contentsOf(second)).toEqual(before[1])
  expect(await told()).toEqual(outcome)
  expect(await one.handlers['apply.runs']({}, context())).toMatchObject({ runs: [{ folders: 4, left: 3 }] })
  await writeFile(join(first, '.UserDatabase.csv'), applied)
  expect((await told())[0]).toEqual([first, 'restored', undefined])
  expect(await contentsOf(first)).toEqual(before[0])
})

test('what is kept and was changed there is given back to nobody', async () => {
  const one = await stage(1)
  const { run: id } = await run(one, (await one.plan()).plan)
  const applied = await bytesIn(one.folders)
  await writeFile(join(one.kept, id ?? '', '1', '.GroupDatabase.csv'), 'GroupDB')
  expect((await undo(one, id)).targets[0]).toMatchObject({ is: 'refused', error: { code: 'database-damaged' } })
  expect(await bytesIn(one.folders)).toEqual(applied)
})

test('cancelled between two folders, those begun are done and the others are not begun', async () => {
  const one = await stage(12)
  const before = await bytesIn(one.folders)
  const { plan } = await one.plan()
  const controller = new AbortController()
  const told: string[] = []
  const progress = (done: number, total: number) => {
    told.push(`${done} of ${total}`)
    controller.abort()
  }
  const { run: id, targets } = await one.handlers['apply.run'](
    { plan },
    context({ signal: controller.signal, progress }),
  )
  const count = (is: string) => targets.filter((target) => target.is === is).length
  expect(count('applied')).toBeGreaterThan(0)
  expect(count('applied')).toBeLessThanOrEqual(4)
  expect(count('applied') + count('cancelled')).toBe(12)
  expect(told[0]).toBe('1 of 12')
  const untouched = targets.flatMap(({ is }, index) => (is === 'cancelled' ? [index] : []))
  const after = await bytesIn(one.folders)
  for (const index of untouched) expect(after[index]).toEqual(before[index])
  expect((await undo(one, id)).targets).toHaveLength(count('applied'))
  expect(await bytesIn(one.folders)).toEqual(before)
  const gone = AbortSignal.abort()
  await expect(
    one.handlers['apply.plan']({ database: one.database, folders: one.folders }, context({ signal: gone })),
  ).rejects.toMatchObject({ code: 'cancelled' })
})

test('a plan belongs to who made it, is forgotten when they leave, and four of them are kept', async () => {
  const { folders, database, handlers, apply } = await stage(1)
  const planAs = async (peer: string) => (await handlers['apply.plan']({ database, folders }, context({ peer }))).plan
  const look = (peer: string, plan: string) =>
    handlers['apply.differences']({ plan, folder: folders[0] ?? '' }, context({ peer }))
  const refusal = (error: unknown) => (error as AppError).code
  const first = await planAs('anna')
  await expect(look('bogdan', first)).rejects.toMatchObject({ code: 'not-found', details: { subject: 'plan' } })
  const later = [await planAs('anna'), await planAs('anna'), await planAs('anna'), await planAs('anna')]
  expect(await Promise.resolve(look('anna', first)).catch(refusal)).toBe('not-found')
  for (const plan of later) expect(await look('anna', plan)).toMatchObject({ total: 1 })
  const own = await planAs('bogdan')
  apply.leave({ id: 'anna' })
  for (const plan of later) expect(await Promise.resolve(look('anna', plan)).catch(refusal)).toBe('not-found')
  expect(await look('bogdan', own)).toMatchObject({ total: 1 })
})

test.skipIf(process.platform === 'win32')('the folders of what is kept are made for one person only', async () => {
  const one = await stage(1)
  await mkdir(one.kept)
  await chmod(one.kept, 0o777)
  await run(one, (await one.plan()).plan)
  expect((await disk.stat(one.kept)).mode).toBe(0o700)
})
