import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { Api } from '../../src/contract/client'
import { contentsOf } from '../support/temporaryFolder'
import { openSampleCopy, startProgram } from './program'

const PASSWORD = 'Rain over Ulm 7'
const RIGHTS_FILE = '.UserMgmtRightsDB.csv'

/** Somebody else gives Watch the right to Execute on the logger. */
async function changeOutside(folder: string): Promise<void> {
  const file = join(folder, RIGHTS_FILE)
  const text = await readFile(file, 'utf8')
  const entry = '<group name="Watch" rights=0x00000004 deniedrights=0x00000000/>'
  await writeFile(file, text.replace('<object name="Device.Logger"/>', `<object name="Device.Logger"/>,${entry}`))
}

async function usersOf(api: Api, database: string): Promise<string[]> {
  return (await api.call('users.list', { database })).users.map(({ name }) => name)
}

describe('saving', () => {
  it('writes the edits; opened again by another program they are there', async () => {
    const { api, database, folder } = await openSampleCopy()
    await api.call('users.add', { database, name: 'erin', password: PASSWORD, group: 'Watch' })
    expect(await api.call('databases.save', { database })).toMatchObject({ unsaved: 0, outside: [] })
    const other = await startProgram()
    const again = (await other.api.call('databases.open', { folder })).database
    expect(await usersOf(other.api, again)).toContain('erin')
    await other.api.call('users.verify', { database: again, name: 'erin', password: PASSWORD })
  })

  it('adding a user and removing it again leaves the identical bytes', async () => {
    const { api, database, folder } = await openSampleCopy()
    const bytes = await contentsOf(folder)
    await api.call('users.add', { database, name: 'erin', password: PASSWORD, group: 'Watch' })
    await api.call('databases.save', { database })
    await api.call('users.remove', { database, name: 'erin' })
    await api.call('databases.save', { database })
    expect(await contentsOf(folder)).toEqual(bytes)
  })

  it('lists what differs since the last save', async () => {
    const { api, database } = await openSampleCopy()
    await api.call('users.add', { database, name: 'erin', password: PASSWORD, group: 'Watch' })
    await api.call('rights.set', { database, object: 'Device', group: 'Watch', right: 'execute', state: 'neutral' })
    const { differences, total } = await api.call('databases.changes', { database, of: 'edits' })
    expect(total).toBe(3)
    expect(differences).toEqual(
      expect.arrayContaining([
        { subject: 'user', kind: 'added', name: 'erin', was: null, fields: [] },
        { subject: 'member', kind: 'added', group: 'Watch', user: 'erin', member: null },
        {
          subject: 'right',
          kind: 'removed',
          object: 'Device',
          group: 'Watch',
          right: 'execute',
          before: 'deny',
          after: 'neutral',
        },
      ]),
    )
    const first = await api.call('databases.changes', { database, of: 'edits', limit: 1 })
    expect(first).toMatchObject({ total: 3 })
    expect(first.differences).toHaveLength(1)
  })
})

describe('somebody else', () => {
  it('is noticed within seconds, without being asked', async () => {
    const { api, database, folder, changes } = await openSampleCopy()
    await changeOutside(folder)
    await vi.waitFor(() => expect(changes).toContainEqual({ database, what: ['state'] }), { timeout: 5000 })
    expect(await api.call('databases.state', { database })).toMatchObject({ outside: [RIGHTS_FILE] })
    const outside = await api.call('databases.changes', { database, of: 'outside' })
    expect(outside.differences).toEqual([
      {
        subject: 'right',
        kind: 'added',
        object: 'Device.Logger',
        group: 'Watch',
        right: 'execute',
        before: 'neutral',
        after: 'grant',
      },
    ])
  })

  it('is never overwritten silently, only on purpose', async () => {
    const { api, database, folder } = await openSampleCopy()
    await api.call('objects.remove', { database, name: 'Device.PlcShell' })
    await changeOutside(folder)
    const foreign = await contentsOf(folder)
    await expect(api.call('databases.save', { database })).rejects.toMatchObject({
      code: 'changed-outside',
      details: { files: [RIGHTS_FILE] },
    })
    expect(await contentsOf(folder)).toEqual(foreign)
    expect(await api.call('databases.state', { database })).toMatchObject({ outside: [RIGHTS_FILE], undo: {} })
    expect(await api.call('databases.save', { database, overwrite: true })).toMatchObject({ outside: [], unsaved: 0 })
    expect(await contentsOf(folder)).not.toEqual(foreign)
  })

  it('wins when the folder is read again, and unsaved edits are dropped', async () => {
    const { api, database, folder } = await openSampleCopy()
    await api.call('groups.add', { database, name: 'Cleaning' })
    await changeOutside(folder)
    expect(await api.call('databases.reload', { database })).toMatchObject({ unsaved: 0, undo: null, outside: [] })
    const why = { database, subject: 'group', name: 'Watch', object: 'Device.Logger', right: 'execute' } as const
    expect(await api.call('rights.why', why)).toMatchObject({ allowed: true })
  })
})

