import { describe, expect, it, vi } from 'vitest'
import type { Api } from '../../src/contract/client'
import { STATION } from '../../src/contract/stationId'
import { PASSWORD, startStationProgram } from '../support/stationProgram'

const database = STATION
const code = (failure: string) => expect.objectContaining({ code: failure }) as Error
const userNames = async (api: Api) => (await api.call('users.list', { database })).users.map(({ name }) => name)
const addBen = (api: Api, group = 'Watch') =>
  api.call('users.add', { database, name: 'ben', password: PASSWORD, group })

describe('while the page follows', () => {
  it('an edit is on the device at once and saved, and undo is too', async () => {
    const { loggedIn, stateFolder } = await startStationProgram({ setUp: true })
    const api = await loggedIn('page')
    await addBen(api)
    expect(await api.call('databases.state', { database })).toMatchObject({ sync: 'on', unsaved: 0 })
    const ben = await loggedIn('ben’s page', { name: 'ben', password: PASSWORD })
    expect(await ben.call('login.whoami', {})).toMatchObject({ user: { name: 'ben', groups: ['Watch'] } })
    const second = await startStationProgram({ stateFolder })
    expect(await userNames(await second.loggedIn('page'))).toEqual(['anna', 'ben'])
    await api.call('databases.undo', { database })
    expect(await userNames(api)).toEqual(['anna'])
    // Whose login was of a user who is gone is nobody again.
    await expect(ben.call('sessions.list', {})).rejects.toEqual(code('not-permitted'))
  })

  it('what another program of the same person changes is followed within two seconds', async () => {
    const one = await startStationProgram({ setUp: true })
    const other = await startStationProgram({ stateFolder: one.stateFolder })
    const [here, there] = [await one.loggedIn('page'), await other.loggedIn('page')]
    await addBen(there)
    const from = performance.now()
    await vi.waitFor(async () => expect(await userNames(here)).toContain('ben'), { timeout: 5000, interval: 50 })
    expect(performance.now() - from).toBeLessThan(2500)
    // And both write to the same files without losing what the other did.
    await here.call('users.add', { database, name: 'cleo', password: PASSWORD })
    await there.call('users.add', { database, name: 'dora', password: PASSWORD })
    await vi.waitFor(async () => expect(await userNames(here)).toEqual(['anna', 'ben', 'cleo', 'dora']), {
      timeout: 5000,
    })
  })

  it('somebody without Modify on a group cannot change it, whatever else is allowed', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const admin = await loggedIn('admin')
    await addBen(admin)
    const groups = 'Device.UserManagement.Groups'
    for (const object of ['Device.UserManagement.Users', groups]) {
      await admin.call('rights.set', {
        database,
        object,
        group: 'Watch',
        right: ['view', 'modify', 'addRemove'],
        state: 'grant',
      })
    }
    await admin.call('rights.set', {
      database,
      object: `${groups}.Administrator`,
      group: 'Watch',
      right: 'modify',
      state: 'deny',
    })
    const ben = await loggedIn('ben', { name: 'ben', password: PASSWORD })
    await ben.call('users.add', { database, name: 'cleo', password: PASSWORD, group: 'Service' })
    await expect(
      ben.call('users.setGroups', { database, name: 'ben', groups: ['Administrator'] }),
    ).rejects.toMatchObject({ code: 'not-permitted', details: { object: `${groups}.Administrator`, right: 'modify' } })
  })
})

