import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeDurably } from '../../src/main/state/durableFile'
import { disk } from '../../src/main/state/fileSystem'
import { temporaryFolder } from '../support/temporaryFolder'
import { VolatileFileSystem } from '../support/volatileFileSystem'
import { systemError, watchedFileSystem } from '../support/watchedFileSystem'

test('a new file is for its owner only; an existing one keeps its mode', async () => {
  const path = join(await temporaryFolder(), 'settings.json')
  await writeDurably(path, Buffer.from('one'))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await chmod(path, 0o644)
  await writeDurably(path, Buffer.from('two'))
  expect((await stat(path)).mode & 0o777).toBe(0o644)
  expect(await readFile(path, 'utf8')).toBe('two')
})

test('a disk that gets full at any step leaves the old or the new content and no other file', async () => {
  let steps = Infinity
  for (let failing = 1; failing <= steps; failing++) {
    const folder = await temporaryFolder()
    const path = join(folder, 'settings.json')
    await writeFile(path, 'old')
    let step = 0
    const fs = watchedFileSystem(disk, (operation, at) => {
      if (operation !== 'unlink' && ++step === failing) throw systemError('ENOSPC', at)
    })
    const failed = await writeDurably(path, Buffer.from('new'), fs).then(
      () => false,
      () => true,
    )
    if (step < failing) steps = step
    expect(['old', 'new']).toContain(await readFile(path, 'utf8'))
    if (!failed) expect(await readFile(path, 'utf8')).toBe('new')
    expect(await readdir(folder)).toEqual(['settings.json'])
  }
  expect(steps).toBeGreaterThan(6)
})

test('power lost at any step leaves the old or the new content; after it was reported written, the new', async () => {
  let steps = Infinity
  for (let last = 1; last <= steps; last++) {
    const memory = new VolatileFileSystem('/volatile', { 'settings.json': Buffer.from('old') })
    let step = 0
    let lost: VolatileFileSystem[] = []
    const fs = watchedFileSystem(memory, () => {
      step++
      if (step < last) return
      if (step === last) lost = memory.afterPowerLoss()
      throw new Error('power lost')
    })
    const failed = await writeDurably('/volatile/settings.json', Buffer.from('new'), fs).then(
      () => false,
      () => true,
    )
    if (step < last) {
      steps = step
      lost = memory.afterPowerLoss()
    }
    for (const after of lost) {
      expect(failed ? ['old', 'new'] : ['new']).toContain(after.contents()['settings.json'])
    }
  }
  expect(steps).toBeGreaterThan(6)
})
