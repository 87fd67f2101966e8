import { expect, test } from 'vitest'
import { listed, openStore } from '../../support/openStore'
import { contentsOf, sampleCopy } from '../../support/temporaryFolder'

const FLAGS = { mayChangePassword: true, mustChangePassword: false }
const action = (method: string) => ({ method, name: 'x', count: 1 })

test('one act over three files is one step', async () => {
  const folder = await sampleCopy()
  const { store, users, groups, objects, said } = await openStore(folder)
  await store.act(action('several'), async () => {
    await users.addUser('zoë', 'x', FLAGS)
    await groups.addUserTo('Watch', 'zoë')
    await objects.setRight('Device', 'Watch', 'modify', 'grant')
  })
  expect(store.undoable).toEqual(action('several'))
  expect(store.unsaved).toBe(3)
  said.length = 0
  store.undo()
  expect(said.toSorted()).toEqual(['groups', 'objects', 'users'])
  expect(store.unsaved).toBe(0)
  expect(store.undoable).toBeUndefined()
  expect(store.redoable).toEqual(action('several'))
  store.redo()
  expect(store.unsaved).toBe(3)
  expect(await listed(groups.usersOf('Watch'))).toEqual(['bogdan', 'zoë'])
  await store.close()
})

test('an act that fails half way is taken back whole', async () => {
  const { store, users, groups } = await openStore(await sampleCopy())
  const act = store.act(action('failing'), async () => {
    await users.removeUser('anna')
    await groups.removeUserFrom('Developer', 'anna')
    await groups.removeUserFrom('Developer', 'anna')
  })
  await expect(act).rejects.toMatchObject({ code: 'not-found' })
  expect(store.unsaved).toBe(0)
  expect(store.undoable).toBeUndefined()
  expect(await listed(groups.usersOf('Developer'))).toEqual(['anna'])
  await store.close()
})

test('a step without a change leaves what can be done again', async () => {
  const { store, users } = await openStore(await sampleCopy())
  await users.removeUser('anna')
  store.undo()
  await store.act(action('nothing'), async () => {
    await users.changeUser('anna', { mayChangePassword: true })
  })
  expect(store.redoable).toMatchObject({ method: 'users.remove' })
  expect(() => store.undo()).toThrow(expect.objectContaining({ code: 'nothing-to-undo' }))
  await users.removeUser('bogdan')
  expect(store.redoable).toBeUndefined()
  expect(() => store.redo()).toThrow(expect.objectContaining({ code: 'nothing-to-undo' }))
  await store.close()
})

test('undo goes back behind a save, and that is a change again', async () => {
  const folder = await sampleCopy()
  const original = await contentsOf(folder)
  const { store, users } = await openStore(folder)
  await users.removeUser('bogdan')
  await store.save()
  expect(store.unsaved).toBe(0)
  store.undo()
  expect(store.edits()).toEqual([{ subject: 'user', kind: 'added', name: 'bogdan', was: null, fields: [] }])
  await store.save()
  expect(await contentsOf(folder)).toEqual(original)
  await store.close()
})

test('acts asked for at the same time come one after the other', async () => {
  const { store, users } = await openStore(await sampleCopy())
  await Promise.all(['a', 'b', 'c'].map((name) => store.act(action(name), () => users.addUser(name, 'x', FLAGS))))
  expect(store.undoable).toEqual(action('c'))
  store.undo()
  expect((await listed(users.users?.())).map(({ name }) => name).slice(-2)).toEqual(['a', 'b'])
  await expect(store.act(action('outer'), () => store.act(action('inner'), async () => {}))).rejects.toThrow(
    'an act inside an act',
  )
  await store.close()
})
