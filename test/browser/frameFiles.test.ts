import { chmod, chown, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openBrowser, openPage } from '../support/browser'
import { keyswitch, onDisk, person } from '../support/person'
import { startProgram } from '../support/program'
import { keyboardStage } from '../support/stage'
import { contentsOf, sampleCopy, temporaryFolder } from '../support/temporaryFolder'

/* Files that somebody else changes, that are damaged or cannot be written, by keyboard alone. */

const stage = keyboardStage()

test('a change by another program is told: Reload takes it over', async () => {
  const folder = await stage.openSample()
  await keyswitch(['db', 'call', folder, 'groups.add'], { name: 'Theirs' })
  await stage.me.reads(/^Somebody else has changed .*GroupDatabase\.csv.* since it was read/)
  await stage.me.enter(stage.me.button('Reload'))
  await stage.me.page.getByRole('treegrid', { name: 'Groups' }).getByRole('rowheader', { name: 'Theirs' }).waitFor()
  await stage.me.page.getByText('Somebody else has changed').waitFor({ state: 'detached' })
})

test('a change by another program is compared, then overwritten only when that is chosen', async () => {
  const folder = await stage.openSample()
  await stage.addGroup('Mine')
  await keyswitch(['db', 'call', folder, 'groups.add'], { name: 'Theirs' })
  await stage.me.reads(/^Somebody else has changed/)
  await stage.me.enter(stage.me.button('Compare'))
  const compared = await stage.me.dialog('filling-line was changed by somebody else')
  await compared.getByRole('row', { name: 'added Group Theirs' }).waitFor()
  await compared.getByText('You have 2 unsaved changes.').waitFor()
  // Enter without a look loses nobody's changes.
  expect(await compared.getByRole('button', { name: 'Close' }).evaluate((it) => it === document.activeElement)).toBe(
    true,
  )
  await stage.me.press('Escape')
  await stage.me.alone()
  expect((await onDisk(folder)).groups.map((group) => group.name)).toContain('Theirs')
  await stage.me.enter(stage.me.button('Overwrite'))
  await stage.me.reads('Saved filling-line')
  const names = (await onDisk(folder)).groups.map((group) => group.name)
  expect(names).toContain('Mine')
  expect(names).not.toContain('Theirs')
})

test('saving over a change by another program stops and asks; reloading drops mine', async () => {
  const folder = await stage.openSample()
  await stage.addGroup('Mine')
  await keyswitch(['db', 'call', folder, 'groups.add'], { name: 'Theirs' })
  const theirs = await contentsOf(folder)
  await stage.me.press('Control+S')
  const asked = await stage.me.dialog('filling-line was changed by somebody else')
  await asked.getByText('Nothing was overwritten.').waitFor()
  expect(await contentsOf(folder)).toEqual(theirs)
  await stage.me.enter(stage.me.button('Reload (drop mine)'))
  await stage.me.alone()
  const groups = stage.me.page.getByRole('treegrid', { name: 'Groups' })
  await groups.getByRole('rowheader', { name: 'Theirs' }).waitFor()
  expect(await groups.getByRole('rowheader', { name: 'Mine' }).count()).toBe(0)
  await stage.titled('filling-line')

  await stage.addGroup('Mine')
  await keyswitch(['db', 'call', folder, 'groups.remove'], { name: 'Theirs' })
  await stage.me.press('Control+S')
  await stage.me.dialog('filling-line was changed by somebody else')
  await stage.me.enter(stage.me.button('Overwrite (drop theirs)'))
  await stage.me.alone()
  await stage.me.reads('Saved filling-line')
  const names = (await onDisk(folder)).groups.map((group) => group.name)
  expect(names).toContain('Mine')
  expect(names).toContain('Theirs')
})

test('a damaged file is named with its fault, and kept as it is', async () => {
  const folder = await sampleCopy()
  for (const name of ['.GroupDatabase.csv', '.GroupDatabase.csv_']) {
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(join(folder, name), text.replace('Service', 'Serxice'))
  }
  const before = await contentsOf(folder)
  await stage.me.enter(stage.me.button(/^Open a folder/))
  const dialog = await stage.me.dialog('Open a database')
  await stage.me.type(folder)
  await stage.me.press('Enter')
  await dialog
    .getByRole('alert')
    .filter({ hasText: /GroupDatabase\.csv is damaged.*: .*checksum.*kept as it is/ })
    .waitFor()
  expect(await contentsOf(folder)).toEqual(before)
})

test('a second copy that stood in is told, put away, and repaired by saving', async () => {
  const folder = await sampleCopy()
  const copy = join(folder, '.GroupDatabase.csv_')
  await writeFile(join(folder, '.GroupDatabase.csv'), 'GroupDB,FileVersion,2\ng,Wat')
  await stage.open(folder)
  await stage.me.reads(/GroupDatabase\.csv is damaged.*its second copy was read instead\. Saving repairs it\./)
  await stage.me.enter(stage.me.button('Dismiss'))
  await stage.me.page.getByText('its second copy was read instead').waitFor({ state: 'detached' })
  await stage.addGroup('Cleaning')
  await stage.me.press('Control+S')
  await stage.me.reads('Saved filling-line')
  expect(await readFile(join(folder, '.GroupDatabase.csv'), 'utf8')).toBe(await readFile(copy, 'utf8'))
})

/** Nothing is read-only for the administrator of the system, so there the program runs as nobody. */
const NOBODY = process.getuid?.() === 0 ? 65_534 : undefined

test('a folder that cannot be written to is shown with a notice; edits go into a copy', async () => {
  const folder = await sampleCopy()
  const copies = await temporaryFolder()
  await chmod(dirname(folder), 0o755)
  await chmod(folder, 0o555)
  if (NOBODY !== undefined) await chown(copies, NOBODY, NOBODY)
  const before = await contentsOf(folder)
  const program = await startProgram(NOBODY === undefined ? {} : { uid: NOBODY })
  const browser = await openBrowser()
  try {
    const me = person(await openPage(browser, program))
    await me.enter(me.button(/^Open a folder/))
    await me.dialog('Open a database')
    await me.type(folder)
    await me.press('Enter')
    await me.alone()
    await me.reads(`${folder} cannot be written to. You can look and edit, and save a copy elsewhere.`)
    await me.row('Users', 'anna')
    await me.press('Delete')
    await me.dialog('Delete anna?')
    await me.press('Enter')
    await me.alone()
    const save = me.button(/^Save \d+ changes?$/)
    await expect.poll(() => save.isDisabled()).toBe(true)
    await me.press('Control+S')
    await me.reads('Nothing was changed; save a copy in another folder.')
    await me.press('F6')
    await me.enter(me.button('Dismiss').last())
    await me.enter(me.button('Save a copy in…'))
    await me.dialog('Save a copy in')
    await me.type(join(copies, 'copy'))
    await me.press('Enter')
    await me.alone()
    await me.page.getByText('cannot be written to').first().waitFor({ state: 'detached' })
    expect((await onDisk(join(copies, 'copy'))).users.map((user) => user.name)).not.toContain('anna')
    expect(await contentsOf(folder)).toEqual(before)
  } finally {
    await browser.close()
    await program.stop()
    await chmod(folder, 0o755)
  }
})
