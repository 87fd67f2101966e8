import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type Axe from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findChromium } from './chromium'
import type { Program } from './program'

export type PageOptions = {
  theme?: 'light' | 'dark'
  contrast?: 'more'
  width?: number
  height?: number
  lang?: 'en' | 'de'
}

const root = resolve(import.meta.dirname, '../..')

/** A real Chromium without a window. Whoever opens it closes it. */
export async function openBrowser(): Promise<Browser> {
  const found = await findChromium()
  if ('missing' in found) throw new Error(found.missing)
  return chromium.launch({
    executablePath: found.executable,
    env: { ...process.env, ...found.env },
    chromiumSandbox: false,
    args: ['--disable-gpu', '--font-render-hinting=none'],
  })
}

/** A page of its own (own storage) on a started program, or on any address. Closing its context closes it; so does the browser. */
export async function openPage(browser: Browser, where: Program | string, options: PageOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.theme ?? 'light',
    contrast: options.contrast ?? 'no-preference',
    locale: options.lang === 'de' ? 'de-DE' : 'en-GB',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  problemsOf.set(page, watch(page))
  if (typeof where === 'string') {
    await page.goto(where)
  } else if (where.cookies.length === 0) {
    await page.goto(where.url)
    where.cookies = await context.cookies()
  } else {
    await context.addCookies(where.cookies)
    await page.goto(new URL(where.url).origin)
  }
  return page
}

const problemsOf = new WeakMap<Page, string[]>()

/** Uncaught errors, console errors and refused loads of a page since it was opened: empty in a page that is well. */
export function problems(page: Page): readonly string[] {
  return problemsOf.get(page) ?? []
}

function watch(page: Page): string[] {
  const found: string[] = []
  page.on('pageerror', (error) => found.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(`console: ${message.text()}`)
  })
  return found
}

/** What axe objects to under WCAG 2.2 A and AA, as readable lines; empty when nothing. */
export async function axe(page: Page, within?: string): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await page.evaluate(source)
  return page.evaluate(async (selector) => {
    const { axe } = window as unknown as { axe: typeof Axe }
    const result = await axe.run(selector ?? document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    })
    return result.violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${violation.help} at ${node.target.join(' ')} (${node.failureSummary ?? ''})`,
      ),
    )
  }, within)
}

/** Keeps what the page looks like as test-results/<name>.png and returns that path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const path = join(root, 'test-results', `${name}.png`)
  await mkdir(join(root, 'test-results'), { recursive: true })
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  return path
}
