import { afterEach, expect, test } from 'vitest'
import { eventually } from '../support/keyboard'
import { inHeap, placesOf } from '../support/secretPlaces'
import { keyboardStage } from '../support/stage'
import { ANNA, setUpElsewhere, type StationPeer } from '../support/stationPeer'

/* A password is in the page while its dialog is open, and nowhere in it afterwards: not in what was repeated either. */

const NEXT = 'Violet Spoon 58'

const stage = keyboardStage()
let peer: StationPeer | undefined
afterEach(() => {
  peer?.close()
  peer = undefined
})

async function nowhere(...secrets: string[]): Promise<void> {
  for (const secret of secrets) {
    await eventually(() => inHeap(stage.me.page, secret)).toBe(false)
    await eventually(() => placesOf(stage.me.page, secret)).toEqual([])
  }
}
async function away(): Promise<void> {
  await eventually(() => stage.me.page.getByRole('dialog').count()).toBe(0)
  await stage.me.alone()
}
/** The keyboard is on the name, whatever else is open behind the dialog. */
async function typeLogin(password: string = ANNA.password): Promise<void> {
  const { me } = stage
  const dialog = await me.dialog('Log in')
  await me.type(ANNA.name)
  await me.fill(dialog.getByRole('textbox', { name: 'Password' }), password)
}

test.each(['Enter', 'Escape'])('after the login dialog closed with %s it is nowhere in the page', async (key) => {
  peer = await setUpElsewhere(stage.program)
  await typeLogin()
  expect((await placesOf(stage.me.page, ANNA.password)).join()).toContain('a field')
  await stage.me.press(key)
  await away()
  await nowhere(ANNA.password)
})

test('after a wrong one was refused and the dialog put away it is nowhere in the page', async () => {
  peer = await setUpElsewhere(stage.program)
  await typeLogin(NEXT)
  await stage.me.press('Enter')
  await stage.me.reads('The name or the password is not right.')
  expect(await stage.me.field('Password').inputValue()).toBe('')
  await stage.me.press('Escape')
  await away()
  await nowhere(NEXT)
})

test.each(['Enter', 'Escape'])(
  'after this computer was set up, or not, with %s it is nowhere in the page',
  async (key) => {
    const { me } = stage
    await me.enter(me.button(/^Set up this station/))
    await me.dialog('Set up this station')
    await me.press('Enter')
    await me.reads('Step 2 of 3')
    await me.type(ANNA.name)
    await me.fill(me.field('Password'), ANNA.password)
    await me.fill(me.field('Confirm'), ANNA.password)
    await me.press(key)
    if (key === 'Enter') {
      await me.reads('Step 3 of 3')
      await me.press('Escape')
    }
    await away()
    await nowhere(ANNA.password)
  },
)

test.each(['Enter', 'Escape'])(
  'after changing the password ended with %s neither is anywhere in the page',
  async (key) => {
    const { me } = stage
    peer = await setUpElsewhere(stage.program)
    await typeLogin()
    await me.press('Enter')
    await away()
    await me.enter(me.button(/^Logged in as anna/))
    await stage.choose(me.page.getByRole('menuitem', { name: 'Change password…' }))
    await me.dialog('Change password')
    await me.type(ANNA.password)
    await me.fill(me.field('New password'), NEXT)
    await me.fill(me.field('Confirm'), NEXT)
    await me.press(key)
    await away()
    await nowhere(ANNA.password, NEXT)
  },
)

test('after an edit with a password in it waited for a login and went on, it is nowhere in the page', async () => {
  const { me } = stage
  await stage.openSample()
  await me.row('Users', 'admin')
  await me.press('Insert')
  await me.dialog('Add user')
  await me.type('erin')
  await me.fill(me.field('Password'), NEXT)
  await me.fill(me.field('Confirm'), NEXT)
  peer = await setUpElsewhere(stage.program)
  await typeLogin()
  await me.press('Escape')
  await me.dialog('Add user')
  // A person sees where the keyboard is before going on.
  await me.field('Confirm').focus()
  await me.press('Enter')
  await typeLogin()
  await me.press('Enter')
  await away()
  await me.row('Users', 'erin')
  await nowhere(ANNA.password, NEXT)
})
