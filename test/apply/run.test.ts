import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentsOf, SAMPLE } from '../support/temporaryFolder'
import { bytesIn, startStage } from './stage'

test('folders become what the database is, are read back, and get every byte back', async () => {
  const { api, folders, from, plan, home } = await startStage(3)
  const before = await bytesIn(folders)
  const { plan: id, targets } = await plan()
  expect(targets.map(({ folder, is }) => `${folder} ${is}`)).toEqual(folders.map((folder) => `${folder} differs`))
  expect(await bytesIn(folders)).toEqual(before)
  const { run, targets: outcomes } = await api.call('apply.run', { plan: id })
  console.error(JSON.stringify(targets[0]), JSON.stringify(outcomes, null, 1), run)
  const wanted = await contentsOf(from)
  console.error(wanted['.UserMgmtRightsDB.csv'] === (await contentsOf(folders[0]))['.UserMgmtRightsDB.csv'])
  console.error(await readdir(join(home, 'state/applied', run ?? '')), await api.call('apply.runs', {}))
  console.error(JSON.stringify(await api.call('apply.undo', { run: run ?? '' })))
  expect(await bytesIn(folders)).toEqual(before)
})
