import { expect, it, vi } from 'vitest'
import type { LoginStart } from '../../src/contract/login'
import { holdAnswers, SESSION } from './fakeSessions'
import { failure, startStage, TOKEN } from './stage'
import { answerTo, passwordOf, Refusal, SIBLING_KEY, startUserStage, staying, type UserStage } from './userStage'

const items = [{ nodeId: 'i=1' }]
const list = { command: 'list' }
const write = { command: 'query', sessionId: SESSION, method: 'write', params: ['i=1', 5] }
const LOGIN_FAILED = {
  success: false,
  error: {
    type: 'access_denied',
    message: 'The name or the password is not right.',
    code: 'login-failed',
    details: {},
  },
}
const denied = (object: string, right: string) => ({
  error: { type: 'access_denied', code: 'not-permitted', details: { object, right } },
})
const who = async (ask: (frame: object) => Promise<Record<string, unknown>>) =>
  ((await ask({ command: 'whoami' }))['data'] as { user: { name: string } | null }).user?.name

it('a program that connects anew for every request logs in over two connections and carries its login from then on', async () => {
  const stage = await startUserStage()
  expect(await stage.ask(list)).toMatchObject(denied('Device.Sessions', 'view'))
  const { is, user, loginToken } = await stage.logIn('viewer')
  expect([is, user]).toEqual(['ok', 'viewer'])
  expect(await stage.ask({ ...list, user, loginToken })).toMatchObject({ success: true })
  expect(await stage.ask({ ...write, user, loginToken })).toMatchObject(denied('Device.Sessions.Write', 'modify'))
  expect(await who((frame) => stage.ask({ ...frame, user, loginToken }))).toBe('viewer')
  expect(await stage.ask(list)).toMatchObject(denied('Device.Sessions', 'view'))
  expect(stage.sessions.asked).toEqual([])
})

it('the same over one connection that stays, where no frame need carry anything', async () => {
  const stage = await startUserStage()
  const [one, other] = [staying(await stage.connect()), staying(await stage.connect())]
  expect(await one.logIn('viewer')).toMatchObject({ success: true, data: { is: 'ok', user: 'viewer' } })
  expect(await one.ask(list)).toMatchObject({ success: true })
  expect(await who(one.ask)).toBe('viewer')
  expect(await other.ask(list)).toMatchObject(denied('Device.Sessions', 'view'))
  expect(await who(other.ask)).toBeUndefined()
  expect(await one.ask({ command: 'logout' })).toMatchObject({ success: true, data: {} })
  expect(await one.ask(list)).toMatchObject(denied('Device.Sessions', 'view'))
})

it('a login token means nothing after logging out, nor with another user, nor when it was made up', async () => {
  const stage = await startUserStage()
  const { loginToken } = await stage.logIn('viewer')
  const others: object[] = [
    { user: 'admin', loginToken },
    { loginToken },
    { user: 'viewer', loginToken: `${loginToken}x` },
    { user: 'viewer', loginToken: '' },
    { user: 'viewer', loginToken: { length: 43 } },
    { user: ['viewer'], loginToken },
  ]
  const own = { user: 'viewer', loginToken }
  const multiplexed = staying(await stage.connect())
  for (const ask of [stage.ask, multiplexed.ask]) {
    for (const wrong of others) {
      const { id: _, ...reply } = await ask({ ...list, ...wrong })
      expect(reply).toEqual(LOGIN_FAILED)
      expect(await ask({ command: 'ping', ...wrong })).toMatchObject({ success: true })
      expect(await who((frame) => ask({ ...frame, ...wrong }))).toBeUndefined()
    }
    expect(await ask({ ...list, ...own })).toMatchObject({ success: true })
  }
  expect(await stage.ask({ command: 'logout', ...own })).toMatchObject({ success: true })
  for (const ask of [stage.ask, multiplexed.ask]) {
    const { id: _, ...reply } = await ask({ ...list, ...own })
    expect(reply).toEqual(LOGIN_FAILED)
  }
})

