import { expect, it } from 'vitest'
import type { MethodInput } from '../../src/contract/contract'
import type { MethodName } from '../../src/contract/names'
import { openSampleCopy } from './program'

type WithoutDatabase<Input> = Input extends unknown ? Omit<Input, 'database'> : never
type Attempt = { [M in MethodName]: [method: M, input: WithoutDatabase<MethodInput<M>>] }[MethodName]

/** Ways to lose the only administrator, who is in a group inside Administrator. */
const NESTED: Attempt[] = [
  ['users.remove', { name: 'admin' }],
  ['users.remove', { name: ['anna', 'admin'] }],
  ['users.setGroups', { name: 'admin', groups: ['Watch'] }],
  ['users.setGroups', { name: ['anna', 'admin'], groups: [] }],
  ['users.change', { name: 'admin', groups: [] }],
  ['users.change', { name: 'admin', to: 'root', groups: ['Watch'] }],
  ['groups.removeMember', { group: 'Chiefs', user: 'admin' }],
  ['groups.removeMember', { group: 'Administrator', member: 'Chiefs' }],
  ['groups.remove', { name: 'Chiefs' }],
  ['groups.remove', { name: ['Watch', 'Chiefs'] }],
]

const DIRECT: Attempt[] = [
  ['users.remove', { name: 'admin' }],
  ['users.setGroups', { name: 'admin', groups: [] }],
  ['users.change', { name: 'admin', groups: ['Developer'] }],
  ['groups.removeMember', { group: 'Administrator', user: 'admin' }],
]

it.each(DIRECT)('the last administrator stays one: %s %j', async (method, input) => {
  const { api, database } = await openSampleCopy()
  await expect(api.call(method, { database, ...input })).rejects.toMatchObject({ code: 'last-administrator' })
  expect(await api.call('databases.state', { database })).toMatchObject({ unsaved: 0, undo: null })
})

it.each(NESTED)('the last administrator by nesting stays one: %s %j', async (method, input) => {
  const { api, database } = await openSampleCopy()
  await api.call('groups.add', { database, name: 'Chiefs' })
  await api.call('groups.addMember', { database, group: 'Administrator', member: 'Chiefs' })
  await api.call('users.setGroups', { database, name: 'admin', groups: ['Chiefs'] })
  const before = await api.call('databases.state', { database })
  await expect(api.call(method, { database, ...input })).rejects.toMatchObject({ code: 'last-administrator' })
  expect(await api.call('databases.state', { database })).toEqual(before)
})

it('the account of the controller is no administrator that could stay', async () => {
  const { api, database } = await openSampleCopy()
  await api.call('users.setGroups', { database, name: 'Anonymous_OPCUAServer', groups: ['Administrator'] })
  await expect(api.call('users.remove', { database, name: 'admin' })).rejects.toMatchObject({
    code: 'last-administrator',
  })
})

it('with a second administrator the first may go', async () => {
  const { api, database } = await openSampleCopy()
  await api.call('groups.addMember', { database, group: 'Administrator', user: 'anna' })
  await api.call('users.remove', { database, name: 'admin' })
  expect((await api.call('databases.check', { database })).findings).toContainEqual({
    kind: 'only-one-administrator',
    user: 'anna',
  })
})

it.each([
  ['groups.remove', { name: 'Administrator' }],
  ['groups.remove', { name: ['Watch', 'Administrator'] }],
  ['groups.rename', { name: 'Administrator', to: 'Boss' }],
] satisfies Attempt[])('the group Administrator stays: %s %j', async (method, input) => {
  const { api, database } = await openSampleCopy()
  await expect(api.call(method, { database, ...input })).rejects.toMatchObject({ code: 'administrator-group' })
})
