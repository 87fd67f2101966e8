import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe, openBrowser, openPage, problems, screenshot, type PageOptions } from '../support/browser'
import { misfits } from '../support/misfits'
import { keyswitch, person, type Person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { SAMPLE } from '../support/temporaryFolder'

/* Export and import of files as they look to eyes and to screen readers, in every size and both languages. */

const PASSPHRASE = 'Amber Kettle 47'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

type Scene = { me: Person; home: string }
/** What it is called, how it is opened, and how to see that it is there. */
type View = readonly [name: string, open: (scene: Scene) => Promise<unknown>, shown: (page: Page) => Locator]

const IMPORT = /^Import file…|^Datei importieren…/
const NEXT = /^Next|^Weiter/

const dialog = (page: Page) => page.locator('[role=dialog], [role=alertdialog]:not(.toast)')
const title = (text: RegExp) => (page: Page) => dialog(page).filter({ hasText: text })

async function openExport({ me }: Scene): Promise<void> {
  await me.press('Control+E')
  await dialog(me.page).waitFor()
}

async function exportAs(scene: Scene, downs: number): Promise<void> {
  await openExport(scene)
  for (let step = 0; step < downs; step += 1) await scene.me.press('ArrowDown')
}

async function pick({ me, home }: Scene, file: string): Promise<void> {
  await me.enter(me.button(IMPORT))
  await dialog(me.page).waitFor()
  await me.type(join(home, file))
  await me.press('Enter')
}

/** Past what is in the way, with the rows left out and everything wanted. */
async function choose(scene: Scene, file: string): Promise<void> {
  await pick(scene, file)
  await dialog(scene.me.page).locator('.difference-grid .grid-row').first().waitFor()
}

const VIEWS: readonly View[] = [
  ['export', openExport, title(/Semicolon|Passphrase/)],
  [
    'export-typed',
    async (scene) => {
      await openExport(scene)
      await scene.me.fill(scene.me.field('Passphrase'), PASSPHRASE)
      await scene.me.press('Enter')
    },
    (page) => page.getByRole('alert').filter({ hasText: /Still missing|Es fehlt|fehlt noch/ }),
  ],
  ['export-clear', (scene) => exportAs(scene, 1), title(/in clear|lesbar/)],
  ['export-users', (scene) => exportAs(scene, 2), title(/Semicolon|Semikolon/)],
  ['export-rights', (scene) => exportAs(scene, 3), title(/Semicolon|Semikolon/)],
  [
    'export-replace',
    async (scene) => {
      await exportAs(scene, 1)
      await scene.me.goTo(scene.me.page.getByRole('combobox'))
      await scene.me.press('Control+A')
      await scene.me.type(join(scene.home, 'line.kusers'))
      await scene.me.press('Enter')
    },
    title(/Replace line|ersetzen/),
  ],
  [
    'import-file',
    async (scene) => {
      await scene.me.enter(scene.me.button(IMPORT))
      await scene.me.type(`${scene.home}/l`)
    },
    (page) => page.getByRole('option').first(),
  ],
  ['import-passphrase', (scene) => pick(scene, 'secret.kusers'), title(/The file is encrypted|verschlüsselt/)],
  [
    'import-passphrase-wrong',
    async (scene) => {
      await pick(scene, 'secret.kusers')
      await title(/The file is encrypted|verschlüsselt/)(scene.me.page).waitFor()
      await scene.me.type('Copper Funnel 12')
      await scene.me.press('Enter')
    },
    (page) => page.getByRole('alert').filter({ hasText: /not the passphrase|nicht die Passphrase/ }),
  ],
  ['import-choose', (scene) => choose(scene, 'line.kusers'), title(/Merge|Ergänzen/)],
  [
    'import-replace',
    async (scene) => {
      await choose(scene, 'line.kusers')
      await scene.me.press('Shift+Tab', 'Shift+Tab', 'Shift+Tab')
      await scene.me.goTo(scene.me.page.getByRole('radio', { name: /^Merge|^Ergänzen/ }))
      await scene.me.press('ArrowDown')
      await scene.me.page.getByRole('radio', { name: /^Replace|^Ersetzen/, checked: true }).waitFor()
      await scene.me.goTo(scene.me.page.getByRole('grid'))
      await scene.me.press('Home', 'Space', 'ArrowDown', 'Shift+ArrowDown')
    },
    title(/left out|weggelassen/),
  ],
  ['import-problems', (scene) => pick(scene, 'users.csv'), title(/cannot be taken over|können nicht/)],
  [
    'import-table',
    async (scene) => {
      await pick(scene, 'users.csv')
      await scene.me.goTo(scene.me.page.getByRole('checkbox'))
      await scene.me.press('Space')
      await scene.me.enter(scene.me.button(NEXT))
    },
    title(/without a password|ohne Passwort/),
  ],
  [
    'import-folder',
    async (scene) => {
      await scene.me.enter(scene.me.button(IMPORT))
      await scene.me.type(join(scene.home, 'line.kusers'))
      await scene.me.goTo(scene.me.page.locator('.choice'))
      await scene.me.press('Enter', 'End', 'Enter')
      await scene.me.enter(scene.me.button(NEXT))
    },
    title(/Where is the new database|Wo soll/),
  ],
]

/** A page on a program of its own with the sample open, and beside it files that differ from it. */
async function openIn(program: Program, options: PageOptions): Promise<Scene> {
  const { home } = program
  const other = join(home, 'other')
  await cp(SAMPLE, other, { recursive: true })
  await keyswitch(['db', 'call', other, 'users.add'], { name: 'erin', password: PASSPHRASE, group: 'Watch' })
  await keyswitch(['db', 'call', other, 'users.remove'], { name: 'chidi' })
  await keyswitch(['db', 'call', other, 'groups.add'], { name: 'Shift lead' })
  for (const [file, ...more] of [['line.kusers', '--clear'], ['secret.kusers']]) {
    const { code, err } = await keyswitch(['export', other, join(home, file ?? ''), ...more], `${PASSPHRASE}\n`)
    if (code !== 0) throw new Error(err)
  }
  await writeFile(
    join(home, 'users.csv'),
    'name;groups;may change password;must change password;shoe size\r\nfay;Watch;yes;no;38\r\ngeorg;Watch;perhaps;no;44\r\n"a,b";Watch;yes;no;40\r\nhanna;Watch|Service;yes;yes;39\r\n',
  )
  await cp(SAMPLE, join(home, 'filling-line'), { recursive: true })
  const page = await openPage(browser, program, options)
  const me = person(page)
  await page.getByRole('button').first().waitFor()
  await me.press('Control+O')
  await dialog(page).waitFor()
  await me.type(join(home, 'filling-line'))
  await me.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  await page.getByRole('treegrid').first().getByRole('row').nth(1).waitFor()
  return { me, home }
}

const SIZES = [
  ['light', { theme: 'light', width: 1180, height: 700 }],
  ['dark', { theme: 'dark', width: 1180, height: 700 }],
  ['1024 × 640, English', { width: 1024, height: 640, lang: 'en' }],
  ['1024 × 640, German', { width: 1024, height: 640, lang: 'de' }],
  ['1280 × 800 at 200 %, German', { width: 640, height: 400, lang: 'de' }],
] as const

describe.each(SIZES)('%s', (name, options) => {
  let program: Program
  let scene: Scene

  beforeAll(async () => {
    program = await startProgram()
    scene = await openIn(program, options)
  })
  afterAll(() => program.stop())

  test.each(VIEWS)('%s fits and is in no screen reader’s way', async (view, open, shown) => {
    const { me } = scene
    await open(scene)
    await shown(me.page).first().waitFor()
    await screenshot(me.page, `exchange-${name.replaceAll(/\W+/gu, '-')}-${view}`)
    expect(await misfits(me.page)).toEqual([])
    expect(await axe(me.page)).toEqual([])
    for (let tries = 0; tries < 4 && (await dialog(me.page).count()) > 0; tries += 1) await me.press('Escape')
    await me.alone()
    expect(problems(me.page).filter((each) => !each.startsWith('console: Failed to load resource'))).toEqual([])
  })

  test('the toolbar stays in one row beside the tabs', async () => {
    const [bar, nav] = await Promise.all(
      ['.toolbar', '.tab-list'].map((selector) => scene.me.page.locator(selector).first().boundingBox()),
    )
    if (options.width > 700) expect(Math.abs((bar?.y ?? 0) - (nav?.y ?? 0))).toBeLessThan(8)
  })
})
