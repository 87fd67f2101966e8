import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { eventually } from '../support/keyboard'
import { fillLogin, goToSessions, gridOf, openSession } from '../support/sessionsPage'
import { keyboardStage } from '../support/stage'
import { goToStation } from '../support/stationPage'

/* A password that is kept for a server: offered, used without typing, shown in the settings, forgotten. The real program, a real server. */

const OPERATOR = { name: 'operator', password: 'operator-demo' }

const stage = keyboardStage()
let controller: TestController

beforeAll(async () => {
  controller = await startTestController()
})
afterAll(() => controller.close())

const grid = (name: string): Locator => gridOf(stage.me.page, name)
const kept = (): Locator => stage.me.page.locator('.kept-list li')

async function closeIt(): Promise<void> {
  const { me } = stage
  await me.goTo(grid('Sessions'))
  await me.press('Home', 'Delete')
  await eventually(() => grid('Sessions').getByRole('row').count()).toBe(1)
}

test('logs in without typing the next time, until it is forgotten', { timeout: 60_000 }, async () => {
  const { me } = stage
  const { page } = me
  const { endpointUrl } = controller
  await goToSessions(me)
  // The certificate is settled first.
  await openSession(me, { endpointUrl, user: OPERATOR })
  await closeIt()

  await fillLogin(me, { endpointUrl, user: { ...OPERATOR, password: 'wrong' } })
  await me.goTo(page.getByRole('checkbox', { name: /^Remember the password/ }))
  await me.press('Space')
  await me.enter(me.button('Open').last())
  await me.reads(/^The server refused/)
  await me.press('Escape')
  await me.alone()
  await goToStation(me, 'settings')
  await me.reads('None. A password is kept only where you tick it')

  await goToStation(me, 'sessions')
  await fillLogin(me, { endpointUrl, user: OPERATOR })
  await me.goTo(page.getByRole('checkbox', { name: /^Remember the password/ }))
  await me.press('Space')
  await me.enter(me.button('Open').last())
  await me.alone()
  await grid('Nodes').getByRole('row').nth(1).waitFor()
  await closeIt()

  await me.enter(me.button('Open a session…').first())
  await me.dialog('Open a session')
  await me.press('Control+A')
  await me.type(endpointUrl)
  await me.press('Enter')
  const offered = page.getByRole('radio', { name: 'operator, with the kept password' })
  await offered.waitFor()
  expect(await offered.isChecked()).toBe(true)
  expect(await page.locator('input[type=password]').count()).toBe(0)
  await me.press('Enter')
  await me.alone()
  await grid('Nodes').getByRole('row').nth(1).waitFor()
  expect(await page.content()).not.toContain(OPERATOR.password)

  await goToStation(me, 'settings')
  await kept().filter({ hasText: 'operator at ' }).waitFor()
  await me.enter(page.getByRole('button', { name: /^Forget the password for operator at / }))
  await me.dialog('Forget this password?')
  await me.press('Tab', 'Enter')
  await me.alone()
  await eventually(() => kept().count()).toBe(0)
})
