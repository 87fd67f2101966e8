import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { noticeSentence } from '../../../src/contract/sentences'
import { disk } from '../../../src/main/state/fileSystem'
import { bundleEntry, removeBundles } from '../../support/bundle'
import { OLD_FILE } from '../../../src/main/usermgmt/file/fileNames'
import { listed, openStore, type OpenedStore } from '../../support/openStore'
import { contentsOf, sampleCopy, SAMPLE } from '../../support/temporaryFolder'
import { VolatileFileSystem } from '../../support/volatileFileSystem'
import { watchedFileSystem } from '../../support/watchedFileSystem'

const FILES = ['.UserDatabase.csv', '.GroupDatabase.csv', '.UserMgmtRightsDB.csv']

afterAll(removeBundles)

test('a program killed at any step of a save leaves the old or the new database whole', async () => {
  const program = await bundleEntry('test/usermgmt/file/savingProgram.ts')
  const { old, changed } = await bothVersions()
  const seen = { old: 0, new: 0, finished: 0 }
  let next = 1
  let done = false
  const killOneAfterTheOther = async () => {
    while (!done) {
      const last = next++
      const folder = await sampleCopy()
      const { signal, printed } = await run(program, ['killed', folder, String(last)])
      const { store } = await openStore(folder)
      const now = primaries(await contentsOf(folder))
      expect([old, changed], `step ${last}`).toContainEqual(now)
      expect(store.notices.every(({ is }) => is === 'save-finished')).toBe(true)
      seen[JSON.stringify(now) === JSON.stringify(old) ? 'old' : 'new']++
      if (store.notices.length > 0) seen.finished++
      expect((await keyswitchFiles(folder)).filter((name) => name !== '.keyswitch.lock')).toEqual([])
      await store.close()
      // The next save finds nothing in its way, the dead program's lock included.
      const again = await openStore(folder)
      await again.users.removeUser('bogdan')
      await again.store.save()
      expect(await keyswitchFiles(folder)).toEqual([])
      await again.store.close()
      if (signal !== null) expect(signal).toBe('SIGKILL')
      else {
        expect(printed).toContain('saved in')
        done = true
      }
    }
  }
  await Promise.all(Array.from({ length: 3 }, killOneAfterTheOther))
  expect(seen.old).toBeGreaterThan(10)
  expect(seen.new).toBeGreaterThan(5)
  expect(seen.finished).toBeGreaterThan(4)
}, 120_000)

test('power lost at any step of a save, with everything gone that was not synced, leaves the old or the new database whole', async () => {
  const { old, changed } = await bothVersions()
  const start = await contentsOf(SAMPLE)
  const bytes = Object.fromEntries(Object.entries(start).map(([name, text]) => [name, Buffer.from(text, 'latin1')]))
  const folder = '/volatile'
  const outcomes = { old: 0, new: 0 }
  let steps = Infinity
  for (let last = 1; last <= steps; last++) {
    const memory = new VolatileFileSystem(folder, bytes)
    let step = -1
    let lost: VolatileFileSystem[] = []
    const powerLoss = new Error('power lost')
    const fs = watchedFileSystem(memory, () => {
      if (step === -1) return
      step++
      if (step < last) return
      if (step === last) lost = memory.afterPowerLoss()
      throw powerLoss
    })
    const opened = await openStore(folder, { fs })
    await editAll(opened)
    step = 0
    const failure = await opened.store.save().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (step < last) {
      steps = step
      lost = memory.afterPowerLoss()
      expect(failure).toBeUndefined()
    }
    for (const [index, after] of lost.entries()) {
      await forgetLock(after, folder)
      const { store, users } = await openStore(folder, { fs: after })
      const now = primaries(after.contents())
      expect([old, changed], `step ${last}, names ${index}`).toContainEqual(now)
      if (failure === undefined) expect(now, 'a save that was reported is there').toEqual(changed)
      expect(store.notices.every(({ is }) => is === 'save-finished')).toBe(true)
      outcomes[JSON.stringify(now) === JSON.stringify(old) ? 'old' : 'new']++
      await users.removeUser('bogdan')
      await store.save()
      await store.close()
    }
    await opened.store.close()
  }
  expect(steps).toBeGreaterThan(60)
  expect(outcomes.old).toBeGreaterThan(50)
  expect(outcomes.new).toBeGreaterThan(10)
}, 60_000)