describe('events', () => {
  it('say what an edit touched, once, and nothing when it was refused', async () => {
    const { api, database, changes } = await openSampleCopy()
    await api.call('users.add', { database, name: 'erin', password: PASSWORD, group: 'Watch' })
    await api.call('rights.set', { database, object: 'Device', group: 'Watch', right: 'view', state: 'deny' })
    await expect(api.call('groups.add', { database, name: 'Watch' })).rejects.toMatchObject({ code: 'already-exists' })
    expect(changes).toEqual([
      { database, what: ['state', 'users', 'groups'] },
      { database, what: ['state', 'rights'] },
    ])
    await api.call('databases.undo', { database })
    expect(changes.at(-1)).toEqual({ database, what: ['state', 'rights'] })
    await api.call('databases.undo', { database })
    expect(changes.at(-1)).toEqual({ database, what: ['state', 'users', 'groups', 'rights'] })
  })
})

describe('several at once', () => {
  it('edits come one after the other and none is lost', async () => {
    const { api, database } = await openSampleCopy()
    const names = Array.from({ length: 20 }, (_, at) => `Group ${at}`)
    await Promise.all(names.map((name) => api.call('groups.add', { database, name })))
    const { groups } = await api.call('groups.list', { database })
    expect(groups.slice(6).map(({ name }) => name)).toEqual(names)
    for (let step = 0; step < 20; step += 1) await api.call('databases.undo', { database })
    expect(await api.call('databases.state', { database })).toMatchObject({ unsaved: 0 })
  })

  it('whoever looks during a long edit sees what was before or after, not the half of it', async () => {
    const { api, database } = await openSampleCopy()
    const source = (await api.call('databases.openSample', {})).database
    const users = ['u1', 'u2', 'u3', 'u4']
    for (const name of users)
      await api.call('users.add', { database: source, name, password: PASSWORD, group: 'Watch' })
    const work = { over: false }
    const importing = api
      .call('users.import', { database, from: source, users: users.map((name) => ({ name, password: PASSWORD })) })
      .finally(() => (work.over = true))
    const looks: number[] = []
    while (!work.over) {
      looks.push((await usersOf(api, database)).length)
      await pause(1)
    }
    await importing
    for (const look of looks) expect([6, 10]).toContain(look)
    expect(looks.length).toBeGreaterThan(0)
  })

  it('two databases import from each other at the same moment', async () => {
    const { api, database } = await openSampleCopy()
    const other = (await api.call('databases.openSample', {})).database
    await api.call('groups.add', { database, name: 'One' })
    await api.call('groups.add', { database: other, name: 'Other' })
    await Promise.all([
      api.call('groups.import', { database, from: other, groups: ['Other'] }),
      api.call('groups.import', { database: other, from: database, groups: ['One'] }),
    ])
    for (const id of [database, other]) expect((await api.call('groups.list', { database: id })).groups).toHaveLength(8)
  })

  it('a long edit that is cancelled leaves nothing behind', async () => {
    const { api, database } = await openSampleCopy()
    const source = (await api.call('databases.openSample', {})).database
    const users = Array.from({ length: 30 }, (_, at) => `u${at}`)
    await api.call('users.add', { database: source, name: 'u0', password: PASSWORD, group: 'Watch' })
    for (const name of users.slice(1)) await api.call('users.add', { database: source, name, password: PASSWORD })
    const importing = api.call('users.import', {
      database,
      from: source,
      users: users.map((name) => ({ name, password: PASSWORD })),
      work: 'import-1',
    })
    const progress = new Promise<void>((resolve) => api.on('work.progress', () => resolve()))
    await progress
    await api.call('work.cancel', { work: 'import-1' })
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' })
    expect(await usersOf(api, database)).toHaveLength(6)
    expect(await api.call('databases.state', { database })).toMatchObject({ unsaved: 0, undo: null })
  })
})
