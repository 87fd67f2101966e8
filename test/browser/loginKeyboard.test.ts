import { afterEach, expect, test } from 'vitest'
import { openPage } from '../support/browser'
import { eventually } from '../support/keyboard'
import { onDisk, person } from '../support/person'
import { keyboardStage } from '../support/stage'
import { ANNA, setUpElsewhere, type StationPeer } from '../support/stationPeer'

/* Dialogs of logging in that come by themselves, worked by keyboard alone against the real program and its own station. */

const NEXT = 'Violet Spoon 58'

const stage = keyboardStage()
let peer: StationPeer | undefined
afterEach(() => {
  peer?.close()
  peer = undefined
})

/** Name and password where the keyboard is, then Enter. */
async function logIn({ name, password }: { name: string; password: string } = ANNA): Promise<void> {
  const { me } = stage
  await me.dialog('Log in')
  await me.fill(me.field('Name'), name)
  await me.fill(me.field('Password'), password)
  await me.press('Enter')
}
/** Until the login is through, which takes the time of a hash. */
async function inside(): Promise<void> {
  await eventually(() => stage.me.page.getByRole('dialog').count()).toBe(0)
  await stage.me.alone()
}
const who = (): Promise<string> => stage.me.page.locator('.who').first().innerText()
/** What the program says of whoever is at this page. */
const mustShowAgain = (): Promise<boolean> =>
  stage.me.page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch('/api/login.whoami', { method: 'POST', headers, body: '{}' })
    const { output } = await answer.json()
    return output.user?.reauthenticate === true
  })
async function toOwnUsers(): Promise<void> {
  await stage.me.press('Alt+0', 'Alt+1')
  await stage.me.row('Users', ANNA.name)
}

test('this computer is set up in three short steps, and whoever did it is logged in', async () => {
  const { me } = stage
  await me.enter(me.button(/^Set up this station/))
  await me.dialog('Set up this station')
  await me.reads('Step 1 of 3')
  await me.press('Enter')
  await me.reads('Step 2 of 3')
  await me.type(ANNA.name)
  await me.fill(me.field('Password'), 'Password123')
  await me.fill(me.field('Confirm'), 'Password123')
  await me.press('Enter')
  await me.reads('Still missing: a password that meets the rules.')
  await me.fill(me.field('Password'), ANNA.password)
  await me.fill(me.field('Confirm'), ANNA.password)
  await me.press('Enter')
  await me.reads('anna is the first administrator of this computer and is logged in.')
  await me.press('Enter')
  await me.alone()
  expect(await who()).toBe('anna · Administrator')
  await toOwnUsers()
})

