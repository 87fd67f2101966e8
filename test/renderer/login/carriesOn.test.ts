import { afterEach, describe, expect, test } from 'vitest'
import { CONTRACT } from '../../../src/contract/contract'
import { AppError } from '../../../src/contract/errors'
import { createApp, type App } from '../../../src/renderer/stores/app'
import { ASKED_BY_PAGES } from '../../../src/renderer/stores/asksByItself'
import { watchLink } from '../../../src/renderer/stores/link'
import { ACTIVE_EVERY, createLoginStore, isLocked, standing, type Asked } from '../../../src/renderer/stores/login'
import { group, user, type FakeDatabase } from '../../support/fakeApi'
import { fakeLoginProgram, type FakeLoginProgram } from '../../support/fakeLoginApi'

const FILLER: FakeDatabase = {
  folder: '/filler',
  title: 'Filler',
  content: {
    users: [user('admin', ['Administrator'])],
    groups: [group('Administrator')],
    objects: ['Device'],
  },
}
const ANNA = { password: 'Blue Kettle 47', administrator: true }
const BOGDAN = { password: 'Green Ladle 12' }

let app: App | undefined
const refusals: string[] = []
function start(given: Parameters<typeof fakeLoginProgram>[0] = {}): { app: App; fake: FakeLoginProgram } {
  const fake = fakeLoginProgram({ accounts: { anna: ANNA, bogdan: BOGDAN }, ...given }, [FILLER], [FILLER.folder])
  const { link } = watchLink({ request: () => Promise.reject(new Error('unused')), subscribe: () => () => undefined })
  refusals.length = 0
  app = createApp({ api: fake.api, link, showRefusal: (error) => refusals.push(error.code) })
  return { app, fake }
}
afterEach(() => {
  app?.stop()
  app = undefined
})

