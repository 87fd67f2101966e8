import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { frameText } from '../../src/renderer/text/frame'
import { syncText } from '../../src/renderer/text/sync'
import { axe, openBrowser, openPage, problems, screenshot, type PageOptions } from '../support/browser'
import { eventually } from '../support/keyboard'
import { misfits, shiftsOf, watchShifts } from '../support/misfits'
import { person, type Person } from '../support/person'
import { startProgram } from '../support/program'
import { ask, goToStation, setUpStation } from '../support/stationPage'

/* How this computer's own pages look to eyes and to screen readers, in small windows, large zoom and German. */

type Lang = 'en' | 'de'
type Scene = { me: Person; lang: Lang }
/** What it is called, how it is opened from where the last one was left, and how to see that it is there. */
type View = readonly [name: string, open: (scene: Scene) => Promise<unknown>, shown: (page: Page) => Locator]

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const over = '[role=dialog]:visible, [role=alertdialog]:not(.toast):visible, .popover:visible'
const dialog = (page: Page): Locator => page.locator('[role=dialog], [role=alertdialog]:not(.toast)')
const go =
  (to: Parameters<typeof goToStation>[1]) =>
  ({ me }: Scene): Promise<void> =>
    goToStation(me, to)
const row = (page: Page): Locator => page.locator('.activity-page .grid-row')
const synchronise = async ({ me, lang }: Scene): Promise<void> => me.enter(me.button(syncText[lang].synchronise))
const setting = (page: Page, at: number): Locator => page.locator('.setting').nth(at)

/** Before this computer has a user management. */
const FIRST: readonly View[] = [
  ['not-set-up-users', go('users-and-groups'), (page) => page.locator('.not-set-up')],
  ['not-set-up-rights', go('access-rights'), (page) => page.locator('.not-set-up').last()],
  ['not-set-up-settings', go('settings'), (page) => page.locator('.settings-note')],
  ['not-set-up-activity', go('activity'), (page) => page.locator('.chain .shape')],
]

/** In this order, since each begins where the last one ended. */
const THEN: readonly View[] = [
  ['users', go('users-and-groups'), (page) => page.locator('.users-panes .grid-row').nth(3)],
  ['rights', go('access-rights'), (page) => page.locator('.rights-page .grid-row').nth(3)],
  ['settings', go('settings'), (page) => page.locator('.policy')],
  [
    'settings-choice',
    async ({ me }) => me.enter(setting(me.page, 0).getByRole('button').first()),
    (page) => page.locator('.popover [role=listbox]'),
  ],
  [
    'settings-fault',
    async ({ me }) => {
      await me.fill(setting(me.page, 3).getByRole('textbox'), 'soon')
      await me.press('Enter')
    },
    (page) => page.locator('.setting .field-fault'),
  ],
  [
    'settings-off',
    async ({ me }) => {
      await me.goTo(setting(me.page, 3).getByRole('textbox'))
      await me.press('Escape')
      await me.fill(setting(me.page, 3).getByRole('textbox'), '0')
      await me.goTo(setting(me.page, 4).getByRole('checkbox'))
      await me.press('Space')
    },
    (page) => setting(page, 4).locator('.setting-warn'),
  ],
  ['settings-help', async ({ me }) => me.press('F1'), dialog],
  ['activity', go('activity'), (page) => row(page).nth(3)],
  [
    'activity-nothing',
    async ({ me }) => {
      await me.press('Control+F')
      await me.type('zebra')
    },
    (page) => page.locator('.activity-page .place-note'),
  ],
  [
    'not-following',
    async (scene) => {
      await scene.me.press('Control+A', 'Delete')
      await go('users-and-groups')(scene)
      await synchronise(scene)
      await scene.me.page.locator('.sync-button[aria-pressed=false]').waitFor()
      const database = 'station'
      await ask(scene.me.page, 'users.add', { database, name: 'erin', password: 'Amber Ladle 99', group: 'Watch' })
      await ask(scene.me.page, 'users.setGroups', { database, name: 'bogdan', groups: ['Developer', 'Service'] })
      await ask(scene.me.page, 'rights.set', {
        database,
        object: 'Device.Sessions.Write',
        group: 'Service',
        right: 'modify',
        state: 'grant',
      })
    },
    (page) => page.locator('.toolbar .tag-warn'),
  ],
  ['differs', synchronise, (page) => page.locator('.difference-grid .grid-row').nth(3)],
  [
    'download',
    async (scene) => {
      await synchronise(scene)
      await scene.me.page.locator('.difference-grid .grid-row').nth(3).waitFor()
      await scene.me.enter(scene.me.button(syncText[scene.lang].download))
    },
    (page) => page.locator('[role=alertdialog] .difference-grid .grid-row').nth(3),
  ],
]

/** Addresses, paths, keys of the file and names, which may be longer than any window. */
const DATA = '.mono, .connect-copy, .snippet pre, .setting-key, .side-go, .facts dd, [role=rowheader], .foot, .toast'
const IN_CONTRAST = new Set(['not-set-up-users', 'users', 'settings', 'settings-fault', 'activity', 'differs'])

