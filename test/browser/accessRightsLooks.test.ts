import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { writeBigDatabase } from '../support/bigDatabase'
import { axe, openBrowser, problems, screenshot, type PageOptions } from '../support/browser'
import { eventually } from '../support/keyboard'
import { startProgram, type Program } from '../support/program'
import { openRights, type RightsPage } from '../support/rightsPage'
import { SAMPLE } from '../support/temporaryFolder'

let browser: Browser
let program: Program
let folders: string

beforeAll(async () => {
  folders = await mkdtemp(join(tmpdir(), 'keyswitch-test-'))
  program = await startProgram()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await program.stop()
  await rm(folders, { recursive: true })
})

let copies = 0
/** The sample, or what `write` writes, opened on its access rights. */
async function open(options: PageOptions, write?: (folder: string) => Promise<void>): Promise<RightsPage> {
  copies += 1
  const folder = join(folders, String(copies), 'filling-line')
  if (write) await write(folder)
  else await cp(SAMPLE, folder, { recursive: true })
  const opened = await openRights({ browser, program, folder }, { width: 1180, height: 700, ...options })
  onTestFinished(() => opened.page.context().close())
  return opened
}

const SIZE = { width: 1180, height: 700 }
const grid = (page: Page): Locator => page.locator('.rights-main [role=grid], .rights-main [role=treegrid]')
const object = (page: Page, name: string): Locator =>
  page.getByRole('treegrid', { name: 'Objects' }).getByRole('rowheader', { name, exact: true })
const view = (page: Page, name: string): Locator => page.getByRole('radio', { name, exact: true })
const cell = (page: Page, row: string, column: number): Locator =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: row, exact: true }) })
    .getByRole('gridcell')
    .nth(column)

async function choosePerson(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox').click()
  await page.getByRole('combobox').fill(name)
  await page.getByRole('option', { name, exact: true }).click()
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const well = async (page: Page, name: string): Promise<void> => {
    await screenshot(page, `access-rights-${name}-${theme}`)
    expect(await axe(page), name).toEqual([])
  }

  test('the rights of one object, of several, their reasons and their question are accessible', async () => {
    const { page } = await open({ ...SIZE, theme })
    await object(page, 'Filler').click()
    await cell(page, 'Night shift', 2).click()
    await page.getByText('Night shift belongs to Service').waitFor()
    await well(page, 'object')
    await page.getByRole('combobox').click()
    await page.getByRole('option').first().waitFor()
    await well(page, 'people')
    await page.getByRole('option', { name: 'anna' }).click()
    await page.getByText('anna is in Developer').waitFor()
    await well(page, 'why-person')
    await object(page, 'PlcLogic').first().click()
    await cell(page, 'Watch', 2).click()
    await page.keyboard.press('-')
    await page.getByRole('dialog').waitFor()
    await well(page, 'below')
    await page.keyboard.press('Escape')
    await object(page, 'Logger').click()
    await page.keyboard.press('Control+a')
    await page.getByRole('gridcell', { name: 'mixed' }).first().waitFor()
    await well(page, 'several')
    expect(problems(page)).toEqual([])
  })

  test('the matrix and what a person may do are accessible', async () => {
    const { page } = await open({ ...SIZE, theme })
    await view(page, 'Matrix').click()
    await cell(page, 'Filler', 1).click()
    await page.getByText('Why? Service').waitFor()
    await well(page, 'matrix')
    await view(page, 'Person').click()
    await page.getByText('Choose a user to see').waitFor()
    await well(page, 'person-nobody')
    await choosePerson(page, 'anna')
    await cell(page, 'Filler', 1).click()
    await page.getByText('anna may Modify').waitFor()
    await well(page, 'person')
    await page.getByRole('searchbox').fill('nothing like this')
    await page.getByText('No object has this in its name.').waitFor()
    await well(page, 'nothing-found')
  })

  test('a database without groups or objects, waiting and failing are accessible and never look like each other', async () => {
    const noObjects = await open({ ...SIZE, theme }, (folder) =>
      writeBigDatabase(folder, { users: 1, objects: 0, groups: 1 }),
    )
    await noObjects.page.getByText('This database has no objects').waitFor()
    await well(noObjects.page, 'no-objects')
    const noGroups = await open({ ...SIZE, theme }, (folder) =>
      writeBigDatabase(folder, { users: 0, objects: 6, groups: 0 }),
    )
    await noGroups.page.getByText('There are no groups yet').waitFor()
    await well(noGroups.page, 'no-groups')
    await view(noGroups.page, 'Matrix').click()
    await noGroups.page.getByText('There are no groups yet').waitFor()
    await well(noGroups.page, 'matrix-no-groups')

    const { page } = await open({ ...SIZE, theme })
    const answers: { release?: () => void } = {}
    await page.route('**/api/rights.byObject', async (route) => {
      await new Promise<void>((resolve) => (answers.release = resolve))
      await route.fulfill({ json: { ok: false, error: { code: 'internal', details: { reference: 'b7' } } } })
    })
    await object(page, 'Filler').click()
    await page.getByRole('gridcell', { name: 'loading' }).first().waitFor()
    await well(page, 'waiting')
    answers.release?.()
    await page.getByRole('alert').filter({ hasText: 'b7' }).waitFor()
    await well(page, 'failed')
    await page.unroute('**/api/rights.byObject')
    await page.getByRole('button', { name: 'Try again' }).click()
    await cell(page, 'Watch', 2).waitFor()
  })
})

