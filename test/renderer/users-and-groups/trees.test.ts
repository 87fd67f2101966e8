import { describe, expect, test } from 'vitest'
import type { Group } from '../../../src/contract/users'
import { groupTree, type GroupItem } from '../../../src/renderer/pages/users-and-groups/groupTree'
import { moves, nextTri, triOf } from '../../../src/renderer/pages/users-and-groups/memberships'
import { userTree, type UserSort } from '../../../src/renderer/pages/users-and-groups/userTree'
import type { TreeNode } from '../../../src/renderer/parts/gridRows'
import { user } from '../../support/fakeApi'

const collator = new Intl.Collator('de', { numeric: true })
const BY_NAME: UserSort = { column: 'name', direction: 'ascending' }

describe('the users pane', () => {
  const users = [user('user10', ['Watch']), user('user9'), user('Änne', ['Developer', 'Watch'])]

  test('names are in the order of the language, numbers by their value', () => {
    const roots = userTree(users, { filter: '', sort: BY_NAME, collator })
    expect(roots.map((node) => node.item)).toMatchObject([
      { user: { name: 'Änne' } },
      { user: { name: 'user9' } },
      { user: { name: 'user10' } },
    ])
    expect(roots[0]?.children.map((node) => node.item)).toMatchObject([{ group: 'Developer' }, { group: 'Watch' }])
  })

  test('a filter finds users by name and by group', () => {
    const found = (filter: string): number => userTree(users, { filter, sort: BY_NAME, collator }).length
    expect([found('USER'), found('watch'), found('nobody'), found('  ')]).toEqual([2, 2, 0, 3])
  })

  test('never changed comes before every date', () => {
    const some = [
      user('b', [], { lastChange: 5 }),
      user('a', [], { lastChange: 9 }),
      user('c', [], { lastChange: null }),
    ]
    const roots = userTree(some, { filter: '', sort: { column: 'lastChange', direction: 'ascending' }, collator })
    expect(roots.map((node) => (node.item.is === 'user' ? node.item.user.name : ''))).toEqual(['c', 'b', 'a'])
  })

  test('keys of users and memberships are all different', () => {
    const roots = userTree(users, { filter: '', sort: BY_NAME, collator })
    const keys = roots.flatMap((node) => [node.key, ...node.children.map((child) => child.key)])
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('the groups pane', () => {
  const groups: Group[] = [
    { name: 'Service', users: ['chidi'], groups: ['Night shift'], rights: 0 },
    { name: 'Night shift', users: ['dörte', 'gone'], groups: ['Service', 'Nowhere'], rights: 0 },
  ]
  const tree = (filter = '') => groupTree(groups, new Set(['chidi', 'dörte']), { filter, collator })
  const named = (nodes: readonly TreeNode<GroupItem>[]): string[] =>
    nodes.map(({ item }) => (item.is === 'group' ? item.group.name : item.is === 'user' ? item.user : item.name))

  test('each group shows member users, then member groups with their own members', () => {
    const [night, service] = tree().roots
    expect(named(tree().roots)).toEqual(['Night shift', 'Service'])
    expect(named(service?.children ?? [])).toEqual(['chidi', 'Night shift'])
    expect(named(service?.children[1]?.children ?? [])).toEqual(['dörte', 'gone', 'Nowhere', 'Service'])
    expect(night?.children).toHaveLength(4)
  })

  test('groups that contain each other end where they would repeat themselves', () => {
    const again = tree().roots[1]?.children[1]?.children[3]
    expect(again?.item).toMatchObject({ is: 'group', group: { name: 'Service' } })
    expect(again?.children).toEqual([])
  })

  test('members that do not exist are marked', () => {
    const night = tree().roots[0]
    expect(night?.children.map(({ item }) => (item.is === 'user' ? item.missing : item.is))).toEqual([
      false,
      true,
      'missing',
      'group',
    ])
  })

  test('a group found by a member is open, one found by its name is not', () => {
    const { roots, found } = tree('dört')
    expect(named(roots)).toEqual(['Night shift'])
    expect([...found]).toEqual([roots[0]?.key])
    expect(tree('serv').found.size).toBe(1)
    expect(named(tree('serv').roots)).toEqual(['Night shift', 'Service'])
  })

  test('the same group at two places has two keys', () => {
    const { roots } = tree()
    const keys = [roots[0]?.key, roots[1]?.children[1]?.key, roots[0]?.children[3]?.key, roots[1]?.key]
    expect(new Set(keys).size).toBe(4)
  })
})

describe('memberships of several users', () => {
  const users = [user('a', ['X', 'Y']), user('b', ['Y']), user('c', ['Y'])]

  test('a group is of all, of some or of none', () => {
    expect([triOf(users, 'Y'), triOf(users, 'X'), triOf(users, 'Z')]).toEqual(['all', 'some', 'none'])
  })

  test('what some have goes to all, to none, and back to some', () => {
    expect([nextTri('some', 'some'), nextTri('all', 'some'), nextTri('none', 'some')]).toEqual(['all', 'none', 'some'])
    expect(nextTri('none', 'none')).toBe('all')
  })

  test('only what is different begins or ends; who stays as it is gets nothing', () => {
    expect(moves(users, new Map([['X', 'all']]))).toEqual({
      join: [
        { group: 'X', user: 'b' },
        { group: 'X', user: 'c' },
      ],
      leave: [],
    })
    expect(moves(users, new Map([['X', 'some']]))).toEqual({ join: [], leave: [] })
    expect(moves(users, new Map([['X', 'none']]))).toEqual({ join: [], leave: [{ group: 'X', user: 'a' }] })
  })
})
