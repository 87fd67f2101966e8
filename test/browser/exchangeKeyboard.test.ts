import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keyswitch, onDisk } from '../support/person'
import { inHeap, placesOf } from '../support/secretPlaces'
import { keyboardStage } from '../support/stage'
import { contentsOf, SAMPLE, sampleCopy, temporaryFolder } from '../support/temporaryFolder'

/* Databases into files and out of them, by keyboard alone, with the real program. */

const PASSPHRASE = 'Amber Kettle 47'

const stage = keyboardStage()

/** From the Export dialog, which is open, into a file. */
async function writeInto(file: string): Promise<void> {
  const { me } = stage
  await me.goTo(me.page.getByRole('combobox'))
  await me.press('Control+A')
  await me.type(file)
  await me.press('Enter')
}

async function exportEncrypted(file: string): Promise<void> {
  const { me } = stage
  await me.press('Control+E')
  await me.dialog(/^Export /)
  await me.fill(me.field('Passphrase'), PASSPHRASE)
  await me.fill(me.field('Confirm'), PASSPHRASE)
  await writeInto(file)
}

/** The Import dialog, with this path typed and sent. */
async function importFile(file: string): Promise<void> {
  const { me } = stage
  await me.enter(me.button('Import file…'))
  await me.dialog('Import a file')
  await me.type(file)
  await me.press('Enter')
}

test('a database goes into an encrypted file and comes out of it in a new folder, passwords included', async () => {
  const { me } = stage
  await stage.openSample()
  const place = await temporaryFolder()
  const file = join(place, 'line.kusers')
  await exportEncrypted(file)
  await me.reads(`Written ${file}: 6 users, 6 groups, 19 objects`)
  await me.alone()
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readFile(file, 'utf8')).not.toContain('bogdan')

  await importFile(file)
  await me.dialog('The file is encrypted')
  await me.type('Copper Funnel 12')
  await me.press('Enter')
  await me.page.getByRole('alert').filter({ hasText: 'This is not the passphrase' }).waitFor()
  await me.enter(me.button('Back'))
  await me.dialog('Import a file')
  await me.goTo(me.page.locator('.choice'))
  await me.press('Enter', 'End', 'Enter')
  await me.enter(me.button('Next'))
  await me.dialog('Where is the new database to be?')
  const folder = join(place, 'line 9')
  await me.press('Control+A')
  await me.type(folder)
  await me.press('Enter')
  await me.dialog('The file is encrypted')
  await me.type(PASSPHRASE)
  await me.press('Enter')
  await me.dialog('Import into line 9')
  await me.enter(me.button(/^Take over \d+ changes/))
  await me.reads(/^\d+ changes taken over into line 9$/)
  await me.alone()
  await stage.save('line 9')
  const names = (await onDisk(folder)).users.map(({ name }) => name)
  expect(names).toContain('bogdan')
  expect(names).toHaveLength(6)
  // Name, properties, salt and hash.
  const rowOf = async (where: string) =>
    (await contentsOf(where))['.UserDatabase.csv']?.split('\n').find((row) => row.startsWith('u,bogdan,'))
  expect(await rowOf(folder)).toBe(await rowOf(SAMPLE))
  await expect.poll(() => inHeap(me.page, PASSPHRASE)).toBe(false)
  await expect.poll(() => placesOf(me.page, PASSPHRASE)).toEqual([])
})

test('a passphrase that was typed is nowhere in the page after the dialog was left', async () => {
  const { me } = stage
  await stage.openSample()
  await me.press('Control+E')
  await me.dialog(/^Export /)
  await me.fill(me.field('Passphrase'), PASSPHRASE)
  expect((await placesOf(me.page, PASSPHRASE)).join()).toContain('a field')
  await me.press('Escape')
  await me.alone()
  await expect.poll(() => inHeap(me.page, PASSPHRASE)).toBe(false)
})

test('what is left out stays as it was, and one undo takes the rest back', async () => {
  const { me } = stage
  const other = await sampleCopy()
  await keyswitch(['db', 'call', other, 'users.add'], { name: 'erin', password: PASSPHRASE, group: 'Watch' })
  await keyswitch(['db', 'call', other, 'users.remove'], { name: 'chidi' })
  await stage.openSample()
  await importFile(other)
  const dialog = await me.dialog('Import into filling-line')
  await me.goTo(dialog.getByRole('radio', { name: /^Merge/ }))
  await me.press('ArrowDown')
  await dialog.getByText('1 removed').waitFor()
  await me.goTo(dialog.getByRole('grid'))
  await me.press('End')
  await me.press('Space')
  await dialog.getByRole('rowheader', { name: 'removed, left out' }).waitFor()
  await me.enter(me.button(/^Take over up to 2 changes$/))
  await me.alone()
  const users = me.page.getByRole('treegrid', { name: 'Users' })
  await users.getByRole('rowheader', { name: 'erin' }).waitFor()
  expect(await users.getByRole('rowheader', { name: 'chidi' }).count()).toBe(1)
  await me.press('Control+Z')
  await users.getByRole('rowheader', { name: 'erin' }).waitFor({ state: 'detached' })
  await stage.titled('filling-line')
})

test('a new database that was made for a file is gone again when the import is left', async () => {
  const { me } = stage
  const place = await temporaryFolder()
  const source = await sampleCopy()
  await me.enter(me.button(/^Import a file/))
  await me.dialog('Import a file')
  await me.type(source)
  await me.press('Enter')
  await me.dialog('Where is the new database to be?')
  await me.type(join(place, 'line 9'))
  await me.press('Enter')
  await me.dialog('Import into line 9')
  expect(Object.keys(await contentsOf(join(place, 'line 9')))).toHaveLength(5)
  await me.press('Escape')
  await me.alone()
  await expect.poll(() => contentsOf(place)).toEqual({})
  await me.reads('Try the sample')
  await me.reads('Folders you open are listed here.')
})

test('a table of twelve thousand users is looked through, ticked and taken over whole', async () => {
  const { me } = stage
  await stage.openSample()
  const file = join(await temporaryFolder(), 'many.csv')
  const rows = Array.from({ length: 12_000 }, (_, index) => `user${String(index).padStart(5, '0')},Watch`)
  await writeFile(file, `name,groups\n${rows.join('\n')}\n`)
  await importFile(file)
  const dialog = await me.dialog('Import into filling-line')
  await dialog.getByText('24000 of 24000').waitFor()
  await me.goTo(dialog.getByRole('grid'))
  await me.press('End')
  await dialog.getByRole('row', { name: /Member user11999/ }).waitFor()
  await me.goTo(dialog.getByRole('searchbox'))
  await me.type('user1199')
  await dialog.getByRole('row', { name: /User user11999/ }).waitFor()
  await expect.poll(() => dialog.getByRole('row', { name: /user1199\d/ }).count()).toBeGreaterThan(9)
  await me.goTo(dialog.getByRole('checkbox', { name: 'All that are shown' }))
  await me.press('Space')
  await dialog.getByText('23980 of 24000').waitFor()
  await me.enter(me.button('Take over up to 23980 changes'))
  await me.page.locator('[role=dialog]').waitFor({ state: 'detached', timeout: 50_000 })
  await me.reads('23980 changes taken over into filling-line')
  const users = me.page.getByRole('treegrid', { name: 'Users' })
  await expect.poll(() => users.getAttribute('aria-rowcount')).toBe(String(6 + 11_990 + 1))
})
