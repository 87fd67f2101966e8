import { expect, test } from 'vitest'
import { onDisk } from '../support/person'
import { keyboardStage } from '../support/stage'
import { contentsOf } from '../support/temporaryFolder'

/* Everything that is done with groups, by keyboard alone. */

const stage = keyboardStage()

const groups = () => stage.me.page.getByRole('treegrid', { name: 'Groups' })
const selected = (pane: 'Users' | 'Groups') =>
  stage.me.page.getByRole('treegrid', { name: pane }).locator('[aria-selected=true]')

/** What OK said is missing. */
async function missing(text: string | RegExp): Promise<void> {
  await stage.me.page.getByRole('alert').filter({ hasText: text }).waitFor()
}

test('a group is added, put into another group, edited, renamed and deleted', async () => {
  const folder = await stage.openSample()
  const before = await contentsOf(folder)
  const { me } = stage
  await me.row('Groups', 'Watch')
  await me.press('Insert')
  const add = await me.dialog('Add group')
  await me.press('Enter')
  await missing('Still missing: a name.')
  await me.type('Cleaning')
  await me.goTo(add.getByRole('checkbox', { name: 'Service' }))
  await me.press('Space', 'Enter')
  await me.alone()
  await expect.poll(() => selected('Groups').innerText()).toContain('Cleaning')
  await expect.poll(() => groups().getByRole('row', { name: 'Service' }).innerText()).toContain('1 user and 2 groups')
  await me.press('Enter')
  const edit = await me.dialog('Edit group Cleaning')
  expect(await edit.getByRole('checkbox', { name: 'Service' }).isChecked()).toBe(true)
  await me.type('Cleaners')
  await me.goTo(edit.getByRole('checkbox', { name: 'Watch' }))
  await me.press('Space')
  await me.enter(edit.getByRole('button', { name: 'Apply' }))
  await me.alone()
  await stage.save()
  const within = (await onDisk(folder)).groups.filter((group) => group.groups.includes('Cleaners'))
  expect(within.map((group) => group.name).toSorted()).toEqual(['Service', 'Watch'])

  await expect.poll(() => selected('Groups').innerText()).toContain('Cleaners')
  await me.press('Delete')
  const remove = await me.dialog('Delete Cleaners?')
  await remove.getByText('it is taken out of 2 groups').waitFor()
  await me.press('Enter')
  await me.alone()
  await stage.save()
  expect(await contentsOf(folder)).toEqual(before)
})

test('M nests a group, Del takes a member out, and a circle is refused with a sentence', async () => {
  await stage.openSample()
  const { me } = stage
  await me.row('Groups', 'Service')
  await me.press('m')
  const dialog = await me.dialog('Edit group Service')
  await me.goTo(dialog.getByRole('checkbox', { name: 'Night shift' }))
  await me.press('Space', 'Enter')
  await missing(
    /A group cannot contain itself: .*Service → Night shift|A group cannot contain itself: .*Night shift → Service/,
  )
  await me.press('Space')
  await me.goTo(dialog.getByRole('checkbox', { name: 'Watch' }))
  await me.press('Space', 'Enter')
  await me.alone()
  const watch = await me.row('Groups', 'Watch')
  await expect.poll(() => watch.innerText()).toContain('1 user and 1 group')
  await me.press('ArrowRight')
  await groups().getByRole('row', { name: 'Service' }).and(me.page.locator('[aria-level="2"]')).waitFor()
  await me.press('ArrowRight', 'ArrowDown', 'Delete')
  await expect.poll(() => watch.innerText()).toContain('1 user')
  await expect.poll(() => watch.innerText()).not.toContain('group')
  await stage.titled('filling-line')
})

