import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { disk } from '../../../src/main/state/fileSystem'
import { withFolderLock } from '../../../src/main/usermgmt/file/folderLock'
import { bundleEntry, removeBundles } from '../../support/bundle'
import { listed, openStore } from '../../support/openStore'
import { contentsOf, sampleCopy, SAMPLE } from '../../support/temporaryFolder'
import { watchedFileSystem } from '../../support/watchedFileSystem'

const LOCK = '.keyswitch.lock'
const FLAGS = { mayChangePassword: true, mustChangePassword: false }
let program = ''

beforeAll(async () => {
  program = await bundleEntry('test/usermgmt/file/savingProgram.ts')
})
afterAll(removeBundles)

test('programs that each open, edit and save under the lock all succeed, and no edit is lost', async () => {
  const folder = await sampleCopy()
  const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => ended(start('add', folder, name))))
  expect(outcomes.map(({ code, printed }) => `${code} ${printed}`)).toEqual(['0 ', '0 ', '0 '])
  const { store, users, groups } = await openStore(folder)
  const names = (await listed(users.users?.())).map(({ name }) => name)
  for (const name of ['a', 'b', 'c']) {
    for (let number = 0; number < 5; number++) expect(names).toContain(`${name}${number}`)
  }
  expect(await listed(groups.usersOf('Watch'))).toHaveLength(16)
  expect(await readFile(join(folder, '.UserDatabase.csv'))).toEqual(await readFile(join(folder, '.UserDatabase.csv_')))
  await store.close()
}, 60_000)

test('of two programs that opened the same database the second to save is told', async () => {
  const folder = await sampleCopy()
  const children = ['one', 'two'].map((name) => start('save', folder, name))
  const outputs = children.map((child) => ended(child))
  await Promise.all(children.map((child) => said(child, 'opened')))
  for (const child of children) child.stdin?.write('go\n')
  const printed = (await Promise.all(outputs)).map(({ printed }) => printed.replace('opened\n', '').trim())
  expect(printed.toSorted()).toEqual(['changed-outside', 'saved'])
  const { store, users } = await openStore(folder)
  expect(await listed(users.users?.())).toHaveLength(7)
  await store.close()
}, 30_000)

test('a folder that another program writes to is waited for, then refused with that program’s name', async () => {
  const folder = await sampleCopy()
  const child = start('hold', folder)
  await said(child, 'holding')
  const { store, users } = await openStore(folder)
  await users.removeUser('bogdan')
  const before = performance.now()
  await expect(store.save()).rejects.toMatchObject({
    code: 'folder-in-use',
    details: { folder, by: `process ${child.pid} on ${hostname()}` },
  })
  expect(performance.now() - before).toBeGreaterThan(4900)
  expect(await contentsWithoutLock(folder)).toEqual(await contentsOf(SAMPLE))
  child.kill('SIGKILL')
  await once(child, 'exit')
  // A dead program's lock is nobody's.
  await store.save()
  expect(store.unsaved).toBe(0)
  await store.close()
}, 30_000)

test('a lock is taken over when its program is dead or it was not renewed for a minute, and waited for otherwise', async () => {
  const folder = await sampleCopy()
  const path = join(folder, LOCK)
  const holder = (pid: number, host = hostname()) => JSON.stringify({ pid, host, id: 'x', time: '' })
  const take = (waitMilliseconds = 0) => withFolderLock(folder, async () => 'mine', { waitMilliseconds })
  const old = new Date(Date.now() - 61_000)

  await writeFile(path, holder(2 ** 22 - 1))
  expect(await take()).toBe('mine')
  await writeFile(path, holder(process.pid))
  await expect(take()).rejects.toMatchObject({
    code: 'folder-in-use',
    details: { by: `process ${process.pid} on ${hostname()}` },
  })
  await writeFile(path, holder(2 ** 22 - 1, 'another-host'))
  await expect(take()).rejects.toMatchObject({ code: 'folder-in-use' })
  await utimes(path, old, old)
  expect(await take()).toBe('mine')
  // Made, but its program was stopped before it could say who it is.
  await writeFile(path, '')
  await expect(take()).rejects.toMatchObject({ code: 'folder-in-use', details: { by: null } })
  expect(await take(4000)).toBe('mine')
  expect(await readdir(folder)).not.toContain(LOCK)
}, 30_000)

test('many that find the same stale lock never hold it two at a time', async () => {
  const folder = await sampleCopy()
  for (let round = 0; round < 5; round++) {
    await writeFile(
      join(folder, LOCK),
      JSON.stringify({ pid: 2 ** 22 - 1, host: hostname(), id: `${round}`, time: '' }),
    )
    let holding = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++holding)
      await new Promise((wake) => setTimeout(wake, 2))
      holding--
    }
    await Promise.all(Array.from({ length: 8 }, () => withFolderLock(folder, work)))
    expect(most).toBe(1)
  }
  expect((await readdir(folder)).filter((name) => name.startsWith(LOCK))).toEqual([])
}, 30_000)

