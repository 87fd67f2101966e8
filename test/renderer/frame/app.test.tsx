import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { fakeProgram, group, user, type FakeDatabase, type FakeProgram } from '../../support/fakeApi'
import { showApp, type ShownApp } from '../shownApp'

const FILLER: FakeDatabase = {
  folder: '/line-3/filler',
  title: 'Filler',
  content: {
    users: [user('admin', ['Administrator']), user('anna', ['Developer'])],
    groups: [group('Administrator'), group('Developer')],
    objects: ['Device', 'Device.Logger'],
  },
}

let shown: ShownApp | undefined
async function show(fake: FakeProgram): Promise<ShownApp> {
  shown = await showApp(fake)
  return shown
}
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

const opened = (more: Partial<FakeDatabase> = {}): FakeProgram => fakeProgram([{ ...FILLER, ...more }], [FILLER.folder])

describe('first start', () => {
  test('offers three plain choices and goes on with the sample', async () => {
    const page = await show(fakeProgram([FILLER]))
    for (const choice of ['Open a folder', 'New database', 'Try the sample']) expect(page.text()).toContain(choice)
    await page.press(/^Try the sample/)
    expect(page.find('h1').textContent).toBe('Filler')
    expect(page.text()).not.toContain('Try the sample')
  })

  test('a list of databases that cannot be read is not “nothing is open”', async () => {
    const fake = fakeProgram([FILLER])
    fake.fail('databases.list', new AppError('internal', { reference: '42' }))
    const page = await show(fake)
    expect(page.text()).toContain('under the reference 42')
    expect(page.text()).not.toContain('Try the sample')
    fake.fail('databases.list', undefined)
    await page.press('Try again')
    expect(page.text()).toContain('Try the sample')
  })

  test('speaks German where the person chose it, and says so to the machine', async () => {
    const fake = fakeProgram([FILLER])
    await fake.api.call('settings.change', { language: 'de', theme: 'dark' })
    const page = await show(fake)
    expect(page.text()).toContain('Beispiel ausprobieren')
    expect(document.documentElement.lang).toBe('de')
    expect(document.documentElement.dataset['theme']).toBe('dark')
  })
})

describe('an opened database', () => {
  test('says what it is, where it lies and what is in it', async () => {
    const page = await show(opened())
    expect(page.find('.head-path').textContent).toBe('/line-3/filler')
    expect(page.find('footer').textContent).toContain('2 objects · 2 groups · 2 users')
    expect(page.button('Save').disabled).toBe(true)
  })

  test('a user list that cannot be read says so and offers to try again', async () => {
    const fake = opened()
    fake.fail('users.list', new AppError('file-failed', { file: '.UserDatabase.csv', code: 'EIO' }))
    const page = await show(fake)
    expect(page.find('[data-pane=users]').textContent).toContain('.UserDatabase.csv could not be read or written (EIO)')
    expect(page.find('[data-pane=users]').textContent).not.toContain('are listed here')
    fake.fail('users.list', undefined)
    await page.press('Try again')
    expect(page.all('[data-pane=users] [role=treegrid]')).toHaveLength(1)
  })

  test('undo says what it would take back, and Ctrl+Z does it', async () => {
    const fake = opened()
    const page = await show(fake)
    await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
    await page.settle()
    expect(page.button('Undo: add user erin').disabled).toBe(false)
    expect(page.button('Save 1 change').disabled).toBe(false)
    await page.key('z', { ctrlKey: true })
    expect(page.find('footer').textContent).toContain('Undone: add user erin')
    expect(page.button('Save').disabled).toBe(true)
  })

  test('closing with edits asks: Escape keeps it, Discard closes it', async () => {
    const fake = opened()
    const page = await show(fake)
    await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
    await page.settle()
    page.app.shell.getState().show({ is: 'closing', database: 'd1' })
    await page.settle()
    expect(page.find('[role=alertdialog]').textContent).toContain('One change is not saved yet.')
    await page.key('Escape')
    expect(page.all('[role=alertdialog]')).toHaveLength(0)
    expect(fake.opened.size).toBe(1)
    page.app.shell.getState().show({ is: 'closing', database: 'd1' })
    await page.settle()
    await page.press('Discard')
    expect(fake.opened.size).toBe(0)
    expect(page.text()).toContain('Open a folder')
  })

  test('files changed by somebody else are told at once, and saving compares instead of overwriting', async () => {
    const fake = opened()
    const page = await show(fake)
    await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
    fake.changeOutside('d1')
    await page.settle()
    expect(page.text()).toContain('Somebody else has changed .UserDatabase.csv')
    await page.key('s', { ctrlKey: true })
    expect(page.find('[role=dialog]').textContent).toContain('Nothing was overwritten')
    await page.press('Overwrite (drop theirs)')
    expect(fake.opened.get('d1')?.saved).toBe(1)
    expect(page.all('[role=dialog]')).toHaveLength(0)
  })

  test('a refusal is read out in a sentence', async () => {
    const fake = opened()
    const page = await show(fake)
    await page.app.places
      .getState()
      .stores.get('d1')
      ?.getState()
      .edit('users.remove', { database: 'd1', name: 'admin' })
    await page.settle()
    expect(page.find('[role=alertdialog], [role=alert]').textContent).toContain('nobody who is an administrator')
  })

  test('a read-only folder says so and offers a copy', async () => {
    const page = await show(opened({ readOnly: true }))
    expect(page.text()).toContain('/line-3/filler cannot be written to')
    await page.press('Save a copy in…')
    expect(page.find('[role=dialog]').textContent).toContain('Save a copy in')
  })

  test('a notice is shown once and can be put away', async () => {
    const notices = [{ is: 'copy-used', file: '.GroupDatabase.csv', problem: 'checksum', line: null } as const]
    const page = await show(opened({ notices }))
    expect(page.text()).toContain('.GroupDatabase.csv is damaged')
    await page.press('Dismiss')
    expect(page.text()).not.toContain('.GroupDatabase.csv is damaged')
  })

  test('Ctrl+K finds a user and goes there', async () => {
    const page = await show(opened())
    await page.key('k', { ctrlKey: true })
    await page.type('[role=combobox]', 'ann')
    expect(page.find('[role=option]').textContent).toBe('annauser')
    await page.key('Enter')
    expect(page.all('[role=combobox]')).toHaveLength(0)
    expect(page.all('[aria-selected=true]').some((row) => row.textContent.includes('anna'))).toBe(true)
  })

  test('the desktop asks before it leaves, also for an edit made this very moment, and leaves at once without any', async () => {
    const fake = opened()
    const page = await show(fake)
    await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
    fake.emit('app.leaving', {})
    await page.settle()
    expect(page.find('[role=alertdialog]').textContent).toContain('Filler · 1 change')
    await page.press('Save all')
    const acts = fake.calls.flatMap(({ method }) =>
      method.startsWith('users') || method.endsWith('s.state') ? [] : [method],
    )
    expect(acts.slice(-2)).toEqual(['databases.save', 'app.leave'])
    fake.emit('app.leaving', {})
    await page.settle()
    expect(fake.calls.at(-1)?.method).toBe('app.leave')
  })
})
