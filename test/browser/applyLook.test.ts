import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { MethodOutput } from '../../src/contract/contract'
import type { MethodName } from '../../src/contract/names'
import { applyText } from '../../src/renderer/text/apply'
import { desktopText } from '../../src/renderer/text/desktop'
import { dialogText } from '../../src/renderer/text/dialogs'
import { openSessionText } from '../../src/renderer/text/openSession'
import { sessionsText } from '../../src/renderer/text/sessions'
import { vaultText } from '../../src/renderer/text/vault'
import { makePlant, type Plant } from '../support/applyPlant'
import { axe, openBrowser, openPage, problems, screenshot, type PageOptions } from '../support/browser'
import { eventually } from '../support/keyboard'
import { misfits, shiftsOf, watchShifts } from '../support/misfits'
import { person, type Person } from '../support/person'
import { startProgram } from '../support/program'
import { goToStation } from '../support/stationPage'

/* How applying to folders, kept passwords, pausing and the desktop's switches look, in small windows, large zoom and German. */

type Lang = 'en' | 'de'
type Scene = { me: Person; lang: Lang; plant: Plant }
type View = readonly [name: string, open: (scene: Scene) => Promise<unknown>, shown: (page: Page) => Locator]

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const over = '[role=dialog]:visible, [role=alertdialog]:not(.toast):visible, .popover:visible'
const dialog = (page: Page): Locator => page.locator('[role=dialog], [role=alertdialog]:not(.toast)')
const gridRow = (page: Page): Locator => dialog(page).locator('.grid-row')
const grid = (page: Page): Locator => dialog(page).locator('[role=grid]')

async function command({ me, lang }: Scene, name: string): Promise<void> {
  await me.press('Control+K')
  await me.dialog(dialogText[lang].palette.title)
  await me.type(name)
  await me.page
    .getByRole('option', { name: `${name} ${dialogText[lang].palette.kinds.command}` })
    .first()
    .waitFor()
  await me.press('Enter')
}
const openSessions = async (scene: Scene): Promise<void> => {
  await goToStation(scene.me, 'sessions')
  await scene.me.enter(scene.me.button(sessionsText[scene.lang].openLong).first())
  await dialog(scene.me.page).waitFor()
  await scene.me.press('Control+A')
  await scene.me.type('opc.tcp://plc-17:4840')
  await scene.me.press('Enter')
}

