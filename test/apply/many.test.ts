import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MethodOutput } from '../../src/contract/contract'
import { bundleEntry, removeBundles } from '../support/bundle'
import { SAMPLE } from '../support/temporaryFolder'
import { firstLine, giveToOrdinaryUser, runChild, startChild } from './childProgram'
import { bytesIn, copiesOf, startStage, userRows } from './stage'

const MANY = 200
let applying = ''
let holding = ''

beforeAll(async () => {
  applying = await bundleEntry('test/apply/applyProgram.ts')
  holding = await bundleEntry('test/usermgmt/file/savingProgram.ts')
})
afterAll(removeBundles)

test.skipIf(process.platform === 'win32')(
  'of two hundred folders three are broken: the others are done and verified, the three are told, undo restores every byte',
  async () => {
    const { place, from } = await startStage(0)
    const folders = await copiesOf(SAMPLE, place, MANY)
    const home = join(place, 'home')
    await mkdir(home)
    const [readOnly, damaged, locked] = [folders[49] ?? '', folders[99] ?? '', folders[149] ?? '']
    // Cut off in the middle, and so is its second copy.
    const users = await readFile(join(damaged, '.UserDatabase.csv'))
    for (const name of ['.UserDatabase.csv', '.UserDatabase.csv_']) {
      await writeFile(join(damaged, name), users.subarray(0, users.length / 2))
    }
    await giveToOrdinaryUser(place, applying)
    for (const name of await readdir(readOnly)) await chmod(join(readOnly, name), 0o444)
    await chmod(readOnly, 0o555)
    const before = await bytesIn(folders)
    const holder = startChild(holding, 'hold', locked)
    await firstLine(holder)

    const ask = async <T>(asked: object): Promise<T> => {
      const { code, out, err } = await runChild(applying, JSON.stringify({ kept: join(home, 'kept'), home, ...asked }))
      expect(`${err}${code}`).toBe('0')
      return JSON.parse(out) as T
    }
    const { run, targets } = await ask<MethodOutput<'apply.run'>>({ is: 'apply', from, folders })
    const refused = targets.filter(({ is }) => is === 'refused').map(({ folder, error }) => [folder, error?.code])
    expect(refused).toEqual([
      [readOnly, 'read-only'],
      [damaged, 'database-damaged'],
      [locked, 'folder-in-use'],
    ])
    expect(targets.find(({ folder }) => folder === locked)?.error?.details['by']).toMatch(`process ${holder.pid} on `)
    const applied = targets.filter(({ is }) => is === 'applied')
    expect(applied).toHaveLength(MANY - 3)
    // They were copies of one database, so the same has become of all of them: what was wanted.
    const [first, ...others] = await bytesIn(applied.map(({ folder }) => folder))
    for (const other of others) expect(other).toEqual(first)
    expect((await userRows(folders[0] ?? '')).toSorted()).toEqual((await userRows(from)).toSorted())
    expect(first?.['.UserDatabase.csv_']).toBe(first?.['.UserDatabase.csv'])
    const [wanted] = await bytesIn([from])
    expect(first?.['.UserMgmtRightsDB.csv']).toBe(wanted?.['.UserMgmtRightsDB.csv'])
    expect(first?.['.GroupDatabase.csv']?.split('\n').toSorted().slice(1)).toEqual(
      wanted?.['.GroupDatabase.csv']?.split('\n').toSorted().slice(1),
    )
    const broken = [readOnly, damaged]
    expect(await bytesIn(broken)).toEqual(broken.map((folder) => before[folders.indexOf(folder)]))

    const undone = await ask<MethodOutput<'apply.undo'>>({ is: 'undo', run })
    expect(undone.targets.filter(({ is }) => is === 'restored')).toHaveLength(MANY - 3)
    holder.kill('SIGKILL')
    const lock = '.keyswitch.lock'
    const after = await bytesIn(folders)
    expect(Object.keys(after[149] ?? {})).toContain(lock)
    delete after[149]?.[lock]
    expect(after).toEqual(before)
    await chmod(readOnly, 0o755)
  },
  180_000,
)
