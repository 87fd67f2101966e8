import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentsOf } from '../support/temporaryFolder'
import { bytesIn, modesBelow, startStage, userRows } from './stage'

test('folders become what the database is, and every byte comes back, second copies that were not there included', async () => {
  const { api, folders, from, plan } = await startStage(3)
  const [first = '', second = '', third = ''] = folders
  await rm(join(second, '.GroupDatabase.csv_'))
  await rm(join(third, '.UserDatabase.csv_'))
  const before = await bytesIn(folders)
  const { plan: id, targets } = await plan()
  expect(targets.map(({ is, counts }) => [is, counts])).toEqual(
    folders.map(() => ['differs', { added: 3, changed: 0, removed: 1 }]),
  )
  expect(await bytesIn(folders)).toEqual(before)

  const { run, targets: outcomes } = await api.call('apply.run', { plan: id })
  expect(outcomes.map(({ folder, is, applied, error }) => [folder, is, applied, error])).toEqual(
    folders.map((folder) => [folder, 'applied', 4, null]),
  )
  const applied = await bytesIn(folders)
  expect(applied[1]).toEqual(applied[0])
  expect(applied[2]).toEqual(applied[0])
  expect((await userRows(first)).toSorted()).toEqual((await userRows(from)).toSorted())
  expect(applied[0]?.['.UserMgmtRightsDB.csv']).toBe((await contentsOf(from))['.UserMgmtRightsDB.csv'])

  expect(await api.call('apply.runs', {})).toMatchObject({ runs: [{ run, title: 'wanted', folders: 3, left: 3 }] })
  const { targets: restored } = await api.call('apply.undo', { run: run ?? '' })
  expect(restored).toEqual(folders.map((folder) => ({ folder, is: 'restored', error: null })))
  expect(await bytesIn(folders)).toEqual(before)
  expect(await api.call('apply.runs', {})).toEqual({ runs: [] })
  await expect(api.call('apply.undo', { run: run ?? '' })).rejects.toMatchObject({ code: 'nothing-to-undo' })
})

test('unsaved edits of the database are applied too, and what is edited after the plan is not', async () => {
  const { api, database, folders, plan } = await startStage(1)
  await api.call('users.add', { database, name: 'yusuf', password: 'Rain over Ulm 8', group: 'Watch' })
  const { plan: id } = await plan()
  await api.call('users.remove', { database, name: 'yusuf' })
  await api.call('users.remove', { database, name: 'anna' })
  await api.call('apply.run', { plan: id })
  const names = (await userRows(folders[0] ?? '')).map((row) => row.split(',')[1])
  expect(names).toEqual(expect.arrayContaining(['yusuf', 'anna', 'zoë']))
  expect(names).not.toContain('bogdan')
})

test('merging removes nobody and nothing', async () => {
  const { api, folders, plan } = await startStage(1)
  const [folder = ''] = folders
  const before = await userRows(folder)
  const { plan: id, targets } = await plan(folders, 'merge')
  expect(targets[0]).toMatchObject({ is: 'differs', counts: { added: 3, changed: 0, removed: 0 } })
  const { targets: outcomes } = await api.call('apply.run', { plan: id })
  expect(outcomes[0]).toMatchObject({ is: 'applied', applied: 3 })
  const after = await userRows(folder)
  expect(after).toEqual(expect.arrayContaining(before))
  expect(after).toHaveLength(before.length + 1)
  // Merged once more there is nothing left to do.
  expect((await plan(folders, 'merge')).targets[0]).toMatchObject({ is: 'same' })
})

test('a folder that holds the same already is neither locked nor written', async () => {
  const { api, folders, plan } = await startStage(1)
  const [folder = ''] = folders
  await api.call('apply.run', { plan: (await plan()).plan })
  const before = await modesBelow(folder)
  const { plan: id, targets } = await plan()
  expect(targets[0]).toMatchObject({ is: 'same', counts: { added: 0, changed: 0, removed: 0 } })
  expect(await api.call('apply.run', { plan: id })).toEqual({
    run: null,
    targets: [{ folder, title: '01', is: 'same', applied: 0, error: null, refused: [] }],
  })
  expect(await modesBelow(folder)).toEqual(before)
})

