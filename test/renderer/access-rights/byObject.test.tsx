import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { FILLING_LINE, type FakeDatabase } from './fakeRights'
import { showPage, until, type ShownPage } from './page'

const RIGHTS = /^Rights on/
let page: ShownPage
afterEach(() => page.close())

const sets = (): unknown[] =>
  page.program.calls.filter((call) => call.method === 'rights.set').map((call) => call.input)

async function showFiller(database: FakeDatabase = FILLING_LINE): Promise<void> {
  page = showPage(database)
  await until(() => page.row('Objects', 'Filler'))
  await page.click(page.cell('Objects', 'Filler', 0))
  await until(() => expect(page.grid('Rights on Device.PlcLogic.Filler')).toBeTruthy())
  await until(() => expect(page.row(RIGHTS, 'Night shift')[2]).toBe('denied here'))
}

describe('the rights of one object', () => {
  it('are a row per group, each state with a name of its own and its source', async () => {
    await showFiller()
    expect(page.row(RIGHTS, 'Night shift')).toEqual([
      'Night shift',
      'denied by inheritance, through Service, set on Device',
      'denied here',
      'granted by inheritance, through Service, set on Device',
      'granted here',
    ])
    expect(page.row(RIGHTS, 'OEM R&D')[1]).toBe('nothing set, no access')
    expect(page.row(RIGHTS, 'Developer')[2]).toBe('granted by inheritance, from Device.PlcLogic')
  })

  it('change by keys under the cell, and the keyboard stays where it is', async () => {
    await showFiller()
    await page.click(page.cell(RIGHTS, 'Watch', 3))
    await until(() => expect(page.active()).toBe('Watch / View: granted by inheritance, from Device'))
    await page.press('-')
    await until(() => expect(page.active()).toBe('Watch / View: denied here'))
    await page.press('+')
    await until(() => expect(page.active()).toBe('Watch / View: granted here'))
    await page.press('0')
    await until(() => expect(page.active()).toBe('Watch / View: granted by inheritance, from Device'))
    expect(sets()).toEqual(
      (['deny', 'grant', 'neutral'] as const).map((state) => ({
        database: 'd',
        object: ['Device.PlcLogic.Filler'],
        group: ['Watch'],
        right: ['view'],
        state,
      })),
    )
  })

  it('go from grant to deny to neutral by Space, however fast it is pressed', async () => {
    await showFiller()
    await page.click(page.cell(RIGHTS, 'OEM R&D', 4))
    await until(() => expect(page.active()).toContain('OEM R&D / Execute'))
    for (let press = 0; press < 4; press++) void page.press(' ')
    await until(() => expect(sets()).toHaveLength(4))
    expect(sets().map((set) => (set as { state: string }).state)).toEqual(['grant', 'deny', 'neutral', 'grant'])
  })

  it('change for several groups and rights in one step', async () => {
    await showFiller()
    await page.click(page.cell(RIGHTS, 'OEM R&D', 1))
    await until(() => expect(page.active()).toContain('OEM R&D / Add/Remove'))
    await page.press('ArrowRight', { shiftKey: true })
    await page.press('ArrowDown', { shiftKey: true })
    await until(() => expect(page.active()).toContain('Service / Modify'))
    await page.press('+')
    await until(() => expect(sets()).toHaveLength(1))
    expect(sets()[0]).toMatchObject({ group: ['OEM R&D', 'Service'], right: ['addRemove', 'modify'], state: 'grant' })
  })

  it('cannot be changed for administrators, and the page says why', async () => {
    await showFiller()
    await page.click(page.cell(RIGHTS, 'Administrator', 2))
    await until(() => expect(page.active()).toContain('Administrator'))
    expect(page.active()).toContain('every right everywhere')
    await page.press('-')
    await until(() => expect(page.text()).toContain('nothing can be set for them'))
    expect(sets()).toEqual([])
  })

  it('cannot be set on an object that only others imply', async () => {
    page = showPage({ ...FILLING_LINE, entries: [...FILLING_LINE.entries, ['/cert/own', 'Watch', 'view', 'grant']] })
    await until(() => page.row('Objects', 'cert'))
    await page.click(page.cell('Objects', 'cert', 0))
    await until(() => page.grid('Rights on /cert'))
    await page.click(page.cell(RIGHTS, 'Watch', 1))
    await until(() => expect(page.active()).toContain('Watch'))
    await page.press('+')
    await until(() => expect(page.text()).toContain('it cannot hold rights'))
    expect(sets()).toEqual([])
  })

  it('say so when the object does not use a right', async () => {
    page = showPage({ ...FILLING_LINE, unused: [['Device', 'execute']] })
    await until(() => expect(page.row(RIGHTS, 'Watch')[4]).toBe('not used'))
    await page.click(page.cell(RIGHTS, 'Watch', 4))
    await until(() => expect(page.text()).toContain('This object does not use Execute.'))
  })
})

describe('several objects', () => {
  it('that differ are mixed, and an edit is for all of them', async () => {
    await showFiller()
    await page.click(page.cell('Objects', '__Backup&Restore', 0), { ctrlKey: true })
    await until(() => expect(page.row(RIGHTS, 'Developer')[2]).toBe('mixed'))
    await page.click(page.cell(RIGHTS, 'Developer', 2))
    await until(() => expect(page.active()).toContain('Developer'))
    await page.press(' ')
    await until(() => expect(page.row(RIGHTS, 'Developer')[2]).toBe('granted here'))
    expect(sets()[0]).toMatchObject({
      object: ['Device.PlcLogic.__Backup&Restore', 'Device.PlcLogic.Filler'],
      state: 'grant',
    })
  })
})