/** Until everything that is under way has been answered. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
const asked = (of: App): Asked | null => of.login.getState().asked
const times = (fake: FakeLoginProgram, method: string): number =>
  fake.calls.filter((call) => call.method === method).length
const logInAs = (of: App, name: 'anna' | 'bogdan'): Promise<void> =>
  of.login.getState().logIn({ user: name, password: { anna: ANNA, bogdan: BOGDAN }[name].password })

describe('what is refused for want of a login', () => {
  test('waits for the login and then goes on by itself', async () => {
    const { app } = start()
    const list = app.api.call('users.list', { database: 'd1' })
    await settled()
    expect(asked(app)).toEqual({ is: 'log-in', because: 'needed', name: '' })
    await logInAs(app, 'anna')
    expect((await list).users.map((each) => each.name)).toEqual(['admin'])
    expect(asked(app)).toBeNull()
  })

  test('of many requests at once there is one dialog, and all of them go on', async () => {
    const { app, fake } = start()
    const all = Promise.all([
      app.api.call('databases.list', {}),
      app.api.call('users.list', { database: 'd1' }),
      app.api.call('groups.add', { database: 'd1', name: 'Oil' }),
    ])
    await settled()
    await logInAs(app, 'anna')
    const [{ databases }] = await all
    expect(databases).toHaveLength(1)
    expect(times(fake, 'groups.add')).toBe(2)
  })

  test('fails as it had failed when the dialog is put away', async () => {
    const { app } = start()
    const save = app.api.call('databases.save', { database: 'd1' })
    await settled()
    app.login.getState().dismiss()
    await expect(save).rejects.toMatchObject({ code: 'not-permitted', details: { right: 'modify' } })
  })

  test('is not asked for a third time: a second refusal is final', async () => {
    const { app, fake } = start({ forbidden: new Set(['databases.save']) })
    const save = app.api.call('databases.save', { database: 'd1' })
    await settled()
    await logInAs(app, 'bogdan')
    await expect(save).rejects.toMatchObject({ code: 'not-permitted' })
    expect(times(fake, 'databases.save')).toBe(2)
    expect(asked(app)).toBeNull()
  })

  test('goes on at once when it was on its way while somebody logged in', async () => {
    const { app, fake } = start()
    const release = fake.hold('login.whoami')
    const first = app.api.call('databases.list', {})
    const second = app.api.call('users.list', { database: 'd1' })
    release()
    await settled()
    await logInAs(app, 'anna')
    await Promise.all([first, second])
    expect(asked(app)).toBeNull()
  })

  test('a wrong password leaves the dialog open and everything waiting', async () => {
    const { app } = start()
    const list = app.api.call('users.list', { database: 'd1' })
    await settled()
    await expect(app.login.getState().logIn({ user: 'anna', password: 'x' })).rejects.toMatchObject({
      code: 'login-failed',
    })
    expect(asked(app)?.is).toBe('log-in')
    await logInAs(app, 'anna')
    await expect(list).resolves.toBeDefined()
  })

  test('of somebody who is logged in is a plain refusal, without a dialog', async () => {
    const { app } = start({ user: 'bogdan', forbidden: new Set(['databases.save']) })
    await expect(app.api.call('databases.save', { database: 'd1' })).rejects.toMatchObject({ code: 'not-permitted' })
    expect(asked(app)).toBeNull()
  })

  test('while the program does not say who is logged in, is a plain refusal', async () => {
    const { app, fake } = start()
    fake.fail('login.whoami', new AppError('unreachable'))
    await expect(app.api.call('databases.list', {})).rejects.toMatchObject({ code: 'not-permitted' })
    expect(asked(app)).toBeNull()
  })
})

describe('after the dialog was put away', () => {
  test('what pages ask for by themselves does not bring it back; what the person does, does', async () => {
    const { app } = start()
    const first = app.api.call('databases.list', {})
    await settled()
    app.login.getState().dismiss()
    await expect(first).rejects.toThrow()
    await expect(app.api.call('sessions.list', {})).rejects.toMatchObject({ code: 'not-permitted' })
    expect(asked(app)).toBeNull()
    const save = app.api.call('databases.save', { database: 'd1' })
    await settled()
    expect(asked(app)?.is).toBe('log-in')
    app.login.getState().dismiss()
    await expect(save).rejects.toThrow()
  })

  test('what pages ask for by themselves needs no right but to look', () => {
    expect(ASKED_BY_PAGES.filter((method) => CONTRACT[method].right !== 'view')).toEqual([])
  })
})

describe('the edit time-out', () => {
  test('asks for the same person’s password, and the edit goes on', async () => {
    const { app, fake } = start({ user: 'anna', timedOut: true })
    const add = app.api.call('groups.add', { database: 'd1', name: 'Oil' })
    await settled()
    expect(asked(app)).toEqual({ is: 'again', name: 'anna' })
    await app.login.getState().logIn({ user: 'anna', password: ANNA.password, again: true })
    await add
    expect(times(fake, 'groups.add')).toBe(2)
    expect(fake.calls.findLast((call) => call.method === 'login.finish')?.input).toMatchObject({ again: true })
  })

  test('does not let another person go on', async () => {
    const { app } = start({ user: 'anna', timedOut: true })
    const add = app.api.call('groups.add', { database: 'd1', name: 'Oil' })
    await settled()
    await expect(
      app.login.getState().logIn({ user: 'bogdan', password: BOGDAN.password, again: true }),
    ).rejects.toMatchObject({ code: 'other-user', details: { name: 'anna' } })
    app.login.getState().dismiss()
    await expect(add).rejects.toMatchObject({ code: 'reauthenticate' })
  })

  test('begins anew while the person does something, which is told twice a minute at most', async () => {
    const fake = fakeLoginProgram({ accounts: { anna: ANNA } })
    let time = 0
    const login = createLoginStore({ api: fake.api, now: () => time, onIn: () => undefined, onOut: () => undefined })
    await login.getState().load()
    login.getState().acted()
    expect(times(fake, 'login.active')).toBe(0)
    await login.getState().logIn({ user: 'anna', password: ANNA.password })
    for (; time < 3 * ACTIVE_EVERY; time += 1000) login.getState().acted()
    expect(times(fake, 'login.active')).toBe(2)
    login.getState().stop()
  })
})

describe('somebody who must choose a new password', () => {
  const accounts = { erin: { password: 'Amber Kettle 47', mustChangePassword: true } }

  test('is asked for it right after the login, and only then what waited goes on', async () => {
    const { app } = start({ accounts })
    const list = app.api.call('users.list', { database: 'd1' })
    await settled()
    await app.login.getState().logIn({ user: 'erin', password: 'Amber Kettle 47' })
    expect(asked(app)).toEqual({ is: 'change-password', because: 'needed', name: 'erin' })
    await app.login.getState().changePassword({ current: 'Amber Kettle 47', password: 'Violet Spoon 58' })
    expect((await list).users).toHaveLength(1)
    expect(asked(app)).toBeNull()
  })

  test('is asked for it at the first request of a page that is opened anew', async () => {
    const { app } = start({ accounts, user: 'erin' })
    const list = app.api.call('databases.list', {})
    await settled()
    expect(asked(app)).toMatchObject({ is: 'change-password', name: 'erin' })
    app.login.getState().dismiss()
    await expect(list).rejects.toMatchObject({ code: 'change-password' })
  })
})

describe('a station without anybody', () => {
  test('asks for the first administrator, and goes on with what waited while the dialog says that it is done', async () => {
    const { app } = start({ activation: 'to-be-set-up', accounts: {} })
    const list = app.api.call('users.list', { database: 'd1' })
    await settled()
    expect(asked(app)).toEqual({ is: 'set-up' })
    await app.login.getState().setUp({ name: 'anna', password: ANNA.password })
    await list
    expect(asked(app)).toEqual({ is: 'set-up' })
    app.login.getState().dismiss()
    expect(asked(app)).toBeNull()
    expect(standing(app.login.getState().who)).toBe('in')
  })

  test('that is set up by somebody else asks for a login before anything fails', async () => {
    const { app, fake } = start({ activation: 'deactivated' })
    await app.login.getState().load()
    await app.places.getState().load()
    fake.door.activation = 'active'
    fake.emit('login.changed', {})
    await settled()
    expect(asked(app)).toMatchObject({ is: 'log-in', because: 'needed' })
    expect(isLocked(app.login.getState().who)).toBe(true)
    // What is shown stays: there may be something typed in it.
    expect(app.places.getState().opened.is).toBe('data')
  })

  test('that somebody else is just setting up asks for a login as soon as there is somebody who can log in; the dialog keeps up', async () => {
    const { app, fake } = start({ activation: 'deactivated' })
    await app.login.getState().load()
    fake.door.activation = 'to-be-set-up'
    const list = app.api.call('databases.list', {})
    await settled()
    expect(asked(app)).toBeNull()
    fake.door.activation = 'active'
    await expect.poll(() => asked(app), { timeout: 5000 }).toMatchObject({ is: 'log-in' })
    await logInAs(app, 'anna')
    await list
    await app.login.getState().logOff()
    app.login.getState().ask({ is: 'log-in', because: 'needed', name: '' })
    fake.door.activation = 'to-be-set-up'
    fake.emit('login.changed', {})
    await settled()
    expect(asked(app)).toEqual({ is: 'set-up' })
    fake.door.activation = 'active'
    fake.emit('login.changed', {})
    await settled()
    expect(asked(app)).toMatchObject({ is: 'log-in' })
    fake.door.activation = 'deactivated'
    fake.emit('login.changed', {})
    await settled()
    expect(asked(app)).toBeNull()
  })
})

describe('logging off', () => {
  test('leaves nothing of what was shown in the page, and no dialog', async () => {
    const { app } = start({ user: 'anna' })
    await app.login.getState().load()
    await app.places.getState().load()
    app.shell.getState().show({ is: 'add-user' })
    const before = app.places
    await app.login.getState().logOff()
    await settled()
    expect(app.places).not.toBe(before)
    expect(app.places.getState().opened.is).toBe('waiting')
    expect(app.places.getState().stores.size).toBe(0)
    expect(app.shell.getState().shown).toBeNull()
    expect(asked(app)).toBeNull()
  })

  test('in another window shows here', async () => {
    const { app, fake } = start({ user: 'anna' })
    await app.login.getState().load()
    await app.places.getState().load()
    fake.door.become(null)
    await settled()
    expect(app.places.getState().stores.size).toBe(0)
    expect(standing(app.login.getState().who)).toBe('out')
  })

  test('brings back what was opened for the next one, who may see other things', async () => {
    const { app } = start({ user: 'anna' })
    await app.login.getState().load()
    await app.places.getState().load()
    await app.login.getState().logOff()
    await logInAs(app, 'bogdan')
    await settled()
    expect(app.places.getState().stores.size).toBe(1)
  })

  test('is not what a restart of the program is: then everything stays, and the name is known', async () => {
    const { app, fake } = start({ user: 'anna' })
    await app.login.getState().load()
    await app.places.getState().load()
    fake.door.user = null
    await app.login.getState().load()
    expect(app.places.getState().stores.size).toBe(1)
    const save = app.api.call('databases.save', { database: 'd1' })
    await settled()
    expect(asked(app)).toEqual({ is: 'log-in', because: 'ended', name: 'anna' })
    await logInAs(app, 'anna')
    await expect(save).resolves.toBeDefined()
  })

  test('that the program refuses keeps whoever is logged in', async () => {
    const { app, fake } = start({ user: 'anna' })
    await app.login.getState().load()
    fake.fail('login.end', new AppError('unreachable'))
    await expect(app.login.getState().logOff()).rejects.toMatchObject({ code: 'unreachable' })
    expect(standing(app.login.getState().who)).toBe('in')
  })
})

describe('somebody else logging in', () => {
  test('sees nothing of what the one before had before their eyes', async () => {
    const { app } = start({ user: 'anna' })
    await app.login.getState().load()
    await app.places.getState().load()
    const before = app.places
    app.login.getState().ask({ is: 'log-in', because: 'wished', name: '' })
    await logInAs(app, 'bogdan')
    await settled()
    expect(app.places).not.toBe(before)
    expect(app.places.getState().stores.size).toBe(1)
    expect(asked(app)).toBeNull()
  })
})