it('logging out with a token that means nothing logs nobody out', async () => {
  const stage = await startUserStage()
  const one = staying(await stage.connect())
  await one.logIn('viewer')
  expect(await one.ask({ command: 'logout', user: 'viewer', loginToken: 'x' })).toMatchObject({ success: true })
  expect(await who(one.ask)).toBe('viewer')
})

it('a program that still carries a login that has ended logs in anew all the same', async () => {
  const stage = await startUserStage()
  const ended = { loginToken: 'of yesterday' }
  expect(await stage.logIn('viewer', passwordOf('viewer'), ended)).toMatchObject({ is: 'ok' })
  const one = staying(await stage.connect())
  expect(await one.logIn('viewer', passwordOf('viewer'), ended)).toMatchObject({ success: true })
  expect(await who(one.ask)).toBe('viewer')
  expect(await one.ask({ ...list, user: 'viewer', ...ended })).toMatchObject(LOGIN_FAILED)
})

it('a wrong password, an unknown user, a made-up login, a used one and one begun elsewhere are told the same', async () => {
  const stage = await startUserStage()
  const refused = async (asked: Promise<unknown>) =>
    asked.catch((error: unknown) => (error instanceof Refusal ? error.reply : error))
  expect(await refused(stage.logIn('viewer', 'wrong'))).toEqual(LOGIN_FAILED)
  expect(await refused(stage.logIn('nobody of this name', 'wrong'))).toEqual(LOGIN_FAILED)
  const begin = async (ask: (frame: object) => Promise<Record<string, unknown>>) => {
    const begun = await ask({ command: 'loginBegin', types: ['asymmetric'] })
    return { command: 'login', user: 'viewer', ...(await answerTo(begun['data'] as LoginStart, passwordOf('viewer'))) }
  }
  expect(await stage.ask({ ...(await begin(stage.ask)), login: 'made up' })).toEqual(LOGIN_FAILED)
  const frame = await begin(stage.ask)
  expect(await stage.ask(frame)).toMatchObject({ success: true })
  expect(await stage.ask(frame)).toEqual(LOGIN_FAILED)
  const [one, other] = [staying(await stage.connect()), staying(await stage.connect())]
  const ofOne = await begin(one.ask)
  for (const ask of [stage.ask, other.ask]) expect(await ask(ofOne)).toMatchObject(LOGIN_FAILED)
  expect(await one.ask(ofOne)).toMatchObject({ success: true })
  expect(await other.ask(await begin(stage.ask))).toMatchObject(LOGIN_FAILED)
})

it('a name that was tried too often is locked, and told the same', async () => {
  const stage = await startUserStage()
  for (let turn = 0; turn < 5; turn += 1) await expect(stage.logIn('viewer', 'wrong')).rejects.toThrow(Refusal)
  const locked = await stage.logIn('viewer').catch((error: unknown) => error)
  expect(locked instanceof Refusal && locked.reply).toEqual(LOGIN_FAILED)
  expect(await stage.logIn('operator')).toMatchObject({ is: 'ok' })
})

it('a login type that is not offered is refused, not replaced by a weaker one', async () => {
  const stage = await startUserStage({ security: { authenticationType: 'ONLY_ASYMMETRIC' } })
  expect(await stage.ask({ command: 'loginBegin', types: ['legacy'] })).toMatchObject({
    error: { type: 'access_denied', code: 'login-type-refused' },
  })
  expect(await stage.ask({ command: 'loginBegin' })).toMatchObject({ error: { type: 'invalid_argument' } })
  expect(await stage.ask({ command: 'login', login: 'x' })).toMatchObject({ error: { type: 'invalid_argument' } })
})

it('the contract’s own methods log in over the socket as the commands do', async () => {
  const stage = await startUserStage()
  const call = (method: string, input: object) => stage.ask({ command: 'call', method, input })
  const begun = await call('login.begin', { types: ['asymmetric'] })
  const answer = await answerTo(begun['data'] as LoginStart, passwordOf('viewer'))
  const { data } = await call('login.finish', { user: 'viewer', ...answer })
  const { user, loginToken } = data as { user: string; loginToken: string }
  expect(await stage.ask({ ...list, user, loginToken })).toMatchObject({ success: true })
  expect(await call('login.whoami', {})).toMatchObject({ data: { user: null } })
})

