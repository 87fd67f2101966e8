import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/contract/client'
import { writeBigDatabase } from '../support/bigDatabase'
import { PASSWORD, startStationProgram } from '../support/stationProgram'
import { contentsOf, sampleCopy, temporaryFolder } from '../support/temporaryFolder'
import { codeOf, differencesOf, everythingOf, openSample, withHistory } from './opened'

/** A saved copy of the sample: without chidi, with erin in the new group Paint, and anna may not change her password. */
async function otherLine(api: Api): Promise<string> {
  const folder = await sampleCopy()
  const { database } = await api.call('databases.open', { folder })
  await api.call('users.remove', { database, name: 'chidi' })
  await api.call('groups.add', { database, name: 'Paint' })
  await api.call('users.add', { database, name: 'erin', password: PASSWORD, group: 'Paint' })
  await api.call('users.change', { database, name: 'anna', mayChangePassword: false })
  await api.call('databases.save', { database })
  await api.call('databases.close', { database, discard: true })
  return folder
}

async function names(api: Api, database: string): Promise<string[]> {
  return (await api.call('users.list', { database })).users.map(({ name }) => name)
}

describe('taking a file over', () => {
  it('with replace makes the database what the file holds, in one step that can be taken back', async () => {
    const opened = await openSample()
    const { api, database, folder } = opened
    await withHistory(opened)
    const before = await everythingOf(opened)
    const file = await otherLine(api)
    const { import: id } = await api.call('imports.read', { database, file })
    expect(await everythingOf(opened)).toEqual(before)
    const listed = await api.call('imports.differences', { import: id, mode: 'replace' })
    expect(listed.total).toBe(listed.differences.length)
    expect(listed.counts.added + listed.counts.changed + listed.counts.removed).toBe(listed.total)
    const outcome = await api.call('imports.apply', { import: id, mode: 'replace', revision: listed.revision })
    expect(outcome).toEqual({ applied: listed.total, refused: [], refusedTotal: 0 })
    expect(await differencesOf(api, id, 'replace')).toEqual([])
    expect(await names(api, database)).toEqual(['admin', 'anna', 'bogdan', 'dörte', 'Anonymous_OPCUAServer', 'erin'])
    const state = await api.call('databases.state', { database })
    expect(state.undo).toEqual({ method: 'imports.apply', name: 'filling-line', count: listed.total })
    await api.call('databases.undo', { database })
    const after = await everythingOf(opened)
    expect(after.users).toEqual(before.users)
    expect(after.groups).toEqual(before.groups)
    expect(after.edits).toEqual(before.edits)
    await api.call('databases.redo', { database })
    await api.call('databases.save', { database })
    expect(await contentsOf(folder)).not.toEqual(before.files)
  })

  it('with merge removes nobody and nothing', async () => {
    const { api, database } = await openSample()
    const { import: id } = await api.call('imports.read', { database, file: await otherLine(api) })
    const listed = await api.call('imports.differences', { import: id, mode: 'merge' })
    expect(listed.counts.removed).toBe(0)
    await api.call('imports.apply', { import: id, mode: 'merge' })
    expect(await names(api, database)).toContain('chidi')
    expect(await names(api, database)).toContain('erin')
    expect(await differencesOf(api, id, 'merge')).toEqual([])
    expect(await differencesOf(api, id, 'replace')).toContainEqual(
      expect.objectContaining({ subject: 'user', kind: 'removed', name: 'chidi' }),
    )
  })

  it('leaves out what was left out, and with a new user the memberships of it', async () => {
    const { api, database } = await openSample()
    const { import: id } = await api.call('imports.read', { database, file: await otherLine(api) })
    const list = await differencesOf(api, id, 'merge')
    const leave = [list.findIndex((one) => one.subject === 'user' && one.kind === 'added')]
    expect(leave).not.toEqual([-1])
    const outcome = await api.call('imports.apply', { import: id, mode: 'merge', leave })
    expect(outcome).toMatchObject({ applied: list.length - 2, refusedTotal: 0 })
    expect(await names(api, database)).not.toContain('erin')
    const { groups } = await api.call('groups.list', { database })
    expect(groups.find(({ name }) => name === 'Paint')).toMatchObject({ users: [] })
  })

  it('everything left out changes nothing and leaves no step behind', async () => {
    const opened = await openSample()
    const { api, database } = opened
    await withHistory(opened)
    const before = await everythingOf(opened)
    const { import: id } = await api.call('imports.read', { database, file: await otherLine(api) })
    const list = await differencesOf(api, id, 'replace')
    const outcome = await api.call('imports.apply', {
      import: id,
      mode: 'replace',
      leave: list.map((_, place) => place),
    })
    expect(outcome.applied).toBe(0)
    expect(await everythingOf(opened)).toEqual(before)
  })

  it('in pages gives the same list, and says when the database became another one meanwhile', async () => {
    const { api, database } = await openSample()
    const { import: id } = await api.call('imports.read', { database, file: await otherLine(api) })
    const whole = await api.call('imports.differences', { import: id, mode: 'replace' })
    const pages = []
    for (let offset = 0; offset < whole.total; offset += 2) {
      const page = await api.call('imports.differences', { import: id, mode: 'replace', offset, limit: 2 })
      expect(page).toMatchObject({ total: whole.total, revision: whole.revision, counts: whole.counts })
      pages.push(...page.differences)
    }
    expect(pages).toEqual(whole.differences)
    await api.call('users.remove', { database, name: 'chidi' })
    const asked = { import: id, mode: 'replace', revision: whole.revision } as const
    expect(await codeOf(api.call('imports.apply', asked))).toBe('sync-differs')
    const again = await api.call('imports.differences', { import: id, mode: 'replace' })
    expect(again.revision).not.toBe(whole.revision)
    expect(await api.call('imports.apply', { ...asked, revision: again.revision })).toMatchObject({ refusedTotal: 0 })
  })

  it('an edit that leaves the list as it was does not stand in the way', async () => {
    const { api, database } = await openSample()
    const { import: id } = await api.call('imports.read', { database, file: await otherLine(api) })
    const { revision } = await api.call('imports.differences', { import: id, mode: 'merge' })
    await api.call('groups.add', { database, name: 'Elsewhere' })
    expect(await api.call('imports.apply', { import: id, mode: 'merge', revision })).toMatchObject({ refusedTotal: 0 })
  })

  it('what a guard refuses is listed with its reason, and the rest is taken over', async () => {
    const { api, database } = await openSample()
    const { database: other } = await api.call('databases.create', { folder: join(await temporaryFolder(), 'new') })
    await api.call('users.add', { database: other, name: 'erin', password: PASSWORD })
    await api.call('databases.save', { database: other })
    const { folder } = await api.call('databases.state', { database: other })
    const { import: id } = await api.call('imports.read', { database, file: folder })
    const outcome = await api.call('imports.apply', { import: id, mode: 'replace' })
    expect(outcome.refused.map(({ code }) => code)).toContain('last-administrator')
    expect(outcome.refusedTotal).toBe(outcome.refused.length)
    const rest = await differencesOf(api, id, 'replace')
    expect(rest).toEqual(expect.arrayContaining(outcome.refused.map(({ difference }) => difference)))
    expect(await names(api, database)).toEqual(['admin', 'erin'])
  })

  it('two at the same moment are one after the other, each as a step of its own', async () => {
    const { api, peer, database } = await openSample()
    const other = peer('bogdan')
    const file = await otherLine(api)
    const big = join(await temporaryFolder(), 'big')
    await writeBigDatabase(big, { users: 50, objects: 30, groups: 6 })
    const [mine, others] = await Promise.all([
      api.call('imports.read', { database, file }),
      other.call('imports.read', { database, file: big }),
    ])
    const outcomes = await Promise.all([
      api.call('imports.apply', { import: mine.import, mode: 'replace' }),
      other.call('imports.apply', { import: others.import, mode: 'replace' }),
    ])
    expect(outcomes.map(({ refusedTotal }) => refusedTotal)).toEqual([0, 0])
    const left = async () =>
      [await differencesOf(api, mine.import, 'replace'), await differencesOf(other, others.import, 'replace')].map(
        ({ length }) => length === 0,
      )
    const last = await left()
    expect(last.filter(Boolean)).toHaveLength(1)
    await api.call('databases.undo', { database })
    expect(await left()).toEqual(last.toReversed())
  })

  it('the two with lists they looked at: the second is told that its list is another one by now', async () => {
    const { api, peer, database } = await openSample()
    const other = peer('bogdan')
    const file = await otherLine(api)
    const ask = async (by: Api) => {
      const { import: id } = await by.call('imports.read', { database, file })
      const { revision } = await by.call('imports.differences', { import: id, mode: 'replace' })
      return () => by.call('imports.apply', { import: id, mode: 'replace', revision })
    }
    const [mine, others] = [await ask(api), await ask(other)]
    const settled = await Promise.allSettled([mine(), others()])
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('cancelled half way', () => {
  it('the database, its files and what can be undone are as before, to the byte', { timeout: 120_000 }, async () => {
    const opened = await openSample()
    const { api, database, folder, program } = opened
    await withHistory(opened)
    const file = join(await temporaryFolder(), 'big')
    await writeBigDatabase(file, { users: 3_000, objects: 300, groups: 20 })
    const { import: id } = await api.call('imports.read', { database, file })
    const { total } = await api.call('imports.differences', { import: id, mode: 'replace' })
    const before = await everythingOf(opened)
    let half = 0
    program.events.subscribe('work.progress', ({ work, done }) => {
      if (work !== 'import' || half > 0 || done < total / 2) return
      half = done
      void api.call('work.cancel', { work })
    })
    expect(await codeOf(api.call('imports.apply', { import: id, mode: 'replace', work: 'import' }))).toBe('cancelled')
    expect(half).toBeGreaterThanOrEqual(total / 2)
    expect(half).toBeLessThan(total)
    expect(await everythingOf(opened)).toEqual(before)
    expect((await api.call('imports.differences', { import: id, mode: 'replace' })).total).toBe(total)
    // What is in memory is what is on the disk plus what was edited before.
    await api.call('databases.redo', { database })
    await api.call('databases.undo', { database })
    await api.call('databases.undo', { database })
    await api.call('databases.save', { database })
    expect(await contentsOf(folder)).toEqual(before.files)
  })

  it('a peer that goes away cancels what it had begun', async () => {
    const opened = await openSample()
    const { peer, leave, database, program } = opened
    const file = join(await temporaryFolder(), 'big')
    await writeBigDatabase(file, { users: 1_000, objects: 300, groups: 20 })
    const before = await everythingOf(opened)
    const other = peer('bogdan')
    const { import: id } = await other.call('imports.read', { database, file })
    program.events.subscribe('work.progress', () => leave('bogdan'))
    expect(await codeOf(other.call('imports.apply', { import: id, mode: 'replace', work: 'w' }))).toBe('cancelled')
    expect(await everythingOf(opened)).toEqual(before)
  })
})

describe('ten thousand users', () => {
  it('arrive whole, and the saved folder is no different from where they came', { timeout: 300_000 }, async () => {
    const { api, database, folder } = await openSample()
    const file = join(await temporaryFolder(), 'big')
    await writeBigDatabase(file, { users: 10_000, objects: 500, groups: 30 })
    const { import: id, counts } = await api.call('imports.read', { database, file })
    expect(counts).toEqual({ users: 10_000, groups: 30, objects: 500 })
    const outcome = await api.call('imports.apply', { import: id, mode: 'replace' })
    expect(outcome).toMatchObject({ refused: [], refusedTotal: 0 })
    await api.call('databases.save', { database })
    const copy = join(await temporaryFolder(), 'copy')
    await cp(folder, copy, { recursive: true })
    const back = await api.call('imports.read', { database, file: copy })
    expect(await differencesOf(api, back.import, 'replace')).toEqual([])
    expect(await differencesOf(api, id, 'replace')).toEqual([])
  })
})

describe('into the station', () => {
  const setUp = async () => {
    const station = await startStationProgram({ setUp: true })
    const api = await station.loggedIn('page')
    const file = await otherLine(api)
    return { ...station, api, file, database: 'station' }
  }

  it('it is saved at once while it is followed, and taken back at once', async () => {
    const { api, file, folder, database } = await setUp()
    const before = await contentsOf(folder)
    const { import: id } = await api.call('imports.read', { database, file })
    expect(await api.call('imports.apply', { import: id, mode: 'merge' })).toMatchObject({ refusedTotal: 0 })
    expect(await contentsOf(folder)).not.toEqual(before)
    expect((await contentsOf(folder))['.UserDatabase.csv']).toContain('u,erin,')
    await api.call('databases.undo', { database })
    expect((await contentsOf(folder))['.UserDatabase.csv']).toBe(before['.UserDatabase.csv'])
  })

  it('always keeps an administrator, also when those of the file are others than those who are here', async () => {
    const { api, file, folder, database } = await setUp()
    const administrators = async () =>
      [...((await contentsOf(folder))['.GroupDatabase.csv'] ?? '').matchAll(/^a,Administrator,u=(.*)$/gm)].map(
        ([, name]) => name,
      )
    expect(await administrators()).toEqual(['anna'])
    const { import: id } = await api.call('imports.read', { database, file })
    const { refused } = await api.call('imports.apply', { import: id, mode: 'replace' })
    expect(refused).toEqual([])
    expect(await administrators()).toEqual(['admin'])
  })

  it('takes the rights of who asks: a viewer cannot take anything over, and nothing is saved', async () => {
    const { api, file, folder, database, loggedIn } = await setUp()
    await api.call('users.add', { database, name: 'vera', password: PASSWORD, group: 'Watch' })
    const viewer = await loggedIn('viewer', { name: 'vera', password: PASSWORD })
    const before = await contentsOf(folder)
    const { import: id } = await viewer.call('imports.read', { database, file })
    expect((await differencesOf(viewer, id, 'merge')).length).toBeGreaterThan(0)
    expect(await codeOf(viewer.call('imports.apply', { import: id, mode: 'merge' }))).toBe('not-permitted')
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('not followed, the copy is changed and the device is not', async () => {
    const { api, file, folder, database } = await setUp()
    await api.call('sync.off', { database })
    const before = await contentsOf(folder)
    const { import: id } = await api.call('imports.read', { database, file })
    await api.call('imports.apply', { import: id, mode: 'merge' })
    expect(await names(api, database)).toContain('erin')
    expect(await contentsOf(folder)).toEqual(before)
  })
})