test('power lost at any step of the first save of an imported database leaves the old one to be imported again, or the new one whole and the old one put aside', async () => {
  const old = Buffer.from(`u,anna,0x00002000,${'5f'.repeat(16)}\ng,Administrator,anna\n`)
  const folder = '/volatile'
  const outcomes = { old: 0, new: 0 }
  const reference = new VolatileFileSystem(folder, { [OLD_FILE]: old })
  const first = await openStore(folder, { fs: reference })
  await first.store.save()
  await first.store.close()
  const wanted = primaries(reference.contents())
  let steps = Infinity
  for (let last = 1; last <= steps; last++) {
    const memory = new VolatileFileSystem(folder, { [OLD_FILE]: old })
    let step = -1
    let lost: VolatileFileSystem[] = []
    const fs = watchedFileSystem(memory, () => {
      if (step === -1) return
      step++
      if (step < last) return
      if (step === last) lost = memory.afterPowerLoss()
      throw new Error('power lost')
    })
    const opened = await openStore(folder, { fs })
    step = 0
    const failure = await opened.store.save().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (step < last) {
      steps = step
      lost = memory.afterPowerLoss()
      expect(failure).toBeUndefined()
    }
    for (const [index, after] of lost.entries()) {
      const where = `step ${last}, names ${index}`
      const found = after.contents()
      // Also for whoever knows nothing of our journal.
      expect(OLD_FILE in found || FILES.every((name) => found[name] === wanted[name]), where).toBe(true)
      await forgetLock(after, folder)
      const { store, users } = await openStore(folder, { fs: after })
      const contents = after.contents()
      if (store.notices.some(({ is }) => is === 'old-imported')) {
        outcomes.old++
        expect(failure, 'a save that was reported is there').toBeDefined()
        expect(contents, where).toEqual({ [OLD_FILE]: old.toString('latin1') })
      } else {
        outcomes.new++
        expect(store.notices.every(({ is }) => is === 'save-finished')).toBe(true)
        expect(contents, where).toMatchObject({ ...wanted, [`${OLD_FILE}.imported`]: old.toString('latin1') })
        expect(contents, where).not.toHaveProperty([OLD_FILE])
        expect(store.unsaved).toBe(0)
      }
      expect((await listed(users.users?.())).map(({ name }) => name)).toEqual(['anna'])
      await store.save()
      expect(after.contents()).toEqual({ ...reference.contents() })
      await store.close()
    }
    await opened.store.close()
  }
  expect(steps).toBeGreaterThan(60)
  expect(outcomes.old).toBeGreaterThan(30)
  expect(outcomes.new).toBeGreaterThan(10)
}, 60_000)

test('an old database that somebody changed while its import was being put in place is left to them', async () => {
  const folder = '/volatile'
  const memory = new VolatileFileSystem(folder, { [OLD_FILE]: Buffer.from(`u,anna,0x00002000,${'5f'.repeat(16)}`) })
  const fs = watchedFileSystem(memory, (operation, path) => {
    if (operation === 'rename' && path.endsWith('.imported')) throw new Error('stopped')
  })
  const { store } = await openStore(folder, { fs })
  await expect(store.save()).rejects.toThrow('stopped')
  await store.close()
  const names = await memory.readdir()
  const theirs = Buffer.from('theirs')
  const left = Object.fromEntries(
    names.map((name) => [name, Buffer.from(memory.contents()[name] ?? '', 'latin1')] as const),
  )
  const after = new VolatileFileSystem(folder, { ...left, [OLD_FILE]: theirs })
  await forgetLock(after, folder)
  const again = await openStore(folder, { fs: after })
  expect(again.store.notices.map(({ is }) => is)).toEqual(['save-finished', 'old-left'])
  expect(after.contents()).toMatchObject({ [OLD_FILE]: 'theirs' })
  await again.store.close()
})

test('an interrupted save is finished when the folder is opened, and says so', async () => {
  const folder = await interrupted()
  const { changed } = await bothVersions()
  const { store } = await openStore(folder)
  expect(store.notices.map(noticeSentence)).toEqual(['A save that had been interrupted was finished.'])
  expect(primaries(await contentsOf(folder))).toEqual(changed)
  await store.close()
  const again = await openStore(folder)
  expect(again.store.notices).toEqual([])
  await again.store.close()
})

