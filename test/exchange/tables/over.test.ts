import { describe, expect, it } from 'vitest'
import { groupsByUser, NOBODY, rightsOf, standing, usersOf } from './tables'

const LINE = standing({
  users: { admin: ['may'], anna: ['may', 'must'], bodo: [], runtime: ['internal'] },
  groups: {
    Administrator: { users: ['admin'] },
    Service: { users: ['anna', 'bodo', 'ghost'], groups: ['Night'], property: 7 },
    Night: { users: ['bodo'] },
  },
  objects: {
    Device: { Service: { granted: 1, denied: 0 }, Night: { granted: 4, denied: 2 }, Gone: { granted: 8, denied: 0 } },
    'Device.Old': { Service: { granted: 3, denied: 0 } },
  },
})

describe('what a table of users wants of a user management that is there', () => {
  it('is the same where it says the same, nested groups and what it says nothing of included', async () => {
    const rows = ['admin;Administrator;yes;no', 'anna;Service;yes;yes', 'bodo;Service|Night;no;no', 'runtime;;no;no']
    const reading = await usersOf(`name;groups;may change password;must change password\r\n${rows.join('\r\n')}`)
    const { users, groups, objects, settings } = reading.over(LINE)
    expect(
      users?.map(({ name, mayChangePassword, mustChangePassword, internal }) => [
        name,
        mayChangePassword,
        mustChangePassword,
        internal,
      ]),
    ).toEqual([
      ['admin', true, false, false],
      ['anna', true, true, false],
      ['bodo', false, false, false],
      ['runtime', false, false, true],
    ])
    expect(groups).toEqual([
      { name: 'Administrator', users: ['admin'], groups: [] },
      { name: 'Service', users: ['ghost', 'anna', 'bodo'], groups: ['Night'], property: 7 },
      { name: 'Night', users: ['bodo'], groups: [] },
    ])
    expect([objects, settings]).toEqual([undefined, undefined])
  })

  it('leaves out whoever is in no row, and adds groups that only it names', async () => {
    const wanted = (await usersOf('name;groups\r\nbodo;Maintenance\r\ndora;Night\r\n')).over(LINE)
    expect(groupsByUser(wanted)).toEqual({ bodo: ['Maintenance'], dora: ['Night'] })
    expect(wanted.groups?.map(({ name, users }) => [name, users])).toEqual([
      ['Administrator', []],
      ['Service', ['ghost']],
      ['Night', ['dora']],
      ['Maintenance', ['bodo']],
    ])
  })

  it('keeps flags and groups of which it has no column, and has usual flags for who is new', async () => {
    const wanted = (await usersOf('name\r\nbodo\r\nanna\r\ndora\r\nghost\r\n')).over(LINE)
    expect(wanted.users).toEqual([
      { name: 'bodo', mayChangePassword: false, mustChangePassword: false, internal: false, lastChange: null },
      { name: 'anna', mayChangePassword: true, mustChangePassword: true, internal: false, lastChange: null },
      { name: 'dora', mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null },
      { name: 'ghost', mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null },
    ])
    // Nobody inherits what somebody of the same name left behind.
    expect(groupsByUser(wanted)).toEqual({ bodo: ['Service', 'Night'], anna: ['Service'], dora: [], ghost: [] })
  })

  it('keeps everybody as they are of whom a row with a problem speaks', async () => {
    const table =
      'name;groups;may change password\r\nadmin;Administrator;yes\r\nanna;Night;maybe\r\nBODO;a<b;yes\r\nbodo\r\nnew;Night;?\r\n'
    const wanted = (await usersOf(table)).over(LINE)
    expect(groupsByUser(wanted)).toEqual({ admin: ['Administrator'], anna: ['Service'], bodo: ['Service', 'Night'] })
    expect(wanted.users?.find(({ name }) => name === 'anna')).toMatchObject({
      mayChangePassword: true,
      mustChangePassword: true,
    })
  })

  it('means a group that is called so but for case, and gives a user the case of the table', async () => {
    const wanted = (await usersOf('name;groups\r\nANNA;service|NIGHT\r\n')).over(LINE)
    expect(groupsByUser(wanted)).toEqual({ ANNA: ['Service', 'Night'] })
    expect(wanted.groups?.map(({ name }) => name)).toEqual(['Administrator', 'Service', 'Night'])
    expect(wanted.users?.[0]).toMatchObject({ mayChangePassword: true, mustChangePassword: true })
    expect(groupsByUser((await usersOf('name\r\nANNA\r\n')).over(LINE))).toEqual({ ANNA: ['Service'] })
  })

  it('has a password only for whom the table has one', async () => {
    const wanted = (await usersOf('name;password\r\nanna;Rain-over 7 hills\r\nbodo;\r\n')).over(LINE)
    expect(wanted.users?.map((user) => [user.name, 'password' in user, 'credentials' in user])).toEqual([
      ['anna', true, false],
      ['bodo', false, false],
    ])
  })

  it('can be asked for one after the other', async () => {
    const reading = await usersOf('name;groups\r\nanna;Service\r\n')
    const first = reading.over(LINE)
    expect(reading.over(NOBODY).groups).toEqual([{ name: 'Service', users: ['anna'], groups: [] }])
    expect(reading.over(LINE)).toEqual(first)
  })
})

describe('what a table of rights wants of a user management that is there', () => {
  it('is the entries of its groups, with those of others kept, and no object that is in no row', async () => {
    const wanted = (await rightsOf('object;Service\r\nDevice;no-view\r\nDevice.New;all\r\n')).over(LINE)
    expect(wanted).toEqual({
      objects: [
        {
          name: 'Device',
          entries: [
            { group: 'Service', granted: 0, denied: 1 },
            { group: 'Night', granted: 4, denied: 2 },
            { group: 'Gone', granted: 8, denied: 0 },
          ],
        },
        { name: 'Device.New', entries: [{ group: 'Service', granted: 0xffffffff, denied: 0 }] },
      ],
    })
  })

  it('keeps an object as it is of which a row with a problem speaks', async () => {
    const wanted = (await rightsOf('object;Service\r\nDevice;view\r\nDevice.Old;veiw\r\nDevice.None;veiw\r\n')).over(
      LINE,
    )
    expect(wanted.objects?.map(({ name }) => name)).toEqual(['Device', 'Device.Old'])
    expect(wanted.objects?.[1]?.entries).toEqual([{ group: 'Service', granted: 3, denied: 0 }])
  })

  it('adds a group that is to have rights, but none that only left some behind or has nothing to say', async () => {
    const wanted = (await rightsOf('object;SERVICE;Gone;Maintenance;Idle\r\nDevice;view;view;view;\r\n')).over(LINE)
    expect(wanted.groups).toEqual([
      { name: 'Administrator', users: ['admin'], groups: [] },
      { name: 'Service', users: ['anna', 'bodo', 'ghost'], groups: ['Night'], property: 7 },
      { name: 'Night', users: ['bodo'], groups: [] },
      { name: 'Maintenance', users: [], groups: [] },
    ])
    expect(wanted.objects?.[0]?.entries.map(({ group }) => group)).toEqual(['Service', 'Gone', 'Maintenance', 'Night'])
  })
})
