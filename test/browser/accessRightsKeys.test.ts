import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser, problems } from '../support/browser'
import { eventually, type Keyboard } from '../support/keyboard'
import { startProgram, type Program } from '../support/program'
import { explained, openRights } from '../support/rightsPage'
import { SAMPLE } from '../support/temporaryFolder'

// No test of this file uses a pointer; each says so at its end.

/** Where the keyboard is when the question about objects below is asked; Enter answers “only here”. */
const DIALOG = 'input Do not ask again in this session'
const FILLER = 'Device.PlcLogic.Filler'

let browser: Browser
let program: Program
let folder: string
let page: Page
let keys: Keyboard

beforeAll(async () => {
  program = await startProgram()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await program.stop()
})
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'keyswitch-test-')), 'filling-line')
  await cp(SAMPLE, folder, { recursive: true })
  const opened = await openRights({ browser, program, folder }, { width: 1180, height: 700 })
  page = opened.page
  keys = opened.keys
})
afterEach(async () => {
  expect(await keys.pointed()).toBe(0)
  expect(problems(page)).toEqual([])
  await page.context().close()
  await rm(join(folder, '..'), { recursive: true })
})

/** Names in the object tree that are in sight, each with its level before it. */
async function tree(): Promise<string[]> {
  return page
    .getByRole('treegrid', { name: 'Objects' })
    .locator('[role=row][aria-level]')
    .evaluateAll((rows) =>
      rows.map((row) => `${row.getAttribute('aria-level')} ${row.querySelector('[role=rowheader]')?.textContent}`),
    )
}

/** The cells of a row as they are named. */
async function row(name: string): Promise<(string | null)[]> {
  return page
    .getByRole('row', { name, exact: false })
    .filter({ has: page.getByRole('rowheader', { name, exact: false }) })
    .locator('[role=gridcell]')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label')))
}

const heading = (): Promise<string | null> => page.locator('.rights-main h2').textContent()
const why = (): Promise<string> => page.getByRole('region', { name: 'Why' }).innerText()
// Databases of earlier tests stay opened in the same program, under the same name.
const saved = (): Promise<void> =>
  page.locator(`.side-go[title="${folder}"]`).getByText('saved', { exact: true }).waitFor()

async function toTree(): Promise<void> {
  await keys.tabTo(/^Objects: /)
}
/** From the object tree: an object by the letters it begins with, then the grid of its rights. */
async function toRights(typed: string, object: string): Promise<void> {
  await toTree()
  await keys.type(typed)
  await eventually(heading).toBe(object)
  await keys.tabTo(new RegExp(`^Rights on ${object.replaceAll('.', '\\.')}: `))
}

/** What is shown while rights of another object are still being asked for is not what is meant. */
async function steady<T>(look: () => Promise<T>): Promise<T> {
  for (let last = await look(); ;) {
    await new Promise((next) => setTimeout(next, 250))
    const now = await look()
    if (JSON.stringify(now) === JSON.stringify(last)) return now
    last = now
  }
}

describe('by keys alone', () => {
  test('the page is reached, and objects are gone through, opened and closed, found by letters', async () => {
    await keys.go('Alt+1', 'Users: admin')
    await keys.go('Alt+2', 'Objects: Device')
    await keys.press('Alt+1')
    await keys.tabTo('tab Users and Groups')
    await keys.go('ArrowRight', 'tab Access Rights')
    await toTree()
    await keys.go('ArrowDown', 'Objects: Logger')
    await keys.go('End', 'Objects: import')
    await keys.go('Home', 'Objects: Device')
    await keys.press('ArrowLeft')
    await eventually(tree).toEqual(['1 Device', '1 /', '2 PlcLogic', '2 cert', '3 import'])
    await keys.go('ArrowDown', 'Objects: /')
    await keys.go('ArrowUp', 'Objects: Device')
    await keys.press('ArrowRight')
    await eventually(async () => (await tree()).length).toBe(20)
    await keys.go('ArrowRight', 'Objects: Logger')
    await keys.go('ArrowLeft', 'Objects: Device')
    await keys.go(['x', '5'], 'Objects: X509')
    expect(await heading()).toBe('Device.X509')
    await keys.go('PageUp', 'Objects: Device')
    await keys.go('PageDown', /^Objects: (?!Device)/)
  })

  test('several objects are selected, next to each other, apart, and all', async () => {
    await toTree()
    await keys.go(['Shift+ArrowDown', 'Shift+ArrowDown'], 'Objects: PlcLogic')
    await eventually(heading).toBe('3 objects')
    await keys.go(['Control+ArrowDown', 'Control+ArrowDown'], 'Objects: __Backup&Restore')
    await keys.press('Control+ ')
    await eventually(heading).toBe('4 objects')
    await keys.press('Control+a')
    await eventually(heading).toBe('20 objects')
    await keys.go('Home', 'Objects: Device')
    await eventually(heading).toBe('Device')
  })

  test('objects are filtered, and the whole tree is closed and opened', async () => {
    await keys.go('Control+f', 'input Filter objects')
    await keys.type('fill')
    await eventually(tree).toEqual(['1 Device', '2 PlcLogic', '3 Filler'])
    await page.getByText('1 of 19').waitFor()
    await keys.go('ArrowDown', /^Objects: /)
    await keys.go('Control+f', 'input Filter objects')
    await keys.press('Escape')
    await eventually(async () => (await tree()).length).toBe(20)
    await keys.go('Escape', 'Objects: Device')
    await keys.tabTo('button Close all', { back: true })
    await keys.press('Enter')
    await eventually(async () => (await tree()).length).toBe(11)
    await keys.tabTo('button Open all', { back: true })
    await keys.press(' ')
    await eventually(async () => (await tree()).length).toBe(20)
  })
})

