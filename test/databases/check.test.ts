import { describe, expect, it } from 'vitest'
import { findingSentence } from '../../src/contract/sentences'
import { findingsOf, groupOfObject, type Checked } from '../../src/main/databases/check'

type People = Checked['users']

const person = (name: string, more: Partial<People[number]> = {}): People[number] => ({
  name,
  internal: false,
  mustChangePassword: false,
  lastChange: 1_700_000_000,
  ...more,
})
const group = (name: string, users: string[] = [], groups: string[] = []) => ({ name, users, groups })

type Rights = { [group: string]: { granted?: boolean; objects: string[] } }

function check(users: People, groups: Checked['groups'], rights: Rights = {}, more: Partial<Checked> = {}) {
  return findingsOf({
    users,
    groups,
    rights: {
      groups: new Map(
        Object.entries(rights).map(([name, { granted = true, objects }]) => [name, { granted, objects }]),
      ),
      groupObjects: new Map(
        Object.values(rights)
          .flatMap(({ objects }) => objects)
          .flatMap((object) => {
            const of = groupOfObject(object)
            return of === undefined ? [] : [[of, object] as const]
          }),
      ),
    },
    legacyLogin: [],
    ...more,
  })
}

/** Two administrators: a database with nothing to say about them. */
const admins = [person('admin'), person('other')]
const administrator = group('Administrator', ['admin', 'other'])

describe('administrators', () => {
  it('a database with two administrators and nothing odd has no findings', () => {
    expect(check(admins, [administrator])).toEqual([])
  })

  it('a database without users has no findings about administrators', () => {
    expect(check([], [group('Administrator')])).toEqual([])
  })

  it('users without an administrator are reported', () => {
    expect(check([person('anna')], [group('Administrator'), group('Watch', ['anna'])])).toEqual([
      { kind: 'no-administrator' },
    ])
  })

  it('an internal account counts neither as a user nor as an administrator', () => {
    const internal = person('service', { internal: true, mustChangePassword: true, lastChange: null })
    expect(check([internal], [group('Administrator', ['service'])])).toEqual([])
    expect(check([internal, person('anna')], [group('Administrator', ['service', 'anna'])])).toEqual([
      { kind: 'only-one-administrator', user: 'anna' },
    ])
  })

  it('an administrator by nesting is one', () => {
    const groups = [group('Administrator', ['admin'], ['Chiefs']), group('Chiefs', ['other'])]
    expect(check(admins, groups)).toEqual([])
  })

  it('a membership of somebody who does not exist makes no administrator', () => {
    const groups = [group('Administrator', ['admin', 'ghost'])]
    expect(check([person('admin')], groups)).toEqual([
      { kind: 'only-one-administrator', user: 'admin' },
      { kind: 'member-missing', group: 'Administrator', member: 'ghost' },
    ])
  })
})

describe('users', () => {
  it('a user in no group is reported, an internal account is not', () => {
    const users = [...admins, person('anna'), person('service', { internal: true })]
    expect(check(users, [administrator])).toEqual([{ kind: 'user-without-group', user: 'anna' }])
  })

  it('a first password that was never changed is reported, a later order to change it is not', () => {
    const users = [
      ...admins,
      person('bogdan', { mustChangePassword: true, lastChange: null }),
      person('chidi', { mustChangePassword: true }),
      person('dora', { lastChange: null }),
    ]
    const groups = [administrator, group('Watch', ['bogdan', 'chidi', 'dora'])]
    expect(check(users, groups)).toEqual([{ kind: 'first-password-kept', user: 'bogdan' }])
  })

  it('a password from an older runtime is reported, which a controller would not know', () => {
    const users = [...admins, person('anna', { outdated: true }), person('plc', { internal: true, outdated: true })]
    const found = check(users, [administrator, group('Watch', ['anna'])])
    expect(found).toEqual([{ kind: 'old-password', user: 'anna' }])
    expect(found.map(findingSentence)).toEqual([expect.stringMatching(/^anna .* not on a controller/)])
  })
})