test('a journal that was not written whole is cleaned up and the old database stays', async () => {
  const folder = await interrupted()
  const journal = join(folder, '.keyswitch.journal')
  const bytes = await readFile(journal)
  await writeFile(journal, bytes.subarray(0, bytes.length - 30))
  const { store } = await openStore(folder)
  expect(store.notices).toEqual([])
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  await store.close()
})

test('a file that somebody else changed after the interruption is not overwritten', async () => {
  const folder = await interrupted()
  const other = await openStore(await sampleCopy())
  await other.users.removeUser('anna')
  await other.store.save()
  const theirs = await readFile(join(other.store.folder, '.UserDatabase.csv'))
  await other.store.close()
  await writeFile(join(folder, '.UserDatabase.csv'), theirs)
  const { store } = await openStore(folder)
  expect(await readFile(join(folder, '.UserDatabase.csv'))).toEqual(theirs)
  await store.close()
})

test('a journal made to move other files moves nothing', async () => {
  const folder = await sampleCopy()
  const above = dirname(folder)
  await writeFile(join(above, 'precious'), 'precious')
  const users = (await contentsOf(folder))['.UserDatabase.csv'] ?? ''
  const temporary = `.keyswitch-${'0'.repeat(36)}-0`
  for (const rename of [
    { from: '../precious', to: '.UserDatabase.csv', before: digest(users, 'latin1'), after: digest('precious') },
    { from: temporary, to: '../stolen', before: null, after: digest('evil') },
    { from: temporary, to: 'program.sh', before: null, after: digest('evil') },
  ]) {
    await writeFile(join(folder, temporary), 'evil')
    const line = JSON.stringify({ keyswitch: 'journal', version: 1, renames: [rename] })
    await writeFile(join(folder, '.keyswitch.journal'), `${line}\n${digest(line)}\n`)
    const { store } = await openStore(folder)
    await store.close()
    expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
    expect(await readdir(above)).toEqual(['filling-line', 'precious'])
  }
})

test('temporary files of a save that never got far are cleaned up on opening', async () => {
  const folder = await sampleCopy()
  await writeFile(join(folder, '.keyswitch-01234567-89ab-cdef-0123-456789abcdef-0'), 'half')
  const { store } = await openStore(folder)
  expect(await contentsOf(folder)).toEqual(await contentsOf(SAMPLE))
  expect(store.notices).toEqual([])
  await store.close()
})

/** A folder whose save stopped right after its journal was certain. */
async function interrupted(): Promise<string> {
  const folder = await sampleCopy()
  const fs = watchedFileSystem(disk, (operation, path) => {
    const started = operation === 'rename' && FILES.some((name) => path.endsWith(name))
    // Neither forwards nor back: as if the machine had stopped.
    if (started || (operation === 'unlink' && !path.endsWith('.lock')))
      throw Object.assign(new Error('stopped'), { code: 'EIO' })
  })
  const opened = await openStore(folder, { fs })
  await editAll(opened)
  await expect(opened.store.save()).rejects.toMatchObject({ code: 'file-failed' })
  await opened.store.close()
  expect(await keyswitchFiles(folder)).toContain('.keyswitch.journal')
  expect(primaries(await contentsOf(folder))).toEqual(primaries(await contentsOf(SAMPLE)))
  return folder
}

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

/** The program that held it is gone with the power; here it goes on running. */
async function forgetLock(fs: VolatileFileSystem, folder: string): Promise<void> {
  if ('.keyswitch.lock' in fs.contents()) await fs.unlink(join(folder, '.keyswitch.lock'))
}

function primaries(contents: Record<string, string>): Record<string, string> {
  return Object.fromEntries(FILES.map((name) => [name, contents[name] ?? 'missing']))
}

async function keyswitchFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.includes('keyswitch'))
}

function digest(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  return createHash('sha256').update(Buffer.from(text, encoding)).digest('hex')
}

async function run(program: string, given: string[]): Promise<{ signal: string | null; printed: string }> {
  const child = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()))
  child.stderr.on('data', (text: Buffer) => (printed += text.toString()))
  const signal = await new Promise<string | null>((ended) => child.once('close', (_, signal) => ended(signal)))
  return { signal, printed }
}