describe('rights of objects, by keys alone', () => {
  const RIGHTS = `Rights on ${FILLER}`

  test('are gone through, granted, denied and left to inheritance, taken back, done again and saved', async () => {
    expect(await explained(folder, 'bogdan', FILLER)).toMatchObject({ view: true, modify: false })
    await toRights('fi', FILLER)
    await keys.go(
      ['Control+Home', 'Home'],
      `${RIGHTS}: Watch / Add/Remove: denied by inheritance, from Device.PlcLogic`,
    )
    await keys.go('ArrowRight', `${RIGHTS}: Watch / Modify: denied by inheritance, from Device.PlcLogic`)
    await keys.go('ArrowDown', `${RIGHTS}: Service / Modify: denied by inheritance, from Device.PlcLogic`)
    await keys.go('End', /Service \/ Execute/)
    await keys.go(['ArrowUp', 'ArrowLeft'], `${RIGHTS}: Watch / View: granted by inheritance, from Device.PlcLogic`)
    await keys.go(' ', `${RIGHTS}: Watch / View: granted here`)
    await keys.go(' ', `${RIGHTS}: Watch / View: denied here`)
    await keys.go(' ', `${RIGHTS}: Watch / View: granted by inheritance, from Device.PlcLogic`)
    await keys.go('-', `${RIGHTS}: Watch / View: denied here`)
    await keys.go('+', `${RIGHTS}: Watch / View: granted here`)
    await keys.go('0', `${RIGHTS}: Watch / View: granted by inheritance, from Device.PlcLogic`)
    await keys.go('-', `${RIGHTS}: Watch / View: denied here`)
    await keys.go(['ArrowLeft', '+'], `${RIGHTS}: Watch / Modify: granted here`)
    await keys.go('Control+z', `${RIGHTS}: Watch / Modify: denied by inheritance, from Device.PlcLogic`)
    await keys.go('Control+Shift+z', `${RIGHTS}: Watch / Modify: granted here`)
    await keys.press('Control+s')
    await saved()
    expect(await explained(folder, 'bogdan', FILLER)).toMatchObject({ view: false, modify: true })
    expect(await readFile(join(folder, '.UserMgmtRightsDB.csv'), 'utf8')).toContain(
      `<object name="${FILLER}"/>,<group name="Night shift" rights=0x00000004 deniedrights=0x00000002/>,<group name="Watch" rights=0x00000002 deniedrights=0x00000001/>\n`,
    )
  })

  test('are set for several groups and rights at once, as one step', async () => {
    await toRights('fi', FILLER)
    await keys.go(['Control+Home', 'Home', 'Shift+ArrowDown', 'Shift+ArrowRight'], /Service \/ Modify/)
    const before = await steady(async () => [await row('Watch'), await row('Service')])
    await keys.press('+')
    const granted = ['granted here', 'granted here']
    await eventually(() => row('Watch')).toEqual([...granted, ...(before[0] ?? []).slice(2)])
    await eventually(() => row('Service')).toEqual([...granted, ...(before[1] ?? []).slice(2)])
    await keys.press('Control+z')
    await eventually(async () => [await row('Watch'), await row('Service')]).toEqual(before)
    await keys.press('Control+a')
    await keys.press('-')
    await eventually(() => row('OEM R&D')).toEqual(Array.from({ length: 4 }, () => 'denied here'))
    expect((await row('Administrator')).every((cell) => cell?.startsWith('granted by inheritance'))).toBe(true)
    await keys.press('Control+s')
    await saved()
    expect(Object.values(await explained(folder, 'chidi', FILLER))).toEqual([false, false, false, false])
    expect(Object.values(await explained(folder, 'admin', FILLER))).toEqual([true, true, true, true])
  })

  test('are set on several objects at once; where these differ, the cell says so first', async () => {
    await toTree()
    await keys.go(['l', 'Shift+ArrowDown', 'Shift+ArrowDown'], 'Objects: Filler')
    await keys.tabTo(/^Rights on 3 objects: Watch/)
    await keys.go(['End', 'ArrowDown', 'ArrowDown'], 'Rights on 3 objects: Developer / Execute: mixed')
    await keys.press('0')
    await keys.go([], DIALOG)
    await keys.press('Escape')
    await keys.go([], 'Rights on 3 objects: Developer / Execute: mixed')
    await keys.press('-')
    await keys.go([], DIALOG)
    await keys.go('Enter', 'Rights on 3 objects: Developer / Execute: denied here')
    await keys.press('Control+s')
    await saved()
    for (const object of ['Device.Logger', 'Device.PlcLogic', FILLER])
      expect(await explained(folder, 'anna', object)).toMatchObject({ execute: false })
  })

  test('of objects below are kept or changed as the person says, once or for the whole session', async () => {
    const BACKUP = 'Device.PlcLogic.__Backup&Restore'
    await toRights('plcl', 'Device.PlcLogic')
    const at = 'Rights on Device.PlcLogic: Watch / View'
    await keys.go(['Control+Home', 'End', 'ArrowLeft'], `${at}: granted here`)
    await keys.go('+', DIALOG)
    await page.getByText('2 objects below have rights of their own').waitFor()
    await keys.go('Enter', `${at}: granted here`)
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await keys.go('+', DIALOG)
    await keys.press(' ')
    await keys.tabTo('button Here and below')
    await keys.go('Enter', `${at}: granted here`)
    await keys.press('Control+s')
    await saved()
    expect(await explained(folder, 'bogdan', BACKUP)).toMatchObject({ view: true })

    await keys.go('-', `${at}: denied here`)
    await keys.press('Control+s')
    await saved()
    expect(await explained(folder, 'bogdan', BACKUP)).toMatchObject({ view: false })

    await keys.tabTo('button Edits: here and below')
    await keys.press('Enter')
    await keys.tabTo(/^Rights on Device.PlcLogic: Watch/, { back: true })
    await keys.go('+', DIALOG)
    await keys.press('Escape')
    await keys.go([], `${at}: denied here`)
  })

  test('that cannot be set say why', async () => {
    await toRights('fi', FILLER)
    await keys.go(['Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown'], /Administrator ∗ \/ /)
    await keys.press('-')
    await page.getByText('Administrators have every right everywhere; nothing can be set for them.').waitFor()
    await keys.tabTo(/^Objects: /, { back: true })
    await keys.go(['End', 'ArrowUp'], 'Objects: cert')
    await keys.tabTo(/^Rights on \/cert: /)
    await keys.press('+')
    await page.getByText('This object is not in the file').waitFor()
  })
})

