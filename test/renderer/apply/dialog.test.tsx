import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import type { Difference } from '../../../src/contract/databases'
import { AppError } from '../../../src/contract/errors'
import { fakeApplyProgram, type FakeApply, type FakeApplyProgram } from '../../support/fakeApplyApi'
import { addedUser } from '../../support/fakeStation'
import { showApp, type ShownApp } from '../shownApp'

type Page = ShownApp & { fake: FakeApplyProgram }

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
  delete window.keyswitch
})

const LOST: Difference = { subject: 'user', kind: 'removed', name: 'chidi', was: null, fields: [] }

/** Three folders that differ, one that is equal, one that is damaged, one that somebody writes to when it comes to it. */
function plant(): Partial<FakeApply> {
  return {
    targets: new Map([
      ['/plant/a', { differences: [addedUser('erin'), LOST] }],
      ['/plant/b', { differences: [addedUser('erin')] }],
      ['/plant/c', { differences: [LOST] }],
      ['/plant/same', {}],
      [
        '/plant/broken',
        { refused: { code: 'database-damaged', details: { file: '.UserDatabase.csv', line: 3, problem: 'checksum' } } },
      ],
      [
        '/plant/busy',
        { differences: [LOST], fails: new AppError('folder-in-use', { folder: '/plant/busy', by: 'runtime' }) },
      ],
    ]),
    below: new Map([
      [
        '/plant',
        { folders: ['/plant/a', '/plant/b', '/plant/broken', '/plant/busy', '/plant/c', '/plant/same'], more: false },
      ],
    ]),
  }
}

async function open(given: Partial<FakeApply> = plant()): Promise<Page> {
  const fake = fakeApplyProgram(given)
  const page = await showApp(fake)
  shown = page
  await act(async () => page.app.shell.getState().show({ is: 'apply', database: 'd1' }))
  await page.settle()
  return { ...page, fake }
}

const FIELD = '[role=dialog] [role=combobox]'
const dialog = (page: ShownApp): string => page.find('[role=dialog], [role=alertdialog]:not(.toast)').textContent
const rows = (page: ShownApp): string[] =>
  page.all('[role=dialog] [role=row]:not(.grid-row-head)').map((row) => row.textContent)

/** Every folder of the plant, and what would change in them. */
async function planned(page: Page): Promise<void> {
  await page.type(FIELD, '/plant')
  await page.press('All databases below it')
  await page.press('Show what would change')
}

/** The keyboard stands in the grid; the row whose words begin so is where it goes. */
async function goTo(page: Page, words: string): Promise<void> {
  const row = page.all('[role=dialog] [role=row]:not(.grid-row-head)').find((each) => each.textContent.includes(words))
  await act(async () => {
    page.find('[role=dialog] [role=grid]').focus()
    row?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
  })
  await page.settle()
}

