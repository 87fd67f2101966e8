import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/contract/client'
import { CONTRACT, type MethodInput } from '../../src/contract/contract'
import { METHODS, type MethodName } from '../../src/contract/names'
import { RIGHTS } from '../../src/contract/rights'
import { contentsOf, sampleCopy } from '../support/temporaryFolder'
import { openSampleCopy } from './program'

type Subject = 'users' | 'groups' | 'objects' | 'rights'
type EditMethod = Exclude<
  Extract<MethodName, `${Subject}.${string}`>,
  | 'users.list'
  | 'users.verify'
  | 'groups.list'
  | 'objects.list'
  | 'rights.byObject'
  | 'rights.matrix'
  | 'rights.person'
  | 'rights.why'
>

const PASSWORD = 'Rain over Ulm 7'

/** What each editing method is tried with on the sample; `other` is a second opened database. `name`: what undo says it was about. */
const EDITS: { [M in EditMethod]: (database: string, other: string) => { input: MethodInput<M>; name: string } } = {
  'users.add': (database) => ({ input: { database, name: 'erin', password: PASSWORD, group: 'Watch' }, name: 'erin' }),
  'users.change': (database) => ({
    input: { database, name: 'anna', to: 'anne', password: PASSWORD, groups: ['Watch'], mayChangePassword: false },
    name: 'anna',
  }),
  'users.setPassword': (database) => ({ input: { database, name: 'anna', password: PASSWORD }, name: 'anna' }),
  'users.setGroups': (database) => ({
    input: { database, name: ['anna', 'chidi'], groups: ['Watch', 'Night shift'] },
    name: 'anna',
  }),
  'users.remove': (database) => ({ input: { database, name: ['bogdan', 'anna'] }, name: 'bogdan' }),
  'users.import': (database, other) => ({
    input: { database, from: other, users: [{ name: 'erin', password: PASSWORD }] },
    name: 'erin',
  }),
  'groups.add': (database) => ({ input: { database, name: 'Cleaning' }, name: 'Cleaning' }),
  'groups.rename': (database) => ({ input: { database, name: 'Night shift', to: 'Late shift' }, name: 'Night shift' }),
  'groups.remove': (database) => ({ input: { database, name: ['Service', 'Night shift'] }, name: 'Service' }),
  'groups.addMember': (database) => ({ input: { database, group: 'Watch', member: 'Service' }, name: 'Service' }),
  'groups.removeMember': (database) => ({
    input: { database, group: 'Service', member: 'Night shift' },
    name: 'Night shift',
  }),
  'groups.changeMembers': (database) => ({
    input: {
      database,
      join: [
        { group: 'Watch', user: 'anna' },
        { group: 'Watch', member: 'Night shift' },
      ],
      leave: [
        { group: 'Developer', user: 'anna' },
        { group: 'Service', member: 'Night shift' },
      ],
    },
    name: 'anna',
  }),
  'groups.import': (database, other) => ({
    input: { database, from: other, groups: ['Cleaning'], rights: true },
    name: 'Cleaning',
  }),
  'objects.add': (database) => ({
    input: { database, name: 'Device.PlcLogic.Labels' },
    name: 'Device.PlcLogic.Labels',
  }),
  'objects.remove': (database) => ({ input: { database, name: 'Device.PlcShell' }, name: 'Device.PlcShell' }),
  'rights.set': (database) => ({
    input: {
      database,
      object: ['Device.PlcLogic.Filler', 'Device.Logger'],
      group: ['Watch', 'Night shift'],
      right: ['modify', 'execute'],
      state: 'grant',
      below: true,
    },
    name: 'Device.PlcLogic.Filler',
  }),
}