test('the login dialog comes by itself when somebody else has set this computer up, and a save that needed it goes on', async () => {
  const { me } = stage
  const folder = await stage.openSample()
  await stage.addGroup('Oil')
  peer = await setUpElsewhere(stage.program)
  await me.dialog('Log in')
  await me.press('Escape')
  await me.alone()
  // What is shown stays, and the keyboard is where it was.
  await stage.titled('* filling-line')
  await me.press('Control+S')
  await logIn({ ...ANNA, password: 'Blue Kettle 4' })
  await me.reads('The name or the password is not right.')
  expect((await onDisk(folder)).groups.map((group) => group.name)).not.toContain('Oil')
  await me.type(ANNA.password)
  await me.press('Enter')
  await inside()
  await stage.titled('filling-line')
  expect((await onDisk(folder)).groups.map((group) => group.name)).toContain('Oil')
  await expect.poll(() => me.page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('treegrid')
})

test('a page that is opened without a login says so behind the dialog, and is there after it', async () => {
  const { me } = stage
  await stage.openSample()
  peer = await setUpElsewhere(stage.program)
  await me.page.reload()
  await me.dialog('Log in')
  expect(await me.page.getByText('Log in to see this.').count()).toBe(1)
  await me.press('Escape')
  await me.alone()
  await me.enter(me.page.locator('main').getByRole('button', { name: 'Log in' }))
  await logIn()
  await me.page.getByRole('treegrid', { name: 'Users' }).waitFor()
  expect(await who()).toBe('anna · Administrator')
})

test('after the edit time-out the same person goes on with what is typed in an open dialog', async () => {
  const { me } = stage
  peer = await setUpElsewhere(stage.program)
  await logIn()
  await inside()
  await toOwnUsers()
  await peer.call('security.change', { editTimeout: 1 })
  await me.press('Insert')
  await me.dialog('Add user')
  await me.type('erin')
  await me.fill(me.field('Password'), NEXT)
  await me.fill(me.field('Confirm'), NEXT)
  await eventually(mustShowAgain).toBe(true)
  await me.press('Enter')
  const again = await me.dialog('Is it still you, anna?')
  expect(await again.getByRole('textbox').count()).toBe(1)
  await me.type('wrong')
  await me.press('Enter')
  await me.reads('The name or the password is not right.')
  await me.press('Escape')
  // Nothing is lost: the dialog below says why, and holds what was typed.
  await me.dialog('Add user')
  await me.reads(/^Nothing was done for a while/)
  expect(await me.field('Name').inputValue()).toBe('erin')
  await me.goTo(me.field('Name'))
  await me.press('Enter')
  await me.dialog('Is it still you, anna?')
  await me.type(ANNA.password)
  await me.press('Enter')
  await inside()
  await me.row('Users', 'erin')
})

test('whoever must choose a new password is asked for it at the first login, and then goes on', async () => {
  const { me } = stage
  peer = await setUpElsewhere(stage.program)
  const erin = { name: 'erin', password: 'Amber Ladle 36' }
  await peer.call('users.add', { database: 'station', ...erin, group: 'Administrator', mustChangePassword: true })
  await logIn(erin)
  await me.dialog('Change password')
  await me.reads('erin must choose a new password before anything else.')
  await me.type('wrong')
  await me.fill(me.field('New password'), NEXT)
  await me.fill(me.field('Confirm'), NEXT)
  await me.press('Enter')
  await me.reads('The present password is not right.')
  await me.type(erin.password)
  await me.press('Enter')
  await inside()
  expect(await who()).toBe('erin · Administrator')
  await me.enter(me.button(/^Logged in as erin/))
  await stage.choose(me.page.getByRole('menuitem', { name: 'Log off' }))
  await me.enter(me.page.locator('main').getByRole('button', { name: 'Log in' }))
  await logIn({ name: 'erin', password: NEXT })
  await inside()
})

test('logging off leaves nothing of what was shown, in no window, and edits wait for whoever logs in', async () => {
  const { me } = stage
  await stage.openSample()
  peer = await setUpElsewhere(stage.program)
  await logIn()
  await inside()
  await stage.addGroup('Oil')
  const context = me.page.context()
  const other = person(await context.newPage())
  await other.page.goto(new URL(stage.program.url).origin)
  await other.page.getByRole('treegrid', { name: 'Groups' }).waitFor()
  await me.enter(me.button(/^Logged in as anna/))
  await stage.choose(me.page.getByRole('menuitem', { name: 'Log off' }))
  for (const { page } of [me, other]) {
    await page.getByText('Log in to see this.').waitFor()
    expect(await page.getByText('Oil').count()).toBe(0)
    expect(await page.getByRole('dialog').count()).toBe(0)
  }
  await me.enter(me.page.locator('main').getByRole('button', { name: 'Log in' }))
  await logIn()
  await inside()
  await stage.titled('* filling-line')
  await stage.group('Oil').waitFor()
  await other.page.getByRole('treegrid', { name: 'Groups' }).waitFor()
})

test('what a viewer may not is refused with the right that is missing, and nobody is asked to log in', async () => {
  const { me } = stage
  peer = await setUpElsewhere(stage.program)
  const viewer = { name: 'viewer', password: 'Amber Ladle 36' }
  await peer.call('users.add', { database: 'station', ...viewer, group: 'Watch' })
  await logIn(viewer)
  await inside()
  await toOwnUsers()
  await me.goTo(me.page.getByRole('treegrid', { name: 'Groups' }))
  await me.press('Insert')
  await me.dialog('Add group')
  await me.type('Oil')
  await me.press('Enter')
  await me.reads('This needs the right Add/Remove on Device.UserManagement.Groups.')
  expect(await me.page.getByRole('dialog').count()).toBe(1)
  await me.press('Escape')
  await me.alone()
  await me.press('Control+K')
  await me.type('Log off')
  await me.press('Enter')
  await me.reads('Log in to see this.')
})

test('the dictionaries are not loaded before somebody chooses a password, and the rule waits for them', async () => {
  const { me } = stage
  const scripts = (): Promise<string[]> =>
    me.page.evaluate(() =>
      performance.getEntriesByType('resource').flatMap(({ name }) => name.match(/[^/]+\.js$/u) ?? []),
    )
  await me.button(/^Set up this station/).waitFor()
  expect((await scripts()).filter((name) => name.startsWith('estimate'))).toEqual([])
  let release = (): void => undefined
  const held = new Promise<void>((go) => (release = go))
  await me.page.route('**/estimate*.js', async (route) => {
    await held
    await route.continue()
  })
  await me.enter(me.button(/^Set up this station/))
  await me.press('Enter')
  await me.reads('Step 2 of 3')
  await me.fill(me.field('Password'), 'Password123')
  const rule = me.page.locator('.rule', { hasText: 'hard to guess' })
  expect(await rule.innerText()).toContain('not known yet')
  expect(await me.field('Password').getAttribute('aria-invalid')).not.toBe('true')
  release()
  await eventually(() => rule.innerText()).toContain('not met yet')
  expect(await me.field('Password').getAttribute('aria-invalid')).toBe('true')
})

test('a browser of somebody else is not logged in by it', async () => {
  peer = await setUpElsewhere(stage.program)
  await logIn()
  await inside()
  const stranger = await openPage(stage.me.page.context().browser() ?? never(), stage.program.url)
  expect(await stranger.getByRole('dialog').count()).toBe(0)
  expect(await stranger.locator('.who').count()).toBe(0)
  await stranger.context().close()
})

function never(): never {
  throw new Error('the page has no browser')
}