describe('objects with entries below', () => {
  const onDevice = async (): Promise<void> => {
    page = showPage(FILLING_LINE)
    await until(() => expect(page.row(RIGHTS, 'Watch')[3]).toBe('granted here'))
    await page.click(page.cell(RIGHTS, 'Watch', 3))
    await until(() => expect(page.active()).toContain('Watch / View'))
    await page.press('-')
    await until(() => expect(page.text()).toContain('objects below have rights of their own'))
  }

  it('are asked about, and nothing happens before the answer', async () => {
    await onDevice()
    expect(sets()).toEqual([])
    page.button('Here and below').click()
    await until(() => expect(sets()).toEqual([expect.objectContaining({ state: 'deny', below: true })]))
    await until(() => expect(page.active()).toBe('Watch / View: denied here'))
  })

  it('are not asked about again when told so, until told otherwise', async () => {
    await onDevice()
    document.querySelector<HTMLElement>('[role=dialog] input[type=checkbox]')?.click()
    page.button('Only here').click()
    await until(() => expect(page.active()).toBe('Watch / View: denied here'))
    await page.press('+')
    await until(() => expect(sets()).toHaveLength(2))
    expect(sets()[1]).not.toHaveProperty('below')
    page.button('Edits: only here').click()
    await until(() => expect(page.text()).not.toContain('Edits: only here'))
    page.grid(RIGHTS).focus()
    await page.press('-')
    await until(() => expect(page.text()).toContain('objects below have rights of their own'))
  })
})

describe('why', () => {
  it('tells a group’s way to its right in words', async () => {
    await showFiller()
    await page.click(page.cell(RIGHTS, 'Night shift', 1))
    await until(() => expect(page.text()).toContain('Night shift may not Add/Remove Device.PlcLogic.Filler'))
    const steps = [...document.querySelectorAll('.why li')].map((step) => step.textContent)
    expect(steps).toEqual([
      'Night shift belongs to Service',
      'Service is denied Add/Remove on Device; what lies below inherits it',
      'a denial beats every grant',
    ])
  })

  it('tells a person’s way, and its places lead there', async () => {
    await showFiller()
    await page.click(page.cell(RIGHTS, 'Night shift', 2))
    await until(() => expect(page.text()).toContain('Night shift may not Modify'))
    const picker = document.querySelector<HTMLInputElement>('.why input')
    picker?.focus()
    picker?.click()
    await until(() => expect(document.querySelectorAll('.why [role=option]').length).toBeGreaterThan(3))
    const anna = [...document.querySelectorAll<HTMLElement>('.why [role=option]')].find(
      (each) => each.textContent === 'anna',
    )
    anna?.click()
    await until(() => expect(page.text()).toContain('anna may Modify Device.PlcLogic.Filler'))
    page.button('Device.PlcLogic').click()
    await until(() => page.grid('Rights on Device.PlcLogic'))
  })
})

describe('what is not there', () => {
  it('is not shown as empty when it failed to load, and can be asked for again', async () => {
    page = showPage(FILLING_LINE, 'en', (program) =>
      program.fail('rights.byObject', new AppError('internal', { reference: 'K7-001' })),
    )
    await until(() => expect(page.text()).toContain('K7-001'))
    page.program.fail('rights.byObject', undefined)
    page.button('Try again').click()
    await until(() => page.row(RIGHTS, 'Watch'))
  })

  it('says what belongs there: groups, objects', async () => {
    page = showPage({ ...FILLING_LINE, groups: [], entries: [] })
    await until(() => expect(page.text()).toContain('There are no groups yet'))
    page.close()
    page = showPage({ objects: [], groups: [], entries: [] })
    await until(() => expect(page.text()).toContain('This database has no objects'))
  })

  it('an answer about an object left meanwhile is never shown for the next', async () => {
    await showFiller()
    const releaseFirst = page.program.hold('rights.byObject')
    await page.click(page.cell('Objects', '/', 0))
    await until(() => expect(page.program.calls.at(-1)?.input).toMatchObject({ objects: ['/'] }))
    await page.click(page.cell('Objects', '__Backup&Restore', 0))
    await page.click(page.cell('Objects', 'PlcShell', 0))
    const releaseSecond = page.program.hold('rights.byObject')
    releaseFirst()
    await until(() => expect(page.program.calls.at(-1)?.input).toMatchObject({ objects: ['Device.PlcShell'] }))
    // What `/` says of Developer is known by now, and is not shown.
    await until(() => expect(page.row(RIGHTS, 'Developer')[3]).toBe('loading'))
    releaseSecond()
    await until(() => expect(page.row(RIGHTS, 'Developer')[3]).toBe('granted by inheritance, from Device'))
    const asked = page.program.calls
      .filter((call) => call.method === 'rights.byObject')
      .map((call) => (call.input as { objects: string[] }).objects)
    expect(asked.slice(-2)).toEqual([['/'], ['Device.PlcShell']])
  })
})

describe('a jump from elsewhere', () => {
  it('opens the tree, selects the object, and puts the keyboard on the group', async () => {
    page = showPage(FILLING_LINE)
    await until(() => page.row(RIGHTS, 'Watch'))
    page.store.getState().goTo({ object: 'Device.X509.ImportCertificate', group: 'Service' })
    await until(() => page.grid('Rights on Device.X509.ImportCertificate'))
    await until(() => expect(page.active()).toContain('Service / Modify'))
    expect(page.row('Objects', 'ImportCertificate')).toBeTruthy()
    expect(page.store.getState().target).toBeNull()
  })
})

describe('German', () => {
  it('speaks German throughout', async () => {
    page = showPage(FILLING_LINE, 'de')
    await until(() => expect(page.row(/^Rechte auf/, 'Watch')[3]).toBe('hier erlaubt'))
    expect(page.text()).toContain('Administratoren: Mitglieder haben überall jedes Recht')
  })
})
