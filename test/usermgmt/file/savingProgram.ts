import { writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { disk } from '../../../src/main/state/fileSystem'
import { createHashing } from '../../../src/main/usermgmt/file/hashing'
import { withFolderLock } from '../../../src/main/usermgmt/file/folderLock'
import { openStore } from '../../support/openStore'
import { watchedFileSystem } from '../../support/watchedFileSystem'

/**
 * A program of its own for tests, run as `node savingProgram.mjs WHAT FOLDER [ARGUMENT]`:
 * `killed` edits all three files and ends itself by SIGKILL before the given step of the save; `add` adds that many users,
 * each as open, edit and save under the folder's lock; `save` saves one user without waiting for anybody; `hold` holds the
 * lock until it is killed; `read-only` opens, edits and saves as an ordinary user.
 */
async function main([what = '', folder, argument]: string[]): Promise<void> {
  if (folder === undefined) throw new Error('no folder')
  switch (what) {
    case 'killed':
      return killedAt(folder, Number(argument))
    case 'add':
      return addUsers(folder, argument ?? 'user', 5)
    case 'save':
      return saveOnce(folder, argument ?? 'user')
    case 'hold':
      return withFolderLock(folder, () => {
        say('holding')
        return new Promise((never) => setTimeout(never, 60_000))
      })
    case 'read-only':
      return asOrdinaryUser(folder)
    default:
      throw new Error(`unknown: ${what}`)
  }
}

async function killedAt(folder: string, last: number): Promise<void> {
  let step = -1
  const fs = watchedFileSystem(disk, async (operation) => {
    // Killed before anything else is, for the folder, killed before the next of these.
    if (step === -1 || !['open', 'writeFile', 'rename', 'unlink'].includes(operation)) return
    step++
    if (step < last) return
    process.kill(process.pid, 'SIGKILL')
    // The signal takes a moment; nothing may happen meanwhile.
    await new Promise(() => {})
  })
  const { store, users, groups, objects } = await openStore(folder, { fs })
  await users.addUser('zoë', 'x', { mayChangePassword: true, mustChangePassword: false })
  await groups.addUserTo('Watch', 'zoë')
  await objects.setRight('Device.Logger', 'Watch', 'view', 'grant')
  step = 0
  await store.save()
  say(`saved in ${step} steps`)
}

async function addUsers(folder: string, name: string, times: number): Promise<void> {
  for (let number = 0; number < times; number++) {
    await withFolderLock(folder, async (lock) => {
      const { store, users, groups } = await openStore(folder, { lock })
      await users.addUser(`${name}${number}`, 'x', { mayChangePassword: true, mustChangePassword: false })
      await groups.addUserTo('Watch', `${name}${number}`)
      await store.save()
      await store.close()
    })
  }
}

async function saveOnce(folder: string, name: string): Promise<void> {
  const { store, users } = await openStore(folder)
  await users.addUser(name, 'x', { mayChangePassword: true, mustChangePassword: false })
  say('opened')
  await new Promise((go) => process.stdin.once('data', go))
  process.stdin.pause()
  await store.save().then(
    () => say('saved'),
    (error: unknown) => say(error instanceof Error ? error.message : 'failed'),
  )
  await store.close()
}

async function asOrdinaryUser(folder: string): Promise<void> {
  if (process.getuid?.() === 0) {
    process.setgid?.(65534)
    process.setuid?.(65534)
  }
  const { store, users } = await openStore(folder, { hashing: createHashing({ concurrency: 1 }), random: randomBytes })
  await users.removeUser('bogdan')
  const outcome = await store.save().then(
    () => 'saved',
    (error: unknown) => (error instanceof Error ? error.message : 'failed'),
  )
  say(JSON.stringify({ readOnly: store.readOnly, outcome, unsaved: store.unsaved }))
  await store.close()
  // Proves that the system would have refused.
  say(
    await writeFile(join(folder, 'proof'), '').then(
      () => 'can be written',
      () => 'cannot be written',
    ),
  )
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

await main(process.argv.slice(2))