describe('why, by keys alone', () => {
  test('is told for a group and for a chosen person, and what is named leads to its place', async () => {
    await toRights('fi', FILLER)
    await keys.go(['Control+Home', 'Home'], /Watch \/ Add\/Remove/)
    await keys.go(['n', 'End'], /Night shift \/ Execute: granted here/)
    await eventually(why).toContain(`Why? Night shift may Execute ${FILLER}`)
    await keys.go('ArrowLeft', /Night shift \/ View: granted by inheritance, through Service/)
    await eventually(why).toContain('Night shift belongs to Service')
    await keys.tabTo(/^combobox Choose a user/)
    await keys.type('ann')
    await keys.go('ArrowDown', /combobox Choose a user: anna/)
    await keys.press('Enter')
    await eventually(why).toContain(`Why? anna may View ${FILLER}`)
    await eventually(why).toContain('anna is in Developer')
    await keys.tabTo('button Device.PlcLogic')
    await keys.press('Enter')
    await eventually(heading).toBe('Device.PlcLogic')
    await keys.go([], 'Objects: PlcLogic')
    await keys.tabTo('button Developer')
    await keys.press('Enter')
    await eventually(() => page.getByRole('tab', { selected: true }).textContent()).toBe('Users and Groups')
    await keys.go([], /^Groups: Developer/)
  })
})