describe('which folders', () => {
  test('are typed one by one with Enter, each stands there once, and Delete takes one off again', async () => {
    const page = await open()
    for (const folder of ['/plant/a', '/plant/b', '/plant/a/']) {
      await page.type(FIELD, folder)
      page.find(FIELD).focus()
      await page.key('Enter')
    }
    expect(rows(page)).toEqual(['/plant/a', '/plant/b'])
    expect(page.field(FIELD).value).toBe('/plant/')
    await goTo(page, '/plant/a')
    await page.key('Delete')
    expect(rows(page)).toEqual(['/plant/b'])
  })

  test('come all at once from a folder above them; what was on the list is not listed twice', async () => {
    const page = await open()
    await page.type(FIELD, '/plant/b')
    await page.press('Add')
    await page.press('All databases below it')
    expect(rows(page)).toHaveLength(6)
    expect(dialog(page)).toContain('5 found below /plant; 1 was on the list already.')
  })

  test('that cannot all be listed, or of which there are none, are told', async () => {
    const page = await open({ below: new Map([['/all', { folders: ['/all/a'], more: true }]]) })
    await page.type(FIELD, '/all')
    await page.press('All databases below it')
    expect(dialog(page)).toContain('There are more than can be listed')
    await page.type(FIELD, '/none')
    await page.press('All databases below it')
    expect(dialog(page)).toContain('There is no database below /none.')
  })

  test('are asked for before anything is planned, and one that was only typed is meant, too', async () => {
    const page = await open()
    await page.press('Show what would change')
    expect(dialog(page)).toContain('Still missing: a folder.')
    expect(page.fake.apply.modes).toEqual([])
    await page.type(FIELD, '/plant/a')
    await page.press('Show what would change')
    expect(rows(page)).toHaveLength(1)
    expect(rows(page)[0]).toContain('/plant/a')
  })

  test('dropped on the window are added, not opened; where a browser does not say what they are, they are typed', async () => {
    const page = await open()
    const drop = async (files: object[]): Promise<void> => {
      const event = Object.assign(new Event('drop', { bubbles: true, cancelable: true }), {
        dataTransfer: { types: ['Files'], files },
      })
      await act(async () => page.find('.modal').dispatchEvent(event))
      await page.settle()
    }
    await drop([{}])
    expect(dialog(page)).toContain('type its path')
    const paths = new Map<object, string>()
    Object.assign(window, { keyswitch: { pathOf: (file: object) => paths.get(file) ?? '' } })
    const [a, b] = [{}, {}]
    paths.set(a, '/plant/a').set(b, '/plant/b')
    await drop([a, b])
    expect(rows(page)).toEqual(['/plant/a', '/plant/b'])
    expect(page.fake.calls.some(({ method }) => method === 'databases.open')).toBe(false)
    expect(page.app.shell.getState().shown).toEqual({ is: 'apply', database: 'd1' })
  })
})

