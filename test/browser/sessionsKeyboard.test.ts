import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { eventually } from '../support/keyboard'
import { browse, fillLogin, goToSessions, gridOf, openSession, rowOf } from '../support/sessionsPage'
import { keyboardStage } from '../support/stage'

/* Sessions, nodes, values and certificates by keyboard alone; the real program, a real server. */

const OPERATOR = { name: 'operator', password: 'operator-demo' }

const stage = keyboardStage()
let controller: TestController

beforeAll(async () => {
  controller = await startTestController()
})
afterAll(() => controller.close())

const grid = (name: string): Locator => gridOf(stage.me.page, name)
const rows = (name: string): Locator => grid(name).locator('[role=rowgroup]:last-child > [role=row]')
const said = (name: string): Promise<string[]> => rows(name).allInnerTexts()
const isHere = (what: Locator): Promise<boolean> => what.evaluate((element) => element === document.activeElement)

/** As the page writes hex digits for eyes. */
const grouped = (hex: string): string => hex.replaceAll(':', '').replaceAll(/(.{4})(?=.)/gu, '$1 ')
/** What the device itself shows: SHA-1 and SHA-256 of its certificate. */
async function digestsOf({ certificate }: TestController): Promise<[thumbprint: string, fingerprint: string]> {
  const { fingerprint, fingerprint256 } = new X509Certificate(await readFile(certificate))
  return [grouped(fingerprint), grouped(fingerprint256)]
}

/** What was copied, as it comes out of the clipboard in the filter of the list. */
async function pasted(): Promise<string> {
  const { me } = stage
  const filter = me.page.getByRole('searchbox', { name: 'Filter sessions' })
  await me.press('Control+F')
  await eventually(() => isHere(filter)).toBe(true)
  await me.press('Control+V')
  const text = await filter.inputValue()
  await me.press('Escape')
  return text
}

async function show(view: 'Sessions' | 'Certificates'): Promise<void> {
  const { me } = stage
  await me.goTo(me.page.getByRole('radiogroup', { name: 'Sessions or certificates' }))
  const wanted = me.page.getByRole('radio', { name: view, exact: true })
  if (!(await isHere(wanted))) await me.press(view === 'Certificates' ? 'ArrowRight' : 'ArrowLeft')
  await me.press('Space')
  await grid(view).waitFor()
}

test('this computer is reached from the first page, from an opened database and by its name', async () => {
  const { me } = stage
  const thisPc = me.button(/^This PC/)
  await me.enter(thisPc)
  await me.reads(/^Sessions with OPC UA servers are listed here/)
  await stage.titled('This PC')
  await stage.openSample()
  await me.press('Alt+0')
  await stage.titled('This PC')
  expect(await thisPc.getAttribute('aria-current')).toBe('page')
  await me.enter(me.button(/filling-line|Sample filling line/).first())
  await me.page.getByRole('treegrid', { name: 'Users' }).waitFor()
  await me.press('Control+K')
  await me.dialog('Find')
  await me.type('Go to Certificates')
  await me.page.getByRole('option', { name: /Go to Certificates/ }).waitFor()
  await me.press('Enter')
  await me.reads(/^Certificates that servers show are listed here/)
})

test('a session is opened: the server is asked, an endpoint and a user are chosen, an unknown certificate is compared', async () => {
  const { me } = stage
  await goToSessions(me)
  const dialog = await fillLogin(me, {
    endpointUrl: controller.endpointUrl,
    user: OPERATOR,
    security: 'signed · Aes128_Sha256_RsaOaep',
  })
  expect(await dialog.getByRole('radio').count()).toBe(9)
  await me.press('Enter')
  const trust = await me.dialog('Do you trust this server?')
  for (const digest of await digestsOf(controller)) await trust.getByText(digest).waitFor()
  await me.enter(trust.getByRole('button', { name: 'Trust and connect' }))
  await me.alone()
  await me.reads(`Opened ${controller.endpointUrl}`)
  await eventually(async () => (await said('Sessions')).join()).toMatch(/open\s.*operator\s.*signed · Aes128_Sha256/su)
  await me.reads('1 of 100 at most')
})

