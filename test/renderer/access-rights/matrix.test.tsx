import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { FILLING_LINE, type FakeDatabase } from './fakeRights'
import { showPage, until, type ShownPage } from './page'

const MODIFY = 'Modify: all objects and groups'
let page: ShownPage
afterEach(() => page.close())

const asked = (): string[][] =>
  page.program.calls
    .filter((call) => call.method === 'rights.matrix')
    .map((call) => (call.input as { objects: string[] }).objects)

async function showMatrix(database: FakeDatabase = FILLING_LINE): Promise<void> {
  page = showPage(database)
  await until(() => page.button('Matrix'))
  page.button('Matrix').click()
  await until(() => page.grid(MODIFY))
}

describe('the matrix', () => {
  it('shows all groups for one right', async () => {
    await showMatrix()
    await until(() =>
      expect(page.row(MODIFY, 'Filler')).toEqual([
        'Filler',
        'granted by inheritance',
        'granted by inheritance',
        'denied here',
        'nothing set, no access',
        'denied by inheritance',
        'denied by inheritance',
      ]),
    )
  })

  it('sets rights of several groups on several objects in one step, and shows what follows from it', async () => {
    await showMatrix()
    await until(() => expect(page.row(MODIFY, 'Filler')[3]).toBe('denied here'))
    await page.click(page.cell(MODIFY, 'Filler', 5))
    await page.press('ArrowDown', { shiftKey: true })
    await page.press('ArrowRight', { shiftKey: true })
    await page.press('+')
    await until(() => expect(page.row(MODIFY, '__Backup')[6]).toBe('granted here'))
    expect(page.row(MODIFY, 'Filler')[5]).toBe('granted here')
    const set = page.program.calls.filter((call) => call.method === 'rights.set')
    expect(set.map((call) => call.input)).toEqual([
      {
        database: 'd',
        object: ['Device.PlcLogic.Filler', 'Device.PlcLogic.__Backup&Restore'],
        group: ['Service', 'Watch'],
        right: ['modify'],
        state: 'grant',
      },
    ])
  })

  it('opens and closes objects by keys on their names, and sets nothing there', async () => {
    await showMatrix()
    await page.click(page.cell(MODIFY, 'PlcLogic', 0))
    await page.press('+')
    await page.press('ArrowLeft')
    await until(() => expect(() => page.row(MODIFY, 'Filler')).toThrow())
    await page.press('ArrowRight')
    await until(() => page.row(MODIFY, 'Filler'))
    expect(page.program.calls.some((call) => call.method === 'rights.set')).toBe(false)
  })

  it('asks only for what is near to what is in sight, never for more than the program takes', async () => {
    const objects = ['Device', ...Array.from({ length: 5000 }, (_, at) => `Device.V${at}`)]
    await showMatrix({ objects, groups: FILLING_LINE.groups, entries: [['Device', 'Watch', 'modify', 'grant']] })
    await until(() => expect(page.row(MODIFY, 'V3')[6]).toBe('granted by inheritance'))
    expect(asked().flat().length).toBeLessThan(400)
    expect(page.grid(MODIFY).querySelectorAll('.grid-row').length).toBeLessThan(60)
    expect(page.grid(MODIFY).getAttribute('aria-rowcount')).toBe('5002')
  })

  it('a failed load is said, not shown as cells without rights', async () => {
    page = showPage(FILLING_LINE, 'en', (program) =>
      program.fail('rights.matrix', new AppError('internal', { reference: 'K7-002' })),
    )
    await until(() => page.button('Matrix'))
    page.button('Matrix').click()
    await until(() => expect(page.text()).toContain('K7-002'))
    page.program.fail('rights.matrix', undefined)
    page.button('Try again').click()
    await until(() => expect(page.row(MODIFY, 'Filler')[3]).toBe('denied here'))
  })
})

describe('a person', () => {
  it('is chosen by typing, and shows what that person may really do', async () => {
    page = showPage(FILLING_LINE)
    await until(() => page.button('Person'))
    page.button('Person').click()
    await until(() => expect(page.text()).toContain('Choose a user to see'))
    const field = document.querySelector<HTMLInputElement>('.rights-bar input[role=combobox]')
    field?.focus()
    await page.press('ArrowDown')
    await until(() => expect(field?.getAttribute('aria-expanded')).toBe('true'))
    for (let step = 0; step < 3; step++) await page.press('ArrowDown')
    await page.press('Enter')
    await until(() =>
      expect(page.row('What dörte may do', 'Filler')).toEqual(['Filler', 'may not', 'may not', 'may', 'may']),
    )
    await page.click(page.cell('What dörte may do', 'Filler', 2))
    await until(() => expect(page.text()).toContain('dörte may not Modify Device.PlcLogic.Filler'))
    expect([...document.querySelectorAll('.why li')].map((step) => step.textContent)).toEqual([
      'dörte is in Night shift',
      'Night shift is denied Modify here, on Device.PlcLogic.Filler',
      'a denial beats every grant',
    ])
  })
})
