import { createHash, randomBytes, scryptSync } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { noticeSentence } from '../../../src/contract/sentences'
import { disk } from '../../../src/main/state/fileSystem'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { createHashing } from '../../../src/main/usermgmt/file/hashing'
import { UserManager } from '../../../src/main/usermgmt/manager'
import { noticeSentenceDe } from '../../../src/renderer/text/sentencesDe'
import { listed, openStore, quickHashing } from '../../support/openStore'
import { contentsOf, sampleCopy, SAMPLE, temporaryFolder } from '../../support/temporaryFolder'
import { watchedFileSystem } from '../../support/watchedFileSystem'

const OLD = '.UserMgmtDB.csv'
const USERS = '.UserDatabase.csv'
const owner = { is: 'owner' } as const
const real = () => ({ hashing: createHashing({ concurrency: 2 }), random: randomBytes })

const OLD_LINES = [
  `u,Anonymous,0x00000000,${md5('anonymous')}`,
  `u,anna,0x00002000,${md5('Filling-line 1')}`,
  `u,bogdan,0x00000000,${md5('Conveyor 2')}`,
  'u,guest,0x00002000,',
  `u,open,0x00002000,${md5('')}`,
  'g,Administrator,anna',
  'g,Watch,bogdan,Anonymous,guest',
  'g,Night shift,bogdan,nobody',
  'g,Everyone,Anonymous,anna,bogdan',
]

test('users, passwords and groups of an old database are imported on opening, and administrators keep their rights', async () => {
  const folder = await folderWith({ [OLD]: OLD_LINES.join('\n') })
  const before = await contentsOf(folder)
  const { store, users, groups } = await openStore(folder, real())
  expect((await listed(users.users?.())).map(({ name }) => name)).toEqual(['anna', 'bogdan'])
  expect(await users.authenticate('anna', 'Filling-line 1')).toEqual({
    mayChangePassword: true,
    mustChangePassword: false,
    internal: false,
    lastChange: null,
    outdated: true,
  })
  expect(await users.authenticate('bogdan', 'Conveyor 2')).toMatchObject({ mayChangePassword: false })
  for (const password of ['filling-line 1', md5('Filling-line 1'), '']) {
    expect(await users.authenticate('anna', password)).toBeUndefined()
  }
  expect((await listed(groups.groups())).map(({ name }) => name)).toEqual([
    'Administrator',
    'Developer',
    'Service',
    'Watch',
    'Night shift',
  ])
  expect(await listed(groups.usersOf('Administrator'))).toEqual(['anna'])
  expect(await listed(groups.usersOf('Watch'))).toEqual(['bogdan'])
  expect(await listed(groups.usersOf('Night shift'))).toEqual(['bogdan'])
  await store.close()
  expect(await contentsOf(folder), 'opening changes nothing on the disk').toEqual(before)

  const again = await openStore(folder)
  const manager = new UserManager()
  again.store.registerWith(manager)
  const rights = await manager.rights.person(owner, 'anna')
  expect(new Set(Object.values(rights.rights).flatMap((codes) => codes.split('')))).toEqual(new Set(['+', 'x']))
  expect(await manager.rights.objects(owner)).toMatchObject({
    names: expect.arrayContaining(['Device.PlcLogic', 'Device.UserManagement.Groups.Night shift']),
  })
  await again.store.close()
})

test('the built-in Anonymous user is not imported, nor anybody without a password, and that is told', async () => {
  const { store } = await openStore(await folderWith({ [OLD]: OLD_LINES.join('\n') }))
  const skipped = ['Anonymous', 'guest', 'open', 'Everyone', 'nobody']
  expect(store.notices).toEqual([{ is: 'old-imported', file: OLD, users: 2, skipped }])
  for (const sentence of [noticeSentence, noticeSentenceDe]) {
    expect(store.notices.map(sentence).join()).toMatch(/\.UserMgmtDB\.csv.*2.*Anonymous, guest, open, Everyone, nobody/)
  }
  await store.close()
})