/** Everything a page can see of a database's content. */
async function seen(api: Api, database: string) {
  const { users } = await api.call('users.list', { database })
  const { groups } = await api.call('groups.list', { database })
  const objects = await api.call('objects.list', { database })
  const matrices = await Promise.all(
    RIGHTS.map((right) => api.call('rights.matrix', { database, right, objects: objects.names })),
  )
  const { explanations } = await api.call('databases.explain', { database })
  const { findings } = await api.call('databases.check', { database })
  return { users, groups, objects, matrices, explanations, findings }
}

it('every editing method of the contract is tried here', () => {
  const editing = METHODS.filter(
    (method) => /^(users|groups|objects|rights)\./.test(method) && CONTRACT[method].right !== 'view',
  )
  expect(Object.keys(EDITS).toSorted()).toEqual([...editing].toSorted())
})

describe('one undo takes back exactly what one call did, and redo does it again', () => {
  it.each(Object.keys(EDITS) as EditMethod[])('%s', async (method) => {
    const { api, database, folder } = await openSampleCopy()
    const other = (await api.call('databases.open', { folder: await sampleCopy() })).database
    await api.call('users.add', { database: other, name: 'erin', password: PASSWORD, group: 'Watch' })
    await api.call('groups.add', { database: other, name: 'Cleaning' })
    const before = await seen(api, database)
    const bytes = await contentsOf(folder)
    const { input, name } = EDITS[method](database, other)

    await api.call(method, input)
    const edited = await seen(api, database)
    const state = await api.call('databases.state', { database })
    if (method !== 'users.setPassword') expect(edited).not.toEqual(before)
    expect(state.unsaved).toBeGreaterThan(0)
    expect(state).toMatchObject({ undo: { method, name }, redo: null })
    const { total } = await api.call('databases.changes', { database, of: 'edits' })
    expect(total).toBe(state.unsaved)

    const undone = await api.call('databases.undo', { database })
    expect(undone).toMatchObject({ unsaved: 0, undo: null, redo: { method, name } })
    expect(await seen(api, database)).toEqual(before)

    const redone = await api.call('databases.redo', { database })
    expect(redone).toMatchObject({ unsaved: state.unsaved, undo: { method, name }, redo: null })
    expect(await seen(api, database)).toEqual(edited)

    await api.call('databases.undo', { database })
    await api.call('databases.save', { database })
    expect(await contentsOf(folder)).toEqual(bytes)
  })
})

it('what was saved can be taken back too, and saved again leaves the first bytes', async () => {
  const { api, database, folder } = await openSampleCopy()
  const bytes = await contentsOf(folder)
  await api.call('users.add', { database, name: 'erin', password: PASSWORD, group: 'Watch' })
  await api.call('databases.save', { database })
  expect(await contentsOf(folder)).not.toEqual(bytes)
  expect(await api.call('databases.undo', { database })).toMatchObject({ unsaved: 2 })
  await api.call('databases.save', { database })
  expect(await contentsOf(folder)).toEqual(bytes)
})

it('with nothing done there is nothing to take back or do again', async () => {
  const { api, database } = await openSampleCopy()
  for (const method of ['databases.undo', 'databases.redo'] as const) {
    await expect(api.call(method, { database })).rejects.toMatchObject({ code: 'nothing-to-undo' })
  }
})

it('a call that is refused leaves no step behind', async () => {
  const { api, database } = await openSampleCopy()
  const before = await seen(api, database)
  await expect(
    api.call('users.setGroups', { database, name: ['anna', 'nobody'], groups: ['Watch'] }),
  ).rejects.toMatchObject({ code: 'not-found' })
  expect(await seen(api, database)).toEqual(before)
  expect(await api.call('databases.state', { database })).toMatchObject({ unsaved: 0, undo: null })
})

it('a new edit ends what could be done again', async () => {
  const { api, database } = await openSampleCopy()
  await api.call('groups.add', { database, name: 'A' })
  await api.call('databases.undo', { database })
  await api.call('groups.add', { database, name: 'B' })
  await expect(api.call('databases.redo', { database })).rejects.toMatchObject({ code: 'nothing-to-undo' })
})
