import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeBigDatabase } from '../support/bigDatabase'
import { keyswitch, onDisk } from '../support/person'
import { keyboardStage } from '../support/stage'
import { contentsOf, sampleCopy, temporaryFolder } from '../support/temporaryFolder'

/* Users and groups from another opened database, by keyboard alone. */

const GOOD = 'Amber Kettle 47'
const OTHER = 'Copper Funnel 12'

const stage = keyboardStage()

/** A database with as many users as wanted, opened before a copy of the sample, which is shown. */
async function openBoth(users: number): Promise<string> {
  const source = join(await temporaryFolder(), 'source')
  await writeBigDatabase(source, { users, objects: 6, groups: 6 })
  const folder = await sampleCopy()
  await stage.open(source)
  await stage.open(folder)
  await stage.titled('filling-line')
  return folder
}

async function openImport() {
  await stage.me.enter(stage.me.button('Import…'))
  const dialog = await stage.me.dialog('Import from another database')
  const offered = (name: 'Users' | 'Groups') => dialog.getByRole('grid', { name })
  return { dialog, users: offered('Users'), groups: offered('Groups') }
}

test('with one database open the dialog says what is needed first, and leads there', async () => {
  await stage.openSample()
  await stage.me.enter(stage.me.button('Import…'))
  const dialog = await stage.me.dialog('Import from another database')
  await dialog.getByText('Open one first.').waitFor()
  await stage.me.enter(dialog.getByRole('button', { name: 'Open…' }))
  await stage.me.dialog('Open a database')
})

test('chosen users and groups come along, each user with a password given here; what exists is not offered', async () => {
  const folder = await openBoth(5)
  const { me } = stage
  const { dialog, users, groups } = await openImport()
  await users.getByRole('row', { name: 'user00000' }).waitFor()
  expect(await users.getByRole('rowheader', { name: 'admin' }).count()).toBe(0)
  expect(await groups.getByRole('rowheader', { name: 'Watch' }).count()).toBe(0)
  await me.enter(dialog.getByRole('button', { name: 'Import', exact: true }))
  await dialog.getByRole('alert').filter({ hasText: 'Still missing: at least one entry.' }).waitFor()
  await me.goTo(users)
  await me.press('Home', 'Shift+ArrowDown')
  await me.goTo(groups)
  await me.press('Home')
  await me.enter(dialog.getByRole('button', { name: 'Next' }))
  await dialog.getByText('Passwords are not imported').waitFor()
  await me.enter(dialog.getByRole('button', { name: 'Import 2 users and 1 group' }))
  await dialog.getByRole('alert').filter({ hasText: 'Still missing: a password.' }).waitFor()
  await me.goTo(dialog.getByRole('radio', { name: 'One for all' }))
  await me.press('ArrowRight')
  await me.fill(me.field('user00000'), GOOD)
  await me.fill(me.field('user00001'), 'short')
  await me.press('Enter')
  await dialog.getByRole('alert').filter({ hasText: 'a good password for user00001' }).waitFor()
  await me.fill(me.field('user00001'), OTHER)
  await me.goTo(dialog.getByRole('checkbox', { name: 'They must change it at first login' }))
  await me.press('Space')
  await me.enter(dialog.getByRole('button', { name: 'Import 2 users and 1 group' }))
  await me.alone()
  await me.reads('Imported 3')
  await stage.save()
  const shown = await onDisk(folder)
  expect(shown.users.map((user) => user.name)).toEqual(expect.arrayContaining(['user00000', 'user00001']))
  expect(shown.users.length).toBe(8)
  expect(shown.groups.map((group) => group.name)).toContain('group004')
  expect((await keyswitch(['db', 'verify', folder, '--user', 'user00000'], GOOD)).code).toBe(0)
  expect((await keyswitch(['db', 'verify', folder, '--user', 'user00001'], OTHER)).code).toBe(0)
})

test('one password for all, Back keeps what was chosen, and one undo takes the users back', async () => {
  const folder = await openBoth(4)
  const before = await contentsOf(folder)
  const { me } = stage
  const { dialog, users } = await openImport()
  await users.getByRole('row').nth(1).waitFor()
  await me.goTo(users)
  await me.press('Control+A')
  await me.enter(dialog.getByRole('button', { name: 'Next' }))
  await me.enter(dialog.getByRole('button', { name: 'Back' }))
  await expect.poll(() => users.locator('[aria-selected=true]').count()).toBe(3)
  await me.enter(dialog.getByRole('button', { name: 'Next' }))
  await dialog.getByText('Passwords are not imported').waitFor()
  await me.type(GOOD)
  await me.fill(me.field('Confirm'), GOOD)
  await me.enter(dialog.getByRole('button', { name: 'Import 3 users' }))
  await me.alone()
  const imported = me.page.getByRole('treegrid', { name: 'Users' }).getByRole('row', { name: /^user0000/ })
  await expect.poll(() => imported.count()).toBe(3)
  expect(await imported.first().innerText()).toContain('next login')
  await me.press('Control+Z')
  await expect.poll(() => imported.count()).toBe(0)
  await stage.titled('filling-line')
  expect(await contentsOf(folder)).toEqual(before)
})

test('an import of many users counts its progress, and Cancel leaves nothing half done', async () => {
  const folder = await openBoth(400)
  const before = await contentsOf(folder)
  const { me } = stage
  const { dialog, users, groups } = await openImport()
  await users.getByRole('row').nth(1).waitFor()
  await me.goTo(users)
  await me.press('Control+A')
  await me.goTo(groups)
  await me.press('Control+A')
  await me.enter(dialog.getByRole('button', { name: 'Next' }))
  await dialog.getByText('One for each is possible for up to 100 users.').waitFor()
  await me.fill(me.field('Password'), GOOD)
  await me.fill(me.field('Confirm'), GOOD)
  await me.enter(dialog.getByRole('button', { name: 'Import 399 users and 2 groups' }))
  await dialog.getByText(/^[1-9]\d* of 399$/).waitFor()
  const bar = dialog.getByRole('progressbar', { name: 'Importing' })
  expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  await me.enter(dialog.getByRole('button', { name: 'Cancel' }))
  await dialog.getByRole('alert').filter({ hasText: 'Cancelled; nothing was changed.' }).waitFor()
  await me.press('Escape')
  await me.alone()
  await stage.titled('filling-line')
  expect(await me.page.getByRole('treegrid', { name: 'Users' }).getAttribute('aria-rowcount')).toBe('7')
  expect(await me.page.getByRole('treegrid', { name: 'Groups' }).getAttribute('aria-rowcount')).toBe('7')
  expect(await contentsOf(folder)).toEqual(before)
})