/** In this order, since each begins where the last one ended. */
const VIEWS: readonly View[] = [
  ['no-folders', (scene) => command(scene, applyText[scene.lang].command), (page) => page.locator('.apply-empty')],
  [
    'folders',
    async (scene) => {
      const { me, lang, plant } = scene
      await command(scene, applyText[lang].command)
      await me.goTo(me.page.getByRole('combobox'))
      await me.press('Control+A')
      await me.type(plant.volumes)
      await me.enter(me.button(applyText[lang].below))
    },
    (page) => gridRow(page).nth(3),
  ],
  [
    'plan',
    async (scene) => {
      await toPlan(scene)
      await scene.me.goTo(grid(scene.me.page))
      await scene.me.press('ArrowDown', 'Space', 'ArrowDown')
    },
    (page) => gridRow(page).nth(3),
  ],
  [
    'differences',
    async (scene) => {
      await toPlan(scene)
      await scene.me.goTo(grid(scene.me.page))
      await scene.me.press('Enter')
    },
    (page) => dialog(page).locator('.difference-grid .grid-row').first(),
  ],
  ['result', toResult, (page) => dialog(page).locator('.apply-summary')],
  ['runs', (scene) => command(scene, applyText[scene.lang].runsCommand), (page) => gridRow(page).first()],
  [
    'runs-confirm',
    async (scene) => {
      await command(scene, applyText[scene.lang].runsCommand)
      await gridRow(scene.me.page).first().waitFor()
      await scene.me.goTo(grid(scene.me.page))
      await scene.me.press('Home', 'Enter')
    },
    (page) => page.locator('[role=alertdialog]:not(.toast)'),
  ],
  [
    'restored',
    async (scene) => {
      await command(scene, applyText[scene.lang].runsCommand)
      await gridRow(scene.me.page).first().waitFor()
      await scene.me.goTo(grid(scene.me.page))
      await scene.me.press('Home', 'Enter')
      await scene.me.page.locator('[role=alertdialog]:not(.toast)').waitFor()
      await scene.me.press('Tab', 'Enter')
    },
    (page) => dialog(page).locator('.apply-summary'),
  ],
  [
    'settings',
    async ({ me }) => {
      await goToStation(me, 'settings')
      await me.page.locator('.kept-list li').nth(2).scrollIntoViewIfNeeded()
    },
    (page) => page.locator('.kept-list li').nth(2),
  ],
  [
    'forget',
    async ({ me, lang }) => {
      await goToStation(me, 'settings')
      await me.enter(me.button(vaultText[lang].forgetOne('anna at opc.tcp://plc-17.plant.example:4840')))
    },
    dialog,
  ],
  [
    'memory',
    async ({ me }) => {
      await answer(me.page, 'vault.state', { is: 'memory', because: 'no-answer', entries: [] })
      await me.page.reload()
      await goToStation(me, 'settings')
      await me.page.locator('.kept-where').scrollIntoViewIfNeeded()
    },
    (page) => page.locator('.kept-where .button'),
  ],
  ['pause', (scene) => command(scene, desktopText[scene.lang].pause), dialog],
  [
    'paused-settings',
    async (scene) => {
      await command(scene, desktopText[scene.lang].pause)
      await dialog(scene.me.page).waitFor()
      await scene.me.press('Tab', 'Enter')
      await scene.me.alone()
      await goToStation(scene.me, 'settings')
    },
    (page) => page.locator('.settings-side .settings-note'),
  ],
  [
    'paused-sessions',
    ({ me }) => goToStation(me, 'sessions'),
    (page) => page.getByText(desktopText.en.resume).or(page.getByText(desktopText.de.resume)),
  ],
  ['open-kept', openSessions, (page) => page.locator('.users-kept')],
  [
    'open-typed',
    async (scene) => {
      await openSessions(scene)
      await scene.me.page.locator('.users-kept').waitFor()
      await scene.me.goTo(scene.me.page.locator('.users-kept').getByRole('radio', { checked: true }))
      await scene.me.press('ArrowDown', 'ArrowDown', 'ArrowDown')
      await scene.me.field(openSessionText[scene.lang].name).waitFor()
    },
    (page) => page.locator('.open-why'),
  ],
  [
    'asked-folder',
    async ({ me, plant }) => {
      const about = {
        version: '0',
        face: 'desktop',
        platform: 'linux',
        canPickFolders: true,
        home: '/home/anna',
        sample: true,
      } as const
      await answer(me.page, 'app.about', about)
      await answer(me.page, 'app.toOpen', { items: [{ is: 'asked-folder', path: plant.volumes }] })
      await me.page.reload()
    },
    dialog,
  ],
]

async function toPlan(scene: Scene): Promise<void> {
  await VIEWS[1]?.[1](scene)
  await gridRow(scene.me.page).nth(3).waitFor()
  await scene.me.enter(scene.me.button(applyText[scene.lang].show))
  await dialog(scene.me.page).getByRole('columnheader').nth(2).waitFor()
  await gridRow(scene.me.page).nth(3).waitFor()
}

async function toResult(scene: Scene): Promise<void> {
  await toPlan(scene)
  const { me, lang, plant } = scene
  await me.enter(me.button(applyText[lang].apply(plant.folders.length - 2)))
}

/** What the program says to a page instead; what only a desktop or a keychain has. */
async function answer<M extends MethodName>(page: Page, method: M, output: MethodOutput<M>): Promise<void> {
  await page.unroute(`**/api/${method}`)
  await page.route(`**/api/${method}`, (route) => route.fulfill({ json: { ok: true, output } }))
}

const KEPT = Date.UTC(2026, 2, 1)

