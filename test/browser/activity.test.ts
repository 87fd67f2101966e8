import { readFile, writeFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser, openPage } from '../support/browser'
import { person, type Person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { ask, goToStation, setUpStation } from '../support/stationPage'

/* The Activity page over the real log. */

const DATABASE = 'station'

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
  await goToStation(me, 'activity')
  await me.reads('The chain is whole')
})
afterEach(async () => {
  await page.context().close()
  await program.stop()
})

const row = (at: number) => page.locator('.activity-page .grid-row').nth(at)

test('what happens elsewhere appears on top, in words, refused things too', async () => {
  const other = await openPage(browser, program)
  await other.locator('.side-station').waitFor()
  await ask(other, 'groups.add', { database: DATABASE, name: 'Night shift' })
  await row(0).getByText('Group added').waitFor()
  await row(0).getByText('group Night shift').waitFor()
  await expect(ask(other, 'users.remove', { database: DATABASE, name: 'anna' })).rejects.toThrow('last-administrator')
  await row(0).getByText('last administrator').waitFor()
  await other.context().close()
})

test('a filter asks the program, and what matches can be exported', async () => {
  await me.press('Control+F')
  await me.type('dörte')
  await page.getByText(/^1 of \d+$/).waitFor()
  const download = page.waitForEvent('download')
  await me.enter(me.button('Export what matches…'))
  const text = await readFile(await (await download).path(), 'utf8')
  expect(text.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(text)).toMatchObject({ method: 'users.add', about: { user: 'dörte' } })
})

test('the export is the file as it stands, and no password is in it', async () => {
  const download = page.waitForEvent('download')
  await me.enter(me.button('Export…'))
  const text = await readFile(await (await download).path(), 'utf8')
  const { file } = await ask(page, 'audit.verify', {})
  // Exporting is recorded, too, after what it gave.
  expect((await readFile(file, 'utf8')).startsWith(text)).toBe(true)
  expect(text).toContain('login.setUp')
  expect(text).not.toMatch(/Kettle|Ladle/u)
})

test('an entry that somebody changed in the file is found, with its line', async () => {
  const { file } = await ask(page, 'audit.verify', {})
  const lines = (await readFile(file, 'utf8')).split('\n')
  await writeFile(file, lines.map((line, at) => (at === 1 ? line.replace('bogdan', 'nobody') : line)).join('\n'))
  await me.enter(me.button('Verify again'))
  await me.reads('The chain is broken:')
  await me.reads(/the entry in line 2 was changed after it was written/)
})

test('thousands of entries scroll down to the first without gaps', { timeout: 120_000 }, async () => {
  const { file } = await ask(page, 'audit.verify', {})
  const [first] = (await readFile(file, 'utf8')).split('\n')
  const entry = JSON.parse(first ?? '') as Record<string, unknown>
  // The chain is not whole then, which is no matter here.
  const many = Array.from({ length: 3000 }, (_, index) => JSON.stringify({ ...entry, seq: index + 1 }))
  await writeFile(file, `${many.join('\n')}\n`)
  await page.reload()
  await goToStation(me, 'activity')
  await page.getByText('3,000', { exact: true }).waitFor()
  const grid = page.getByRole('grid', { name: 'Activity' })
  await me.goTo(grid)
  for (let times = 0; times < 40 && (await grid.getAttribute('aria-rowcount')) !== '3001'; times += 1) {
    const count = await grid.getAttribute('aria-rowcount')
    await me.press('End')
    await expect.poll(() => grid.getAttribute('aria-rowcount')).not.toBe(count)
  }
  expect(await grid.getAttribute('aria-rowcount')).toBe('3001')
})
