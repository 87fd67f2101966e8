import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { createDatabaseStore } from '../../../src/renderer/stores/database'
import { fakeProgram, group, user, type FakeProgram } from '../../support/fakeApi'

const FOLDER = '/line-3/filler'

function program(): FakeProgram {
  const content = {
    users: [user('admin', ['Administrator']), user('anna', ['Developer'])],
    groups: [group('Administrator'), group('Developer')],
    objects: ['Device', 'Device.Logger'],
  }
  return fakeProgram([{ folder: FOLDER, title: 'Filler', content }], [FOLDER])
}

function open(fake: FakeProgram) {
  const refused: AppError[] = []
  const store = createDatabaseStore({ api: fake.api, id: 'd1', refused: (error) => refused.push(error) })
  return { store, refused }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('what a page knows of a database', () => {
  test('nothing is asked for before a page needs it, and then once', async () => {
    const fake = program()
    const { store } = open(fake)
    expect(fake.calls).toEqual([])
    store.getState().need('users')
    store.getState().need('users')
    expect(store.getState().users.is).toBe('waiting')
    await settled()
    expect(store.getState().users).toMatchObject({ is: 'data', value: [{ name: 'admin' }, { name: 'anna' }] })
    expect(fake.calls.map((call) => call.method)).toEqual(['users.list'])
    store.getState().close()
  })

  test('a failed load is not an empty list, and trying again helps', async () => {
    const fake = program()
    const { store } = open(fake)
    fake.fail('users.list', new AppError('file-failed', { file: 'x', code: 'EIO' }))
    store.getState().need('users')
    await settled()
    expect(store.getState().users).toMatchObject({ is: 'failed', error: { code: 'file-failed' } })
    fake.fail('users.list', undefined)
    await store.getState().reload('users')
    expect(store.getState().users.is).toBe('data')
    store.getState().close()
  })

  test('a list that can no longer be read is not shown as it once was', async () => {
    const fake = program()
    const { store } = open(fake)
    await store.getState().reload('users')
    fake.fail('users.list', new AppError('internal', { reference: '1' }))
    await store.getState().reload('users')
    expect(store.getState().users.is).toBe('failed')
    store.getState().close()
  })

  test('an edit by anybody shows by itself, only in what was asked for', async () => {
    const fake = program()
    const { store } = open(fake)
    await store.getState().reload('users')
    fake.calls.length = 0
    await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
    await settled()
    expect(store.getState().users).toMatchObject({ is: 'data', value: [{}, {}, { name: 'erin' }] })
    expect(fake.calls.map((call) => call.method)).toEqual(['users.add', 'users.list'])
    expect(store.getState().revision).toBe(1)
    store.getState().close()
  })

  test('a change while an answer is on its way is asked for once more', async () => {
    const fake = program()
    const { store } = open(fake)
    const release = fake.hold('users.list')
    const loading = store.getState().reload('users')
    fake.emit('databases.changed', { database: 'd1', what: ['users'] })
    fake.emit('databases.changed', { database: 'd1', what: ['users'] })
    release()
    await loading
    expect(fake.calls.filter((call) => call.method === 'users.list')).toHaveLength(2)
    store.getState().close()
  })

  test('edits of rights raise the revision at once, and the list that counts them is asked for once, later', async () => {
    const fake = program()
    const { store } = open(fake)
    await store.getState().reload('objects')
    fake.calls.length = 0
    fake.emit('databases.changed', { database: 'd1', what: ['state', 'rights'] })
    fake.emit('databases.changed', { database: 'd1', what: ['state', 'rights'] })
    expect(store.getState().revision).toBe(2)
    expect(fake.calls).toEqual([])
    await vi.waitFor(() => expect(fake.calls.map((call) => call.method)).toEqual(['objects.list']))
    fake.emit('databases.changed', { database: 'd1', what: ['state', 'users', 'groups', 'rights'] })
    expect(fake.calls.map((call) => call.method)).toEqual(['objects.list', 'objects.list'])
    store.getState().close()
  })

  test('changes of another database are none of its business', async () => {
    const fake = program()
    const { store } = open(fake)
    await store.getState().reload('users')
    fake.emit('databases.changed', { database: 'd2', what: ['users', 'rights'] })
    expect(store.getState().revision).toBe(0)
    store.getState().close()
  })

  test('a closed one hears nothing any more', async () => {
    const fake = program()
    const { store } = open(fake)
    store.getState().need('users')
    await settled()
    store.getState().close()
    fake.calls.length = 0
    fake.emit('databases.changed', { database: 'd1', what: ['users'] })
    expect(fake.calls).toEqual([])
  })

  test('a refused edit is said and returned', async () => {
    const { store, refused } = open(program())
    const outcome = await store.getState().edit('users.remove', { database: 'd1', name: 'admin' })
    expect(outcome).toMatchObject({ is: 'refused', error: { code: 'last-administrator' } })
    expect(refused.map((error) => error.code)).toEqual(['last-administrator'])
    store.getState().close()
  })

  test('a jump leads to the page of its place, and the same jump twice is two jumps', () => {
    const { store } = open(program())
    store.getState().goTo({ object: 'Device', group: 'Developer' })
    expect(store.getState()).toMatchObject({ page: 'access-rights', target: { object: 'Device', seq: 1 } })
    store.getState().arrived()
    store.getState().goTo({ user: 'anna' })
    expect(store.getState()).toMatchObject({ page: 'users-and-groups', target: { user: 'anna', seq: 2 } })
    store.getState().close()
  })
})
