import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { group, user, type FakeDatabase } from '../../support/fakeApi'
import { fakeLoginProgram, type FakeLoginProgram } from '../../support/fakeLoginApi'
import { showApp, type ShownApp } from '../shownApp'

const FILLER: FakeDatabase = {
  folder: '/filler',
  title: 'Filler',
  content: { users: [user('admin', ['Administrator'])], groups: [group('Administrator')], objects: ['Device'] },
}
const SECRET = 'Blue Kettle 47'
const NEXT = 'Violet Spoon 58'
const ANNA = { password: SECRET, administrator: true, groups: ['Administrator', 'Developer'] }

let shown: ShownApp | undefined
async function show(
  given: Parameters<typeof fakeLoginProgram>[0] = {},
): Promise<{ page: ShownApp; fake: FakeLoginProgram }> {
  const fake = fakeLoginProgram({ accounts: { anna: ANNA }, ...given }, [FILLER], [FILLER.folder])
  shown = await showApp(fake)
  return { page: shown, fake }
}
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

const NAME = '[role=dialog] input[autocomplete=username]'
const PASSWORD = '[role=dialog] input[autocomplete=current-password]'
const title = (page: ShownApp): string | undefined => page.all('[role=dialog] .dialog-title').at(-1)?.textContent
const said = (page: ShownApp): string | undefined => page.all('.dialog-said').at(-1)?.textContent

async function typeNew(page: ShownApp, one: string, two = one): Promise<void> {
  for (const [index, field] of page.all<HTMLInputElement>('input[autocomplete=new-password]').entries()) {
    field.id ||= `new-password-${index}`
    await page.type(`[id="${field.id}"]`, index === 0 ? one : two)
  }
}
const logIn = async (page: ShownApp, password = SECRET): Promise<void> => {
  await page.type(NAME, 'anna')
  await page.type(PASSWORD, password)
  await submitLast(page)
}

/** Enter in the dialog that is on top. A password is encrypted in its own time, so this waits for the answer. */
async function submitLast(page: ShownApp): Promise<void> {
  const form = page.all<HTMLFormElement>('form').at(-1)
  const before = [title(page), form]
  const answers = (): unknown[] => [title(page), page.all('form').at(-1)]
  await act(async () => form?.requestSubmit())
  await page.settle()
  for (let waits = 0; waits < 100 && said(page) === '' && answers().every((one, at) => one === before[at]); waits += 1)
    await page.settle()
  await page.settle()
}

describe('the login dialog', () => {
  test('comes by itself at the start, before a place that says what to do and is no empty list', async () => {
    const { page } = await show()
    expect(title(page)).toBe('Log in')
    expect(page.find('.frame-locked').textContent).toContain('Log in to see this.')
    expect(page.text()).not.toContain('Open a folder')
    expect(page.text()).not.toContain('could not be loaded')
    await logIn(page)
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(page.find('h1').textContent).toBe('Filler')
  })

  test('says a wrong password, keeps the name and wants the password anew', async () => {
    const { page } = await show()
    await logIn(page, 'Blue Kettle 4')
    expect(said(page)).toBe('The name or the password is not right.')
    expect(page.field(NAME).value).toBe('anna')
    expect(page.field(PASSWORD).value).toBe('')
    expect(document.activeElement).toBe(page.field(PASSWORD))
  })

  test('says what is missing instead of being mute', async () => {
    const { page } = await show()
    await page.submit()
    expect(said(page)).toBe('Still missing: your name, your password.')
  })

  test('put away leaves a place with the way back', async () => {
    const { page } = await show()
    await page.key('Escape')
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(page.text()).toContain('Log in to see this.')
    await page.press('Log in')
    expect(title(page)).toBe('Log in')
  })

  test('comes over an open dialog, whose content stays and is carried on', async () => {
    const { page, fake } = await show({ activation: 'deactivated' })
    await act(async () => page.app.shell.getState().show({ is: 'add-group' }))
    await page.type('[role=dialog] input', 'Oil')
    fake.door.activation = 'active'
    await page.submit()
    expect(title(page)).toBe('Log in')
    await page.type(NAME, 'anna')
    await page.type(PASSWORD, SECRET)
    await submitLast(page)
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(fake.opened.get('d1')?.now.groups.map((each) => each.name)).toContain('Oil')
  })

  test('of a station that takes the old login only says what that means, and uses it when told to', async () => {
    const { page, fake } = await show({ types: ['legacy'] })
    await page.type(NAME, 'anna')
    await page.type(PASSWORD, SECRET)
    await page.submit()
    expect(page.find('.login-warning').textContent).toContain('protects the password against nothing')
    expect(fake.calls.some((call) => call.method === 'login.finish')).toBe(false)
    await submitLast(page)
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(fake.calls.findLast((call) => call.method === 'login.finish')?.input).toMatchObject({ type: 'legacy' })
  })

  test('says when Caps Lock is on', async () => {
    const { page } = await show()
    await page.key('a', { modifierCapsLock: true })
    expect(page.text()).toContain('Caps Lock is on.')
    await page.key('a')
    expect(page.text()).not.toContain('Caps Lock is on.')
  })

  test('closes when somebody logs this browser in in another window', async () => {
    const { page, fake } = await show()
    await act(async () => fake.door.become('anna'))
    await page.settle()
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(page.find('h1').textContent).toBe('Filler')
  })
})