test('an address that is none, a server that is not there and a wrong password are said in the dialog', async () => {
  const { me } = stage
  await goToSessions(me)
  await me.enter(me.button('Open a session…').first())
  const dialog = await me.dialog('Open a session')
  await me.press('Control+A')
  await me.type('http://plc')
  await me.press('Enter')
  await dialog.getByText('Still missing').waitFor()
  await me.press('Control+A')
  await me.type('opc.tcp://127.0.0.1:1')
  await me.press('Enter')
  await eventually(() => dialog.locator('.dialog-said').innerText()).toContain('127.0.0.1:1')
  await me.press('Escape')
  await me.alone()
  await fillLogin(me, { endpointUrl: controller.endpointUrl, user: { ...OPERATOR, password: 'wrong' } })
  await me.press('Enter')
  const trust = await me.dialog('Do you trust this server?')
  await me.enter(trust.getByRole('button', { name: 'Trust and connect' }))
  const again = await me.dialog('Open a session')
  await eventually(() => again.locator('.dialog-said').innerText()).toMatch(/password|user/iu)
  await me.press('Escape')
  await me.alone()
  await eventually(() => said('Sessions')).toEqual([])
})

describe('with a session', () => {
  beforeEach(async () => {
    const { me } = stage
    await goToSessions(me)
    await openSession(me, { endpointUrl: controller.endpointUrl, user: OPERATOR })
  })

  test('nodes are browsed by arrows, read, and their NodeId is copied', async () => {
    const { me } = stage
    await browse(me, ['Objects', 'Demo', 'Changing', 'Counter'])
    const facts = me.page.getByRole('region', { name: 'Attributes of the node' })
    await facts.getByText('ns=2;s=Changing/Counter').waitFor()
    await facts.getByText('CurrentRead', { exact: true }).first().waitFor()
    await me.press('Control+C')
    await me.reads('Copied: ns=2;s=Changing/Counter')
    expect(await pasted()).toBe('ns=2;s=Changing/Counter')
    await me.goTo(facts)
    await me.press('End')
    await eventually(() => facts.evaluate((box) => box.scrollTop)).toBeGreaterThan(0)
    await browse(me, ['Objects', 'Demo', 'Changing'])
    await me.press('ArrowLeft')
    await eventually(() => rows('Nodes').filter({ hasText: 'Counter' }).count()).toBe(0)
  })

  test('values are watched, change, are drawn, are let go one by one, and the session is closed', async () => {
    const { me } = stage
    const row = await browse(me, ['Objects', 'Demo', 'Changing', 'Counter'])
    await me.press('w')
    await rowOf(me, grid('Nodes'), 'Random walk')
    await me.press('Shift+F10')
    await stage.choose(me.page.getByRole('menuitem', { name: /^Watch/ }))
    expect(await row.count()).toBe(1)
    await eventually(async () => (await said('Watch')).length).toBe(2)
    const value = rows('Watch').first().getByRole('gridcell').first()
    await eventually(() => value.innerText()).toMatch(/^\d+$/u)
    const first = Number(await value.innerText())
    await eventually(async () => Number(await value.innerText())).toBeGreaterThan(first)
    const line = rows('Watch').first().getByRole('img')
    await eventually(() => line.getAttribute('aria-label')).toMatch(/^Last 60 seconds: latest [\d,]+, least/u)
    await eventually(async () => (await said('Sessions')).join()).toContain('in use')

    await me.enter(me.button(/^Interval: /))
    await stage.choose(me.page.getByRole('menuitem', { name: '100 ms' }))
    await me.button('Interval: 100 ms').waitFor()

    await rowOf(me, grid('Watch'), 'Counter')
    await me.press('Delete')
    await eventually(() => rows('Watch').getByRole('rowheader').allInnerTexts()).toEqual(['Random walk'])

    await me.goTo(grid('Sessions'))
    await me.press('Home', 'Delete')
    await eventually(() => said('Sessions')).toEqual([])
    await me.reads('This session has ended.')
    await eventually(async () => (await controller.counts()).sessionsOpen).toBe(0)
    await me.enter(me.button('Hide the nodes'))
    await eventually(() => grid('Nodes').count()).toBe(0)
  })

  test('a certificate is rejected, which ends its session, trusted again, and forgotten; Enter alone does none of it', async () => {
    const { me } = stage
    await show('Certificates')
    const trust = rows('Certificates').first().getByRole('gridcell').first()
    const ask = async (key: string, title: string, button: string): Promise<void> => {
      const before = await trust.innerText()
      for (const answer of ['Enter', button]) {
        await me.goTo(grid('Certificates'))
        await me.press('Home', key)
        const dialog = await me.dialog(title)
        await eventually(() => isHere(dialog.getByRole('button', { name: 'Cancel' }))).toBe(true)
        if (answer === 'Enter') {
          await me.press('Enter')
          await me.alone()
          expect(await trust.innerText()).toBe(before)
        } else await me.enter(dialog.getByRole('button', { name: answer }))
        await me.alone()
      }
    }
    await ask('-', 'Reject this certificate?', 'Reject')
    await eventually(() => trust.innerText()).toBe('rejected')
    await eventually(async () => (await controller.counts()).sessionsOpen).toBe(0)
    await ask('+', 'Trust a rejected certificate?', 'Trust')
    await eventually(() => trust.innerText()).toBe('trusted')
    await ask('Delete', 'Forget this certificate?', 'Forget')
    await eventually(() => said('Certificates')).toEqual([])
    await show('Sessions')
    await eventually(() => said('Sessions')).toEqual([])
  })
})

