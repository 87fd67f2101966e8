import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { openFile } from '../../../src/renderer/frame/exchange/openFile'
import { fakeProgram, group, user, type FakeProgram, type Handlers } from '../../support/fakeApi'
import { added, fakeExchange, PROBLEM, removed, type FakeExchange, type FakeFile } from '../../support/fakeExchangeApi'
import { showApp, type ShownApp } from '../shownApp'

const FILE = '/mnt/line.kusers'
const CONTENT = {
  users: [user('anna', ['Administrator']), user('chidi', ['Administrator'])],
  groups: [group('Administrator')],
  objects: ['Device'],
}
const LINE_3 = { folder: '/line 3', title: 'Line 3', content: CONTENT }
const LINE_4 = { folder: '/line 4', title: 'Line 4', content: CONTENT }
const MEMBER = { subject: 'member', kind: 'added', group: 'Administrator', user: 'erin', member: null } as const
const DIFFERENCES = [added('erin'), MEMBER, added('fay'), removed('chidi')]

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

type Page = ShownApp & { fake: FakeProgram; exchange: FakeExchange }

/** The page with these databases open, and a file beside them. */
async function open(
  file: FakeFile = { differences: DIFFERENCES },
  opened = [LINE_3],
  more: Handlers = {},
): Promise<Page> {
  const exchange = fakeExchange({ [FILE]: file })
  const folders = opened.map(({ folder }) => folder)
  const fake = fakeProgram([LINE_3, LINE_4], folders, { ...exchange.handlers, ...more })
  const page = await showApp(fake)
  shown = page
  return { ...page, fake, exchange }
}

/** From the toolbar, up to what the file needs next. */
async function read(page: Page, file = FILE): Promise<void> {
  await page.press('Import file…')
  await page.type('[role=combobox]', file)
  await page.submit()
}

const dialog = (page: ShownApp): string => page.find('[role=dialog], [role=alertdialog]').textContent
const dialogs = (page: ShownApp): number => page.all('[role=dialog], [role=alertdialog]').length
const rows = (page: ShownApp): HTMLElement[] => page.all('[role=dialog] [role=row]:not(.grid-row-head)')
const ticked = (page: ShownApp): boolean[] => rows(page).map((row) => row.querySelector('.tick-on') !== null)

async function click(page: ShownApp, element: HTMLElement | null | undefined): Promise<void> {
  if (!element) throw new Error('nothing to click')
  await act(async () => element.click())
  await page.settle()
}
const box = (page: ShownApp, name: string | RegExp): HTMLElement | null | undefined =>
  page
    .all('[role=dialog] label')
    .find((label) => (typeof name === 'string' ? label.textContent === name : name.test(label.textContent)))
    ?.querySelector('input')