it('frames of two users on one connection act each as its own', async () => {
  const stage = await startUserStage()
  const [viewer, operator] = [await stage.logIn('viewer'), await stage.logIn('operator')]
  const one = staying(await stage.connect())
  const as = ({ user, loginToken }: typeof viewer) => ({ user, loginToken })
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await one.ask({ ...write, ...as(operator) })).toMatchObject({ success: true })
    expect(await one.ask({ ...write, ...as(viewer) })).toMatchObject(denied('Device.Sessions.Write', 'modify'))
    expect(await one.ask(write)).toMatchObject(denied('Device.Sessions.Write', 'modify'))
    expect(await one.ask({ ...list, ...as(viewer) })).toMatchObject({ success: true })
  }
  expect(await one.ask({ command: 'logout', ...as(viewer) })).toMatchObject({ success: true })
  expect(await one.ask({ ...list, ...as(viewer) })).toMatchObject(LOGIN_FAILED)
  expect(await one.ask({ ...write, ...as(operator) })).toMatchObject({ success: true })
})

it('whoever logs in anew on a connection turns nobody else into that user', async () => {
  const stage = await startUserStage()
  const [one, other] = [staying(await stage.connect()), staying(await stage.connect())]
  const { data } = await one.logIn('viewer')
  const { user, loginToken } = data as { user: string; loginToken: string }
  expect(await who((frame) => other.ask({ ...frame, user, loginToken }))).toBe('viewer')
  await one.logIn('admin')
  expect(await who(one.ask)).toBe('admin')
  for (const carried of [
    { user, loginToken },
    { user: 'admin', loginToken },
  ]) {
    expect(await who((frame) => other.ask({ ...frame, ...carried }))).not.toBe('admin')
    expect(await other.ask({ ...write, ...carried })).toMatchObject({ error: { type: 'access_denied' } })
  }
})

it('fifty programs log in at the same time as fifty users, and one that logs out takes nobody along', async () => {
  const users = Array.from({ length: 50 }, (_, index) => `user-${index}`)
  const stage = await startUserStage({ users, maxConnections: 200 })
  const peers = await Promise.all(users.map(async () => staying(await stage.connect())))
  const tokens = await Promise.all(
    peers.map(async ({ logIn }, index) => {
      const user = users[index] ?? ''
      // Every other one only gets a token, over connections of its own.
      if (index % 2 === 1) return stage.logIn(user)
      return (await logIn(user))['data'] as { user: string; loginToken: string }
    }),
  )
  const carried = (index: number) => {
    const { user, loginToken } = tokens[index] ?? { user: '', loginToken: '' }
    return index % 2 === 0 ? {} : { user, loginToken }
  }
  const names = () => Promise.all(peers.map(({ ask }, index) => who((frame) => ask({ ...frame, ...carried(index) }))))
  expect(await names()).toEqual(users)
  for (const index of [24, 25]) await peers[index]?.ask({ command: 'logout', ...carried(index) })
  const left = users.map((user, index) => (index === 24 || index === 25 ? undefined : user))
  expect(await names()).toEqual(left)
  const may = await Promise.all(peers.map(({ ask }, index) => ask({ ...list, ...carried(index) })))
  expect(may.map(({ success }) => success)).toEqual(left.map((user) => user !== undefined))
})

it('a begun login that nobody finishes is let go of, and no peer stays behind', async () => {
  const stage = await startUserStage()
  await stage.logIn('viewer')
  expect(stage.left.filter((id) => id.startsWith('login-'))).toEqual(['login-1'])
  for (let begun = 0; begun < 260; begun += 1) await stage.ask({ command: 'loginBegin', types: ['asymmetric'] })
  expect(stage.left.filter((id) => id.startsWith('login-')).length).toBeGreaterThan(3)
  await stage.daemon.close(0)
  expect(new Set(stage.left.filter((id) => id.startsWith('login-'))).size).toBe(261)
})

