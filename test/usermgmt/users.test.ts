import { describe, expect, it } from 'vitest'
import type { User } from '../../src/contract/users'
import { everything, fillingLine, loggedIn, owner, PASSWORD, refuses } from './fillingLine'

const GOOD = 'Filling-line 2'
const SIXTY_BYTES = 'Rain over Ulm, snow over Kiel, sun over Rostock, fog above 7'

describe('adding a user', () => {
  it('puts it last, with the flags and groups given', async () => {
    const { manager } = fillingLine()
    const flags = { mayChangePassword: true, mustChangePassword: true }
    await manager.users.add(owner, { name: 'Zoë', password: GOOD, groups: ['Service', 'Watch', 'Watch'], ...flags })
    await manager.users.add(owner, { name: 'plain', password: GOOD })
    const [zoe, plain] = (await manager.users.list(owner)).slice(-2)
    expect(zoe).toMatchObject({ name: 'Zoë', ...flags, internal: false, groups: ['Service', 'Watch'] })
    expect(plain).toMatchObject({ mayChangePassword: true, mustChangePassword: false, groups: [] })
  })

  it.each([
    ['', 'empty'],
    ['a'.repeat(60), 'too-long'],
    ['ä'.repeat(30), 'too-long'],
    ['an,na', 'sign'],
    ['an"na', 'sign'],
    ['an\nna', 'sign'],
    ['<anna>', 'sign'],
    [' anna2', 'space-at-end'],
    ['everyone', 'reserved'],
    ['Everyone', 'reserved'],
    ['ANNA', 'differs-only-in-case'],
    ['DÖRTE', 'differs-only-in-case'],
  ])('%j is refused as %s', async (name, fault) => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    const details = { subject: 'user', name, fault }
    await refuses(manager.users.add(owner, { name, password: GOOD }), 'name-refused', details)
    await refuses(manager.users.change(owner, { name: 'bogdan', to: name }), 'name-refused', details)
    expect(await everything(manager)).toEqual(before)
  })

  it('with a name that is taken is refused, and one of 59 bytes is not', async () => {
    const { manager } = fillingLine()
    const taken = { subject: 'user', name: 'anna' }
    await refuses(manager.users.add(owner, { name: 'anna', password: GOOD }), 'already-exists', taken)
    await refuses(manager.users.change(owner, { name: 'bogdan', to: 'anna' }), 'already-exists', taken)
    await manager.users.add(owner, { name: 'ä'.repeat(29) + 'a', password: GOOD })
  })

  it.each([
    ['', ['empty']],
    ['short', ['length', 'guessable']],
    ['12345678', ['guessable']],
    ['neu', ['length', 'not-name', 'guessable']],
    [SIXTY_BYTES, ['too-long']],
  ])('with the password %j lacks %j', async (password, missing) => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    await refuses(manager.users.add(owner, { name: 'neu', password }), 'password-refused', { missing })
    expect(await everything(manager)).toEqual(before)
  })

  it('that must change a password it may not change is refused, whichever flag comes second', async () => {
    const { manager } = fillingLine()
    const flags = { mayChangePassword: false, mustChangePassword: true }
    const details = { name: 'neu' }
    await refuses(manager.users.add(owner, { name: 'neu', password: GOOD, ...flags }), 'flags-contradict', details)
    await manager.users.change(owner, { name: 'anna', mayChangePassword: false })
    const then = manager.users.change(owner, { name: 'anna', mustChangePassword: true })
    await refuses(then, 'flags-contradict', { name: 'anna' })
    await manager.users.change(owner, { name: 'bogdan', mustChangePassword: true })
    await refuses(manager.users.change(owner, { name: 'bogdan', mayChangePassword: false }), 'flags-contradict')
    await manager.users.change(owner, { name: 'bogdan', mayChangePassword: false, mustChangePassword: false })
  })

  it('into a group that does not exist is refused before anything is added', async () => {
    const { manager } = fillingLine()
    const user = { name: 'neu', password: GOOD, groups: ['Watch', 'Nobody'] }
    await refuses(manager.users.add(owner, user), 'not-found', { subject: 'group', name: 'Nobody' })
    expect((await manager.users.list(owner)).length).toBe(6)
  })

  it('does not take over memberships that a damaged file holds for its name', async () => {
    const { manager, groups } = fillingLine()
    groups.put('Administrator', { users: ['admin', 'ghost'] })
    await manager.users.add(owner, { name: 'ghost', password: GOOD, groups: ['Watch'] })
    expect((await manager.users.list(owner)).at(-1)).toMatchObject({ name: 'ghost', groups: ['Watch'] })
  })
})

