import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { axe, openBrowser, openPage, problems, screenshot } from '../support/browser'
import { keyswitch, person, type Person } from '../support/person'
import { startProgram, type Program } from '../support/program'
import { sampleCopy } from '../support/temporaryFolder'

/* How the pages and dialogs look to eyes and to screen readers: pictures are kept, axe finds nothing. */

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

type Scene = { me: Person; folder: string; second: string }
/** What it is called, how it is opened from the Users and Groups page, and how to see that it is there. */
type View = readonly [name: string, open: (scene: Scene) => Promise<unknown>, shown: (page: Page) => Locator]

const dialog = (name: string | RegExp) => (page: Page) =>
  page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }))
const keys =
  (pane: 'Users' | 'Groups', row: string, ...pressed: string[]) =>
  async ({ me }: Scene) => {
    await me.row(pane, row)
    await me.press(...pressed)
  }
const menuOf =
  (button: string | RegExp) =>
  async ({ me }: Scene) =>
    me.enter(me.button(button).first())
const found =
  (command: string) =>
  async ({ me }: Scene) => {
    await me.press('Control+K')
    await me.dialog('Find')
    await me.type(command)
    await me.page
      .getByRole('option', { name: `${command} command` })
      .first()
      .waitFor()
    await me.press('Enter')
  }

const VIEWS: readonly View[] = [
  [
    'users-and-groups',
    async ({ me }) => me.row('Users', 'anna'),
    (page) => page.getByRole('treegrid', { name: 'Users' }),
  ],
  ['users-open-row', keys('Users', 'anna', 'ArrowRight'), (page) => page.locator('[aria-level="2"]').first()],
  ['users-menu', keys('Users', 'bogdan', 'Shift+F10'), (page) => page.getByRole('menu')],
  [
    'add-user',
    async (scene) => {
      await keys('Users', 'anna', 'Insert')(scene)
      await scene.me.type('erin')
      await scene.me.fill(scene.me.field('Password'), 'Amber Kettle 47')
    },
    dialog('Add user'),
  ],
  [
    'add-user-missing',
    async (scene) => {
      await keys('Users', 'anna', 'Insert')(scene)
      await scene.me.type('anna,')
      await scene.me.press('Enter')
    },
    (page) => page.getByRole('alert').filter({ hasText: 'Still missing' }),
  ],
  ['edit-user', keys('Users', 'anna', 'Enter'), dialog('Edit user anna')],
  ['rename', keys('Users', 'anna', 'F2'), dialog('Rename anna')],
  ['members', keys('Users', 'bogdan', 'Shift+ArrowDown', 'm'), dialog('Groups of 2 users')],
  ['delete-users', keys('Users', 'bogdan', 'Shift+ArrowDown', 'Delete'), dialog('Delete 2 entries?')],
  ['delete-group', keys('Groups', 'Service', 'Delete'), dialog('Delete Service?')],
  ['add-group', keys('Groups', 'Service', 'Insert'), dialog('Add group')],
  ['edit-group', keys('Groups', 'Service', 'Enter'), dialog('Edit group Service')],
  [
    'import-choice',
    async ({ me }) => {
      await me.enter(me.button('Import…'))
      await me.page.getByRole('grid', { name: 'Users' }).getByRole('row').nth(1).waitFor()
    },
    dialog('Import from another database'),
  ],
  [
    'import-passwords',
    async ({ me }) => {
      await me.enter(me.button('Import…'))
      const users = me.page.getByRole('grid', { name: 'Users' })
      await users.getByRole('row').nth(1).waitFor()
      await me.goTo(users)
      await me.press('Control+A')
      await me.enter(me.button('Next'))
    },
    (page) => page.getByText('Passwords are not imported'),
  ],
  ['find', async ({ me }) => me.press('Control+K'), dialog('Find')],
  ['help', async ({ me }) => me.press('F1'), dialog('Help: Users and Groups')],
  [
    'open',
    async ({ me, folder }) => {
      await me.press('Control+O')
      await me.dialog('Open a database')
      await me.type(folder)
    },
    (page) => page.getByRole('option').first(),
  ],
  ['new', found('New database'), dialog('New database')],
  ['save-copy', found('Save a copy in…'), dialog('Save a copy in')],
  ['appearance', menuOf('Appearance'), (page) => page.getByRole('menu')],
  ['place-menu', menuOf(/^More for/), (page) => page.getByRole('menu')],
  [
    'message',
    async (scene) => {
      await keys('Users', 'admin', 'ArrowRight', 'ArrowRight', 'Delete')(scene)
    },
    (page) => page.getByText('This would leave nobody who is an administrator.'),
  ],
  [
    'check',
    async ({ me }) => me.press('Control+Shift+M'),
    (page) => page.getByText(/^admin is the only administrator/),
  ],
  [
    'unsaved',
    async (scene) => {
      await keys('Users', 'anna', 'Delete', 'Enter')(scene)
      await scene.me.alone()
    },
    (page) => page.getByRole('button', { name: /^Save \d+ changes?$/ }),
  ],
  ['changes', found('What changed…'), (page) => page.getByRole('cell', { name: 'User anna' })],
  ['closing', found('Close'), dialog(/^Close /)],
  ['reload', found('Reload'), dialog(/^Reload /)],
  [
    'changed-outside',
    async ({ folder }) => keyswitch(['db', 'call', folder, 'groups.add'], { name: 'Theirs' }),
    (page) => page.getByText('Somebody else has changed'),
  ],
  ['compare', async ({ me }) => me.enter(me.button('Compare')), (page) => page.getByText('Group Theirs')],
  [
    'nothing-found',
    async ({ me }) => {
      await me.goTo(me.page.getByRole('treegrid', { name: 'Users' }))
      await me.press('Control+F')
      await me.type('nobody')
    },
    (page) => page.getByText('Nothing matches the filter.'),
  ],
]

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  let program: Program
  let page: Page
  let scene: Scene

  beforeAll(async () => {
    program = await startProgram()
    page = await openPage(browser, program, { theme, width: 1180, height: 700 })
    scene = { me: person(page), folder: join(program.home, 'Line 3'), second: join(program.home, 'Line 4') }
    await keyswitch(['db', 'init', scene.second])
    await keyswitch(['db', 'call', scene.second, 'users.add'], { name: 'erin', password: 'Amber Kettle 47' })
  })
  afterAll(async () => {
    await page.context().close()
    await program.stop()
  })

  test('first start, then with a place of before', async () => {
    await scene.me.button(/^Try the sample/).waitFor()
    await screenshot(page, `frame-first-start-${theme}`)
    expect(await axe(page)).toEqual([])
    await cp(await sampleCopy(), scene.folder, { recursive: true })
    for (const folder of [scene.second, scene.folder]) {
      await scene.me.press('Control+O')
      await scene.me.dialog('Open a database')
      await scene.me.type(folder)
      await scene.me.press('Enter')
      await scene.me.alone()
      await page.getByRole('treegrid', { name: 'Users' }).waitFor()
    }
  })

  test.each(VIEWS)('%s', async (name, open, shown) => {
    await open(scene)
    await shown(page).first().waitFor()
    await screenshot(page, `${name}-${theme}`)
    const objections = await axe(page)
    for (let tries = 0; tries < 3 && (await isOver(page)); tries += 1) await page.keyboard.press('Escape')
    await expect.poll(() => isOver(page)).toBe(false)
    expect(objections).toEqual([])
  })

  test('no page complained meanwhile', () => {
    expect(problems(page).filter((each) => !each.includes('Failed to load resource'))).toEqual([])
  })
})