test('the page is accessible with more contrast and in forced colours', async () => {
  const { page } = await open({ ...SIZE, contrast: 'more' })
  await object(page, 'Filler').click()
  await cell(page, 'Night shift', 2).click()
  await page.getByText('Night shift belongs to Service').waitFor()
  await screenshot(page, 'access-rights-contrast')
  expect(await axe(page)).toEqual([])
  await page.emulateMedia({ forcedColors: 'active' })
  await screenshot(page, 'access-rights-forced')
  expect(await axe(page)).toEqual([])
})

const STATES = {
  granted: 'granted here',
  denied: 'denied here',
  'inherited-grant': 'granted by inheritance, through Service, set on Device.PlcLogic',
  'inherited-deny': 'denied by inheritance, through Service, set on Device.PlcLogic',
  unset: 'nothing set, no access',
  unused: 'not used',
  mixed: 'mixed',
}

test('the seven states of a cell differ without colour, and each has a name', async () => {
  const { page } = await open(SIZE)
  // Two colours only: what still differs differs in form.
  await page.emulateMedia({ forcedColors: 'active' })
  const forms: string[] = []
  const look = async (state: keyof typeof STATES, at: Locator): Promise<void> => {
    await eventually(() => at.getAttribute('aria-label')).toBe(STATES[state])
    const box = await at.boundingBox()
    if (!box) throw new Error(`the cell ${state} is not in sight`)
    const clip = { x: Math.round(box.x + box.width / 2) - 20, y: Math.round(box.y) + 2, width: 40, height: 22 }
    forms.push((await page.screenshot({ clip, animations: 'disabled' })).toString('base64'))
  }
  await object(page, 'Filler').click()
  await look('granted', cell(page, 'Night shift', 3))
  await look('denied', cell(page, 'Night shift', 1))
  await look('inherited-grant', cell(page, 'Night shift', 2))
  await look('inherited-deny', cell(page, 'Night shift', 0))
  await look('unset', cell(page, 'OEM R&D', 0))
  await object(page, 'Logger').click()
  await look('unused', cell(page, 'Night shift', 3))
  await object(page, 'Filler').click({ modifiers: ['Shift'] })
  await look('mixed', cell(page, 'Developer', 3))
  expect(new Set(forms).size).toBe(Object.keys(STATES).length)
  expect(await page.locator('.sign-unused[aria-disabled=true]').count()).toBe(
    await page.locator('.grid-cell.sign-unused').count(),
  )
})

test('where an inherited right comes from is shown under the pointer and under the keyboard', async () => {
  const { page } = await open(SIZE)
  const hint = page.getByRole('tooltip')
  await object(page, 'Filler').click()
  await cell(page, 'Night shift', 2).hover()
  await eventually(() => hint.textContent()).toBe('through Service, set on Device.PlcLogic')
  await page.mouse.move(5, 5)
  await hint.waitFor({ state: 'hidden' })
  await cell(page, 'Watch', 1).click()
  await page.mouse.move(5, 5)
  await page.keyboard.press('ArrowRight')
  await eventually(() => hint.textContent()).toBe('from Device.PlcLogic')
  await page.keyboard.press('Escape')
  await hint.waitFor({ state: 'hidden' })
  await view(page, 'Matrix').click()
  await cell(page, 'Filler', 0).hover()
  await eventually(() => hint.textContent()).toBe('Watch: denied by inheritance')
})

