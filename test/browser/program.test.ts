import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, openBrowser, openPage, problems, screenshot } from '../support/browser'
import { startProgram, type Program } from '../support/program'

let browser: Browser
let program: Program

beforeAll(async () => {
  program = await startProgram()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await program.stop()
})

test.each(['light', 'dark'] as const)(
  'the first page of the built program is whole and accessible (%s)',
  async (theme) => {
    const page = await openPage(browser, program, { theme })
    await page.getByRole('button').first().waitFor()
    await screenshot(page, `first-page-${theme}`)
    expect(await axe(page)).toEqual([])
    expect(problems(page)).toEqual([])
  },
)

test('an address that was used once lets nobody in again', async () => {
  await openPage(browser, program)
  const stranger = await browser.newPage()
  const answer = await stranger.goto(program.url)
  expect(answer?.status()).toBeGreaterThanOrEqual(400)
})
