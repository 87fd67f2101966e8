import { expect, it } from 'vitest'
import { everything, fillingLine, owner, refuses } from './fillingLine'

it('users and groups join and leave in one step; what holds already is left alone', async () => {
  const { manager, groups } = fillingLine()
  await manager.groups.changeMembers(owner, {
    join: [
      { group: 'Watch', user: 'anna' },
      { group: 'Watch', user: 'bogdan' },
      { group: 'Watch', member: 'Service' },
    ],
    leave: [
      { group: 'Developer', user: 'anna' },
      { group: 'Developer', user: 'chidi' },
      { group: 'Service', member: 'Night shift' },
    ],
  })
  expect(await groups.hasUser('Watch', 'anna')).toBe(true)
  expect(await groups.hasUser('Developer', 'anna')).toBe(false)
  const listed = await manager.groups.list(owner)
  expect(listed.find(({ name }) => name === 'Watch')).toMatchObject({ users: ['bogdan', 'anna'], groups: ['Service'] })
  expect(listed.find(({ name }) => name === 'Service')).toMatchObject({ groups: [] })
})

it('an administrator may hand over in the step in which the other one comes', async () => {
  const { manager } = fillingLine()
  await manager.groups.changeMembers(owner, {
    join: [{ group: 'Administrator', user: 'anna' }],
    leave: [{ group: 'Administrator', user: 'admin' }],
  })
  expect((await manager.groups.list(owner))[0]?.users).toEqual(['anna'])
})

it('a circle that only comes about by two joins together is refused, and nothing is changed', async () => {
  const { manager } = fillingLine()
  const before = await everything(manager)
  const join = [
    { group: 'Watch', member: 'Service' },
    { group: 'Night shift', member: 'Watch' },
  ]
  await refuses(manager.groups.changeMembers(owner, { join, leave: [] }), 'group-cycle', {
    path: ['Night shift', 'Watch', 'Service', 'Night shift'],
  })
  expect(await everything(manager)).toEqual(before)
})

it('unknown names are refused before anything is changed', async () => {
  const { manager } = fillingLine()
  const before = await everything(manager)
  for (const wrong of [
    { group: 'None', user: 'anna' },
    { group: 'Watch', user: 'nobody' },
    { group: 'Watch', member: 'None' },
  ]) {
    const join = [{ group: 'Watch', user: 'anna' }, wrong]
    await refuses(manager.groups.changeMembers(owner, { join, leave: [] }), 'not-found')
  }
  expect(await everything(manager)).toEqual(before)
})
