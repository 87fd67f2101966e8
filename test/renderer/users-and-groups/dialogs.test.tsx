import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import type { UsersShown } from '../../../src/renderer/stores/shell'
import { fakeProgram, group, user, type FakeProgram } from '../../support/fakeApi'
import { showApp, type ShownApp } from '../shownApp'

const PASSWORD = 'Blue Kettle 47'

function program(): FakeProgram {
  const content = {
    users: [
      user('admin', ['Administrator']),
      user('anna', ['Developer', 'Watch']),
      user('bogdan', ['Watch'], { mustChangePassword: true }),
    ],
    groups: [group('Administrator', [], 3), group('Developer', [], 2), group('Watch', ['Developer'])],
    objects: ['Device'],
  }
  const other = { ...content, users: [user('admin', ['Administrator']), user('erin', ['Oil']), user('plc', ['Oil'])] }
  return fakeProgram(
    [
      { folder: '/filler', title: 'Filler', content },
      { folder: '/labeller', title: 'Labeller', content: { ...other, groups: [...content.groups, group('Oil')] } },
    ],
    ['/filler'],
  )
}

let shown: ShownApp | undefined
async function open(fake: FakeProgram, dialog: UsersShown): Promise<ShownApp> {
  shown = await showApp(fake)
  shown.app.shell.getState().show(dialog)
  await shown.settle()
  return shown
}
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

const last = (fake: FakeProgram, method: string): unknown =>
  fake.calls.findLast((call) => call.method === method)?.input

async function typePasswords(page: ShownApp, one: string, two = one): Promise<void> {
  const [first, second] = page.all<HTMLInputElement>('input[autocomplete=new-password]')
  for (const [index, [field, text]] of [
    [first, one],
    [second, two],
  ].entries()) {
    if (!(field instanceof HTMLInputElement) || typeof text !== 'string') throw new Error('no password field')
    field.id ||= `password-${index}`
    await page.type(`[id="${field.id}"]`, text)
  }
}

const nameField = '[role=dialog] input[type=text]:not([role])'
const said = (page: ShownApp): string => page.find('.dialog-said').textContent

describe('add user', () => {
  test('OK says what is missing instead of being mute, and goes to the field', async () => {
    const fake = program()
    const page = await open(fake, { is: 'add-user' })
    await page.submit()
    expect(said(page)).toBe('Still missing: a name, a password.')
    expect(last(fake, 'users.add')).toBeUndefined()
    await page.type(nameField, 'erin')
    await typePasswords(page, PASSWORD, 'Blue Kettle 4')
    expect(said(page)).toBe('Still missing: the same password twice.')
  })

  test('the rules tick while typing and the strength has a word', async () => {
    const page = await open(program(), { is: 'add-user' })
    const met = (): number => page.all('.rule-met').length
    expect(met()).toBe(0)
    await typePasswords(page, 'Blue')
    expect(met()).toBe(3)
    await typePasswords(page, PASSWORD)
    expect(met()).toBe(5)
    expect(page.find('[role~=meter], [role=progressbar]').getAttribute('aria-valuetext')).toBe('Strong')
  })

  test('adds the user as filled in, closes, and no password stays in the page', async () => {
    const fake = program()
    const page = await open(fake, { is: 'add-user' })
    await page.type(nameField, 'erin')
    await typePasswords(page, PASSWORD)
    await page.submit()
    expect(last(fake, 'users.add')).toEqual({
      database: 'd1',
      name: 'erin',
      password: PASSWORD,
      mayChangePassword: true,
      mustChangePassword: false,
    })
    expect(page.all('[role=dialog]')).toHaveLength(0)
    expect(document.documentElement.outerHTML).not.toContain(PASSWORD)
    expect(page.all<HTMLInputElement>('input').map((field) => field.value)).not.toContain(PASSWORD)
  })

  test('a name that is taken is said while typing', async () => {
    const page = await open(program(), { is: 'add-user' })
    await page.type(nameField, 'ANNA')
    expect(page.find('.field-fault').textContent).toContain('differs only in upper and lower case')
    await page.type(nameField, 'a,b')
    expect(page.find('.field-fault').textContent).toContain('No comma')
  })

  test('a refusal is said in the dialog, which stays with everything typed', async () => {
    const fake = program()
    const page = await open(fake, { is: 'add-user' })
    fake.fail('users.add', new AppError('not-configurable', { subject: 'users' }))
    await page.type(nameField, 'erin')
    await typePasswords(page, PASSWORD)
    await page.submit()
    expect(said(page)).toContain('can only be read here')
    expect(page.field(nameField).value).toBe('erin')
  })

  test('taking away “can be changed” takes “must be changed” away visibly and says why', async () => {
    const page = await open(program(), { is: 'add-user' })
    const [may, must] = page.all<HTMLInputElement>('[role=dialog] input[type=checkbox]')
    await page.press('Show the password')
    must?.click()
    await page.settle()
    expect(must?.checked).toBe(true)
    may?.click()
    await page.settle()
    expect([must?.checked, must?.disabled]).toEqual([false, true])
    expect(page.find('[role=dialog]').textContent).toContain('Only for a user who may change the password.')
  })
})

