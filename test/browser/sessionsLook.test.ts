import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { sessionsText } from '../../src/renderer/text/sessions'
import { axe, openBrowser, openPage, problems, screenshot, type PageOptions } from '../support/browser'
import { startTestController, type TestController } from '../support/controller'
import { eventually } from '../support/keyboard'
import { misfits, shiftsOf, watchShifts } from '../support/misfits'
import { person, type Person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { browse, fillLogin, goToSessions, gridOf, openSession } from '../support/sessionsPage'

/* How the Sessions page and its dialogs look to eyes and to screen readers, in small windows, large zoom and German. */

const OPERATOR = { name: 'operator', password: 'operator-demo' }

type Lang = 'en' | 'de'
type Scene = { me: Person; lang: Lang; device: TestController; other: Person }
/** What it is called, how it is opened from where the last one was left, and how to see that it is there. */
type View = readonly [name: string, open: (scene: Scene) => Promise<unknown>, shown: (page: Page) => Locator]

let browser: Browser
let device: TestController

beforeAll(async () => {
  browser = await openBrowser()
  device = await startTestController()
})
afterAll(async () => {
  await browser.close()
  await device.close()
})

const over = '[role=dialog], [role=alertdialog]:not(.toast), [role=menu]'
const dialog = (page: Page): Locator => page.locator('[role=dialog], [role=alertdialog]:not(.toast)')
const words = (lang: Lang) => sessionsText[lang]
const list = ({ me, lang }: Scene): Locator => gridOf(me.page, words(lang).views.sessions)

async function show({ me, lang }: Scene, view: 'sessions' | 'certificates'): Promise<void> {
  const radio = me.page.getByRole('radio', { name: words(lang).views[view], exact: true })
  await me.goTo(me.page.getByRole('radiogroup', { name: words(lang).view }))
  await me.press(view === 'certificates' ? 'ArrowRight' : 'ArrowLeft', 'Space')
  await eventually(() => radio.getAttribute('aria-checked')).toBe('true')
}
const certificate =
  (key: string) =>
  async (scene: Scene): Promise<void> => {
    await show(scene, 'certificates')
    await scene.me.goTo(gridOf(scene.me.page, words(scene.lang).views.certificates))
    await scene.me.press('Home', key)
  }
const inList =
  (...keys: string[]) =>
  async (scene: Scene): Promise<void> => {
    await show(scene, 'sessions')
    await scene.me.goTo(list(scene))
    await scene.me.press('Home', ...keys)
  }
const login = ({ lang, device }: Scene) => ({ lang, endpointUrl: device.endpointUrl, user: OPERATOR })
/** In the window the watched values may have to be chosen instead of the node. */
async function lookAt({ me, lang }: Scene, side: 'node' | 'watch'): Promise<void> {
  const sides = me.page.getByRole('radiogroup', { name: words(lang).detail.side })
  if (!(await sides.isVisible())) return
  await me.goTo(sides)
  await me.press(side === 'watch' ? 'ArrowRight' : 'ArrowLeft', 'Space')
}

/** In this order, since each begins where the last one ended. The first ones have no session. */
const VIEWS: readonly View[] = [
  ['empty', async () => undefined, (page) => page.locator('.sessions-page .place-note')],
  ['no-certificates', async (scene) => show(scene, 'certificates'), (page) => page.locator('.certificate-detail')],
  [
    'open',
    async (scene) => {
      await show(scene, 'sessions')
      await scene.me.enter(scene.me.button(words(scene.lang).openLong).first())
    },
    dialog,
  ],
  ['open-asked', async (scene) => fillLogin(scene.me, login(scene)), (page) => page.getByRole('radio').nth(10)],
  [
    'open-readable',
    async (scene) =>
      fillLogin(scene.me, { ...login(scene), security: scene.lang === 'de' ? 'unverschlüsselt' : 'not encrypted' }),
    (page) => page.locator('.open-warning'),
  ],
  [
    'open-missing',
    async (scene) => {
      await fillLogin(scene.me, { ...login(scene), user: { name: '', password: '' } })
      await scene.me.press('Enter')
    },
    (page) => page.getByRole('alert').filter({ hasText: /Still missing|Es fehlt/ }),
  ],
  [
    'trust',
    async (scene) => {
      await fillLogin(scene.me, login(scene))
      await scene.me.press('Enter')
    },
    (page) => page.locator('.certificate-table'),
  ],
  [
    'list',
    async (scene) => openSession(scene.me, login(scene)),
    (page) => page.locator('.detail-nodes [role=row]').nth(2),
  ],
  [
    'browse',
    async ({ me, lang }) => browse(me, ['Objects', 'Demo', 'Changing', 'Random walk'], lang),
    (page) => page.getByText('ns=2;s=Changing/Random walk'),
  ],
  [
    'watch',
    async (scene) => {
      const { me, lang } = scene
      await me.goTo(gridOf(me.page, words(lang).nodes.title))
      await me.press('w')
      await browse(me, ['Objects', 'Demo', 'Changing', 'Sine'], lang)
      await me.press('w')
      await lookAt(scene, 'watch')
      // A value that came twice is drawn.
      await me.page.locator('.plot-large path[d*=V]').waitFor()
    },
    (page) => page.locator('.plot-large'),
  ],
  [
    'interval',
    async ({ me, lang }) => me.enter(me.button(new RegExp(`^${words(lang).watch.interval}`))),
    (page) => page.getByRole('menu'),
  ],
  [
    'node-menu',
    async ({ me, lang }) => {
      await me.goTo(gridOf(me.page, words(lang).nodes.title))
      await me.press('Shift+F10')
    },
    (page) => page.getByRole('menu'),
  ],
  ['session-menu', inList('Shift+F10'), (page) => page.getByRole('menu')],
  [
    'held-by-others',
    async (scene) => {
      await openSession(scene.other, login(scene))
      await eventually(() => list(scene).getByRole('row').nth(1).innerText()).toMatch(/\t2\t|\n2\n/u)
      await inList('Delete')(scene)
    },
    dialog,
  ],
  ['certificates', certificate('Home'), (page) => page.locator('.certificate-table')],
  ['certificate-menu', certificate('Shift+F10'), (page) => page.getByRole('menu')],
  ['reject', certificate('-'), dialog],
  ['forget', certificate('Delete'), dialog],
  [
    'lost',
    async (scene) => {
      await scene.device.kill()
      await show(scene, 'sessions')
    },
    (page) => page.locator('.session-lost'),
  ],
  [
    'closed',
    async (scene) => {
      await inList('Delete')(scene)
      await dialog(scene.me.page).waitFor()
      const everybody = scene.me.button(words(scene.lang).closeQuestion.okForce)
      await scene.me.enter(everybody)
      await scene.me.alone()
    },
    (page) => page.getByText(/This session has ended\.|Diese Sitzung ist beendet\./).first(),
  ],
  [
    'changed',
    async (scene) => {
      await scene.device.restart({ certificate: 'new' })
      await fillLogin(scene.me, login(scene))
      await scene.me.press('Enter')
    },
    (page) => page.locator('.certificate-table thead'),
  ],
  ['certificates-changed', certificate('Home'), (page) => page.locator('.certificate-detail .differs').first()],
  ['trust-changed', certificate('+'), dialog],
]

/** Addresses, identifiers and names out of certificates and servers, which may be longer than any window. */
const DATA =
  '.mono, .connect-copy, .certificate-table td, .facts, .node-name, .watch-name, .side-go, [role=rowheader], .foot'
const IN_CONTRAST = new Set([
  'open-asked',
  'trust',
  'list',
  'watch',
  'certificates',
  'lost',
  'changed',
  'certificates-changed',
])

/** Two pages on a program of its own, the first at its sessions. */
async function enter(options: PageOptions): Promise<{ program: Program; scene: Scene; leave: () => Promise<void> }> {
  const program = await startProgram()
  const own = await startTestController()
  const page = await openPage(browser, program, options)
  const second = await openPage(browser, program, { lang: options.lang ?? 'en' })
  const scene: Scene = { me: person(page), lang: options.lang ?? 'en', device: own, other: person(second) }
  await goToSessions(scene.other)
  await goToSessions(scene.me)
  const leave = async (): Promise<void> => {
    await page.context().close()
    await second.context().close()
    await program.stop()
    await own.close()
  }
  return { program, scene, leave }
}

async function back(page: Page): Promise<void> {
  for (let tries = 0; tries < 3 && (await page.locator(over).count()) > 0; tries += 1) {
    await page.keyboard.press('Escape')
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  }
  await eventually(() => page.locator(over).count()).toBe(0)
}

const small = { width: 1180, height: 700 }

describe.each([
  ['light', { ...small, theme: 'light' }],
  ['dark', { ...small, theme: 'dark' }],
] as const)('%s', (theme, options) => {
  let scene: Scene
  let leave: () => Promise<void>
  beforeAll(async () => {
    ;({ scene, leave } = await enter(options))
  })
  afterAll(() => leave())

  test.each(VIEWS)('%s', async (name, open, shown) => {
    const { page } = scene.me
    await open(scene)
    await shown(page).first().waitFor()
    await screenshot(page, `sessions-${name}-${theme}`)
    const objections = await axe(page)
    await back(page)
    expect(objections).toEqual([])
  })

  test('no page complained meanwhile', () => {
    expect(problems(scene.me.page).filter((each) => !each.includes('Failed to load resource'))).toEqual([])
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
  for (const [view, open, shown] of VIEWS) {
    await open(scene)
    await shown(page).first().waitFor()
    await screenshot(page, `sessions-fits-${name.replaceAll(/\W+/gu, '-')}-${view}`)
    for (const each of await misfits(page, DATA)) found.push(`${view}: ${each}`)
    await back(page)
  }
  expect(found).toEqual([])
})

test.each([
  ['high contrast, light', { contrast: 'more', theme: 'light' }, null],
  ['high contrast, dark', { contrast: 'more', theme: 'dark' }, null],
  ['forced colours', {}, 'active'],
] as const)('%s: the states of sessions and certificates can be told apart', async (name, options, forcedColors) => {
  const { scene, leave } = await enter({ ...small, width: 1400, ...options })
  onTestFinished(leave)
  const { page } = scene.me
  await page.emulateMedia({ forcedColors })
  for (const [view, open, shown] of VIEWS.filter(([view]) => IN_CONTRAST.has(view))) {
    await open(scene)
    await shown(page).first().waitFor()
    await screenshot(page, `sessions-${name.replaceAll(/\W+/gu, '-')}-${view}`)
    const objections = await axe(page)
    await back(page)
    expect(objections, view).toEqual([])
  }
})

test('nothing moves while a session opens and while values tick', async () => {
  const program = await startProgram()
  onTestFinished(() => program.stop())
  const page = await openPage(browser, 'about:blank', small)
  onTestFinished(() => page.context().close())
  await watchShifts(page)
  await page.goto(program.url)
  const me = person(page)
  await goToSessions(me)
  await openSession(me, { endpointUrl: device.endpointUrl })
  expect(await shiftsOf(page)).toEqual([])
  for (const name of ['Counter', 'Sine', 'Square', 'Big counter', 'Random walk']) {
    await browse(me, ['Objects', 'Demo', 'Changing', name])
    await me.press('w')
  }
  await me.goTo(page.getByRole('radiogroup', { name: 'Node or watched values' }))
  await me.press('ArrowRight', 'Space')
  await me.enter(me.button(/^Interval: /))
  await me.press('Home', 'Enter')
  await me.button('Interval: 100 ms').waitFor()
  const counter = gridOf(page, 'Watch').getByRole('row').nth(1).getByRole('gridcell').first()
  await eventually(() => counter.innerText()).toMatch(/^\d+$/u)
  // Opening a folder moves what lies below it, which is what was asked for.
  await shiftsOf(page)
  const first = Number(await counter.innerText())
  await eventually(async () => Number(await counter.innerText())).toBeGreaterThan(first + 20)
  expect(await shiftsOf(page)).toEqual([])
})