describe('while the page does not follow', () => {
  it('edits stay in the copy, and the difference table names each of them', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const [api, other] = [await loggedIn('page'), await loggedIn('other')]
    await api.call('sync.off', { database })
    await addBen(api, 'Service')
    await api.call('rights.set', {
      database,
      object: 'Device.PlcShell',
      group: 'Service',
      right: 'modify',
      state: 'grant',
    })
    expect(await api.call('databases.state', { database })).toMatchObject({ sync: 'off', outside: [] })
    const { differences, total } = await other.call('sync.differences', { database })
    expect(total).toBe(differences.length)
    expect(differences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ subject: 'user', kind: 'added', name: 'ben' }),
        expect.objectContaining({ subject: 'member', kind: 'added', group: 'Service', user: 'ben' }),
        expect.objectContaining({ subject: 'right', object: 'Device.PlcShell', group: 'Service', after: 'grant' }),
      ]),
    )
    // Not on the device: ben cannot log in.
    await expect(loggedIn('ben', { name: 'ben', password: PASSWORD })).rejects.toEqual(code('login-failed'))
  })

  it('following again is refused while the copy differs; the device’s state can be taken', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const api = await loggedIn('page')
    await api.call('sync.off', { database })
    await addBen(api)
    await expect(api.call('sync.on', { database })).rejects.toMatchObject({ code: 'sync-differs' })
    expect(await userNames(api)).toEqual(['anna', 'ben'])
    await api.call('sync.on', { database, upload: true })
    expect(await userNames(api)).toEqual(['anna'])
    expect(await api.call('databases.state', { database })).toMatchObject({ sync: 'on', unsaved: 0 })
  })

  it('a download changes the device to what the copy holds, passwords included, and follows again', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const api = await loggedIn('page')
    await api.call('sync.off', { database })
    await addBen(api)
    await api.call('groups.add', { database, name: 'Night shift' })
    await api.call('groups.addMember', { database, group: 'Night shift', user: 'ben' })
    const outcome = await api.call('sync.download', { database })
    expect(outcome.refused).toEqual([])
    expect(outcome.applied).toBeGreaterThanOrEqual(4)
    expect(await api.call('databases.state', { database })).toMatchObject({ sync: 'on', unsaved: 0 })
    const ben = await loggedIn('ben', { name: 'ben', password: PASSWORD })
    expect((await ben.call('login.whoami', {})).user?.groups.toSorted()).toEqual(['Night shift', 'Watch'])
  })

  it('what the device refuses is listed with its reason, and the rest is applied', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const admin = await loggedIn('admin')
    await admin.call('users.add', { database, name: 'ben', password: PASSWORD, group: 'Watch' })
    for (const object of ['Device.UserManagement', 'Device.UserManagement.Users', 'Device.UserManagement.Groups']) {
      await admin.call('rights.set', {
        database,
        object,
        group: 'Watch',
        right: ['view', 'modify', 'addRemove'],
        state: 'grant',
      })
    }
    await admin.call('rights.set', {
      database,
      object: 'Device.UserManagement.Groups.Service',
      group: 'Watch',
      right: 'modify',
      state: 'deny',
    })
    const ben = await loggedIn('ben', { name: 'ben', password: PASSWORD })
    await ben.call('sync.off', { database })
    await ben.call('users.add', { database, name: 'cleo', password: PASSWORD, group: 'Service' })
    const { applied, refused } = await ben.call('sync.download', { database })
    expect(applied).toBe(1)
    expect(refused).toEqual([
      expect.objectContaining({
        code: 'not-permitted',
        difference: expect.objectContaining({ subject: 'member', group: 'Service', user: 'cleo' }),
      }),
    ])
    expect(await ben.call('databases.state', { database })).toMatchObject({ sync: 'off' })
    expect((await ben.call('sync.differences', { database })).total).toBe(1)
    await ben.call('sync.on', { database, upload: true })
    expect(await userNames(ben)).toEqual(['anna', 'ben', 'cleo'])
  })

  it('a download that is cancelled leaves the device as it was', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const api = await loggedIn('page')
    await api.call('sync.off', { database })
    for (let number = 0; number < 300; number += 1) await api.call('groups.add', { database, name: `Shift ${number}` })
    const download = api.call('sync.download', { database, work: 'w' })
    const refused = expect(download).rejects.toEqual(code('cancelled'))
    // As soon as it has begun.
    await vi.waitFor(() => api.call('work.cancel', { work: 'w' }), { interval: 1 })
    await refused
    expect((await api.call('sync.differences', { database })).total).toBeGreaterThanOrEqual(300)
    await api.call('sync.on', { database, upload: true })
    expect((await api.call('groups.list', { database })).groups).toHaveLength(4)
  })

  it('a folder has no device to follow, and the station is neither closed nor saved by hand', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const api = await loggedIn('page')
    await expect(api.call('sync.off', { database: 'some folder' })).rejects.toEqual(code('not-found'))
    for (const method of ['databases.save', 'databases.close', 'databases.reload'] as const) {
      await expect(api.call(method, { database })).rejects.toEqual(code('not-available'))
    }
    expect(await api.call('databases.list', {})).toEqual({ databases: [] })
  })
})