test('saving an imported database writes the new files without any MD5, and keeps the old file under another name', async () => {
  const folder = await folderWith({ [OLD]: OLD_LINES.join('\n') })
  const { store } = await openStore(folder)
  expect(store.unsaved).toBeGreaterThan(2)
  expect(store.undoable).toBeUndefined()
  await store.save()
  expect([store.unsaved, store.notices]).toEqual([0, []])
  await store.close()
  const contents = await contentsOf(folder)
  expect(Object.keys(contents)).toEqual([
    '.GroupDatabase.csv',
    '.GroupDatabase.csv_',
    USERS,
    `${USERS}_`,
    `${OLD}.imported`,
    '.UserMgmtRightsDB.csv',
  ])
  expect(contents[`${OLD}.imported`]).toBe(OLD_LINES.join('\n'))
  for (const password of ['Filling-line 1', 'Conveyor 2']) expect(contents[USERS]).not.toContain(md5(password))
  expect(contents[USERS]).toMatch(/^u,anna,0x00002000,4,[0-9a-f]{16},[0-9a-f]{128},32768,8,1,0x00000000$/m)

  const second = await openStore(folder)
  expect([second.store.unsaved, second.store.notices]).toEqual([0, []])
  expect(await second.users.authenticate('anna', 'Filling-line 1')).toMatchObject({ outdated: true })
  await second.store.close()
  expect(await contentsOf(folder)).toEqual(contents)
})

test('an old file that was kept from an earlier import is not replaced', async () => {
  const others = { [`${OLD}.imported`]: 'first', [`${OLD}.imported-2`]: 'second' }
  const folder = await folderWith({ [OLD]: OLD_LINES.join('\n'), ...others })
  const { store } = await openStore(folder)
  await store.save()
  await store.close()
  const contents = await contentsOf(folder)
  expect(contents).toMatchObject({ ...others, [`${OLD}.imported-3`]: OLD_LINES.join('\n') })
  expect(contents).not.toHaveProperty([OLD])
})

test('where there are new files the old one is left alone, and that is told', async () => {
  const folder = await sampleCopy()
  await writeFile(join(folder, OLD), 'not even looked at')
  const { store, users } = await openStore(folder)
  expect(store.notices).toEqual([{ is: 'old-left', file: OLD }])
  for (const sentence of [noticeSentence, noticeSentenceDe]) expect(store.notices.map(sentence).join()).toContain(OLD)
  await users.removeUser('bogdan')
  await store.save()
  await store.close()
  expect(await readFile(join(folder, OLD), 'utf8')).toBe('not even looked at')
})

test('a good second copy of the new file counts more than the old one', async () => {
  const folder = await sampleCopy()
  await writeFile(join(folder, OLD), OLD_LINES.join('\n'))
  await disk.unlink(join(folder, USERS))
  const { store } = await openStore(folder)
  expect(store.notices.map(({ is }) => is)).toEqual(['copy-used', 'old-left'])
  await store.close()
})

test('groups and rights that are there already stay as they are beside imported users', async () => {
  const kept = { '.GroupDatabase.csv': await readFile(join(SAMPLE, '.GroupDatabase.csv'), 'utf8') }
  const folder = await folderWith({ [OLD]: `u,carl,0x00002000,${md5('x')}\ng,Service,carl\ng,Painters,carl`, ...kept })
  const { store, groups, objects } = await openStore(folder)
  const names = (await listed(groups.groups())).map(({ name }) => name)
  expect(names.filter((name) => name === 'Service')).toEqual(['Service'])
  expect(names.at(-1)).toBe('Painters')
  expect(await listed(groups.usersOf('Service'))).toContain('carl')
  expect(objects.hasObject('Device.UserManagement.Groups.Painters')).toBe(true)
  await store.save()
  await store.close()
  const written = await readFile(join(folder, '.GroupDatabase.csv'), 'utf8')
  for (const line of kept['.GroupDatabase.csv'].split('\n').filter((line) => /^[ga],/.test(line))) {
    expect(written).toContain(line)
  }
})

test('an old database is read whatever its line ends and digits', async () => {
  const text = `\uFEFF\r\nu,anna,0x0000200A,${md5('x').toUpperCase()}\r\n\r\ng,Administrator,anna\r\n`
  const { store, users } = await openStore(await folderWith({ [OLD]: text }))
  expect(await users.authenticate('anna', 'x')).toMatchObject({ outdated: true })
  await store.close()
})

