import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentsOf, sampleCopy, temporaryFolder } from '../support/temporaryFolder'
import { startProgram } from './program'

const ANNA = { name: 'anna', password: 'Rain over Ulm 7' }

describe('a database that was made and is not wanted', () => {
  it('goes from the disk, with the folders that were made for it and no others', async () => {
    const { api } = await startProgram()
    const there = await temporaryFolder()
    const { database } = await api.call('databases.create', { folder: join(there, 'hall', 'line 9') })
    expect(await readdir(join(there, 'hall', 'line 9'))).toHaveLength(5)
    await api.call('databases.close', { database, remove: true })
    expect(await readdir(there)).toEqual([])
    expect((await api.call('databases.list', {})).databases).toEqual([])
  })

  it('leaves a folder that was there, and whatever else lies in it', async () => {
    const { api } = await startProgram()
    const there = await temporaryFolder()
    await mkdir(join(there, 'line 9'))
    await writeFile(join(there, 'line 9', 'notes.txt'), 'kept')
    const { database } = await api.call('databases.create', { folder: join(there, 'line 9') })
    await api.call('databases.close', { database, remove: true })
    expect(await readdir(join(there, 'line 9'))).toEqual(['notes.txt'])
  })

  it('with edits that were not saved goes only where they are to be discarded', async () => {
    const { api } = await startProgram()
    const folder = join(await temporaryFolder(), 'line 9')
    const { database } = await api.call('databases.create', { folder })
    await api.call('users.add', { database, ...ANNA, group: 'Administrator' })
    await expect(api.call('databases.close', { database, remove: true })).rejects.toMatchObject({ code: 'unsaved' })
    expect(await readdir(folder)).toHaveLength(5)
    await api.call('databases.close', { database, discard: true, remove: true })
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('stays to the byte once something was saved into it, by us or by somebody else', async () => {
    const { api } = await startProgram()
    const folder = join(await temporaryFolder(), 'line 9')
    const { database } = await api.call('databases.create', { folder, administrator: ANNA })
    const before = await contentsOf(folder)
    await expect(api.call('databases.close', { database, remove: true })).rejects.toMatchObject({
      code: 'changed-outside',
    })
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('is only ever one that was made here: an opened folder is not removed', async () => {
    const { api } = await startProgram()
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    const { database } = await api.call('databases.open', { folder })
    await expect(api.call('databases.close', { database, discard: true, remove: true })).rejects.toMatchObject({
      code: 'not-available',
    })
    expect((await api.call('databases.list', {})).databases).toHaveLength(1)
    expect(await contentsOf(folder)).toEqual(before)
  })
})