async function enter(
  options: PageOptions & { shifts?: boolean },
): Promise<{ scene: Scene; leave: () => Promise<void> }> {
  const program = await startProgram()
  const plant = await makePlant(program.home, 14)
  const page = await openPage(browser, options.shifts === true ? 'about:blank' : program, options)
  if (options.shifts === true) {
    await watchShifts(page)
    await page.goto(program.url)
  }
  await answer(page, 'desktop.state', { startsWithComputer: true, staysInTray: true })
  await answer(page, 'vault.state', {
    is: 'keychain',
    because: null,
    entries: [
      {
        entry: '1',
        kind: 'controller',
        name: 'anna at opc.tcp://plc-17.plant.example:4840',
        kept: KEPT,
        lasting: true,
      },
      { entry: '2', kind: 'client-key', name: 'client.pem', kept: KEPT, lasting: true },
      { entry: '3', kind: 'daemon-token', name: 'daemon', kept: KEPT, lasting: false },
    ],
  })
  await answer(page, 'sessions.endpoints', {
    endpoints: [
      {
        endpointUrl: 'opc.tcp://plc-17:4840',
        security: { policy: 'Basic256Sha256', mode: 'sign-and-encrypt' },
        level: 100,
        users: ['anonymous', 'user-name'],
        certificate: { fingerprint: 'a'.repeat(64), trust: 'trusted' },
      },
      {
        endpointUrl: 'opc.tcp://plc-17:4840',
        security: { policy: 'None', mode: 'none' },
        level: 0,
        users: ['anonymous', 'user-name'],
        certificate: null,
      },
    ],
  })
  await answer(page, 'sessions.remembered', { names: ['anna', 'service'] })
  const me = person(page)
  await page.locator('.side-station').waitFor()
  await me.press('Control+O')
  await dialog(page).waitFor()
  await me.type(plant.from)
  await me.press('Enter')
  await me.alone()
  await page.locator('.users-panes .grid-row').first().waitFor()
  const leave = async (): Promise<void> => {
    await page.context().close()
    await program.stop()
  }
  return { scene: { me, lang: options.lang ?? 'en', plant }, leave }
}

async function back(page: Page): Promise<void> {
  for (let tries = 0; tries < 5 && (await page.locator(over).count()) > 0; tries += 1) {
    await page.keyboard.press('Escape')
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  }
  await eventually(() => page.locator(over).allInnerTexts()).toEqual([])
}

/** Shows one after the other. */
async function walk(scene: Scene, look: (name: string) => Promise<void>): Promise<void> {
  const { page } = scene.me
  for (const [name, open, shown] of VIEWS) {
    await open(scene)
    await shown(page).first().waitFor()
    await look(name)
    await back(page)
  }
}

/** Addresses, paths and names, which may be longer than any window. */
const DATA =
  '.mono, .connect-copy, .snippet pre, .setting-key, .side-go, .facts dd, [role=rowheader], .foot, .toast, .pick-list'
const small = { width: 1180, height: 700 }

describe.each([
  ['light', { ...small, theme: 'light' }],
  ['dark', { ...small, theme: 'dark' }],
] as const)('%s', (theme, options) => {
  test('screen readers find nothing amiss, and no page complains', { timeout: 180_000 }, async () => {
    const { scene, leave } = await enter(options)
    onTestFinished(leave)
    const { page } = scene.me
    const objections: string[] = []
    await walk(scene, async (name) => {
      await screenshot(page, `apply-${name}-${theme}`)
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
] as const)('every word fits (%s)', { timeout: 180_000 }, async (name, options) => {
  const { scene, leave } = await enter(options)
  onTestFinished(leave)
  const { page } = scene.me
  const found: string[] = []
  await walk(scene, async (view) => {
    await screenshot(page, `apply-fits-${name.replaceAll(/\W+/gu, '-')}-${view}`)
    for (const each of await misfits(page, DATA)) found.push(`${view}: ${each}`)
  })
  expect(found).toEqual([])
})

test(
  'nothing moves by itself while folders are found, compared and changed, and while settings load',
  { timeout: 120_000 },
  async () => {
    const { scene, leave } = await enter({ ...small, shifts: true })
    onTestFinished(leave)
    const found: string[] = []
    const watched = new Set(['folders', 'plan', 'result', 'runs', 'restored', 'settings', 'pause', 'open-kept'])
    await walk(scene, async (name) => {
      const shifts = await shiftsOf(scene.me.page)
      // What is found while a command is typed changes places.
      const others = shifts.filter((each) => !/(?:command|user|group|object): \[/u.test(each))
      if (watched.has(name)) found.push(...others.map((each) => `${name}: ${each}`))
    })
    expect(found).toEqual([])
  },
)