const ANNA = `u,anna,0x00002000,${md5('x')}`
test.each([
  ['nothing', '', 1, 'no user'],
  ['no user', 'g,Administrator,anna', 1, 'no user'],
  ['a line of another kind', `${ANNA}\nx,what,is,this`, 2, '“x”'],
  ['a hash that is cut off', `${ANNA}\nu,bogdan,0x00002000,${md5('x').slice(1)}`, 2, 'not whole'],
  ['properties in another form', `${ANNA}\nu,bogdan,2000,${md5('x')}`, 2, 'not whole'],
  ['a field too many', `${ANNA}\nu,bogdan,0x00002000,${md5('x')},more`, 2, 'not whole'],
  ['a member without a name', `${ANNA}\ng,Watch,`, 2, 'not whole'],
  ['a user twice', `${ANNA}\n\n${ANNA}`, 3, 'second time'],
  ['a group twice', `${ANNA}\ng,Watch,anna\ng,Watch`, 3, 'second time'],
  ['another encoding', Buffer.from(`${ANNA}\nu,d\xf6rte,0x00002000,${md5('x')}`, 'latin1'), 2, 'UTF-8'],
])('an old file that is not understood is refused and kept: %s', async (_, content, line, problem) => {
  const folder = await folderWith({ [OLD]: content })
  await expect(openStore(folder)).rejects.toMatchObject({
    code: 'database-damaged',
    details: { file: OLD, line, problem: expect.stringContaining(problem) },
  })
  expect(await readFile(join(folder, OLD))).toEqual(Buffer.from(content))
})

test('an old file that somebody changed since it was read is not put aside, and nothing is written', async () => {
  const folder = await folderWith({ [OLD]: OLD_LINES.join('\n') })
  const { store } = await openStore(folder)
  await writeFile(join(folder, OLD), ANNA)
  expect(await store.changedOutside()).toEqual([OLD])
  await expect(store.save()).rejects.toMatchObject({ code: 'changed-outside', details: { files: [OLD] } })
  expect(await contentsOf(folder)).toEqual({ [OLD]: ANNA })
  await store.reload()
  expect(store.notices).toMatchObject([{ users: 1 }])
  await store.save()
  expect((await contentsOf(folder))[`${OLD}.imported`]).toBe(ANNA)
  await store.close()
})

test('of two programs that import one folder the second is told, and replaces nothing', async () => {
  const folder = await folderWith({ [OLD]: OLD_LINES.join('\n') })
  const [one, other] = [await openStore(folder), await openStore(folder, { random: (bytes) => randomBytes(bytes) })]
  await one.store.save()
  const contents = await contentsOf(folder)
  await expect(other.store.save()).rejects.toMatchObject({ code: 'changed-outside' })
  expect(await contentsOf(folder)).toEqual(contents)
  await one.store.close()
  await other.store.close()
})

test('a disk that fails when the new files are put in place leaves the old file where it is', async () => {
  const folder = await folderWith({ [OLD]: OLD_LINES.join('\n') })
  const fs = watchedFileSystem(disk, (operation, path) => {
    if (operation === 'rename') throw Object.assign(new Error('broken'), { code: 'EIO', path })
  })
  const { store } = await openStore(folder, { fs })
  await expect(store.save()).rejects.toMatchObject({ code: 'file-failed' })
  await store.close()
  expect(await contentsOf(folder)).toEqual({ [OLD]: OLD_LINES.join('\n') })
})

test('an import can be cancelled, tells how far it is, and leaves room for logins', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `u,user${index},0x00002000,${md5(`${index}`)}`)
  const folder = await folderWith({ [OLD]: lines.join('\n') })
  let running = 0
  let most = 0
  const hashing = {
    ...quickHashing,
    async hash(...given: Parameters<typeof quickHashing.hash>) {
      most = Math.max(most, ++running)
      await new Promise((next) => setImmediate(next))
      running--
      return quickHashing.hash(...given)
    },
  }
  const seen: number[] = []
  const stop = new AbortController()
  const progress = (done: number, total: number) => {
    seen.push(done, total)
    if (done >= 12) stop.abort()
  }
  const opening = openStore(folder, { hashing, importing: { signal: stop.signal, progress } })
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen).toEqual([4, 30, 8, 30, 12, 30])
  expect(most).toBe(4)
})

test('a new database is not made where there is an old one', async () => {
  const folder = await folderWith({ [OLD]: OLD_LINES.join('\n') })
  await expect(createDatabase(folder)).rejects.toMatchObject({ code: 'already-exists' })
  const { store } = await openStore(join(folder, OLD))
  const elsewhere = join(await temporaryFolder(), 'copy')
  await store.saveCopy(elsewhere)
  await store.close()
  expect(await contentsOf(folder), 'a copy elsewhere leaves it where it is').toEqual({ [OLD]: OLD_LINES.join('\n') })
  expect(Object.keys(await contentsOf(elsewhere))).not.toContain(OLD)
})