describe('edit user', () => {
  test('comes filled, and only what was changed is sent', async () => {
    const fake = program()
    const page = await open(fake, { is: 'edit-user', name: 'anna' })
    expect(page.field(nameField).value).toBe('anna')
    await page.type(nameField, 'anne')
    await page.submit()
    expect(last(fake, 'users.change')).toEqual({ database: 'd1', name: 'anna', to: 'anne' })
  })
})

describe('groups of users', () => {
  test('what only some are in stays as it is until it is clicked', async () => {
    const fake = program()
    const page = await open(fake, { is: 'members', users: ['anna', 'bogdan'] })
    const boxes = page.all<HTMLInputElement>('[role=dialog] input[type=checkbox]')
    expect(boxes.map((box) => (box.indeterminate ? 'some' : box.checked))).toEqual([false, 'some', true])
    boxes[0]?.click()
    await page.settle()
    await page.submit()
    const calls = fake.calls.filter((call) => call.method === 'groups.changeMembers').map((call) => call.input)
    const join = ['anna', 'bogdan'].map((user) => ({ group: 'Administrator', user }))
    expect(calls).toEqual([{ database: 'd1', join, leave: [] }])
  })
})

describe('deleting', () => {
  test('says what else goes', async () => {
    const page = await open(program(), { is: 'remove-users', names: ['anna', 'bogdan'] })
    expect(page.find('[role=alertdialog]').textContent).toContain('3 group memberships go too.')
  })

  test('of a group tells memberships, groups above it and rights', async () => {
    const page = await open(program(), { is: 'remove-groups', names: ['Developer'] })
    const text = page.find('[role=alertdialog]').textContent
    expect(text).toContain('1 membership goes too')
    expect(text).toContain('taken out of 1 group')
    expect(text).toContain('rights on 2 objects go')
  })

  test('of the last administrator is refused with the reason, in the dialog', async () => {
    const fake = program()
    const page = await open(fake, { is: 'remove-users', names: ['admin'] })
    await page.submit()
    expect(said(page)).toContain('nobody who is an administrator')
    expect(fake.opened.get('d1')?.now.users).toHaveLength(3)
  })
})

describe('groups', () => {
  test('a new group may belong to others from the start', async () => {
    const fake = program()
    const page = await open(fake, { is: 'add-group' })
    await page.type(nameField, 'Night shift')
    page.all<HTMLInputElement>('[role=dialog] input[type=checkbox]').at(-1)?.click()
    await page.settle()
    await page.submit()
    expect(last(fake, 'groups.add')).toEqual({ database: 'd1', name: 'Night shift' })
    expect(last(fake, 'groups.changeMembers')).toEqual({
      database: 'd1',
      join: [{ group: 'Watch', member: 'Night shift' }],
      leave: [],
    })
  })

  test('Administrator keeps its name', async () => {
    const page = await open(program(), { is: 'edit-group', name: 'Administrator' })
    expect(page.field(nameField).disabled).toBe(true)
    expect(page.text()).toContain('The group Administrator stays as it is')
  })
})

describe('import', () => {
  test('without another database says what to do first', async () => {
    const page = await open(program(), { is: 'import' })
    expect(page.find('[role=dialog]').textContent).toContain('Open one first')
  })

  test('lists only what is not here yet', async () => {
    const fake = program()
    await fake.api.call('databases.open', { folder: '/labeller' })
    const page = await open(fake, { is: 'import' })
    await page.submit()
    expect(said(page)).toBe('Still missing: at least one entry.')
    const text = page.find('.import-lists').textContent
    expect(text).toContain('erin')
    expect(text).toContain('Oil')
    expect(text).not.toContain('admin')
  })
})
