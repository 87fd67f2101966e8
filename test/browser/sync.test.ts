import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser, openPage } from '../support/browser'
import { person, type Person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { ask, goToStation, setUpStation } from '../support/stationPage'

/* Following this computer's own user management: two pages, one device, by keys. */

const DATABASE = 'station'
const PASSWORD = 'Amber Ladle 99'

let browser: Browser
let program: Program
let page: Page
let me: Person

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  program = await startProgram()
  page = await openPage(browser, program)
  me = person(page)
  await page.locator('.side-station').waitFor()
  await setUpStation(page)
  await goToStation(me, 'users-and-groups')
  await me.row('Users', 'bogdan')
})
afterEach(async () => {
  await page.context().close()
  await program.stop()
})

const user = (of: Page, name: string) => of.getByRole('treegrid', { name: 'Users' }).getByRole('rowheader', { name })
const names = async (): Promise<string[]> =>
  (await ask(page, 'users.list', { database: DATABASE })).users.map((each) => each.name)

describe('a page that follows the device', () => {
  test('shows within two seconds what another page changes', async () => {
    const other = await openPage(browser, program)
    await other.locator('.side-station').waitFor()
    const began = Date.now()
    await ask(other, 'users.add', { database: DATABASE, name: 'erin', password: PASSWORD })
    await user(page, 'erin').waitFor()
    expect(Date.now() - began).toBeLessThan(2_000)
    await other.context().close()
  })

  test('has every edit on the device at once, and undo too', async () => {
    await me.row('Users', 'bogdan')
    await me.press('Delete')
    await me.dialog(/^Delete bogdan/)
    await me.press('Enter')
    await me.alone()
    await user(page, 'bogdan').waitFor({ state: 'detached' })
    expect((await ask(page, 'databases.state', { database: DATABASE })).unsaved).toBe(0)
    await me.press('Control+Z')
    await user(page, 'bogdan').waitFor()
    await me.press('Control+S')
    await me.reads('every edit is on the device already')
  })
})

describe('a page that does not follow', () => {
  beforeEach(async () => {
    await me.enter(me.button('Synchronise'))
    await page.locator('.sync-button[aria-pressed=false]').waitFor()
    await ask(page, 'users.add', { database: DATABASE, name: 'erin', password: PASSWORD, group: 'Watch' })
    await ask(page, 'users.remove', { database: DATABASE, name: 'chidi' })
    await me.reads(/not on the device/)
  })

  test('asks what stays, and uploading drops what was edited here', async () => {
    await me.enter(me.button('Synchronise'))
    const dialog = await me.dialog('The page and the device differ')
    await dialog.getByText('User erin').waitFor()
    await dialog.getByText('User chidi').waitFor()
    await me.enter(me.button('Upload from device'))
    await me.alone()
    await user(page, 'chidi').waitFor()
    expect(await names()).not.toContain('erin')
  })

  test('downloads after naming what it will change, and follows again', async () => {
    await me.enter(me.button('Synchronise'))
    await me.dialog('The page and the device differ')
    await page.locator('.difference-grid .grid-row').first().waitFor()
    await me.enter(me.button('Download to device…'))
    const dialog = await me.dialog(/^Change the device in \d+ places\?$/)
    await dialog.getByText('User erin').waitFor()
    await me.enter(me.button(/^Download \d+ changes$/))
    await me.alone()
    await page.locator('.sync-button[aria-pressed=true]').waitFor()
    await me.reads(/^The device was changed in \d+ places\.$/)
    expect(await names()).toEqual(['anna', 'bogdan', 'dörte', 'erin'])
  })

  test('a filter narrows the differences down, and Escape leaves everything as it is', async () => {
    await me.enter(me.button('Synchronise'))
    const dialog = await me.dialog('The page and the device differ')
    await me.goTo(dialog.getByRole('searchbox'))
    await me.type('chidi')
    await dialog.getByText('User erin').waitFor({ state: 'detached' })
    await dialog.getByText('User chidi').waitFor()
    // What was typed goes first, then the keyboard back to the rows, then the dialog.
    await me.press('Escape', 'Escape', 'Escape')
    await me.alone()
    expect((await ask(page, 'databases.state', { database: DATABASE })).sync).toBe('off')
  })
})