describe('the plan', () => {
  test('says for each folder what would change, or in a sentence why it is left alone; nothing is applied', async () => {
    const page = await open()
    await planned(page)
    const all = rows(page)
    expect(all[0]).toContain('1 added · 0 changed · 1 removed')
    expect(all.find((row) => row.includes('broken'))).toMatch(/refused.*\.UserDatabase\.csv.*line 3/u)
    expect(all.find((row) => row.includes('same'))).toContain('equal')
    expect(all[0]?.startsWith('ticked a')).toBe(true)
    expect(dialog(page)).toContain('All of them lie in /plant/')
    expect(page.fake.apply.applied).toEqual([])
    expect(page.button('Apply to 4 folders')).toBeTruthy()
  })

  test('says the whole reason of a folder the keyboard is on, beside what all have in common', async () => {
    const page = await open()
    await planned(page)
    expect(page.find('.apply-after').textContent).toBe('All of them lie in /plant/')
    await goTo(page, 'broken')
    expect(page.find('.apply-after').textContent).toMatch(/^\.UserDatabase\.csv is damaged in line 3: .*\.$/u)
  })

  test('removes nothing where it is a merge', async () => {
    const page = await open()
    await page.type(FIELD, '/plant/a')
    await page.press('Add')
    await act(async () => page.all<HTMLInputElement>('.apply-modes input')[1]?.click())
    await page.press('Show what would change')
    expect(page.fake.apply.modes).toEqual(['merge'])
  })

  test('is done only where it is ticked: Space, a click and all at once', async () => {
    const page = await open()
    await planned(page)
    await goTo(page, '1 added · 0 changed · 1 removed')
    await page.key(' ')
    expect(page.button('Apply to 3 folders')).toBeTruthy()
    await act(async () => page.find('[data-tick="/plant/b"]').click())
    expect(page.button('Apply to 2 folders')).toBeTruthy()
    await act(async () => page.find('.apply-box .check input').click())
    await page.settle()
    expect(page.button('Apply to 4 folders')).toBeTruthy()
    await act(async () => page.find('.apply-box .check input').click())
    await page.press('Apply')
    expect(dialog(page)).toContain('Still missing: a folder that is ticked.')
    await act(async () => page.find('[data-tick="/plant/c"]').click())
    await page.press('Apply to 1 folder')
    expect(page.fake.apply.applied).toEqual(['/plant/c'])
  })

  test('opens a folder to its differences, and comes back with the ticks as they were', async () => {
    const page = await open()
    await planned(page)
    await act(async () => page.find('[data-tick="/plant/b"]').click())
    await goTo(page, '1 added · 0 changed · 1 removed')
    await page.key('Enter')
    expect(dialog(page)).toContain('What would change in a')
    expect(dialog(page)).toContain('User erin')
    expect(dialog(page)).toContain('User chidi')
    await page.press('Close')
    expect(page.button('Apply to 3 folders')).toBeTruthy()
  })

  test('whose differences cannot be read does not say that nothing differs', async () => {
    const page = await open()
    await planned(page)
    page.fake.fail('apply.differences', new AppError('file-failed', { file: '/plant/a', code: 'EIO' }))
    await goTo(page, '1 added · 0 changed · 1 removed')
    await page.press('Differences…')
    expect(dialog(page)).toContain('could not be read')
    expect(dialog(page)).not.toContain('Nothing differs')
  })

  test('that is refused is said in the dialog, whose folders stay', async () => {
    const page = await open()
    page.fake.fail('apply.plan', new AppError('last-administrator', { name: null }))
    await page.type(FIELD, '/plant/a')
    await page.press('Add')
    await page.press('Show what would change')
    expect(dialog(page)).toContain('This would leave nobody who is an administrator.')
    expect(rows(page)).toEqual(['/plant/a'])
  })

  test('can be cancelled while it is made', async () => {
    const page = await open()
    const release = page.fake.hold('apply.plan')
    await page.type(FIELD, '/plant/a')
    await page.press('Add')
    await page.press('Show what would change')
    const work = workOf(page.fake, 'apply.plan')
    await act(async () => page.fake.emit('work.progress', { work, done: 0, total: 1 }))
    expect(dialog(page)).toContain('Comparing0 of 1')
    page.fake.fail('apply.plan', new AppError('cancelled'))
    await page.press('Cancel')
    expect(page.fake.calls.findLast(({ method }) => method !== 'folders.complete')).toEqual({
      method: 'work.cancel',
      input: { work },
    })
    await act(async () => release())
    await page.settle()
    expect(rows(page)).toEqual(['/plant/a'])
  })

  test('of folders that are named twice, or are the database itself, says so instead of that they exist', async () => {
    const page = await open({
      targets: new Map([
        [
          '/plant/line-3',
          { refused: { code: 'already-exists', details: { subject: 'database', name: '/plant/line-3' } } },
        ],
        ['/link', { refused: { code: 'already-exists', details: { subject: 'folder', name: '/plant/a' } } }],
      ]),
      below: new Map([['/x', { folders: ['/plant/line-3', '/link'], more: false }]]),
    })
    await page.type(FIELD, '/x')
    await page.press('All databases below it')
    await page.press('Show what would change')
    expect(dialog(page)).toContain('This is the database itself.')
    expect(dialog(page)).toContain('This folder is on the list twice')
    expect(dialog(page)).toContain('No folder can be changed.')
  })
})