describe('the header', () => {
  test('says who is logged in, and has the ways to change the password and to log off', async () => {
    const { page, fake } = await show({ user: 'anna' })
    expect(page.find('.who').textContent).toBe('anna · Administrator')
    await page.press('Logged in as anna · Administrator')
    expect(page.all('[role=menuitem]').map((each) => each.textContent)).toEqual(['Change password…', 'Log off'])
    await act(async () => page.all('[role=menuitem]').at(-1)?.click())
    await page.settle()
    expect(fake.door.user).toBeNull()
    expect(page.text()).toContain('Log in to see this.')
    expect(page.text()).not.toContain('Filler')
    expect(page.all('[role=dialog]')).toHaveLength(0)
  })

  test('says nothing while nobody need log in', async () => {
    const { page } = await show({ activation: 'deactivated' })
    expect(page.all('.who')).toHaveLength(0)
    expect(page.find('.head').textContent).not.toContain('Log in')
  })
})

describe('changing the password', () => {
  test('comes by itself where it must be, and what was asked for goes on', async () => {
    const { page } = await show({ accounts: { anna: { ...ANNA, mustChangePassword: true } } })
    await logIn(page)
    expect(title(page)).toBe('Change password')
    expect(page.text()).toContain('anna must choose a new password before anything else.')
    await page.type(PASSWORD, SECRET)
    await typeNew(page, NEXT)
    await page.submit()
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(page.find('h1').textContent).toBe('Filler')
  })

  test('says in its own words that the present one is wrong', async () => {
    const { page } = await show({ user: 'anna' })
    await act(async () => page.app.login.getState().ask({ is: 'change-password', because: 'wished', name: 'anna' }))
    await page.type(PASSWORD, 'Blue Kettle 4')
    await typeNew(page, NEXT)
    await page.submit()
    expect(said(page)).toBe('The present password is not right.')
    await page.type(PASSWORD, SECRET)
    await page.submit()
    expect(page.all('[role=dialog]')).toHaveLength(0)
  })

  test('to the present one is refused in a sentence', async () => {
    const { page } = await show({ user: 'anna' })
    await act(async () => page.app.login.getState().ask({ is: 'change-password', because: 'wished', name: 'anna' }))
    await page.type(PASSWORD, SECRET)
    await typeNew(page, SECRET)
    await page.submit()
    expect(said(page)).toContain('it is the present password')
  })
})

describe('after the edit time-out', () => {
  test('only the same person’s password is asked for, and the edit goes on', async () => {
    const { page, fake } = await show({ user: 'anna', timedOut: true })
    await act(async () => page.app.shell.getState().show({ is: 'add-group' }))
    await page.type('[role=dialog] input', 'Oil')
    await page.submit()
    expect(title(page)).toBe('Is it still you, anna?')
    expect(page.all(NAME)).toHaveLength(0)
    await page.type(PASSWORD, SECRET)
    await submitLast(page)
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(fake.opened.get('d1')?.now.groups.map((each) => each.name)).toContain('Oil')
  })

  test('one can log off instead', async () => {
    const { page, fake } = await show({ user: 'anna', timedOut: true })
    await act(async () => {
      page.app.api.call('groups.add', { database: 'd1', name: 'Oil' }).catch(() => undefined)
    })
    await page.settle()
    await page.press('Log off instead')
    expect(fake.door.user).toBeNull()
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(page.text()).toContain('Log in to see this.')
  })
})

describe('the first administrator', () => {
  test('is made in three steps that come by themselves', async () => {
    const { page, fake } = await show({ activation: 'to-be-set-up', accounts: {} })
    expect(title(page)).toBe('Set up this station')
    expect(page.text()).toContain('Step 1 of 3')
    expect(page.text()).toContain('each program that connects to the daemon')
    await page.submit()
    expect(page.text()).toContain('Step 2 of 3')
    expect(document.activeElement?.tagName).toBe('INPUT')
    await page.submit()
    expect(said(page)).toBe('Still missing: a name, a password.')
    await page.type('[role=dialog] input[type=text]', 'anna')
    await typeNew(page, 'Password123')
    await page.submit()
    expect(said(page)).toBe('Still missing: a password that meets the rules.')
    await typeNew(page, SECRET)
    await page.submit()
    expect(page.text()).toContain('anna is the first administrator of this computer and is logged in.')
    expect(document.activeElement?.textContent).toBe('Close')
    expect(document.documentElement.outerHTML).not.toContain(SECRET)
    expect(fake.door.user).toBe('anna')
    await page.press('Close')
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(page.find('h1').textContent).toBe('Filler')
  })

  test('whom somebody else has made meanwhile is said so', async () => {
    const { page } = await show({ activation: 'to-be-set-up', accounts: { erin: ANNA } })
    await page.submit()
    await page.type('[role=dialog] input[type=text]', 'anna')
    await typeNew(page, SECRET)
    await page.submit()
    expect(said(page)).toBe('Somebody else has set up this computer meanwhile. Log in instead.')
  })
})

describe('what a user may not', () => {
  test('is said with the way to log in as somebody else', async () => {
    const { page } = await show({ user: 'anna', forbidden: new Set(['databases.save']) })
    await page.app.places.getState().stores.get('d1')?.getState().edit('databases.save', { database: 'd1' })
    await page.settle()
    expect(page.find('.toast').textContent).toContain('This needs the right Modify')
    await page.press('Log in as somebody else')
    expect(title(page)).toBe('Log in')
  })
})
