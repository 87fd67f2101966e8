import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import type { VaultState } from '../../../src/contract/desktop'
import { AppError } from '../../../src/contract/errors'
import { daemonState } from '../../support/fakeSessionsApi'
import { fakeStationProgram, type FakeOwn, type FakeStationProgram } from '../../support/fakeStation'
import { showApp, type ShownApp } from '../shownApp'

type Page = ShownApp & { fake: FakeStationProgram }

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

async function open(
  own: Partial<FakeOwn> = {},
  failing: [Parameters<FakeStationProgram['fail']>[0], AppError][] = [],
): Promise<Page> {
  const fake = fakeStationProgram({ own })
  for (const [method, error] of failing) fake.fail(method, error)
  const page = await showApp(fake)
  shown = page
  await act(async () => {
    page.app.places.getState().goToStation()
    page.app.station.view.getState().turnTo('settings')
  })
  await page.settle()
  return { ...page, fake }
}

const section = (page: ShownApp, name: string): HTMLElement => page.find(`section[aria-label="${name}"]`)
const tick = async (page: ShownApp, words: string): Promise<void> => {
  const box = page.all('.check').find((each) => each.textContent.includes(words))
  await act(async () => box?.querySelector('input')?.click())
  await page.settle()
}

const ENTRIES: VaultState['entries'] = [
  { entry: 'b', kind: 'controller', name: 'bogdan at opc.tcp://plc-18', kept: Date.UTC(2026, 2, 1), lasting: false },
  { entry: 'a', kind: 'controller', name: 'anna at opc.tcp://plc-17', kept: Date.UTC(2026, 2, 1), lasting: true },
]

describe('this program', () => {
  test('starts with the computer and stays in the tray as it is ticked', async () => {
    const page = await open({ desktop: { startsWithComputer: false, staysInTray: true } })
    await tick(page, 'Starts with the computer')
    expect(page.fake.own.desktop).toEqual({ startsWithComputer: true, staysInTray: true })
    await tick(page, 'Stays in the tray')
    expect(page.fake.own.desktop).toEqual({ startsWithComputer: true, staysInTray: false })
  })

  test('is not shown where there is nothing of it, and only what there is', async () => {
    const page = await open()
    expect(page.all('section[aria-label="This program"]')).toHaveLength(0)
    await shown?.close()
    const other = await open({ desktop: { startsWithComputer: null, staysInTray: true } })
    expect(section(other, 'This program').textContent).not.toContain('Starts with')
    expect(section(other, 'This program').textContent).toContain('Stays in the tray')
  })

  test('that could not be changed shows what is true and says why', async () => {
    const page = await open({ desktop: { startsWithComputer: false, staysInTray: true } })
    page.fake.fail('desktop.change', new AppError('read-only', { folder: '/home/anna/.config/autostart' }))
    await tick(page, 'Starts with the computer')
    expect(section(page, 'This program').textContent).toContain('/home/anna/.config/autostart')
    expect(page.all<HTMLInputElement>('.program-switch input')[0]?.checked).toBe(false)
  })

  test('shows what was changed elsewhere, as in the menu of the tray', async () => {
    const page = await open({ desktop: { startsWithComputer: false, staysInTray: true } })
    page.fake.own.desktop = { startsWithComputer: true, staysInTray: true }
    page.fake.emit('desktop.changed', {})
    await page.settle()
    expect(page.all<HTMLInputElement>('.program-switch input')[0]?.checked).toBe(true)
  })
})

describe('kept passwords', () => {
  test('are listed by whom they are for; one that ends with the program says so', async () => {
    const page = await open({ vault: { is: 'keychain', because: null, entries: ENTRIES } })
    const items = page.all('.kept-list li').map((each) => each.textContent)
    expect(items[0]).toContain('anna at opc.tcp://plc-17')
    expect(items[0]).not.toContain('until Keyswitch ends')
    expect(items[1]).toMatch(/bogdan.*kept 01 Mar 2026.*until Keyswitch ends/u)
    expect(section(page, 'Kept passwords').textContent).toContain('system’s keychain')
  })

  test('are forgotten after it was asked, and Cancel keeps them', async () => {
    const page = await open({ vault: { is: 'keychain', because: null, entries: ENTRIES } })
    await page.press('Forget the password for anna at opc.tcp://plc-17')
    expect(page.find('[role=alertdialog]').textContent).toContain('anna at opc.tcp://plc-17')
    expect(document.activeElement?.textContent).toBe('Cancel')
    await page.press('Cancel')
    expect(page.fake.own.vault.entries).toHaveLength(2)
    await page.press('Forget the password for anna at opc.tcp://plc-17')
    await act(async () => page.all('[role=alertdialog] button').at(-1)?.click())
    await page.settle()
    expect(page.fake.own.vault.entries.map(({ entry }) => entry)).toEqual(['b'])
    expect(page.all('.kept-list li')).toHaveLength(1)
    expect(page.all('[role=alertdialog]')).toHaveLength(0)
  })

  test('that are only in memory say why and what to do; Try again moves them', async () => {
    const page = await open({ vault: { is: 'memory', because: 'locked', entries: ENTRIES } })
    expect(section(page, 'Kept passwords').textContent).toContain('The keychain is locked. Unlock it')
    expect(section(page, 'Kept passwords').textContent).toContain('never on the disk')
    await page.press('Try again')
    expect(section(page, 'Kept passwords').textContent).toContain('They are kept in the system’s keychain')
    expect(section(page, 'Kept passwords').textContent).not.toContain('locked')
  })

  test('that cannot be read are not none', async () => {
    const page = await open({}, [['vault.state', new AppError('internal', { reference: '17' })]])
    expect(section(page, 'Kept passwords').textContent).toContain('under the reference 17')
    expect(section(page, 'Kept passwords').textContent).not.toContain('None.')
    page.fake.fail('vault.state', undefined)
    await act(async () => section(page, 'Kept passwords').querySelector('button')?.click())
    await page.settle()
    expect(section(page, 'Kept passwords').textContent).toContain('None.')
  })

  test('one that was kept meanwhile shows by itself', async () => {
    const page = await open()
    page.fake.own.vault = { is: 'keychain', because: null, entries: ENTRIES }
    page.fake.emit('vault.changed', {})
    await page.settle()
    expect(page.all('.kept-list li')).toHaveLength(2)
  })
})

describe('pausing', () => {
  test('says who is connected first, and the way back is where it was', async () => {
    const page = await open()
    await page.press('Pause…')
    expect(page.find('[role=alertdialog]').textContent).toContain('2 programs are connected and will be sent away.')
    expect(page.fake.own.daemon.paused).toBe(false)
    await page.press('Pause')
    expect(page.fake.own.daemon.paused).toBe(true)
    await page.settle()
    expect(section(page, 'How a program connects').textContent).toContain('Paused: no other program is let in.')
    await page.press('Let programs in again')
    expect(page.fake.own.daemon.paused).toBe(false)
    expect(section(page, 'How a program connects').textContent).not.toContain('Paused')
  })

  test('is not offered where another Keyswitch lets programs in', async () => {
    const page = await open({ daemon: daemonState({ by: 'another', tokenFile: null }) })
    expect(page.all('button').some((each) => each.textContent === 'Pause…')).toBe(false)
  })

  test('that is refused is said in the dialog, and nothing is paused', async () => {
    const page = await open()
    page.fake.fail('daemon.pause', new AppError('not-permitted', { object: 'Device.Sessions', right: 'modify' }))
    await page.press('Pause…')
    await page.press('Pause')
    expect(page.find('[role=alertdialog]').textContent).toContain('needs the right Modify')
  })
})
