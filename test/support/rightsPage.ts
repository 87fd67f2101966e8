import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { openPage, type PageOptions } from './browser'
import { keyboardOf, type Keyboard } from './keyboard'
import type { Program } from './program'

export type RightsPage = { page: Page; keys: Keyboard }

/** Opens a folder by its path and goes to its access rights, all by keys; the keyboard is in the object tree then. */
export async function openRights(
  { browser, program, folder }: { browser: Browser; program: Program; folder: string },
  options: PageOptions = {},
): Promise<RightsPage> {
  const page = await openPage(browser, program, options)
  await page.getByRole('banner').waitFor()
  const keys = await keyboardOf(page)
  await keys.go('Control+o', /^combobox/)
  await keys.press('Control+a')
  await keys.type(folder)
  await keys.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByRole('banner').getByText(folder).waitFor()
  await keys.press('Alt+2')
  await page.locator('.rights-page .pane, .rights-page > div.place-note').first().waitFor()
  return { page, keys }
}

type Explained = Record<string, Record<string, Record<string, { allowed: boolean; because: string }>>>

const cli = resolve(import.meta.dirname, '../../out/main/cli.js')

/** What the command line says a user may do on an object, from the files of a folder. */
export async function explained(folder: string, user: string, object: string): Promise<Record<string, boolean>> {
  const asked = ['db', 'explain', folder, '--user', user, '--object', object, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...asked])
  const rights = (JSON.parse(stdout) as Explained)[user]?.[object] ?? {}
  return Object.fromEntries(Object.entries(rights).map(([right, { allowed }]) => [right, allowed]))
}