it('after the edit time-out the same user logs in again, and nobody else', async () => {
  const stage = await startUserStage()
  const first = await stage.logIn('admin')
  const carried = ({ user, loginToken }: typeof first) => ({ user, loginToken })
  const change = { command: 'call', method: 'users.remove', input: { database: 'd1', name: 'nobody' } }
  stage.world.now += 301_000
  expect(await stage.ask({ ...change, ...carried(first) })).toMatchObject({
    error: { type: 'reauthenticate', code: 'reauthenticate', details: { name: 'admin' } },
  })
  // Others may act by the same token: what was begun with it is for its user only, also where `again` is forgotten.
  const begun = await stage.ask({ command: 'loginBegin', types: ['asymmetric'], ...carried(first) })
  const asViewer = await answerTo(begun['data'] as LoginStart, passwordOf('viewer'))
  expect(await stage.ask({ command: 'login', ...asViewer, user: 'viewer' })).toMatchObject({
    error: { type: 'access_denied', code: 'other-user' },
  })
  const second = await stage.logIn('admin', passwordOf('admin'), { again: true, ...carried(first) })
  expect(second.is).toBe('ok')
  expect(await stage.ask({ ...change, ...carried(second) })).toMatchObject({ error: { type: 'internal' } })
})

it('another Keyswitch of the same person may do everything, and nobody with another key', async () => {
  const stage = await startUserStage()
  const one = staying(await stage.connect())
  for (const sibling of ['', 'x', 5, null, [SIBLING_KEY]]) {
    expect(await one.ask({ ...write, sibling })).toMatchObject(denied('Device.Sessions.Write', 'modify'))
  }
  expect(await one.ask({ ...write, sibling: SIBLING_KEY })).toMatchObject({ success: true })
  expect(await stage.ask({ ...write, sibling: SIBLING_KEY })).toMatchObject({ success: true })
  expect(await stage.ask(write)).toMatchObject(denied('Device.Sessions.Write', 'modify'))
})

it('every wrong token is told to whoever keeps the activity log, without the token', async () => {
  const told: unknown[] = []
  const stage = await startStage({ audit: (what, about) => told.push([what, about]) })
  for (const authToken of ['wrong', undefined, TOKEN]) await stage.ask({ command: 'ping', authToken })
  expect(told).toEqual([
    ['token.refused', { source: 'local' }],
    ['token.refused', { source: 'local' }],
  ])
})

async function following(stage: UserStage, user = 'viewer') {
  const one = staying(await stage.connect())
  await one.logIn(user)
  const values = await one.ask({ command: 'subscribe', sessionId: SESSION, items })
  const topic = await one.ask({ command: 'subscribe', topic: 'daemon.changed' })
  expect([values['success'], topic['success']]).toEqual([true, true])
  await one.ask({ command: 'ping' })
  const hear = stage.sessions.streams.at(-1)?.hear
  const push = (value: number) => {
    hear?.values([{ item: 0, value: String(value) }])
    stage.events.emit('daemon.changed', {})
  }
  return { ...one, push }
}

const eventsOf = (pushed: Record<string, unknown>[]) => pushed.map(({ event }) => event)

it('nothing more comes after the answer to logging out', async () => {
  const stage = await startUserStage()
  const { ask, push, pushed } = await following(stage)
  push(1)
  await ask({ command: 'ping' })
  expect(eventsOf(pushed)).toEqual(['values', 'daemon.changed'])
  pushed.length = 0
  await ask({ command: 'logout' })
  expect(pushed.map(({ event, data }) => [event, (data as { subscription: string }).subscription])).toEqual([
    ['ended', '1'],
    ['ended', '2'],
  ])
  expect(stage.sessions.streams.map(({ closed }) => closed)).toEqual([true])
  pushed.length = 0
  push(2)
  stage.events.emit('login.changed', {})
  await ask({ command: 'ping' })
  expect(pushed).toEqual([])
})