test('a changed certificate is shown beside the old one, and Enter does not trust it', async () => {
  const { me } = stage
  const replaced = await startTestController()
  onTestFinished(() => replaced.close())
  await goToSessions(me)
  await openSession(me, { endpointUrl: replaced.endpointUrl })
  const [before] = await digestsOf(replaced)
  await replaced.restart({ certificate: 'new' })
  const [now] = await digestsOf(replaced)
  expect(now).not.toBe(before)
  await me.goTo(grid('Sessions'))
  await me.press('Home', 'Delete')
  await eventually(() => said('Sessions')).toEqual([])

  await fillLogin(me, { endpointUrl: replaced.endpointUrl, user: OPERATOR })
  await me.press('Enter')
  const dialog = await me.dialog('The server shows another certificate')
  for (const text of [before, now, 'Trusted until now', 'Shown now'])
    await dialog.getByText(text, { exact: true }).waitFor()
  await eventually(() => isHere(dialog.getByRole('button', { name: 'Cancel' }))).toBe(true)
  await me.press('Enter')
  const form = await me.dialog('Open a session')
  expect(await form.getByRole('textbox', { name: 'Name' }).inputValue()).toBe(OPERATOR.name)
  await me.press('Escape')
  await me.alone()
  await eventually(() => said('Sessions')).toEqual([])
  expect((await replaced.counts()).sessionsCreated).toBe(0)
  await me.reads('1 to decide')

  await show('Certificates')
  const names = await rows('Certificates')
    .getByRole('gridcell')
    .filter({ hasText: /^(changed|trusted)$/ })
    .allInnerTexts()
  expect(names).toEqual(['changed', 'trusted'])
  await me.goTo(grid('Certificates'))
  await me.press('Home', '+')
  const decide = await me.dialog('Trust the changed certificate?')
  for (const text of [before, now]) await decide.getByText(text, { exact: true }).waitFor()
  await me.enter(decide.getByRole('button', { name: 'Trust' }))
  await me.alone()
  await show('Sessions')
  await openSession(me, { endpointUrl: replaced.endpointUrl, user: OPERATOR })
  await eventually(async () => (await said('Sessions')).join()).toContain('operator')
})
