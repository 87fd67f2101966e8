import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

const cli = join(resolve(import.meta.dirname, '../..'), 'out/main/cli.js')

/** A person at a page who has a keyboard only. Waits for what is to be there, never for time. */
export type Person = {
  page: Page
  /** Presses keys one after the other, e.g. `press('Control+A', 'Delete')`. */
  press: (...keys: string[]) => Promise<void>
  /** Types where the keyboard is, replacing what is selected. */
  type: (text: string) => Promise<void>
  /** Tab until the keyboard is on something; fails when it is not reached by Tab. */
  goTo: (what: Locator) => Promise<void>
  /** Tab there, then Enter. */
  enter: (what: Locator) => Promise<void>
  /** Tab there, then take what is in it away and type. */
  fill: (what: Locator, text: string) => Promise<void>
  button: (name: string | RegExp) => Locator
  field: (name: string | RegExp) => Locator
  /** The open dialog of that title, once it is there. */
  dialog: (title: string | RegExp) => Promise<Locator>
  /** Until no dialog is open and the keyboard is back in the page. */
  alone: () => Promise<void>
  /** Until the page, a dialog or a message says it. */
  reads: (text: string | RegExp) => Promise<void>
  /** The grid row of that name in a pane, with the keyboard moved there by its first letters, or Home and arrows. */
  row: (pane: 'Users' | 'Groups', name: string) => Promise<Locator>
}

const MOST_TABS = 60

export function person(page: Page): Person {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const type = (text: string) => page.keyboard.type(text)
  // A grid has buttons in its head that are stops of their own.
  const isHere = (what: Locator) =>
    what.evaluate((element) =>
      element.matches('[role=treegrid], [role=grid]')
        ? element === document.activeElement
        : element.contains(document.activeElement),
    )

  async function goTo(what: Locator): Promise<void> {
    await what.waitFor()
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if (await isHere(what)) return
      await press('Tab')
    }
    throw new Error(`Tab does not lead to ${what.toString()}`)
  }

  async function row(pane: 'Users' | 'Groups', name: string): Promise<Locator> {
    const grid = page.getByRole('treegrid', { name: pane, exact: true })
    const wanted = grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name: startsWith(name) }) })
    await wanted.first().waitFor()
    await goTo(grid)
    await press('Home')
    for (let steps = 0; steps < MOST_TABS; steps += 1) {
      const id = await grid.getAttribute('aria-activedescendant')
      if (id !== null && (await wanted.first().getAttribute('id')) === id) return wanted.first()
      await press('ArrowDown')
    }
    throw new Error(`the arrows do not lead to ${name}`)
  }

  return {
    page,
    press,
    type,
    goTo,
    enter: async (what) => {
      await goTo(what)
      await press('Enter')
    },
    fill: async (what, text) => {
      await goTo(what)
      await press('Control+A', 'Delete')
      await type(text)
    },
    button: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    field: (name) => page.getByRole('textbox', { name, exact: typeof name === 'string' }),
    dialog: async (title) => {
      const found = page.getByRole('dialog', { name: title }).or(page.getByRole('alertdialog', { name: title }))
      await found.waitFor()
      return found
    },
    alone: async () => {
      await expect.poll(() => page.locator('[role=dialog], [role=alertdialog]:not(.toast)').count()).toBe(0)
      await page.evaluate(keyboardIsBack)
    },
    reads: (text) => page.getByText(text).first().waitFor(),
    row,
  }
}

function startsWith(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')}`, 'u')
}

/** The keyboard goes back to where it was some frames after a dialog has gone; where it was nowhere, it stays nowhere. */
async function keyboardIsBack(): Promise<void> {
  for (let frames = 0; frames < 40 && (frames < 2 || document.activeElement === document.body); frames += 1)
    await new Promise((drawn) => requestAnimationFrame(drawn))
}

/** Notes every press of a mouse or finger on a page; call it before the page is used. */
export async function watchPointer(page: Page): Promise<() => Promise<number>> {
  const count = () => {
    Object.assign(window, { pointerPresses: 0 })
    addEventListener('pointerdown', () => Object.assign(window, { pointerPresses: pressed() + 1 }), true)
    const pressed = () => Number(Reflect.get(window, 'pointerPresses'))
  }
  await page.addInitScript(count)
  await page.evaluate(count)
  return () => page.evaluate(() => Number(Reflect.get(window, 'pointerPresses')))
}

export type Run = { code: number | null; out: string; err: string }

/** Runs the built command line to its end, `input` on its standard input. */
export async function keyswitch(args: readonly string[], input: unknown = ''): Promise<Run> {
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, [cli, ...args])
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.once('error', failed)
    child.once('close', (code) => ended({ code, out, err }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(typeof input === 'string' ? input : JSON.stringify(input))
  })
}

export type ShownDatabase = {
  users: { name: string; groups: string[]; mayChangePassword: boolean; mustChangePassword: boolean }[]
  groups: { name: string; users: string[]; groups: string[] }[]
}

/** What another program reads in a folder now. */
export async function onDisk(folder: string): Promise<ShownDatabase> {
  const { code, out, err } = await keyswitch(['db', 'show', folder, '--json'])
  if (code !== 0) throw new Error(err)
  const shown: ShownDatabase = JSON.parse(out)
  return shown
}