describe('changing a user', () => {
  it('renames, sets flags, password and groups in one step', async () => {
    const { manager } = fillingLine()
    const change = { name: 'anna', to: 'Änne', password: GOOD, groups: ['Watch', 'Service'], mustChangePassword: true }
    await manager.users.change(owner, change)
    expect((await manager.users.list(owner))[1]).toMatchObject({
      name: 'Änne',
      mustChangePassword: true,
      groups: ['Service', 'Watch'],
    })
    expect(await manager.users.verify(owner, { name: 'Änne', password: GOOD })).toEqual({ mustChangePassword: true })
    await refuses(manager.users.verify(owner, { name: 'anna', password: GOOD }), 'login-failed')
  })

  it('may change upper and lower case of its own name', async () => {
    const { manager } = fillingLine()
    await manager.users.change(owner, { name: 'anna', to: 'Anna' })
    expect((await manager.users.list(owner))[1]).toMatchObject({ name: 'Anna', groups: ['Developer'] })
  })

  it('judges the password by the new name', async () => {
    const { manager } = fillingLine()
    const change = { name: 'anna', to: 'anna-maria', password: 'Anna-Maria' }
    await refuses(manager.users.change(owner, change), 'password-refused', { missing: ['not-name', 'guessable'] })
  })

  it('a name does not inherit memberships left over for it', async () => {
    const { manager, groups } = fillingLine()
    groups.put('Administrator', { users: ['admin', 'ghost'] })
    await manager.users.change(owner, { name: 'bogdan', to: 'ghost' })
    expect((await manager.users.list(owner))[2]).toMatchObject({ name: 'ghost', groups: ['Watch'] })
  })

  it('that does not exist is not found, in each call', async () => {
    const { manager } = fillingLine()
    const missing = { subject: 'user', name: 'nobody' }
    const name = 'nobody'
    await refuses(manager.users.change(owner, { name, to: 'x' }), 'not-found', missing)
    await refuses(manager.users.setPassword(owner, { name, password: GOOD }), 'not-found', missing)
    await refuses(manager.users.setGroups(owner, { names: ['anna', name], groups: [] }), 'not-found', missing)
    await refuses(manager.users.remove(owner, ['anna', name]), 'not-found', missing)
    await refuses(manager.groups.addMember(owner, { group: 'Watch', user: name }), 'not-found', missing)
    await refuses(manager.rights.person(owner, name), 'not-found', missing)
    await refuses(manager.rights.explain(owner, { user: name }), 'not-found', missing)
    expect((await manager.users.list(owner)).length).toBe(6)
  })

  it('a new password takes the place of the old one, and one of 60 bytes is refused, not cut', async () => {
    const { manager } = fillingLine()
    await manager.users.setPassword(owner, { name: 'anna', password: GOOD })
    await refuses(manager.users.verify(owner, { name: 'anna', password: PASSWORD }), 'login-failed')
    await manager.users.verify(owner, { name: 'anna', password: GOOD })
    const call = manager.users.setPassword(owner, { name: 'anna', password: SIXTY_BYTES })
    await refuses(call, 'password-refused', { missing: ['too-long'] })
    await manager.users.setPassword(owner, { name: 'anna', password: SIXTY_BYTES.slice(0, 59) })
  })

  it('several users go into exactly these groups', async () => {
    const { manager } = fillingLine()
    await manager.users.setGroups(owner, { names: ['anna', 'bogdan', 'anna'], groups: ['Service', 'Watch'] })
    const users = await manager.users.list(owner)
    expect(users[1]?.groups).toEqual(['Service', 'Watch'])
    expect(users[2]?.groups).toEqual(['Service', 'Watch'])
    expect(users[3]?.groups).toEqual(['Service'])
  })
})