describe('the matrix, by keys alone', () => {
  beforeEach(async () => {
    await keys.tabTo('radio By object')
    await keys.go('ArrowRight', 'radio Matrix')
    await keys.press(' ')
    await page.getByRole('treegrid', { name: 'Modify: all objects and groups' }).waitFor()
  })

  test('is gone through and edited for one right after the other', async () => {
    await keys.tabTo('radio Execute', { back: true })
    await keys.press('ArrowLeft', 'Enter')
    const VIEW = 'View: all objects and groups'
    await keys.tabTo(new RegExp(`^${VIEW}: Device / `))
    await keys.go(['Control+Home', 'Home'], `${VIEW}: Device / Object: Device`)
    await keys.go('ArrowLeft', `${VIEW}: Device / Object: Device`)
    await page.getByRole('row', { name: 'Logger' }).waitFor({ state: 'hidden' })
    await keys.press('ArrowRight')
    await page.getByRole('row', { name: 'Logger' }).waitFor()
    await keys.type('fi')
    await keys.go('ArrowRight', `${VIEW}: Filler / Watch: granted by inheritance`)
    await keys.go(' ', `${VIEW}: Filler / Watch: granted here`)
    await keys.go(' ', `${VIEW}: Filler / Watch: denied here`)
    await keys.go(' ', `${VIEW}: Filler / Watch: granted by inheritance`)
    await keys.go('-', `${VIEW}: Filler / Watch: denied here`)
    await eventually(why).toContain('Watch may not View')
    await keys.go(['Shift+ArrowRight', 'Shift+ArrowDown'], /__Backup&Restore \/ Service/)
    await keys.go('+', `${VIEW}: __Backup&Restore / Service: granted here`)
    await eventually(async () => (await row('Filler')).slice(0, 2)).toEqual(['granted here', 'granted here'])
    await keys.press('Control+z')
    await eventually(async () => (await row('Filler')).slice(0, 1)).toEqual(['denied here'])
    await keys.press('Control+Shift+z')
    await eventually(async () => (await row('Filler')).slice(0, 1)).toEqual(['granted here'])
    await keys.press('Control+s')
    await saved()
    expect(await explained(folder, 'bogdan', 'Device.PlcLogic.__Backup&Restore')).toMatchObject({ view: true })
  })

  test('shows the objects and groups that are looked for', async () => {
    const groups = (): Promise<string[]> => page.getByRole('treegrid').getByRole('columnheader').allInnerTexts()
    await keys.go('Control+f', 'input Filter objects')
    await keys.type('fill')
    await eventually(() => page.getByRole('treegrid').locator('[role=row][aria-level]').count()).toBe(3)
    await keys.go('Tab', 'input Filter groups')
    await keys.type('w')
    await eventually(groups).toEqual(['Object', 'Watch'])
    await keys.go('ArrowDown', /^Modify: all objects and groups: /)
    await keys.tabTo('button Close all', { back: true })
    await keys.press('Enter')
    await keys.tabTo('input Filter objects')
    await keys.press('Escape')
    await eventually(() => page.getByRole('treegrid').locator('[role=row][aria-level]').count()).toBe(11)
  })
})

describe('what one person may do, by keys alone', () => {
  test('is shown for a chosen user on every object, with the reason, and only what is allowed when asked', async () => {
    await keys.tabTo('radio By object')
    await keys.go(['ArrowRight', 'ArrowRight'], 'radio Person')
    await keys.press('Enter')
    await page.getByText('Choose a user to see what that person may really do').waitFor()
    await keys.tabTo(/^combobox Choose a user/, { back: true })
    await keys.press('ArrowDown')
    await keys.go(['ArrowDown', 'ArrowDown', 'ArrowDown'], /combobox Choose a user: /)
    await keys.press('Escape')
    await keys.type('dör')
    await keys.press('Enter')
    await keys.tabTo(/^What dörte may do: Device/)
    await keys.go(['Control+Home', 'Home', 'f', 'i', 'End'], 'What dörte may do: Filler / Execute: may')
    await eventually(why).toContain(`Why? dörte may Execute ${FILLER}`)
    await eventually(why).toContain('dörte is in Night shift')
    await keys.tabTo('input Only what dörte may', { back: true })
    await keys.press(' ')
    await page.getByRole('row', { name: 'X509' }).waitFor({ state: 'hidden' })
    await keys.go('Control+f', 'input Filter objects')
    await keys.type('fill')
    await eventually(() => page.getByRole('treegrid').locator('[role=row][aria-level]').count()).toBe(3)
    await keys.go('ArrowDown', /^What dörte may do: /)
  })
})
