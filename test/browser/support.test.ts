import { createServer, type Server } from 'node:http'
import { stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, openBrowser, openPage, problems, screenshot } from '../support/browser'

const PAGE = `<!doctype html><html lang="en"><title>x</title><main><h1>Filling line</h1><img src="data:,">
<p style="color:#bbb;background:#fff">faint</p></main></html>`

let browser: Browser
let server: Server
let address: string

beforeAll(async () => {
  browser = await openBrowser()
  server = createServer((request, response) => {
    if (request.url !== '/') return response.writeHead(404).end()
    response.setHeader('content-security-policy', "default-src 'self'; style-src-attr 'unsafe-inline'; img-src data:")
    return response.setHeader('content-type', 'text/html').end(PAGE)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(async () => {
  await browser.close()
  await new Promise((closed) => server.close(closed))
})

test('a picture without a text and faint letters are reported, under a strict content policy', async () => {
  const page = await openPage(browser, address)
  const found = await axe(page)
  expect(found.map((line) => line.split(':')[0]).toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
    'color-contrast',
    'image-alt',
  ])
})

test('a page has the language, theme and size that were asked for', async () => {
  const page = await openPage(browser, address, { lang: 'de', theme: 'dark', width: 1024, height: 640 })
  expect(
    await page.evaluate(() => [navigator.language, matchMedia('(prefers-color-scheme: dark)').matches, innerWidth]),
  ).toEqual(['de-DE', true, 1024])
})

test('a script that fails is a problem of the page', async () => {
  const page = await openPage(browser, address)
  await page.evaluate(() => void Promise.reject(new Error('left alone')))
  await expect.poll(() => problems(page).join()).toContain('left alone')
})

test('letters leave ink on a screenshot, also on a machine without fonts', async () => {
  const page = await openPage(browser, address)
  expect(await page.evaluate(() => document.fonts.check('13px "Open Sans"'))).toBe(true)
  const width = await page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d')
    canvas!.font = '20px system-ui'
    canvas!.fillText('Keyswitch', 0, 30)
    return canvas!.getImageData(0, 0, 200, 60).data.filter((value) => value > 0).length
  })
  expect(width).toBeGreaterThan(200)
  expect((await stat(await screenshot(page, 'support'))).size).toBeGreaterThan(1000)
})