test('an edit whose membership is refused does not rename either, and the shortcuts go on', async () => {
  await stage.openSample()
  const { me } = stage
  await me.row('Groups', 'Service')
  await me.press('Enter')
  const dialog = await me.dialog('Edit group Service')
  await me.type('Servicing')
  await me.goTo(dialog.getByRole('checkbox', { name: 'Night shift' }))
  await me.press('Space', 'Enter')
  await missing('A group cannot contain itself')
  await me.press('Escape')
  await me.alone()
  await groups().getByRole('row', { name: 'Service' }).waitFor()
  await stage.titled('filling-line')
})

test('a dialog about a group that another window deletes closes, and the shortcuts go on', async () => {
  await stage.openSample()
  const { me } = stage
  await me.row('Groups', 'OEM R&D')
  await me.press('Enter')
  await me.dialog('Edit group OEM R&D')
  await me.page.evaluate(async () => {
    const call = async (method: string, input: object) =>
      (
        await fetch(`/api/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
        })
      ).text()
    const database: unknown = /"database":"([^"]+)"/u.exec(await call('databases.list', {}))?.[1]
    await call('groups.remove', { database, name: 'OEM R&D' })
  })
  await me.alone()
  await me.press('Control+K')
  await me.dialog('Find')
})

test('the group Administrator can be neither deleted, renamed nor emptied, and says so', async () => {
  await stage.openSample()
  const { me } = stage
  await me.row('Groups', 'Administrator')
  await me.press('F2')
  await me.press('Delete')
  await me.dialog('Delete Administrator?')
  await me.press('Enter')
  await missing('The group Administrator stays: it can be neither removed nor renamed.')
  await me.press('Escape')
  await me.alone()
  await me.press('Enter')
  const edit = await me.dialog('Edit group Administrator')
  await edit.getByText('its name carries every right').waitFor()
  expect(await me.field('Name').isDisabled()).toBe(true)
  await me.press('Escape')
  await me.alone()
  await me.row('Groups', 'Administrator')
  await me.press('ArrowRight', 'ArrowRight', 'Delete')
  await me.reads('This would leave nobody who is an administrator.')
  await stage.titled('filling-line')
})

test('several groups are deleted at once', async () => {
  await stage.openSample()
  const { me } = stage
  await me.row('Groups', 'OEM R&D')
  await me.press('Shift+ArrowDown', 'Shift+ArrowDown')
  await me.enter(me.page.getByRole('region', { name: 'Groups' }).getByRole('button', { name: 'Delete' }))
  await (await me.dialog('Delete 3 entries?')).getByText('OEM R&D, Service, Watch').waitFor()
  await me.press('Enter')
  await me.alone()
  await expect.poll(() => groups().getAttribute('aria-rowcount')).toBe('4')
})

test('groups are filtered by name and by member', async () => {
  await stage.openSample()
  const { me } = stage
  await me.row('Groups', 'Watch')
  await me.press('Control+F')
  await me.type('dörte')
  await expect.poll(() => groups().getByRole('rowheader').allInnerTexts()).toEqual(['Night shift', 'dörte'])
  await me.press('Escape')
  await expect.poll(() => groups().getAttribute('aria-rowcount')).toBe('7')
})

test('the menu of a row does what its keys do', async () => {
  await stage.openSample()
  const { me } = stage
  for (const [pane, name, entry, title] of [
    ['Users', 'anna', 'Edit…', 'Edit user anna'],
    ['Users', 'anna', 'Rename…', 'Rename anna'],
    ['Users', 'anna', 'Groups of the user…', 'Groups of anna'],
    ['Users', 'anna', 'Delete…', 'Delete anna?'],
    ['Groups', 'Watch', 'Edit…', 'Edit group Watch'],
    ['Groups', 'Watch', 'Rename…', 'Rename Watch'],
    ['Groups', 'Watch', 'Belongs to groups…', 'Edit group Watch'],
    ['Groups', 'Watch', 'Delete…', 'Delete Watch?'],
  ] as const) {
    await me.row(pane, name)
    await me.press('Shift+F10')
    await stage.choose(me.page.getByRole('menuitem', { name: entry }))
    await me.dialog(title)
    await me.press('Escape')
    await me.alone()
  }
})
