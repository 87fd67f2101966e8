import type { Page } from 'playwright-core'
import type { MethodInput, MethodOutput } from '../../src/contract/contract'
import type { MethodName } from '../../src/contract/names'
import type { Person } from './person'

export const ADMINISTRATOR = { name: 'anna', password: 'Blue Kettle 47' }

/** Asks the program what a page may ask, as whoever is logged in at that page; a refusal is thrown by its code. */
export async function ask<M extends MethodName>(
  page: Page,
  method: M,
  input: MethodInput<M>,
): Promise<MethodOutput<M>> {
  const reply = await page.evaluate(
    async ([path, body]) => {
      const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      return (await answer.json()) as { ok: true; output: unknown } | { ok: false; error: { code: string } }
    },
    [`/api/${method}`, JSON.stringify(input)] as const,
  )
  if (!reply.ok) throw new Error(`${method}: ${reply.error.code}`)
  // The program has parsed it against this method's schema.
  return reply.output as MethodOutput<M>
}

/** This computer gets its user management, with a few people in it, and its administrator is logged in at this page, which begins anew. */
export async function setUpStation(page: Page): Promise<void> {
  await ask(page, 'login.setUp', ADMINISTRATOR)
  for (const [name, group] of [
    ['bogdan', 'Watch'],
    ['chidi', 'Service'],
    ['dörte', 'Developer'],
  ] as const)
    await ask(page, 'users.add', { database: 'station', name, password: `Amber Ladle 12 ${name}`, group })
  await page.reload()
}

const TABS = ['users-and-groups', 'access-rights', 'sessions', 'settings', 'activity'] as const

/** To a page of this computer, from wherever the page is, by keys. */
export async function goToStation({ page, press }: Person, to: (typeof TABS)[number]): Promise<void> {
  await page.locator('.side-station').waitFor()
  await press('Alt+0', `Alt+${TABS.indexOf(to) + 1}`)
}
