import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest'
import { openBrowser, openPage, problems } from '../support/browser'
import { startProgram, type Program } from '../support/program'

let browser: Browser
let program: Program

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  program = await startProgram()
})
afterEach(() => program.stop())

/** Calls a method from inside a page, with what its browser sends along by itself. */
function callIn(page: Awaited<ReturnType<typeof openPage>>, origin: string) {
  return page.evaluate(async (address) => {
    try {
      const answer = await fetch(`${address}/api/app.about`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
        credentials: 'include',
      })
      return answer.status
    } catch (error) {
      return String(error)
    }
  }, origin)
}

test('the printed address shows the page under its strict policy without a complaint, and disappears from the address bar', async () => {
  const page = await openPage(browser, program)
  expect(new URL(page.url()).pathname).toBe('/')
  await page.getByRole('button').first().waitFor()
  expect(problems(page)).toEqual([])
  expect(await callIn(page, '')).toBe(200)
  const cookies = await page.context().cookies()
  expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }])
  expect(await page.evaluate(() => document.cookie)).toBe('')
  await page.reload()
  await page.getByRole('button').first().waitFor()
})

test('a second browser with the used address is told how to get in', async () => {
  await openPage(browser, program)
  const stranger = await openPage(browser, program.url, { lang: 'de' })
  expect(await stranger.getByRole('paragraph').innerText()).toContain('Drücken Sie Enter im Terminal')
  await stranger.goto(new URL(program.url).origin)
  expect(await stranger.getByRole('heading').innerText()).toContain('Keyswitch')
  expect(await callIn(stranger, '')).toBe(403)
})

test('a page of another port in the same browser reaches nothing, although it shares the cookies’ host', async () => {
  const other = await startProgram()
  try {
    const page = await openPage(browser, program)
    await page.getByRole('button').first().waitFor()
    const foreign = await page.context().newPage()
    await foreign.goto(other.url)
    await foreign.getByRole('button').first().waitFor()
    // Its own policy stops it already; a page without one would be refused.
    expect(await callIn(foreign, new URL(program.url).origin)).not.toBe(200)
    expect(await callIn(page, '')).toBe(200)
  } finally {
    await other.stop()
  }
})

test('what one window changes, another one hears', async () => {
  const page = await openPage(browser, program)
  const other = await openPage(browser, program)
  await page.getByRole('button').first().waitFor()
  const root = page.locator('html')
  for (const theme of ['dark', 'light']) {
    await other.evaluate(async (theme) => {
      const body = JSON.stringify({ theme })
      await fetch('/api/settings.change', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    }, theme)
    await page.waitForFunction((theme) => document.documentElement.dataset['theme'] === theme, theme)
  }
  expect(await root.getAttribute('data-theme')).toBe('light')
})

test('hidden tabs leave their connections to those that are looked at', async () => {
  const page = await openPage(browser, program)
  await page.getByRole('button').first().waitFor()
  const pages = [page]
  for (let index = 0; index < 7; index += 1) {
    const more = await page.context().newPage()
    await more.goto(new URL(program.url).origin)
    pages.push(more)
    // Without a screen every page counts as seen, so hiding is told to it.
    await more.getByRole('button').first().waitFor()
    await more.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
  }
  for (const one of pages) expect(await callIn(one, '')).toBe(200)
})
