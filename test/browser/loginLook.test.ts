import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loginText } from '../../src/renderer/text/login'
import { usersText } from '../../src/renderer/text/users'
import { axe, openBrowser, openPage, problems, screenshot, type PageOptions } from '../support/browser'
import { eventually } from '../support/keyboard'
import { misfits, shiftsOf, watchShifts } from '../support/misfits'
import { person, type Person } from '../support/person'
import { startProgram } from '../support/program'
import { ask, goToStation } from '../support/stationPage'
import { ANNA } from '../support/stationPeer'

/* How the dialogs of logging in look to eyes and to screen readers, in small windows, large zoom and German. */

type Lang = 'en' | 'de'
type Scene = { me: Person; page: Page; lang: Lang }
/** What it is called and how it comes from where the last one was left. */
type View = readonly [name: string, come: (scene: Scene) => Promise<unknown>]

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const said = (page: Page): Promise<void> =>
  eventually(async () => (await page.locator('.dialog-said').last().innerText()).trim()).not.toBe('')
async function none(page: Page): Promise<void> {
  await eventually(() => page.getByRole('dialog').count()).toBe(0)
}
const NEXT = 'Violet Spoon 58'

/** In this order, since each begins where the last one ended. */
const VIEWS: readonly View[] = [
  [
    'welcome',
    async ({ page, lang }) => {
      await page.getByText(loginText[lang].welcome.setUp).first().waitFor()
      await page.locator('.foot-address').first().waitFor({ state: 'attached' })
      // The status line has its own tests.
      await shiftsOf(page)
    },
  ],
  [
    'set-up-what',
    async ({ me, lang }) => {
      await me.enter(me.button(new RegExp(`^${loginText[lang].welcome.setUp}`)))
      await me.dialog(loginText[lang].setUp.title)
    },
  ],
  [
    'set-up-who',
    async ({ me, lang }) => {
      await me.press('Enter')
      await me.reads(loginText[lang].setUp.step(2, 3))
      await me.type(ANNA.name)
      await me.fill(me.field(usersText[lang].password.label), 'Password123')
      await me.press('Enter')
      await said(me.page)
    },
  ],
  [
    'set-up-done',
    async ({ me, lang }) => {
      await me.fill(me.field(usersText[lang].password.label), ANNA.password)
      await me.fill(me.field(usersText[lang].password.confirm), ANNA.password)
      await me.press('Enter')
      await me.page.locator('.set-up-done').waitFor()
      await me.page.locator('.who').waitFor()
      // The page behind shows who is logged in, and offers no setting up any more.
      await shiftsOf(me.page)
    },
  ],
  [
    'who-menu',
    async ({ me, page }) => {
      await me.press('Enter')
      await none(page)
      await me.enter(page.locator('.head button:has(.who)'))
      await page.getByRole('menu').waitFor()
    },
  ],
  [
    'change-password',
    async ({ me, page, lang }) => {
      await me.press('Enter')
      await me.dialog(loginText[lang].change.title)
      await me.type('wrong')
      await me.fill(page.getByRole('textbox', { name: loginText[lang].change.fresh }), NEXT)
      await me.fill(page.getByRole('textbox', { name: usersText[lang].password.confirm }), NEXT)
      await me.press('Enter')
      await said(page)
    },
  ],
  [
    'locked',
    async ({ me, page, lang }) => {
      await me.press('Escape')
      await none(page)
      await ask(page, 'security.change', { authenticationType: 'ONLY_LEGACY', editTimeout: 1 })
      await me.enter(page.locator('.head button:has(.who)'))
      await page.getByRole('menu').waitFor()
      await me.press('End', 'Enter')
      await page.getByText(loginText[lang].locked.out.says).waitFor()
    },
  ],
  [
    'log-in',
    async ({ me, page, lang }) => {
      await me.enter(page.locator('main').getByRole('button', { name: loginText[lang].logIn }))
      await me.dialog(loginText[lang].title)
      await me.press('Enter')
      await said(page)
    },
  ],
  [
    'log-in-old-way',
    async ({ me, page, lang }) => {
      await me.type(ANNA.name)
      await me.fill(me.field(loginText[lang].password), ANNA.password)
      await me.press('Enter')
      await page.locator('.login-warning').waitFor()
      // A step of its own, which says more than the one before.
      await shiftsOf(page)
    },
  ],
  [
    'again',
    async ({ me, page, lang }) => {
      await me.press('Enter')
      await none(page)
      await goToStation(me, 'users-and-groups')
      await page.locator('.foot-address').first().waitFor({ state: 'attached' })
      await me.goTo(page.getByRole('treegrid', { name: usersText[lang].groups }))
      await me.press('Insert')
      await me.type('Oil')
      await eventually(async () => (await ask(page, 'login.whoami', {})).user?.reauthenticate).toBe(true)
      await shiftsOf(page)
      await me.press('Enter')
      await me.dialog(loginText[lang].again.title(ANNA.name))
    },
  ],
]

async function enter(options: PageOptions): Promise<{ scene: Scene; leave: () => Promise<void> }> {
  const program = await startProgram()
  const page = await openPage(browser, program, options)
  await watchShifts(page)
  await page.reload()
  const scene: Scene = { me: person(page), page, lang: options.lang ?? 'en' }
  return {
    scene,
    async leave() {
      await page.context().close()
      await program.stop()
    },
  }
}

test.each<[string, PageOptions]>([
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['small-de', { theme: 'light', width: 1024, height: 640, lang: 'de' }],
  // What 200 % zoom leaves of 1280 × 800.
  ['zoom-de', { theme: 'dark', width: 640, height: 400, lang: 'de' }],
  ['contrast', { theme: 'dark', contrast: 'more' }],
])(
  'in %s nothing is cut off, nothing moves by itself, and screen readers find everything',
  async (name, options) => {
    const { scene, leave } = await enter(options)
    try {
      for (const [view, come] of VIEWS) {
        await come(scene)
        await screenshot(scene.page, `login-${name}-${view}`)
        expect(await misfits(scene.page, '.recent-go, .side-go, .foot, .foot *'), view).toEqual([])
        expect(await axe(scene.page), view).toEqual([])
        expect(await shiftsOf(scene.page), view).toEqual([])
      }
      expect(problems(scene.page).filter((each) => !each.includes('Failed to load resource'))).toEqual([])
    } catch (error) {
      await screenshot(scene.page, `login-${name}-failed`)
      throw error
    } finally {
      await leave()
    }
  },
  180_000,
)
