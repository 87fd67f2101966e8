import { readFile, writeFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { logIn } from '../../src/contract/loginClient'
import { openBrowser, openPage } from '../support/browser'
import { eventually } from '../support/keyboard'
import { person, type Person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { ask, goToStation, setUpStation } from '../support/stationPage'

/* The Settings page on the real file, by keys. */

let browser: Browser
let program: Program
let page: Page
let me: Person
let file: string

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
  await goToStation(me, 'settings')
  await page.locator('.policy').waitFor()
  file = (await ask(page, 'security.read', {})).file
})
afterEach(async () => {
  await page.context().close()
  await program.stop()
})

const setting = (name: string) => page.getByRole('region', { name, exact: true })
const inFile = () => readFile(file, 'utf8')

test('a change is in the file at once, whose comments stay, and can be taken back where it was made', async () => {
  await writeFile(file, `${await inFile()}\n; kept by hand\nSomebody.Elses=1\n`)
  const timeout = setting('Ask again after')
  await me.fill(timeout.getByRole('textbox'), '10 min')
  await me.press('Enter')
  await timeout.getByText('10 minutes').waitFor()
  await eventually(inFile).toMatch(/UserMgrEditTimeout=600/)
  expect(await inFile()).toContain('; kept by hand\nSomebody.Elses=1')
  await me.enter(timeout.getByRole('button', { name: 'Take back, it was: 5 minutes' }))
  await timeout.getByText('5 minutes', { exact: true }).waitFor()
  await eventually(inFile).toMatch(/UserMgrEditTimeout=300/)
})

test('what somebody writes into the file shows by itself, and lines that are not understood are told', async () => {
  await writeFile(file, (await inFile()).replace('[CmpUserMgr]', '[CmpUserMgr]\nSECURITY.UserLogin_RSAKeyLen=1024'))
  await page.getByText(/^Line \d+ is not understood: .*RSAKeyLen=1024/).waitFor()
})

test('choices are made by keys, and say what they mean', async () => {
  const how = setting('How passwords travel')
  await me.enter(how.getByRole('button').first())
  await page.getByRole('listbox').waitFor()
  await me.press('Home', 'Enter')
  await how.getByText('Every password is encrypted.').waitFor()
  await eventually(inFile).toMatch(/AuthenticationType=ONLY_ASYMMETRIC/)
  await me.goTo(setting('Only good passwords').getByRole('checkbox'))
  await me.press('Space')
  await me.reads('Off: anything of 1 to 59 bytes is taken')
  await me.reads('New passwords may be as easy to guess as “1”.')
})

test('who may not change settings sees them as they are, with the reason', async () => {
  await ask(page, 'login.end', {})
  await page.reload()
  await page.locator('[role=dialog]').waitFor()
  const api = {
    call: (method: Parameters<typeof ask>[1], input: never) => ask(page, method, input),
    on: () => () => undefined,
  }
  await logIn(api as unknown as Parameters<typeof logIn>[0], { user: 'dörte', password: 'Amber Ladle 12 dörte' })
  await page.reload()
  await goToStation(me, 'settings')
  const policy = setting('Only good passwords').getByRole('checkbox')
  await me.goTo(policy)
  await me.press('Space')
  await me.reads(/^You can look at these settings but not change them\./)
  expect(await policy.isChecked()).toBe(true)
  expect(await policy.isDisabled()).toBe(true)
})