describe('importing a file', () => {
  test('shows what it would change before anything is changed, and adds without removing unless told', async () => {
    const page = await open()
    await read(page)
    expect(dialog(page)).toContain('Import into Line 3')
    expect(dialog(page)).toContain('Keyswitch file, of Line 9: 2 users, 1 group, 3 objects')
    expect(dialog(page)).toContain('3 added · 0 changed · 0 removed')
    expect(rows(page)).toHaveLength(3)
    expect(page.exchange.applied).toEqual([])
    await page.press('Take over 3 changes')
    expect(page.exchange.applied).toMatchObject([{ mode: 'merge', leave: [] }])
    expect(dialogs(page)).toBe(0)
    expect(page.find('footer').textContent).toContain('3 changes taken over into Line 3')
  })

  test('replacing lists what goes, too', async () => {
    const page = await open()
    await read(page)
    await click(page, box(page, /^Replace/))
    expect(dialog(page)).toContain('3 added · 0 changed · 1 removed')
    await page.press('Take over 4 changes')
    expect(page.exchange.applied).toMatchObject([{ mode: 'replace', leave: [] }])
  })

  test('each entry can be left out by pointer, and it is said that others go with it', async () => {
    const page = await open()
    await read(page)
    await click(page, rows(page)[0]?.querySelector<HTMLElement>('.tick'))
    expect(ticked(page)).toEqual([false, true, true])
    expect(dialog(page)).toContain('is left out with it')
    expect(rows(page)[0]?.querySelector('[role=rowheader]')?.getAttribute('aria-label')).toBe('added, left out')
    await page.press('Take over up to 2 changes')
    expect(page.exchange.applied).toMatchObject([{ leave: [0] }])
  })

  test('Space ticks all that are selected, and the box above ticks all or none', async () => {
    const page = await open()
    await read(page)
    await act(async () => page.find('[role=dialog] [role=grid]').focus())
    await page.key('Home')
    await page.key('ArrowDown', { shiftKey: true })
    await page.key(' ')
    expect(ticked(page)).toEqual([false, false, true])
    await page.key(' ')
    expect(ticked(page)).toEqual([true, true, true])
    await click(page, box(page, 'All'))
    expect(ticked(page)).toEqual([false, false, false])
    await page.submit()
    expect(dialog(page)).toContain('Still missing: something to take over.')
    expect(page.exchange.applied).toEqual([])
  })

  test('with a filter the box ticks what is shown, and nothing else', async () => {
    const page = await open()
    await read(page)
    await page.type('[role=dialog] .filter input', 'erin')
    await click(page, box(page, 'All that are shown'))
    await page.type('[role=dialog] .filter input', '')
    expect(ticked(page)).toEqual([false, false, true])
  })

  test('a file that would change nothing says so', async () => {
    const page = await open({})
    await read(page)
    expect(dialog(page)).toContain('the database has all of it already')
  })

  test('what is refused is listed with its reason', async () => {
    const page = await open()
    page.exchange.result = {
      applied: 2,
      refused: [{ difference: added('erin'), code: 'already-exists', details: { subject: 'user', name: 'erin' } }],
      refusedTotal: 1,
    }
    await read(page)
    await page.press('Take over 3 changes')
    expect(dialog(page)).toContain('2 changes were taken over')
    expect(dialog(page)).toContain('There is a user “erin” already.')
    await page.press('Close')
    expect(dialogs(page)).toBe(0)
  })

  test('a database that was changed meanwhile is looked at again before anything is done', async () => {
    const page = await open()
    await read(page)
    page.exchange.revision = 2
    await page.press('Take over 3 changes')
    expect(page.exchange.applied).toEqual([])
    expect(dialog(page)).toContain('The database was changed meanwhile.')
    await page.press('Take over 3 changes')
    expect(page.exchange.applied).toHaveLength(1)
  })

  test('users without a password are told, with what that means, and columns nobody understands are named', async () => {
    const page = await open({ differences: DIFFERENCES, withoutPassword: 2, ignored: ['shoe size'] })
    await read(page)
    expect(dialog(page)).toContain('2 new users come without a password: nobody can log in')
    expect(dialog(page)).toContain('Columns that say nothing here: shoe size.')
  })

  test('cancelled half way says that nothing was changed, and everything ticked is as it was', async () => {
    const page = await open()
    await read(page)
    await click(page, rows(page)[2]?.querySelector<HTMLElement>('.tick'))
    const release = page.fake.hold('imports.apply')
    await page.press('Take over up to 2 changes')
    const asked = page.fake.calls.findLast(({ method }) => method === 'imports.apply')?.input
    const work = (asked as { work: string }).work
    await act(async () => page.fake.emit('work.progress', { work, done: 1, total: 2 }))
    expect(dialog(page)).toContain('1 of 2')
    await page.press('Cancel')
    expect(page.fake.calls.at(-1)).toEqual({ method: 'work.cancel', input: { work } })
    page.fake.fail('imports.apply', new AppError('cancelled'))
    await act(async () => release())
    await page.settle()
    expect(dialog(page)).toContain('Cancelled; nothing was changed.')
    expect(ticked(page)).toEqual([true, true, false])
  })

  test('what was read is forgotten with the dialog', async () => {
    const page = await open()
    await read(page)
    expect(page.exchange.kept.size).toBe(1)
    await page.press('Cancel')
    expect(page.exchange.kept.size).toBe(0)
  })

  test('a file that is not there is said, and its path stays to be mended', async () => {
    const page = await open()
    await read(page, '/mnt/lime.kusers')
    expect(dialog(page)).toContain('There is no file “/mnt/lime.kusers”.')
    expect(page.field('[role=combobox]').value).toBe('/mnt/lime.kusers')
  })
})

describe('an encrypted file', () => {
  test('asks for its passphrase; a wrong one is said and typed anew', async () => {
    const page = await open({ differences: DIFFERENCES, passphrase: 'Amber Kettle 47' })
    await read(page)
    expect(dialog(page)).toContain('The file is encrypted')
    await page.type('[type=password]', 'Copper Funnel 12')
    await page.submit()
    expect(dialog(page)).toContain('This is not the passphrase')
    expect(page.field('[type=password]').value).toBe('')
    await page.type('[type=password]', 'Amber Kettle 47')
    await page.submit()
    expect(dialog(page)).toContain('3 added')
  })
})