/** Words that are cut off, wider or higher than what they stand in; names that a person chose may end in dots. */
function clipped(): string[] {
  const parts =
    '.rights-page :is(button, label, h2, .legend-item, [role=columnheader], .segment, .bar, p, li), .dialog *'
  const found: string[] = []
  for (const element of document.querySelectorAll(parts)) {
    if (!(element instanceof HTMLElement) || !element.checkVisibility() || element.closest('[title], .mono')) continue
    if (element.closest('.grid-head-hidden, [role=listbox]') || element.textContent.trim() === '') continue
    const { overflowX } = getComputedStyle(element)
    const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && overflowX !== 'auto'
    const box = element.getBoundingClientRect()
    const isOut = box.right > innerWidth + 1 || box.left < -1
    if (isCut || (isOut && !element.closest('[role=grid], [role=treegrid]')))
      found.push(`${element.tagName} ${element.className}: ${element.textContent}`)
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('.rights-page input[placeholder]')) {
    const canvas = document.createElement('canvas').getContext('2d')
    const { font, paddingLeft, paddingRight } = getComputedStyle(field)
    if (!canvas || !field.checkVisibility()) continue
    canvas.font = font
    const room = field.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
    if (canvas.measureText(field.placeholder).width > room) found.push(`${field.placeholder}: ${room} px`)
  }
  return document.documentElement.scrollWidth > innerWidth ? [...found, 'the page scrolls sideways'] : found
}

const WORDS = {
  en: { matrix: 'Matrix', person: 'Person', belongs: 'belongs to', asks: 'Rights of their own below' },
  de: { matrix: 'Matrix', person: 'Person', belongs: 'gehört zu', asks: 'Eigene Rechte darunter' },
}

describe.each([
  { name: 'a small screen', size: { width: 1024, height: 640 } },
  { name: 'a window at 200 %', size: { width: 590, height: 350 } },
])('on $name', ({ name, size }) => {
  test.each(['en', 'de'] as const)('every word fits and every cell can be reached (%s)', async (lang) => {
    const { page } = await open({ ...size, lang })
    const fits = async (part: string): Promise<void> => {
      await screenshot(page, `access-rights-${name.includes('200') ? 'zoomed' : 'small'}-${lang}-${part}`)
      expect(await page.evaluate(clipped), part).toEqual([])
    }
    const words = WORDS[lang]
    await page.locator('.rights-objects [role=treegrid]').focus()
    await page.keyboard.type('fi')
    await cell(page, 'Night shift', 2).click()
    await page.getByText(words.belongs).waitFor()
    await fits('object')
    await page.locator('.rights-objects [role=treegrid]').focus()
    await page.keyboard.press('ArrowUp')
    await page.locator('h2', { hasText: 'Device.PlcLogic' }).waitFor()
    await cell(page, 'Watch', 2).click()
    await page.keyboard.press('-')
    await page.getByText(words.asks).waitFor()
    await fits('below')
    await page.keyboard.press('Escape')
    await view(page, words.matrix).click()
    await cell(page, 'Logger', 0).waitFor()
    await fits('matrix')
    await view(page, words.person).click()
    await choosePerson(page, 'anna')
    await cell(page, 'Logger', 3).waitFor()
    await fits('person')
  })
})

test('nothing moves while the page opens and while rights are edited', async () => {
  const { page, keys } = await open(SIZE)
  await keys.tabTo(/^Objects: /)
  await keys.type('fi')
  await keys.tabTo(/^Rights on Device.PlcLogic.Filler: Watch/)
  for (const [key, becomes] of [
    ['+', 'granted here'],
    ['-', 'denied here'],
    ['0', 'denied by inheritance, from Device.PlcLogic'],
  ] as const)
    await keys.go(key, `Rights on Device.PlcLogic.Filler: Watch / Add/Remove: ${becomes}`)
  await page.getByText('Watch is denied Add/Remove on').waitFor()
  const moved = await page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        const found: string[] = []
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { sources, value } = entry as PerformanceEntry & { value: number; sources: { node: Node | null }[] }
            for (const { node } of sources)
              if (node instanceof Element && node.closest('.rights-page')) found.push(`${value} ${node.className}`)
          }
        })
        observer.observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => done(found)))
      }),
  )
  expect(moved).toEqual([])
})