describe('applying', () => {
  test('says how far it is; cancelled, it says that what was begun is finished', async () => {
    const page = await open()
    await planned(page)
    const release = page.fake.hold('apply.run')
    await page.press('Apply to 4 folders')
    const work = workOf(page.fake, 'apply.run')
    await act(async () => page.fake.emit('work.progress', { work, done: 2, total: 4 }))
    expect(dialog(page)).toContain('Applying2 of 4')
    // Nothing is decided any more while it runs.
    await act(async () => page.find('[data-tick="/plant/b"]').click())
    expect(page.find('[data-tick="/plant/b"]').dataset['on']).toBe('true')
    await page.key('Escape')
    expect(page.fake.calls.at(-1)).toEqual({ method: 'work.cancel', input: { work } })
    expect(dialog(page)).toContain('folders under way are finished first')
    await act(async () => release())
    await page.settle()
    expect(page.fake.apply.applied).toEqual(['/plant/a', '/plant/b', '/plant/c'])
  })

  test('tells what became of every folder, and the other way round what was undone', async () => {
    const given = plant()
    given.targets?.set('/plant/b', {
      differences: [LOST],
      kept: new AppError('changed-outside', { files: ['.UserDatabase.csv'] }),
    })
    const page = await open(given)
    await planned(page)
    await page.press('Apply to 4 folders')
    expect(dialog(page)).toContain('line-3 was applied')
    expect(dialog(page)).toContain('3 folders changed and read back · 1 refused and left as it was')
    expect(rows(page).find((row) => row.startsWith('a'))).toContain('2 changes, read back')
    expect(rows(page).find((row) => row.startsWith('busy'))).toContain('runtime')
    await page.press('Undo all of it')
    expect(page.fake.apply.restored).toEqual(['/plant/a', '/plant/c'])
    expect(dialog(page)).toContain('2 folders as before · 1 left alone')
    expect(rows(page).find((row) => row.startsWith('b'))).toContain('Somebody else has changed .UserDatabase.csv')
  })

  test('that was cancelled names the folders that were not begun', async () => {
    const page = await open()
    await planned(page)
    const fake = fakeOutcomes(page.fake)
    await page.press('Apply to 4 folders')
    expect(fake).toBeDefined()
    expect(dialog(page)).toContain('1 folder changed and read back · 3 not begun')
    expect(rows(page).find((row) => row.startsWith('c'))).toContain('it is as it was')
  })

  test('where nothing was changed offers no way back', async () => {
    const page = await open({
      targets: new Map([['/busy', { differences: [LOST], fails: new AppError('read-only', { folder: '/busy' }) }]]),
    })
    await page.type(FIELD, '/busy')
    await page.press('Show what would change')
    await page.press('Apply to 1 folder')
    expect(dialog(page)).toContain('1 refused')
    expect(page.all('button').some((each) => each.textContent === 'Undo all of it')).toBe(false)
  })
})

describe('applied runs', () => {
  const RUN = { run: 'r9', at: Date.UTC(2026, 2, 1, 12), title: 'line-3', folders: 3, left: 2 }

  async function runs(given: Partial<FakeApply>, failing?: AppError): Promise<Page> {
    const fake = fakeApplyProgram(given)
    fake.fail('apply.runs', failing)
    const page = await showApp(fake)
    shown = page
    await act(async () => page.app.shell.getState().show({ is: 'applied-runs' }))
    await page.settle()
    return { ...page, fake }
  }

  test('are undone later, after it was asked', async () => {
    const page = await runs({ runs: [RUN] })
    await goTo(page, 'line-3')
    await page.press('Undo…')
    expect(page.find('[role=alertdialog]').textContent).toContain('2 folders get the very files of before')
    expect(page.fake.calls.some(({ method }) => method === 'apply.undo')).toBe(false)
    await page.press('Give 2 folders back')
    expect(page.fake.calls.find(({ method }) => method === 'apply.undo')?.input).toMatchObject({ run: 'r9' })
    expect(dialog(page)).toContain('Files given back')
    await page.press('Close')
    expect(dialog(page)).toContain('undone')
    expect(page.button('Undo…').disabled).toBe(true)
  })

  test('say that there are none only when there are none', async () => {
    const page = await runs({})
    expect(dialog(page)).toContain('Nothing was applied to folders yet.')
    await shown?.close()
    const other = await runs({}, new AppError('file-failed', { file: 'applied', code: 'EIO' }))
    expect(dialog(other)).toContain('could not be read')
    expect(dialog(other)).not.toContain('Nothing was applied')
  })
})

test('the menu of a database leads there', async () => {
  const page = await open()
  await page.press('Cancel')
  await page.press('More for line-3')
  const entry = page.all('[role=menuitem]').find((each) => each.textContent === 'Apply to folders…')
  await act(async () => entry?.click())
  await page.settle()
  expect(dialog(page)).toContain('Apply line-3 to folders')
})

function workOf(fake: FakeApplyProgram, method: string): string {
  const input = fake.calls.find((call) => call.method === method)?.input
  if (typeof input !== 'object' || input === null || !('work' in input)) throw new Error(`${method} was not asked`)
  return String(input.work)
}

/** After the first folder somebody cancels. */
function fakeOutcomes(fake: FakeApplyProgram): FakeApplyProgram {
  const { call } = fake.api
  fake.api.call = async (method, input) => {
    const output = await call(method, input)
    if (method === 'apply.run' && 'targets' in output)
      for (const [index, target] of output.targets.entries()) if (index > 0) Object.assign(target, { is: 'cancelled' })
    return output
  }
  return fake
}
