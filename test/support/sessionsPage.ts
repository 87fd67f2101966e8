import type { Locator, Page } from 'playwright-core'
import { openSessionText } from '../../src/renderer/text/openSession'
import { sessionsText } from '../../src/renderer/text/sessions'
import { eventually } from './keyboard'
import type { Person } from './person'

export type Login = {
  endpointUrl: string
  /** Nobody unless told. */
  user?: { name: string; password: string }
  /** The offer with these words; the strongest unless told. */
  security?: string
  lang?: 'en' | 'de'
}

const MOST_ROWS = 60

/** To this computer's sessions, from wherever the page is. */
export async function goToSessions({ page, press }: Person): Promise<void> {
  await page.getByRole('navigation').or(page.locator('.side-station')).first().waitFor()
  await press('Alt+0')
  await page.locator('.sessions-page').waitFor()
}

/** The grid or tree of that name. */
export function gridOf(page: Page, name: string): Locator {
  return page.getByRole('grid', { name, exact: true }).or(page.getByRole('treegrid', { name, exact: true }))
}

/** Asks a server what it offers and fills in who logs in, by keys; the dialog is left open before OK. */
export async function fillLogin(me: Person, { endpointUrl, user, security, lang = 'en' }: Login): Promise<Locator> {
  const text = openSessionText[lang]
  const { page } = me
  await me.enter(me.button(sessionsText[lang].openLong).first())
  const dialog = await me.dialog(text.title)
  await me.press('Control+A')
  await me.type(endpointUrl)
  await me.press('Enter')
  const offers = dialog.getByRole('radiogroup', { name: text.offers })
  await offers.getByRole('radio').first().waitFor()
  if (security !== undefined) await choose(me, offers, security)
  if (!user) return dialog
  await choose(me, page.getByRole('radiogroup', { name: text.user, exact: true }), text.userName)
  await me.fill(me.field(text.name), user.name)
  await me.fill(me.field(text.password), user.password)
  return dialog
}

/** Opens a session by keys and trusts the server when it is asked for; its nodes are in sight then. */
export async function openSession(me: Person, login: Login): Promise<void> {
  await fillLogin(me, login)
  await me.press('Enter')
  const { title, ok } = openSessionText[login.lang ?? 'en'].trustStep
  const nodes = gridOf(me.page, sessionsText[login.lang ?? 'en'].nodes.title)
  const asked = me.page.getByRole('dialog', { name: title.unknown })
  const open = me.page.locator('[role=dialog]')
  await eventually(async () => (await asked.isVisible()) || (await open.count()) === 0).toBe(true)
  if (await asked.isVisible()) await me.enter(me.button(ok))
  await me.alone()
  await nodes.getByRole('row').nth(1).waitFor()
}

/** Moves the choice of a radio group by arrows. */
async function choose(me: Person, group: Locator, name: string): Promise<void> {
  await me.goTo(group.getByRole('radio', { checked: true }))
  const wanted = group.getByRole('radio', { name, checked: true })
  for (let steps = 0; steps < 10; steps += 1) {
    if ((await wanted.count()) > 0) return
    await me.press('ArrowDown')
    await drawn(me.page)
  }
  throw new Error(`The arrows do not choose ${name}.`)
}

/** Chooses the row of a grid whose first cell is this, by arrows from the first row on. */
export async function rowOf(me: Person, grid: Locator, name: string): Promise<Locator> {
  await me.goTo(grid)
  await me.press('Home')
  return down(me, grid, name)
}

/** Arrow down, from where the keyboard is, until it is on the row whose first cell is this. */
async function down(me: Person, grid: Locator, name: string): Promise<Locator> {
  const wanted = grid
    .getByRole('row')
    .filter({ has: me.page.getByRole('rowheader', { name, exact: true }) })
    .first()
  for (let steps = 0; steps < MOST_ROWS; steps += 1) {
    await drawn(me.page)
    const id = await grid.getAttribute('aria-activedescendant')
    if (id !== null && (await wanted.count()) > 0 && (await wanted.getAttribute('id')) === id) return wanted
    await me.press('ArrowDown')
  }
  throw new Error(`The arrows do not lead to ${name}.`)
}

/** Opens the folders of a path in the tree of nodes, and moves the keyboard to its end. */
export async function browse(me: Person, path: readonly string[], lang: 'en' | 'de' = 'en'): Promise<Locator> {
  const tree = gridOf(me.page, sessionsText[lang].nodes.title)
  await me.goTo(tree)
  await me.press('Home')
  let row: Locator | undefined
  for (const [index, name] of path.entries()) {
    row = await down(me, tree, name)
    if (index === path.length - 1 || (await row.getAttribute('aria-expanded')) === 'true') continue
    await me.press('ArrowRight')
    await eventually(() => row?.getAttribute('aria-expanded')).toBe('true')
    await tree.getByText(sessionsText[lang].nodes.waiting).waitFor({ state: 'hidden' })
  }
  if (!row) throw new Error('The path is empty.')
  return row
}

/** Until the page has been drawn again. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
}