test('a program whose lock was taken over meanwhile writes nothing', async () => {
  const folder = await sampleCopy()
  const theirs = JSON.stringify({ pid: process.pid, host: hostname(), id: 'somebody', time: '' })
  const fs = watchedFileSystem(disk, async (operation, path) => {
    if (operation === 'sync' && path.endsWith('-0')) await writeFile(join(folder, LOCK), theirs)
  })
  const { store, users } = await openStore(folder, { fs })
  await users.removeUser('bogdan')
  await expect(store.save()).rejects.toMatchObject({ code: 'folder-in-use' })
  expect(await contentsWithoutLock(folder)).toEqual(await contentsOf(SAMPLE))
  expect(await readFile(join(folder, LOCK), 'utf8')).toBe(theirs)
  await store.close()
})

test('edits and saves inside an exclusive piece of work use its lock, and others wait', async () => {
  const folder = await sampleCopy()
  const stores = [await openStore(folder), await openStore(folder)]
  const add = ({ store, users }: (typeof stores)[number], name: string) =>
    store.exclusive(async () => {
      await store.reload()
      await users.addUser(name, 'x', FLAGS)
      await new Promise((wake) => setTimeout(wake, 100))
      await store.save()
    })
  await Promise.all(stores.map((opened, index) => add(opened, `user${index}`)))
  const { store, users } = await openStore(folder)
  const names = (await listed(users.users?.())).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['user0', 'user1']))
  for (const opened of [...stores.map(({ store }) => store), store]) await opened.close()
})

test('somebody who reads while a save is put in place never sees half of it', async () => {
  const folder = await sampleCopy()
  const writer = await openStore(folder)
  const seen: string[] = []
  const over = new AbortController()
  const reading = (async () => {
    while (!over.signal.aborted) {
      const { store, users, groups } = await openStore(folder)
      const user = (await listed(users.users?.())).some(({ name }) => name === 'zoë')
      seen.push(`${user} ${await groups.hasUser('Watch', 'zoë')}`)
      await store.close()
    }
  })()
  const readTwice = async () => {
    const wanted = seen.length + 2
    while (seen.length < wanted) await new Promise((wake) => setTimeout(wake, 1))
  }
  /** Most readers are in the middle of it when a save comes; now and then one that started after it comes to its end. */
  const save = async (round: number) => {
    await writer.store.save()
    if (round % 3 === 0) await readTwice()
  }
  for (let round = 0; round < 30; round++) {
    await writer.users.addUser('zoë', 'x', FLAGS)
    await writer.groups.addUserTo('Watch', 'zoë')
    await save(round)
    await writer.users.removeUser('zoë')
    await writer.groups.removeUserFrom('Watch', 'zoë')
    await save(round)
  }
  over.abort()
  await reading
  expect([...new Set(seen)].toSorted()).toEqual(['false false', 'true true'])
  await writer.store.close()
}, 30_000)

test('a save that comes and goes between the reading of two files is noticed', async () => {
  const folder = await sampleCopy()
  const writer = await openStore(folder)
  await writer.users.addUser('zoë', 'x', FLAGS)
  await writer.groups.addUserTo('Watch', 'zoë')
  let saved = false
  const fs = watchedFileSystem(disk, async (operation, path) => {
    if (saved || operation !== 'readFile' || !path.endsWith('.GroupDatabase.csv')) return
    saved = true
    await writer.store.save()
  })
  const { store, users, groups } = await openStore(folder, { fs })
  expect(await groups.hasUser('Watch', 'zoë')).toBe(true)
  expect((await listed(users.users?.())).map(({ name }) => name)).toContain('zoë')
  await store.close()
  await writer.store.close()
})

test.skipIf(process.platform === 'win32')(
  'a folder of somebody else opens read-only and is not written to',
  async () => {
    const folder = await sampleCopy()
    // An ordinary user may look into it and change nothing; root could change it all the same.
    for (const part of [tmpdir(), dirname(folder), folder, dirname(program)]) await openedToAll(part)
    for (const name of await readdir(folder)) await chmod(join(folder, name), 0o444)
    const { code, printed } = await ended(start('read-only', folder))
    expect(printed).toBe('{"readOnly":true,"outcome":"read-only","unsaved":1}\ncannot be written\n')
    expect(code).toBe(0)
    expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  },
)

/** Until the running test is over. */
async function openedToAll(folder: string): Promise<void> {
  const { mode } = await stat(folder)
  await chmod(folder, (mode & 0o1000) | 0o555)
  onTestFinished(() => chmod(folder, mode & 0o7777))
}

function start(...given: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...given], { stdio: ['pipe', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function ended(child: ChildProcess): Promise<{ code: number | null; printed: string }> {
  let printed = ''
  child.stdout?.on('data', (text: Buffer) => (printed += text.toString()))
  child.stderr?.on('data', (text: Buffer) => (printed += text.toString()))
  const code = await new Promise<number | null>((closed) => child.once('close', (code) => closed(code)))
  return { code, printed }
}

async function said(child: ChildProcess, text: string): Promise<void> {
  await new Promise<void>((heard) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(text)) heard()
    })
  })
}

async function contentsWithoutLock(folder: string): Promise<Record<string, string>> {
  const contents = await contentsOf(folder)
  delete contents[LOCK]
  return contents
}
