import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { fakeProgram, group, user, type FakeProgram } from '../../support/fakeApi'
import { fakeExchange, type FakeExchange } from '../../support/fakeExchangeApi'
import { showApp, type ShownApp } from '../shownApp'

const GOOD = 'Amber Kettle 47'
const FOLDER = '/line 3'
const CONTENT = {
  users: [user('anna', ['Administrator'])],
  groups: [group('Administrator')],
  objects: ['Device'],
}

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

type Page = ShownApp & { fake: FakeProgram; exchange: FakeExchange }

/** A database with its Export dialog. */
async function open(language: 'en' | 'de' = 'en'): Promise<Page> {
  const exchange = fakeExchange()
  const fake = fakeProgram([{ folder: FOLDER, title: 'Line 3', content: CONTENT }], [FOLDER], exchange.handlers)
  await fake.api.call('settings.change', { language })
  const page = await showApp(fake)
  shown = page
  await page.press(language === 'en' ? 'Export…' : 'Exportieren…')
  return { ...page, fake, exchange }
}

const dialog = (page: ShownApp): string => page.find('[role=dialog], [role=alertdialog]').textContent
const dialogs = (page: ShownApp): number => page.all('[role=dialog], [role=alertdialog]').length
const path = (page: ShownApp): HTMLInputElement => page.field('[role=combobox]')

async function choose(page: ShownApp, name: string): Promise<void> {
  const input = page
    .all('label')
    .find((label) => label.textContent === name)
    ?.querySelector('input')
  if (!input) throw new Error(`nothing to tick called ${name}`)
  await act(async () => input.click())
  await page.settle()
}

async function typePassphrase(page: ShownApp, passphrase = GOOD, confirm = passphrase): Promise<void> {
  const fields = page.all<HTMLInputElement>('[type=password]')
  for (const [index, text] of [passphrase, confirm].entries()) {
    fields[index]?.setAttribute('data-test', String(index))
    await page.type(`[data-test="${index}"]`, text)
  }
}

