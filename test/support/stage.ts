import type { Browser, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { openBrowser, openPage, problems } from './browser'
import { person, watchPointer, type Person } from './person'
import { startProgram, type Program } from './program'
import { sampleCopy } from './temporaryFolder'

/** A program of its own for each test, and somebody at its page who never touches the mouse. */
export type Stage = {
  readonly me: Person
  readonly program: Program
  /** Opens a folder by its path. */
  open: (folder: string) => Promise<void>
  /** Opens a new copy of the sample; its folder. */
  openSample: () => Promise<string>
  /** Adds a group, the quickest edit there is: two changes, the group and the object that stands for it. */
  addGroup: (name: string) => Promise<void>
  /** Goes to an entry of an open menu by arrows and takes it. */
  choose: (entry: Locator) => Promise<void>
  /** Takes an entry of the menu of the opened place. */
  placeMenu: (entry: string) => Promise<void>
  /** Saves, once the window knows of the edits, and waits until it knows of none. */
  save: (title?: string) => Promise<void>
  /** Until the window is named after this, `*` in front for unsaved edits. */
  titled: (title: string) => Promise<void>
  /** The row header of a group, or of a member in an open group. */
  group: (name: string) => Locator
}

const MOST_ENTRIES = 14

/** Registers the hooks of a test file whose tests work by keyboard alone: a press of a pointer fails them. */
export function keyboardStage(): Stage {
  let browser: Browser
  let program: Program
  let me: Person
  let presses: () => Promise<number>

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    program = await startProgram()
    const page = await openPage(browser, program)
    presses = await watchPointer(page)
    me = person(page)
  })
  afterEach(async () => {
    try {
      expect(await presses()).toBe(0)
      expect(problems(me.page).filter((each) => !isRefusedCall(each))).toEqual([])
    } finally {
      await me.page.context().close()
      await program.stop()
    }
  })

  async function choose(entry: Locator): Promise<void> {
    await entry.waitFor()
    for (let step = 0; step < MOST_ENTRIES; step += 1) {
      if (await entry.evaluate((element) => element === document.activeElement)) return me.press('Enter')
      await me.press('ArrowDown')
    }
    throw new Error(`the arrows do not lead to ${entry.toString()}`)
  }

  const group = (name: string): Locator =>
    me.page.getByRole('treegrid', { name: 'Groups' }).getByRole('rowheader', { name })

  const titled = (title: string): Promise<void> => expect.poll(() => me.page.title()).toBe(`${title} – Keyswitch`)

  async function open(folder: string): Promise<void> {
    await me.page.getByRole('button').first().waitFor()
    await me.press('Control+O')
    await me.dialog('Open a database')
    await me.type(folder)
    await me.press('Enter')
    await me.alone()
    await me.page.getByRole('treegrid', { name: 'Users' }).waitFor()
  }

  return {
    get me() {
      return me
    },
    get program() {
      return program
    },
    open,
    async openSample() {
      const folder = await sampleCopy()
      await open(folder)
      return folder
    },
    async addGroup(name) {
      await me.goTo(me.page.getByRole('treegrid', { name: 'Groups' }))
      await me.press('Insert')
      await me.dialog('Add group')
      await me.type(name)
      await me.press('Enter')
      await me.alone()
      await group(name).waitFor()
    },
    choose,
    async placeMenu(entry) {
      await me.enter(me.button(/^More for/))
      await me.page.getByRole('menu').waitFor()
      await choose(me.page.getByRole('menuitem', { name: new RegExp(`^${entry}`) }).first())
    },
    async save(title = 'filling-line') {
      await titled(`* ${title}`)
      await me.press('Control+S')
      await titled(title)
    },
    titled,
    group,
  }
}

/** A refusal is an answer with a status of its own, which the browser's console notes. */
function isRefusedCall(problem: string): boolean {
  return problem.startsWith('console: Failed to load resource')
}
