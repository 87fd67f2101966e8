import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import type { StationPage } from '../../../src/renderer/stores/station'
import { fakeStationProgram, type FakeStationParts, type FakeStationProgram } from '../../support/fakeStation'
import { showApp, type ShownApp } from '../shownApp'

type Page = ShownApp & { fake: FakeStationProgram; row: (name: string) => HTMLElement }

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

async function open(parts: FakeStationParts = {}, to: StationPage = 'settings'): Promise<Page> {
  const fake = fakeStationProgram(parts)
  const page = await showApp(fake)
  shown = page
  await act(async () => {
    page.app.places.getState().goToStation()
    page.app.station.view.getState().turnTo(to)
  })
  await page.settle()
  return { ...page, fake, row: (name) => page.find(`.setting[aria-label="${name}"]`) }
}

async function leave(page: Page, selector: string): Promise<void> {
  await act(async () => page.find(selector).dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
  await page.settle()
}
async function enter(page: Page, selector: string): Promise<void> {
  await act(async () => {
    page.find(selector).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  })
  await page.settle()
}

const TIMEOUT = '.setting[aria-label="Ask again after"] input'
const POLICY = '.setting[aria-label="Only good passwords"] input'

describe('security settings', () => {
  test('say what each does, what its choice means, and where the file is', async () => {
    const page = await open()
    expect(page.row('How passwords travel').textContent).toContain('Older ones use the old way')
    expect(page.row('Ask again after').textContent).toContain('5 minutes')
    expect(page.row('Lock after wrong passwords').textContent).toContain('1 hour')
    expect(page.text()).toContain('/state/station/settings.cfg')
    expect(page.find('.policy').textContent).toContain('old programs may send theirs readable')
  })

  test('a time-out is taken over by Enter, in any spelling, and holds at once', async () => {
    const page = await open()
    await page.type(TIMEOUT, '10 min')
    expect(page.fake.own.security.editTimeout).toBe(300)
    await enter(page, TIMEOUT)
    expect(page.fake.own.security.editTimeout).toBe(600)
    expect(page.field(TIMEOUT).value).toBe('10:00')
    expect(page.row('Ask again after').textContent).toContain('10 minutes')
    expect(page.find('footer').textContent).toContain('It holds at once')
  })

  test('the last change of a setting can be taken back where it was made', async () => {
    const page = await open()
    await page.type(TIMEOUT, '0')
    await leave(page, TIMEOUT)
    expect(page.row('Ask again after').textContent).toContain('off')
    expect(page.find('.policy').textContent).toContain('however long nobody sits there')
    await page.press('Take back, it was: 5 minutes')
    expect(page.fake.own.security.editTimeout).toBe(300)
    expect(page.field(TIMEOUT).value).toBe('5:00')
    expect(page.button('Take back, it was: ').disabled).toBe(true)
  })

  test('what cannot be understood is said beside the field and changes nothing', async () => {
    const page = await open()
    await page.type(TIMEOUT, 'soon')
    await leave(page, TIMEOUT)
    expect(page.row('Ask again after').textContent).toContain('Write 5:00')
    expect(page.field(TIMEOUT).value).toBe('soon')
    await page.type(TIMEOUT, '2 days')
    await leave(page, TIMEOUT)
    expect(page.row('Ask again after').textContent).toContain('Write 5:00')
    await page.type(TIMEOUT, '25 h')
    await leave(page, TIMEOUT)
    expect(page.row('Ask again after').textContent).toContain('At most 24 hours.')
    expect(page.fake.own.security.editTimeout).toBe(300)
  })

  test('switching a protection off warns, in the field and in the summary', async () => {
    const page = await open()
    await act(async () => page.field(POLICY).click())
    await page.settle()
    expect(page.fake.own.security.passwordPolicy).toBe(false)
    expect(page.find('.setting[aria-label="Only good passwords"] .setting-warn').textContent).toContain('“12345678”')
    expect(page.find('.policy').textContent).toContain('as easy to guess')
  })

  test('a refused change goes back to what is true, says why, and locks the fields of who may not', async () => {
    const page = await open()
    page.fake.fail(
      'security.change',
      new AppError('not-permitted', { object: 'Device.Settings.SecuritySettings', right: 'modify' }),
    )
    await act(async () => page.field(POLICY).click())
    await page.settle()
    expect(page.field(POLICY).checked).toBe(true)
    expect(page.row('Only good passwords').textContent).toContain('needs the right Modify')
    expect(page.text()).toContain('look at these settings but not change them')
    expect(page.field(TIMEOUT).disabled).toBe(true)
  })

  test('a disk that is full locks nothing', async () => {
    const page = await open()
    page.fake.fail('security.change', new AppError('disk-full', { folder: '/state/station' }))
    await act(async () => page.field(POLICY).click())
    await page.settle()
    expect(page.row('Only good passwords').textContent).toContain('is full')
    expect(page.field(TIMEOUT).disabled).toBe(false)
  })

  test('what somebody else changes shows by itself', async () => {
    const page = await open()
    page.fake.own.security = { ...page.fake.own.security, editTimeout: 60 }
    page.fake.emit('security.changed', {})
    await page.settle()
    expect(page.field(TIMEOUT).value).toBe('1:00')
  })

  test('lines of the file that are not understood are told', async () => {
    const page = await open({ own: { problems: [{ line: 7, key: 'SECURITY.UserMgrEditTimeout', value: 'soon' }] } })
    expect(page.text()).toContain('Line 7 is not understood: SECURITY.UserMgrEditTimeout=soon')
  })

  test('that cannot be read are not shown as defaults', async () => {
    const fake = fakeStationProgram()
    fake.fail('security.read', new AppError('file-failed', { file: 'settings.cfg', code: 'EIO' }))
    const page = await showApp(fake)
    shown = page
    await act(async () => {
      page.app.places.getState().goToStation()
      page.app.station.view.getState().turnTo('settings')
    })
    await page.settle()
    expect(page.find('.settings-main').textContent).toContain('settings.cfg could not be read')
    expect(page.all('.setting')).toHaveLength(0)
  })

  test('before the station is set up say so, with the way there', async () => {
    const page = await open({ setUp: false })
    expect(page.text()).toContain('This station is not set up')
    await page.press('Set up this station…')
    expect(page.app.login.getState().asked).toEqual({ is: 'set-up' })
  })
})

test('how a program connects names the file of the token', async () => {
  const page = await open()
  const lines = page.find('.snippet pre').textContent
  expect(lines).toContain('/run/user/1000/keyswitch/keyswitch.sock')
  expect(lines).toContain('"$(cat /run/user/1000/keyswitch/keyswitch.token)"')
})

test('language and colours are chosen here, too', async () => {
  const page = await open()
  await page.press('Deutsch')
  expect(page.fake.settings.language).toBe('de')
  expect(page.text()).toContain('Wie Passwörter reisen')
})