describe('a table with rows that cannot be taken over', () => {
  const TABLE: FakeFile = { kind: 'users-table', differences: DIFFERENCES, problems: [PROBLEM] }

  test('shows them first, and goes on only when they are left out on purpose', async () => {
    const page = await open(TABLE)
    await read(page)
    expect(dialog(page)).toContain('1 row cannot be taken over')
    for (const words of ['3', 'may change password', 'write yes or no', 'perhaps'])
      expect(dialog(page)).toContain(words)
    await page.press('Next')
    expect(dialog(page)).toContain('Still missing: the tick that leaves these rows out.')
    await click(page, box(page, 'Leave this row out'))
    await page.press('Next')
    await page.press('Take over 3 changes')
    expect(page.exchange.applied).toMatchObject([{ skipProblems: true }])
  })

  test('is read again after it was mended', async () => {
    const page = await open(TABLE)
    await read(page)
    page.exchange.files.set(FILE, { ...TABLE, problems: [] })
    await page.press('Read again')
    expect(dialog(page)).toContain('Import into Line 3')
    expect(page.exchange.kept.size).toBe(1)
  })
})

describe('security settings of a file', () => {
  const WITH: FakeFile = {
    differences: DIFFERENCES,
    settings: [{ setting: 'editTimeout', before: '300', after: '60' }],
  }

  test('are listed by themselves in words, and left alone unless they are ticked', async () => {
    const page = await open(WITH)
    await read(page)
    expect(dialog(page)).toContain('Ask again after5 minutes1 minute')
    await page.press('Next')
    await page.press('Take over 3 changes')
    expect(page.exchange.applied).toMatchObject([{ settings: false }])
  })

  test('that are ticked are counted, and where they stayed as they were it is said', async () => {
    const page = await open(WITH)
    page.exchange.result = {
      applied: 3,
      refused: [],
      refusedTotal: 0,
      settings: { code: 'not-permitted', details: { object: 'Device', right: 'modify' } },
    }
    await read(page)
    await click(page, box(page, 'Take this setting over, too'))
    await page.press('Next')
    await page.press('Take over 3 changes and 1 setting')
    expect(page.exchange.applied).toMatchObject([{ settings: true }])
    expect(dialog(page)).toContain('The security settings stayed as they were. This needs the right Modify on Device.')
  })
})

describe('a file that comes from outside', () => {
  test('is read at once with one database open; the Back button leads to where that is chosen', async () => {
    const page = await open()
    await act(async () => openFile(page.app, FILE))
    await page.settle()
    expect(dialog(page)).toContain('Import into Line 3')
    await page.press('Back')
    expect(dialog(page)).toContain('Import a file')
    expect(page.field('[role=combobox]').value).toBe(FILE)
  })

  test('with several open asks first', async () => {
    const page = await open({ differences: DIFFERENCES }, [LINE_3, LINE_4])
    await act(async () => openFile(page.app, FILE))
    await page.settle()
    expect(dialog(page)).toContain('Import a file')
    expect(page.fake.calls.some(({ method }) => method === 'imports.read')).toBe(false)
  })

  test('waits while another dialog is open, so that nothing typed there is lost', async () => {
    const page = await open()
    await page.press('Add user')
    await act(async () => openFile(page.app, FILE))
    await page.settle()
    expect(dialog(page)).toContain('Add user')
    await page.press('Cancel')
    await page.settle()
    expect(dialog(page)).toContain('Import into Line 3')
  })

  test('with none open becomes a new database; cancelled, nothing of that is left', async () => {
    const closed: unknown[] = []
    const page = await open({ differences: DIFFERENCES }, [], {
      'databases.create': ({ folder }) => page.fake.api.call('databases.open', { folder }),
      'databases.close': (input) => {
        closed.push(input)
        page.fake.opened.delete(input.database)
        page.fake.emit('places.changed', {})
        return {}
      },
    })
    await act(async () => openFile(page.app, FILE))
    await page.settle()
    expect(dialog(page)).toContain('A new database in a folder…')
    await page.submit()
    expect(dialog(page)).toContain('Where is the new database to be?')
    await page.type('[role=combobox]', LINE_4.folder)
    await page.submit()
    expect(dialog(page)).toContain('Import into Line 4')
    expect(dialog(page)).toContain('1 removed')
    await page.press('Cancel')
    await page.settle()
    expect(closed).toEqual([{ database: 'd1', discard: true, remove: true }])
    expect(page.fake.calls).toContainEqual({ method: 'recent.forget', input: { folder: LINE_4.folder } })
    expect(page.text()).toContain('Try the sample')
  })

  test('with none open and taken over, the new database stays', async () => {
    const page = await open({ differences: DIFFERENCES }, [], {
      'databases.create': ({ folder }) => page.fake.api.call('databases.open', { folder }),
    })
    await act(async () => openFile(page.app, FILE))
    await page.settle()
    await page.submit()
    await page.type('[role=combobox]', LINE_4.folder)
    await page.submit()
    await page.press('Take over 4 changes')
    expect(dialogs(page)).toBe(0)
    expect(page.exchange.applied).toMatchObject([{ mode: 'replace' }])
    expect(page.fake.calls.some(({ method }) => method === 'databases.close')).toBe(false)
  })
})