test('only the chosen folders of a plan are changed, and the others can be done with the same plan later', async () => {
  const { api, folders, plan } = await startStage(3)
  const [first = '', second = '', third = ''] = folders
  const before = await bytesIn(folders)
  const { plan: id } = await plan()
  await api.call('apply.run', { plan: id, folders: [second] })
  expect(await bytesIn([first, third])).toEqual([before[0], before[2]])
  const { targets } = await api.call('apply.run', { plan: id })
  expect(targets.map(({ is }) => is)).toEqual(['applied', 'same', 'applied'])
  await expect(api.call('apply.run', { plan: id, folders: ['/elsewhere'] })).rejects.toMatchObject({
    code: 'not-found',
    details: { subject: 'folder' },
  })
})

test('the single differences of a folder come part by part, and are refused once the folder is another one', async () => {
  const { api, folders, plan } = await startStage(1)
  const [folder = ''] = folders
  const { plan: id } = await plan()
  const all = await api.call('apply.differences', { plan: id, folder })
  expect(all).toMatchObject({ total: 4 })
  expect(all.differences.map(({ subject, kind }) => `${subject} ${kind}`)).toEqual([
    'user added',
    'right added',
    'member added',
    'user removed',
  ])
  const parts = await Promise.all(
    [0, 2].map((offset) => api.call('apply.differences', { plan: id, folder, offset, limit: 2 })),
  )
  expect(parts.flatMap(({ differences }) => differences)).toEqual(all.differences)
  const { database } = await api.call('databases.open', { folder })
  await api.call('users.remove', { database, name: 'dörte' })
  await api.call('databases.save', { database })
  await expect(api.call('apply.differences', { plan: id, folder })).rejects.toMatchObject({ code: 'changed-outside' })
})

test('only this person can read what is kept, and after an undo no stored password is kept', async () => {
  const { api, home, plan } = await startStage(2)
  const { run } = await api.call('apply.run', { plan: (await plan()).plan })
  const kept = join(home, 'state', 'applied')
  const modes = Object.entries(await modesBelow(kept))
  expect(modes.length).toBeGreaterThan(12)
  for (const [name, mode] of modes)
    expect(`${name} ${mode}`).toBe(`${name} ${/\.(csv_?|json)$/.test(name) ? 600 : 700}`)
  await api.call('apply.undo', { run: run ?? '' })
  const left = await readdir(kept, { recursive: true })
  expect(left.filter((name) => name.includes('.csv'))).toEqual([])
})

test('the twenty newest runs are kept', async () => {
  const { api, database, home, folders, plan } = await startStage(1)
  const runs: string[] = []
  for (let time = 0; time < 22; time += 1) {
    const state = time % 2 === 0 ? 'grant' : 'deny'
    await api.call('rights.set', { database, object: 'Device', group: 'Watch', right: 'execute', state })
    const { run } = await api.call('apply.run', { plan: (await plan(folders)).plan })
    runs.push(run ?? '')
  }
  expect((await api.call('apply.runs', {})).runs.map(({ run }) => run)).toEqual(runs.slice(2).toReversed())
  expect((await readdir(join(home, 'state', 'applied'))).toSorted()).toEqual(runs.slice(2))
  await expect(api.call('apply.undo', { run: runs[0] ?? '' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(api.call('apply.undo', { run: '../applied' })).rejects.toMatchObject({ code: 'not-found' })
})

test('a run of which nobody can read what is kept stands in the way of no other', async () => {
  const { api, home, plan } = await startStage(1)
  const { run } = await api.call('apply.run', { plan: (await plan()).plan })
  const kept = join(home, 'state', 'applied')
  await writeFile(join(kept, run ?? '', '1', 'target.json'), '{')
  await expect(api.call('apply.undo', { run: run ?? '' })).rejects.toMatchObject({ code: 'nothing-to-undo' })
  await writeFile(join(kept, run ?? '', 'run.json'), '')
  expect(await api.call('apply.runs', {})).toEqual({ runs: [] })
})
