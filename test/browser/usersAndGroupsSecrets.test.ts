import { expect, test } from 'vitest'
import { inHeap, placesOf } from '../support/secretPlaces'
import { keyboardStage } from '../support/stage'
import { writeBigDatabase } from '../support/bigDatabase'
import { join } from 'node:path'
import { temporaryFolder } from '../support/temporaryFolder'

/* A password is in the page while its dialog is open, and nowhere in it afterwards. */

const GOOD = 'Amber Kettle 47'

const stage = keyboardStage()

async function addErin(): Promise<void> {
  const { me } = stage
  await me.row('Users', 'admin')
  await me.press('Insert')
  await me.dialog('Add user')
  await me.type('erin')
  await me.fill(me.field('Password'), GOOD)
  await me.fill(me.field('Confirm'), GOOD)
}

test('while it is typed the search finds it, so the search can be believed', async () => {
  await stage.openSample()
  await addErin()
  const found = (await placesOf(stage.me.page, GOOD)).join()
  expect(found).toContain('a field')
  expect(found).toContain('memoizedState')
})

test.each(['Enter', 'Escape'])('after the Add user dialog closed with %s it is nowhere in the page', async (key) => {
  await stage.openSample()
  await addErin()
  await stage.me.press(key)
  await stage.me.alone()
  await expect.poll(() => inHeap(stage.me.page, GOOD)).toBe(false)
  await expect.poll(() => placesOf(stage.me.page, GOOD)).toEqual([])
})

test('after a new database was made it is nowhere in the page', async () => {
  const { me } = stage
  await me.enter(me.button(/^New database/))
  await me.dialog('New database')
  await me.type(join(await temporaryFolder(), 'line 9'))
  await me.fill(me.field('Name'), 'erin')
  await me.fill(me.field('Password'), GOOD)
  await me.fill(me.field('Confirm'), GOOD)
  await me.press('Enter')
  await me.alone()
  await stage.titled('line 9')
  await expect.poll(() => inHeap(me.page, GOOD)).toBe(false)
  await expect.poll(() => placesOf(me.page, GOOD)).toEqual([])
})

test('after an import it is nowhere in the page', async () => {
  const source = join(await temporaryFolder(), 'source')
  await writeBigDatabase(source, { users: 3, objects: 5, groups: 4 })
  await stage.open(source)
  await stage.openSample()
  const { me } = stage
  await me.enter(me.button('Import…'))
  const dialog = await me.dialog('Import from another database')
  const users = dialog.getByRole('grid', { name: 'Users' })
  await users.getByRole('row').nth(1).waitFor()
  await me.goTo(users)
  await me.press('Control+A')
  await me.enter(dialog.getByRole('button', { name: 'Next' }))
  await me.fill(me.field('Password'), GOOD)
  await me.fill(me.field('Confirm'), GOOD)
  await me.press('Enter')
  await me.alone()
  await expect.poll(() => inHeap(me.page, GOOD)).toBe(false)
  await expect.poll(() => placesOf(me.page, GOOD)).toEqual([])
})