describe('exporting', () => {
  test('is encrypted unless told otherwise, with everything in it, named after the database', async () => {
    const page = await open()
    expect(path(page).value).toBe('/home/anna/Line 3.kusers')
    await typePassphrase(page)
    await page.submit()
    expect(page.exchange.written.get('/home/anna/Line 3.kusers')).toMatchObject({
      database: 'd1',
      what: { is: 'kusers', parts: ['users', 'groups', 'rights', 'settings'], passphrase: GOOD },
    })
    expect(dialogs(page)).toBe(0)
    expect(page.find('footer').textContent).toContain('Written /home/anna/Line 3.kusers: 2 users, 1 group, 3 objects')
  })

  test('says what a passphrase lacks and writes nothing until it is good and typed twice', async () => {
    const page = await open()
    await page.submit()
    expect(dialog(page)).toContain('Still missing: a passphrase.')
    await typePassphrase(page, 'short')
    await page.submit()
    expect(dialog(page)).toContain('a passphrase that meets the rules')
    await typePassphrase(page, GOOD, 'Amber Kettle 48')
    await page.submit()
    expect(dialog(page)).toContain('Still missing: the same passphrase twice.')
    expect(page.exchange.written.size).toBe(0)
  })

  test('a passphrase may be longer than a password, and has no user name it must not be', async () => {
    const page = await open()
    expect(dialog(page)).not.toContain('user name')
    const long = 'seven lamps above the harbour wall and one more for the ferryman at night'
    await typePassphrase(page, long)
    await page.submit()
    expect(page.exchange.written.get('/home/anna/Line 3.kusers')?.what).toMatchObject({ passphrase: long })
  })

  test('in clear needs no passphrase and sends none, also when one was typed before', async () => {
    const page = await open()
    await typePassphrase(page)
    await choose(page, 'Keyswitch file in clear, without passwords')
    expect(page.all('[type=password]')).toHaveLength(0)
    await choose(page, 'Settings')
    await page.submit()
    expect(page.exchange.written.get('/home/anna/Line 3.kusers')?.what).toEqual({
      is: 'kusers',
      parts: ['users', 'groups', 'rights'],
    })
  })

  test('no part is no file', async () => {
    const page = await open()
    await choose(page, 'Keyswitch file in clear, without passwords')
    for (const part of ['Users', 'Groups', 'Rights', 'Settings']) await choose(page, part)
    await page.submit()
    expect(dialog(page)).toContain('Still missing: at least one part.')
  })

  test.each([
    ['en', 'Table of users (CSV)', '/home/anna/Line 3-users.csv', { is: 'users-table', separator: ',' }],
    ['de', 'Tabelle der Rechte (CSV)', '/home/anna/Line 3-Rechte.csv', { is: 'rights-table', separator: ';' }],
  ] as const)('a table has the ending and the separator of its language (%s)', async (language, name, file, what) => {
    const page = await open(language)
    await choose(page, name)
    expect(path(page).value).toBe(file)
    await page.submit()
    expect(page.exchange.written.get(file)?.what).toEqual(what)
  })

  test('a path that was typed keeps its name when something else is to be written, and gets an ending where it has none', async () => {
    const page = await open()
    await page.type('[role=combobox]', '/mnt/stick/mine.kusers')
    await choose(page, 'Table of users (CSV)')
    expect(path(page).value).toBe('/mnt/stick/mine.csv')
    await page.type('[role=combobox]', '/mnt/stick/list')
    await page.submit()
    expect([...page.exchange.written.keys()]).toEqual(['/mnt/stick/list.csv'])
  })

  test('a file that is there is replaced only after it was asked', async () => {
    const page = await open()
    page.exchange.files.set('/home/anna/Line 3-users.csv', {})
    await choose(page, 'Table of users (CSV)')
    await page.submit()
    expect(dialog(page)).toContain('Replace Line 3-users.csv?')
    expect(page.exchange.written.size).toBe(0)
    await page.press('Back')
    expect(path(page).value).toBe('/home/anna/Line 3-users.csv')
    await page.submit()
    await page.press('Replace')
    expect(page.exchange.written.get('/home/anna/Line 3-users.csv')).toMatchObject({ overwrite: true })
    expect(dialogs(page)).toBe(0)
  })

  test('a refusal is said in the dialog, and what was typed is still there', async () => {
    const page = await open()
    await choose(page, 'Table of users (CSV)')
    await page.type('[role=combobox]', '/mnt/stick/list.csv')
    page.fake.fail('exports.write', new AppError('read-only', { folder: '/mnt/stick' }))
    await page.submit()
    expect(dialog(page)).toContain('/mnt/stick cannot be written to.')
    expect(path(page).value).toBe('/mnt/stick/list.csv')
  })

  test('says how far it is, and can be cancelled', async () => {
    const page = await open()
    const release = page.fake.hold('exports.write')
    await choose(page, 'Table of users (CSV)')
    await page.submit()
    const asked = page.fake.calls.findLast(({ method }) => method === 'exports.write')?.input
    const work = (asked as { work: string }).work
    await act(async () => page.fake.emit('work.progress', { work, done: 1, total: 3 }))
    expect(dialog(page)).toContain('1 of 3')
    await page.press('Cancel')
    expect(page.fake.calls.at(-1)).toEqual({ method: 'work.cancel', input: { work } })
    expect(dialog(page)).toContain('Cancelling…')
    page.fake.fail('exports.write', new AppError('cancelled'))
    await act(async () => release())
    await page.settle()
    expect(dialog(page)).toContain('Cancelled; nothing was changed.')
    expect(path(page).value).toBe('/home/anna/Line 3-users.csv')
  })

  test('Ctrl+E begins it', async () => {
    const page = await open()
    await page.press('Cancel')
    expect(dialogs(page)).toBe(0)
    await page.key('e', { ctrlKey: true })
    expect(dialog(page)).toContain('Export Line 3')
  })
})