describe('removing users', () => {
  it('takes their memberships along', async () => {
    const { manager } = fillingLine()
    await manager.users.remove(owner, ['anna', 'bogdan', 'anna'])
    expect((await manager.users.list(owner)).map(({ name }) => name)).toEqual(['admin', 'chidi', 'dörte', 'runtime'])
    const groups = await manager.groups.list(owner)
    expect(groups.flatMap(({ users }) => users)).toEqual(['admin', 'chidi', 'dörte'])
  })

  it('all of them goes where nobody is an administrator', async () => {
    const { manager, groups } = fillingLine()
    groups.put('Administrator', { users: ['ghost'] })
    await manager.users.removeAll(owner)
    expect(await manager.users.list(owner)).toEqual([])
    expect((await manager.groups.list(owner)).flatMap(({ users }) => users)).toEqual([])
    expect(await manager.activation()).toBe('active-empty')
  })
})

describe('importing users', () => {
  const listed = (name: string, more: Partial<User> = {}): User => ({
    name,
    mayChangePassword: true,
    mustChangePassword: false,
    internal: false,
    lastChange: 5,
    groups: [],
    ...more,
  })

  it('brings flags and known groups, with the passwords given', async () => {
    const { manager } = fillingLine()
    const from = [
      listed('eva', { groups: ['Watch', 'Elsewhere'], mayChangePassword: false }),
      listed('fritz', { groups: ['Elsewhere'], mustChangePassword: true }),
      listed('not asked for'),
    ]
    const users = [
      { name: 'eva', password: GOOD },
      { name: 'fritz', password: PASSWORD, mustChangePassword: false },
    ]
    const progress: number[][] = []
    const work = { progress: (done: number, total: number) => void progress.push([done, total]) }
    expect(await manager.users.import(owner, { from, users }, work)).toEqual({ added: 2, withoutGroup: ['fritz'] })
    expect(progress).toEqual([[2, 2]])
    const arrived = (await manager.users.list(owner)).slice(6)
    expect(arrived.find(({ name }) => name === 'eva')).toMatchObject({ groups: ['Watch'], mayChangePassword: false })
    expect(arrived.find(({ name }) => name === 'fritz')).toMatchObject({ groups: [], mustChangePassword: false })
    await manager.users.verify(owner, { name: 'eva', password: GOOD })
  })

  it('is refused whole for one bad entry, and nothing arrives', async () => {
    const { manager } = fillingLine()
    const before = await everything(manager)
    const from = [listed('eva'), listed('anna'), listed('Eva'), listed('gil', { mayChangePassword: false })]
    const eva = { name: 'eva', password: GOOD }
    const take = (user: { name: string; password: string; mustChangePassword?: boolean }) =>
      manager.users.import(owner, { from, users: [eva, user] })
    await refuses(take({ name: 'anna', password: GOOD }), 'already-exists', { subject: 'user', name: 'anna' })
    await refuses(take({ name: 'Eva', password: GOOD }), 'name-refused')
    await refuses(take(eva), 'already-exists')
    await refuses(take({ name: 'gil', password: '' }), 'password-refused', { missing: ['empty'] })
    await refuses(take({ name: 'gil', password: GOOD, mustChangePassword: true }), 'flags-contradict')
    await refuses(take({ name: 'ivo', password: GOOD }), 'not-found', { subject: 'user', name: 'ivo' })
    expect(await everything(manager)).toEqual(before)
  })

  it('of 3000 users is quick, and cancelled between two steps', async () => {
    const { manager } = fillingLine()
    const from = Array.from({ length: 3000 }, (_, at) => listed(`worker ${at}`, { groups: ['Watch'] }))
    const users = from.map(({ name }) => ({ name, password: GOOD }))
    const stop = new AbortController()
    const progress = (done: number): void => {
      if (done >= 100) stop.abort()
    }
    await refuses(manager.users.import(owner, { from, users }, { signal: stop.signal, progress }), 'cancelled')
    expect((await manager.users.list(owner)).length).toBe(106)
    const others = { from: from.slice(100), users: users.slice(100) }
    expect(await manager.users.import(owner, others)).toEqual({ added: 2900, withoutGroup: [] })
    expect((await manager.groups.list(owner))[3]?.users.length).toBe(3001)
  })
})

it('a password is verified, and nothing else is said about it', async () => {
  const { manager } = fillingLine()
  expect(await manager.users.verify(owner, { name: 'anna', password: PASSWORD })).toEqual({ mustChangePassword: false })
  await refuses(manager.users.verify(owner, { name: 'anna', password: 'wrong' }), 'login-failed', {})
  await refuses(manager.users.verify(owner, { name: 'nobody', password: 'wrong' }), 'login-failed', {})
  const admin = await loggedIn(manager, 'admin')
  await manager.users.verify(admin, { name: 'anna', password: PASSWORD })
})