describe('groups', () => {
  it('a group without members is reported, and more strongly when it is granted rights', () => {
    const groups = [administrator, group('Empty'), group('Powerful'), group('Denied')]
    const rights = { Powerful: { objects: ['Device'] }, Denied: { granted: false, objects: ['Device'] } }
    expect(check(admins, groups, rights)).toEqual([
      { kind: 'group-without-members', group: 'Empty' },
      { kind: 'empty-group-with-power', group: 'Powerful' },
      { kind: 'group-without-members', group: 'Denied' },
    ])
  })

  it('power comes from groups around it too', () => {
    const groups = [
      group('Administrator', ['admin', 'other'], ['Deputies']),
      group('Deputies'),
      group('Outer', ['admin'], ['Inner']),
      group('Inner'),
    ]
    expect(check(admins, groups, { Outer: { objects: ['Device'] } })).toEqual([
      { kind: 'empty-group-with-power', group: 'Deputies' },
      { kind: 'empty-group-with-power', group: 'Inner' },
    ])
  })

  it('members that do not exist are reported and fill no group', () => {
    expect(check(admins, [administrator, group('Watch', ['ghost'], ['Gone'])])).toEqual([
      { kind: 'member-missing', group: 'Watch', member: 'ghost' },
      { kind: 'member-missing', group: 'Watch', member: 'Gone' },
      { kind: 'group-without-members', group: 'Watch' },
    ])
  })

  it('three levels of groups are fine, four are reported once with the whole chain', () => {
    const three = [administrator, group('A', [], ['B']), group('B', [], ['C']), group('C', ['admin'])]
    expect(check(admins, three)).toEqual([])
    const four = [...three.slice(0, 3), group('C', [], ['D']), group('D', ['admin'])]
    expect(check(admins, four)).toEqual([{ kind: 'nesting-too-deep', group: 'A', path: ['A', 'B', 'C', 'D'] }])
  })

  it('groups that contain each other are reported once, however many circles there are', () => {
    const groups = [
      administrator,
      group('A', ['admin'], ['B']),
      group('B', [], ['C', 'A']),
      group('C', [], ['A']),
      group('Self', ['admin'], ['Self']),
    ]
    expect(check(admins, groups)).toEqual([
      { kind: 'group-cycle', group: 'A', path: ['A', 'B', 'A'] },
      { kind: 'group-cycle', group: 'Self', path: ['Self', 'Self'] },
    ])
  })

  it('a chain under a circle is still measured', () => {
    const groups = [
      administrator,
      group('Self', ['admin'], ['Self', 'A']),
      group('A', [], ['B']),
      group('B', [], ['C']),
      group('C', [], ['D']),
      group('D', ['admin']),
    ]
    expect(check(admins, groups)).toEqual([
      { kind: 'group-cycle', group: 'Self', path: ['Self', 'Self'] },
      { kind: 'nesting-too-deep', group: 'A', path: ['A', 'B', 'C', 'D'] },
    ])
  })

  it('ten thousand groups in one chain are answered, not a stack that ends', () => {
    const count = 10_000
    const groups = Array.from({ length: count }, (_, at) =>
      group(`G${at}`, at === count - 1 ? ['admin'] : [], at === count - 1 ? [] : [`G${at + 1}`]),
    )
    const found = check(admins, [administrator, ...groups])
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ kind: 'nesting-too-deep', group: 'G0' })
  })
})

describe('rights', () => {
  it('rights on the object of a group that is gone are reported', () => {
    const rights = { Administrator: { objects: ['Device.UserManagement.Groups.Gone'] } }
    expect(check(admins, [administrator], rights)).toEqual([
      { kind: 'rights-on-missing-object', object: 'Device.UserManagement.Groups.Gone' },
    ])
  })

  it('rights of a group that is gone are reported for each object', () => {
    const rights = { Gone: { objects: ['Device', '/'] } }
    expect(check(admins, [administrator], rights)).toEqual([
      { kind: 'rights-of-missing-group', object: 'Device', group: 'Gone' },
      { kind: 'rights-of-missing-group', object: '/', group: 'Gone' },
    ])
  })
})

it('settings beside the database that allow the legacy login are reported', () => {
  const login = { file: 'CODESYSControl.cfg', value: 'AUTO_NEGOTIATE' }
  expect(check(admins, [administrator], {}, { legacyLogin: [login] })).toEqual([{ kind: 'legacy-login', ...login }])
})
