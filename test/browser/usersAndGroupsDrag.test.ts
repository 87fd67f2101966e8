import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser, openPage, problems } from '../support/browser'
import { person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { sampleCopy } from '../support/temporaryFolder'

/* Drag and drop, with the mouse. */

let browser: Browser
let program: Program
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  program = await startProgram()
  page = await openPage(browser, program)
  const folder = await sampleCopy()
  const me = person(page)
  await me.enter(me.button(/^Open a folder/))
  await me.dialog('Open a database')
  await me.type(folder)
  await me.press('Enter')
  await me.alone()
  await row('Users', 'anna').waitFor()
  await row('Groups', 'Watch').waitFor()
})
afterEach(async () => {
  await page.context().close()
  await program.stop()
})

const row = (pane: 'Users' | 'Groups', name: string) =>
  page.getByRole('treegrid', { name: pane }).getByRole('row', { name }).first()
const title = () => page.title()

test('a user dragged onto a group is in it; dropped once more nothing changes', async () => {
  await row('Users', 'bogdan').dragTo(row('Groups', 'Developer'))
  await expect.poll(() => row('Users', 'bogdan').innerText()).toMatch(/Watch[^]*Developer/)
  expect(await row('Groups', 'Developer').innerText()).toContain('2 users')
  await expect.poll(title).toMatch(/^\* /)
  await page.keyboard.press('Control+Z')
  await expect.poll(title).not.toMatch(/^\* /)
  await row('Users', 'anna').dragTo(row('Groups', 'Developer'))
  // What would have changed is told before anything that is asked later.
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByRole('region', { name: 'Check' }).getByText('admin is the only administrator').waitFor()
  expect(await row('Groups', 'Developer').innerText()).toContain('1 user')
  expect(await title()).not.toMatch(/^\* /)
})

test('several selected users are dragged together', async () => {
  await row('Users', 'bogdan').click()
  await row('Users', 'dörte').click({ modifiers: ['Shift'] })
  await row('Users', 'chidi').dragTo(row('Groups', 'Developer'))
  await expect.poll(() => row('Groups', 'Developer').innerText()).toContain('4 users')
  for (const name of ['bogdan', 'chidi', 'dörte']) expect(await row('Users', name).innerText()).toContain('Developer')
})

test('a group dragged onto a group belongs to it, a circle is refused with a sentence', async () => {
  await row('Groups', 'Watch').dragTo(row('Groups', 'Developer'))
  await expect.poll(() => row('Groups', 'Developer').innerText()).toContain('1 user and 1 group')
  await row('Groups', 'Developer').dragTo(row('Groups', 'Watch'))
  await page.getByText(/A group cannot contain itself: /).waitFor()
  expect(await row('Groups', 'Watch').innerText()).not.toContain('1 group')
})

test('a user is not dropped on a user', async () => {
  await row('Users', 'bogdan').dragTo(row('Users', 'anna'))
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByRole('region', { name: 'Check' }).getByText('admin is the only administrator').waitFor()
  expect(await title()).not.toMatch(/^\* /)
})

test('a folder dropped on the window asks for its path, which a browser does not tell', async () => {
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['x'], '.UserDatabase.csv'))
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
  })
  const dialog = page.getByRole('dialog', { name: 'Open a database' })
  await dialog.getByText('A browser does not tell where a dropped folder lies. Type its path here').waitFor()
  expect(await page.getByText('Drop the folder to open it').count()).toBe(0)
  expect(problems(page)).toEqual([])
})

test('a folder that hovers over the window is invited, and one that leaves is not', async () => {
  const hover = (type: string) =>
    page.evaluate((type) => {
      const data = new DataTransfer()
      data.items.add(new File(['x'], '.UserDatabase.csv'))
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
    }, type)
  const note = page.getByText('Drop the folder to open it')
  await hover('dragover')
  await note.waitFor()
  await hover('dragleave')
  await note.waitFor({ state: 'detached' })
})