/** At a page of a program of its own; `setUp` afterwards. */
async function enter(options: PageOptions): Promise<{ scene: Scene; leave: () => Promise<void> }> {
  const program = await startProgram()
  const page = await openPage(browser, program, options)
  const leave = async (): Promise<void> => {
    await page.context().close()
    await program.stop()
  }
  return { scene: { me: person(page), lang: options.lang ?? 'en' }, leave }
}

async function back(page: Page): Promise<void> {
  for (let tries = 0; tries < 3 && (await page.locator(over).count()) > 0; tries += 1) {
    await page.keyboard.press('Escape')
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  }
  await eventually(() => page.locator(over).allInnerTexts()).toEqual([])
}

/** Shows one after the other; between the two lists this computer is set up. */
async function walk(scene: Scene, look: (name: string) => Promise<void>, wanted?: ReadonlySet<string>): Promise<void> {
  const { page } = scene.me
  for (const views of [FIRST, THEN]) {
    if (views === THEN) await setUpStation(page)
    for (const [name, open, shown] of views) {
      await open(scene)
      await shown(page).first().waitFor()
      if (wanted === undefined || wanted.has(name)) await look(name)
      await back(page)
    }
  }
}

const small = { width: 1180, height: 700 }

describe.each([
  ['light', { ...small, theme: 'light' }],
  ['dark', { ...small, theme: 'dark' }],
] as const)('%s', (theme, options) => {
  test('screen readers find nothing amiss, and no page complains', { timeout: 120_000 }, async () => {
    const { scene, leave } = await enter(options)
    onTestFinished(leave)
    const { page } = scene.me
    const objections: string[] = []
    await walk(scene, async (name) => {
      await screenshot(page, `station-${name}-${theme}`)
      for (const each of await axe(page)) objections.push(`${name}: ${each}`)
    })
    expect(objections).toEqual([])
    expect(problems(page).filter((each) => !each.includes('Failed to load resource'))).toEqual([])
  })
})

test.each([
  ['1024 × 640, English', { width: 1024, height: 640, lang: 'en' }],
  ['1024 × 640, German', { width: 1024, height: 640, lang: 'de' }],
  // Zooming to 200 % halves the pixels a page has.
  ['1280 × 800 at 200 %, English', { width: 640, height: 400, lang: 'en' }],
  ['1280 × 800 at 200 %, German', { width: 640, height: 400, lang: 'de' }],
] as const)('every word fits (%s)', { timeout: 120_000 }, async (name, options) => {
  const { scene, leave } = await enter(options)
  onTestFinished(leave)
  const { page } = scene.me
  const found: string[] = []
  await walk(scene, async (view) => {
    // The page of rights is the one of opened databases, which has tests of its own.
    if (view === 'rights') return
    await screenshot(page, `station-fits-${name.replaceAll(/\W+/gu, '-')}-${view}`)
    for (const each of await misfits(page, DATA)) found.push(`${view}: ${each}`)
  })
  expect(found).toEqual([])
})

test.each([
  ['high contrast, light', { contrast: 'more', theme: 'light' }, null],
  ['high contrast, dark', { contrast: 'more', theme: 'dark' }, null],
  ['forced colours', {}, 'active'],
] as const)('%s: everything can be told apart', { timeout: 120_000 }, async (name, options, forcedColors) => {
  const { scene, leave } = await enter({ ...small, ...options })
  onTestFinished(leave)
  const { page } = scene.me
  await page.emulateMedia({ forcedColors })
  const objections: string[] = []
  await walk(
    scene,
    async (view) => {
      await screenshot(page, `station-${name.replaceAll(/\W+/gu, '-')}-${view}`)
      for (const each of await axe(page)) objections.push(`${view}: ${each}`)
    },
    IN_CONTRAST,
  )
  expect(objections).toEqual([])
})

test('nothing moves while the pages load and while settings are changed', async () => {
  const program = await startProgram()
  onTestFinished(() => program.stop())
  const page = await openPage(browser, 'about:blank', small)
  onTestFinished(() => page.context().close())
  await watchShifts(page)
  await page.goto(program.url)
  await page.getByText(frameText.en.thisPc).first().waitFor()
  await setUpStation(page)
  const scene: Scene = { me: person(page), lang: 'en' }
  for (const [name, open, shown] of THEN.filter(([name]) =>
    ['users', 'rights', 'settings', 'activity'].includes(name),
  )) {
    await open(scene)
    await shown(page).first().waitFor()
    expect(await shiftsOf(page), name).toEqual([])
  }
  await goToStation(scene.me, 'settings')
  const timeout = setting(page, 3)
  await scene.me.fill(timeout.getByRole('textbox'), '10 min')
  await scene.me.press('Enter')
  await timeout.getByText('10 minutes').waitFor()
  await timeout.getByRole('button', { name: /^Take back/ }).waitFor()
  expect(await shiftsOf(page)).toEqual([])
})
