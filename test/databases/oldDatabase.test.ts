import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentsOf } from '../support/temporaryFolder'
import { startProgram } from './program'

const OLD = '.UserMgmtDB.csv'

test('a folder of an older runtime opens with what it held, says what was done, and is an ordinary one once saved', async () => {
  const { api, home } = await startProgram()
  const folder = join(home, 'line-1')
  await mkdir(folder)
  const md5 = createHash('md5').update('Rain over Ulm 7').digest('hex')
  const old = `u,Anonymous,0x00000000,\nu,anna,0x00002000,${md5}\ng,Administrator,anna\n`
  await writeFile(join(folder, OLD), old)
  expect((await api.call('folders.complete', { text: folder })).folders).toMatchObject([{ database: true }])
  const { database } = await api.call('databases.open', { folder: join(folder, OLD) })
  const { users } = await api.call('users.list', { database })
  expect(users).toMatchObject([{ name: 'anna', groups: ['Administrator'], lastChange: null, outdated: true }])
  const state = await api.call('databases.state', { database })
  expect(state).toMatchObject({
    notices: [{ is: 'old-imported', file: OLD, users: 1, skipped: ['Anonymous'] }],
    undo: null,
    outside: [],
  })
  expect(state.unsaved).toBeGreaterThan(0)
  expect((await api.call('databases.check', { database })).findings).toContainEqual({
    kind: 'old-password',
    user: 'anna',
  })
  await expect(api.call('databases.close', { database })).rejects.toMatchObject({ code: 'unsaved' })
  await api.call('databases.save', { database })
  expect(await api.call('databases.state', { database })).toMatchObject({ notices: [], unsaved: 0, outside: [] })
  expect(await contentsOf(folder)).toMatchObject({ [`${OLD}.imported`]: old })
  await api.call('users.verify', { database, name: 'anna', password: 'Rain over Ulm 7' })
  expect((await api.call('users.list', { database })).users, 'looking renews nothing').toMatchObject([
    { outdated: true },
  ])
  await api.call('users.setPassword', { database, name: 'anna', password: 'Snow over Ulm 8' })
  expect((await api.call('users.list', { database })).users[0]).not.toHaveProperty('outdated')
})