test('a password from an old database is kept as a controller keeps it after a login, and its date stays', async () => {
  const folder = await sampleCopy()
  const salt = 'a1'.repeat(8)
  const hash = scryptSync(md5('Old word 1'), Buffer.from(salt, 'hex'), 64, { N: 32768, r: 8, p: 1, maxmem: 2 ** 26 })
  await writeFile(
    join(folder, USERS),
    checked([`u,anna,0x80002000,4,${salt},${hash.toString('hex')},32768,8,1,0x68a1c0de`]),
  )
  await disk.unlink(join(folder, `${USERS}_`))
  const { store, users, said } = await openStore(folder, real())
  await users.renewCredentials?.('anna', 'another word')
  expect(store.unsaved, 'only with the right password').toBe(0)
  await users.changeUser('anna', { mayChangePassword: false })
  said.length = 0
  await users.renewCredentials?.('anna', 'Old word 1')
  expect(said).toEqual(['users'])
  expect(store.undoable).toMatchObject({ method: 'users.change' })
  expect(store.edits()).toMatchObject([{ name: 'anna', fields: ['mayChangePassword', 'other'] }])
  expect(await users.authenticate('anna', 'Old word 1')).toEqual({
    mayChangePassword: false,
    mustChangePassword: false,
    internal: false,
    lastChange: 0x68a1c0de,
  })
  await store.save()
  const [, row = ''] = (await readFile(join(folder, USERS), 'utf8')).split('\n')
  const [, , property, type, newSalt = '', newHash, ...rest] = row.split(',')
  expect([property, type, ...rest]).toEqual(['0x80000000', '3', '32768', '8', '1', '0x68a1c0de'])
  expect(newSalt).not.toBe(salt)
  const cost = { N: 32768, r: 8, p: 1, maxmem: 2 ** 26 }
  expect(newHash).toBe(scryptSync('Old word 1', Buffer.from(newSalt, 'hex'), 64, cost).toString('hex'))
  await users.renewCredentials?.('anna', 'Old word 1')
  expect(store.unsaved, 'once is enough').toBe(0)
  await store.close()
})

test('an older runtime’s user without any password is nobody who logs in', async () => {
  const folder = await sampleCopy()
  const { store, users } = await openStore(folder)
  const salt = 'a1'.repeat(8)
  const hash = await quickHashing.hash(md5(''), salt, { N: 32768, r: 8, p: 1 })
  await users.importUsers(Buffer.from(checked([`u,open,0x00002000,4,${salt},${hash},32768,8,1,0x00000000`])))
  expect(await users.authenticate('open', '')).toBeUndefined()
  await store.close()
})

test('a password that is set while another one is renewed stays', async () => {
  let hold = async () => {}
  const hashing = {
    ...quickHashing,
    async hash(...given: Parameters<typeof quickHashing.hash>) {
      await hold()
      return quickHashing.hash(...given)
    },
  }
  const { store, users } = await openStore(await folderWith({ [OLD]: ANNA }), { hashing })
  hold = async () => {
    hold = async () => {}
    await users.setCredentials('anna', 'newer')
  }
  await users.renewCredentials?.('anna', 'x')
  expect(await users.authenticate('anna', 'newer')).toBeDefined()
  expect(await users.authenticate('anna', 'x')).toBeUndefined()
  await store.close()
})

test('taking back an edit from before a renewal leaves the user a password that works', async () => {
  const { store, users } = await openStore(await folderWith({ [OLD]: ANNA }))
  await users.changeUser('anna', { to: 'anne' })
  await users.renewCredentials?.('anne', 'x')
  store.undo()
  expect(await users.authenticate('anna', 'x')).toBeDefined()
  store.redo()
  expect(await users.authenticate('anne', 'x')).toBeDefined()
  await store.close()
})

test('a renewal that fails in the middle of an edit by somebody else is not taken back with it', async () => {
  const { store, users } = await openStore(await folderWith({ [OLD]: ANNA }))
  const edit = store.act({ method: 'users.add', name: 'carl', count: 1 }, async () => {
    await users.addUser('carl', 'y', { mayChangePassword: true, mustChangePassword: false })
    await users.renewCredentials?.('anna', 'x')
    throw new Error('given up')
  })
  await expect(edit).rejects.toThrow('given up')
  expect((await listed(users.users?.())).map(({ name, outdated }) => [name, outdated])).toEqual([['anna', undefined]])
  await store.close()
})

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

function checked(rows: readonly string[]): string {
  const lines = ['UserDB,FileVersion,2', ...rows]
  return [...lines, `Checksum,0x${crc32(lines.join('')).toString(16).padStart(8, '0')}`].join('\n')
}

async function folderWith(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}