it.each<[string, Parameters<UserStage['change']>[0]]>([
  ['a user who is removed', (manager, actor) => manager.users.remove(actor, ['viewer'])],
  [
    'a user who leaves the group',
    (manager, actor) => manager.groups.removeMember(actor, { group: 'Viewers', user: 'viewer' }),
  ],
  [
    'a right that is taken',
    (manager, actor) =>
      manager.rights.set(actor, { objects: ['Device.Sessions'], groups: ['Viewers'], rights: ['view'], state: 'deny' }),
  ],
])('%s hears nothing more, and is told so', async (_, change) => {
  const stage = await startUserStage()
  const { ask, push, pushed } = await following(stage)
  const kept = await following(stage, 'operator')
  await stage.change(change)
  push(1)
  kept.push(2)
  await vi.waitFor(async () => {
    await ask({ command: 'ping' })
    expect(eventsOf(pushed)).toEqual(['ended', 'ended'])
  })
  await vi.waitFor(async () => {
    await kept.ask({ command: 'ping' })
    expect(kept.pushed).toHaveLength(3)
    expect(eventsOf(kept.pushed)).toEqual(expect.arrayContaining(['daemon.changed', 'values']))
  })
  expect(stage.sessions.streams.map(({ closed }) => closed)).toEqual([true, false])
})

it('a stream ends with its right also while nothing comes of it', async () => {
  const stage = await startUserStage()
  const { client } = await following(stage)
  await stage.change((manager, actor) => manager.users.remove(actor, ['viewer']))
  expect([await client.reply(), await client.reply()]).toMatchObject([{ event: 'ended' }, { event: 'ended' }])
  expect(stage.sessions.streams.map(({ closed }) => closed)).toEqual([true])
})

it('everybody who acted on a connection leaves with it', async () => {
  const stage = await startUserStage()
  const { user, loginToken } = await stage.logIn('viewer')
  const one = staying(await stage.connect())
  await one.ask({ ...list, user, loginToken })
  await one.ask({ ...list, user, loginToken: 'none' })
  const before = stage.left.length
  one.client.socket.destroy()
  await vi.waitFor(() => expect(stage.left.length).toBeGreaterThan(before))
  const ids = stage.left.slice(before)
  expect(new Set(ids).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^program-\d+\/\d+$/)
  expect(stage.sessions.left).toEqual(expect.arrayContaining(ids))
})

it('what was asked for before logging out and is ready after it is not begun', async () => {
  const stage = await startUserStage()
  const one = staying(await stage.connect())
  await one.logIn('viewer')
  const held = holdAnswers(stage.sessions)
  one.client.send({ id: 'late', command: 'subscribe', sessionId: SESSION, items, authToken: TOKEN })
  await vi.waitFor(() => expect(stage.sessions.streams).toHaveLength(1))
  await one.ask({ command: 'logout' })
  held.say('null')
  expect(await one.client.reply()).toMatchObject({ id: 'late', error: { type: 'access_denied' } })
  stage.sessions.streams[0]?.hear.values([{ item: 0, value: '1' }])
  await one.ask({ command: 'ping' })
  expect(one.pushed).toEqual([])
  expect(stage.sessions.streams[0]?.closed).toBe(true)
})

it('values wait while a right is being looked up, and none is lost', async () => {
  let known = true
  let answer = () => {}
  const stage = await startStage({
    gate: {
      mayNow: () => known,
      authorize: () => (known ? undefined : new Promise((resolve) => (answer = resolve))),
    },
  })
  const { ask, pushed, client } = staying(await stage.connect())
  await ask({ command: 'subscribe', sessionId: SESSION, items })
  await ask({ command: 'ping' })
  known = false
  const hear = stage.sessions.streams[0]?.hear
  for (const value of ['1', '2', '3']) hear?.values([{ item: 0, value }])
  expect(await ask({ command: 'ping' })).toMatchObject({ success: true })
  expect(pushed).toEqual([])
  answer()
  const lines = await Promise.all([client.line(), client.line(), client.line()])
  expect(lines.join()).toMatch(/"value":1.*"value":2.*"value":3/)
})

it('somebody who is not logged in gives up no stream of others', async () => {
  const stage = await startUserStage()
  const one = staying(await stage.connect())
  const { id: _, ...reply } = await one.ask({ command: 'unsubscribe', subscription: '1' })
  expect(reply).toMatchObject(failure('access_denied'))
})
