import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { createPlacesStore } from '../../../src/renderer/stores/places'
import { fakeProgram, group, user, type FakeDatabase } from '../../support/fakeApi'

function database(name: string): FakeDatabase {
  const content = { users: [user('admin', ['Administrator'])], groups: [group('Administrator')], objects: ['Device'] }
  return { folder: `/${name}`, title: name, content }
}

const FOLDERS = [database('filler'), database('labeller')]
const ignore = (): void => undefined
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('the opened databases', () => {
  test('what is open already is shown, the first in front', async () => {
    const places = createPlacesStore(fakeProgram(FOLDERS, ['/filler', '/labeller']).api, ignore)
    await places.getState().load()
    expect(places.getState()).toMatchObject({ opened: { is: 'data', value: ['d1', 'd2'] }, current: 'd1' })
    expect(places.getState().stores.get('d1')?.getState().state).toMatchObject({ value: { title: 'filler' } })
    places.getState().stop()
  })

  test('an opened folder comes to the front', async () => {
    const places = createPlacesStore(fakeProgram(FOLDERS, ['/filler']).api, ignore)
    await places.getState().load()
    expect(await places.getState().open('/labeller')).toEqual({ is: 'opened', database: 'd2' })
    expect(places.getState().current).toBe('d2')
    places.getState().stop()
  })

  test('a folder without a database is refused and changes nothing', async () => {
    const places = createPlacesStore(fakeProgram(FOLDERS, ['/filler']).api, ignore)
    await places.getState().load()
    expect(await places.getState().open('/nowhere')).toMatchObject({ is: 'refused', error: { code: 'not-a-database' } })
    expect(places.getState().current).toBe('d1')
    places.getState().stop()
  })

  test('a list that cannot be read is not “nothing is open”', async () => {
    const fake = fakeProgram(FOLDERS)
    fake.fail('databases.list', new AppError('unreachable'))
    const places = createPlacesStore(fake.api, ignore)
    await places.getState().load()
    expect(places.getState().opened.is).toBe('failed')
    places.getState().stop()
  })

  test('a database with edits is not closed by accident', async () => {
    const fake = fakeProgram(FOLDERS, ['/filler', '/labeller'])
    const places = createPlacesStore(fake.api, ignore)
    await places.getState().load()
    await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
    expect(await places.getState().close('d1')).toMatchObject({ code: 'unsaved' })
    expect(await places.getState().close('d1', { discard: true })).toBeUndefined()
    expect(places.getState()).toMatchObject({ opened: { value: ['d2'] }, current: 'd2' })
    places.getState().stop()
  })

  test('what another window opens appears here, without taking the front', async () => {
    const fake = fakeProgram(FOLDERS, ['/filler'])
    const places = createPlacesStore(fake.api, ignore)
    await places.getState().load()
    const kept = places.getState().stores.get('d1')
    await fake.api.call('databases.open', { folder: '/labeller' })
    await settled()
    expect(places.getState()).toMatchObject({ opened: { value: ['d1', 'd2'] }, current: 'd1' })
    expect(places.getState().stores.get('d1')).toBe(kept)
    places.getState().stop()
  })
})