/** Whether a dialog or a menu lies over the page. */
async function isOver(page: Page): Promise<boolean> {
  return (await page.locator('[role=dialog], [role=alertdialog]:not(.toast), [role=menu]').count()) > 0
}

test.each([
  ['high contrast, light', { contrast: 'more', theme: 'light' }, null],
  ['high contrast, dark', { contrast: 'more', theme: 'dark' }, null],
  ['forced colours', {}, 'active'],
] as const)('%s: the page, a dialog and a selection can be told apart', async (name, options, forcedColors) => {
  const program = await startProgram()
  onTestFinished(() => program.stop())
  const page = await openPage(browser, program, { ...options, width: 1180, height: 700 })
  onTestFinished(() => page.context().close())
  await page.emulateMedia({ forcedColors })
  const folder = await sampleCopy()
  await writeFile(join(folder, '.GroupDatabase.csv'), 'GroupDB,FileVersion,2\ng,Wat')
  const me = person(page)
  await me.button(/^Open a folder/).waitFor()
  await me.press('Control+O')
  await me.dialog('Open a database')
  await me.type(folder)
  await me.press('Enter')
  await me.alone()
  await me.row('Users', 'anna')
  await me.press('Control+Shift+M')
  await me.reads(/^admin is the only administrator/)
  const file = name.replaceAll(/\W+/gu, '-')
  await screenshot(page, `${file}-page`)
  expect(await axe(page)).toEqual([])
  await me.row('Users', 'anna')
  await me.press('Enter')
  await me.dialog('Edit user anna')
  await screenshot(page, `${file}-dialog`)
  const ticks = page
    .locator('.check')
    .filter({ has: page.getByRole('checkbox', { checked: false }) })
    .locator('svg')
  expect(await ticks.count()).toBeGreaterThan(0)
  for (const tick of await ticks.all()) expect(await tick.isVisible()).toBe(false)
  expect(await axe(page)).toEqual([])
})
