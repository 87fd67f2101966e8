import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { STATION } from '../../../src/contract/stationId'
import { loaded } from '../../../src/renderer/stores/loadable'
import type { StationPage } from '../../../src/renderer/stores/station'
import { group, user, type FakeDatabase } from '../../support/fakeApi'
import { fakeStationProgram, type FakeStationParts, type FakeStationProgram } from '../../support/fakeStation'
import { showApp, type ShownApp } from '../shownApp'

const FILLER: FakeDatabase = {
  folder: '/line-3/filler',
  title: 'Filler',
  content: {
    users: [user('admin', ['Administrator']), user('chidi', ['Watch'])],
    groups: [group('Administrator'), group('Watch')],
    objects: ['Device'],
  },
}

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

async function open(
  to: StationPage,
  parts: FakeStationParts = {},
): Promise<ShownApp & { fake: FakeStationProgram; tabs: () => (string | null)[] }> {
  const fake = fakeStationProgram(parts)
  const page = await showApp(fake)
  shown = page
  await act(async () => {
    page.app.places.getState().goToStation()
    page.app.station.view.getState().turnTo(to)
  })
  await page.settle()
  const tabs = (): (string | null)[] =>
    page.all('.place:not([hidden]) [role=tab]').map((tab) => (tab.ariaSelected === 'true' ? tab.textContent : ''))
  return { ...page, fake, tabs }
}

describe('this computer', () => {
  test('has its users and rights, sessions, settings and activity on tabs', async () => {
    const page = await open('sessions')
    expect(page.all('.place:not([hidden]) [role=tab]').map((tab) => tab.textContent)).toEqual([
      'Users and Groups',
      'Access Rights',
      'Sessions',
      'Settings',
      'Activity',
    ])
  })

  test('shows its users as a folder’s, with nothing to save', async () => {
    const page = await open('users-and-groups')
    expect(page.find('[data-pane=users]').textContent).toContain('bogdan')
    expect(page.find('.toolbar').textContent).toContain('saved at once')
    expect(page.find('.toolbar').textContent).not.toContain('What changed')
    expect(page.find('footer').textContent).toContain('2 objects · 2 groups · 2 users')
  })

  test.each([
    ['users-and-groups', 'Users and groups of this computer'],
    ['access-rights', 'Access rights of this computer'],
  ] as const)('not set up, %s says what belongs there and offers the one next step', async (page, title) => {
    const shownPage = await open(page, { setUp: false })
    expect(shownPage.text()).toContain(title)
    expect(shownPage.all('.toolbar')).toHaveLength(0)
    await shownPage.press('Set up this station…')
    expect(shownPage.app.login.getState().asked).toEqual({ is: 'set-up' })
  })

  test('Alt and a digit lead through its pages', async () => {
    const page = await open('sessions')
    for (const [code, name] of [
      ['Digit1', 'Users and Groups'],
      ['Digit4', 'Settings'],
      ['Digit5', 'Activity'],
      ['Digit3', 'Sessions'],
    ] as const) {
      await page.key('x', { altKey: true, code })
      expect(page.tabs()).toContain(name)
    }
  })

  test('adding a user acts on it, not on the folder that was looked at before', async () => {
    const page = await open('users-and-groups', { folders: [FILLER], open: [FILLER.folder] })
    await act(async () => page.app.shell.getState().show({ is: 'remove-users', names: ['bogdan'] }))
    await page.settle()
    await page.submit()
    expect(page.fake.opened.get(STATION)?.now.users.map(({ name }) => name)).toEqual(['anna'])
    expect(page.fake.opened.get('d1')?.now.users).toHaveLength(2)
  })

  test('Ctrl+Z takes its last edit back, and only while that is in sight', async () => {
    const page = await open('users-and-groups', { folders: [FILLER], open: [FILLER.folder] })
    await page.fake.api.call('users.add', { database: STATION, name: 'erin', password: 'x' })
    await page.settle()
    await act(async () => page.app.station.view.getState().turnTo('settings'))
    await page.key('z', { ctrlKey: true })
    expect(page.fake.opened.get(STATION)?.now.users).toHaveLength(3)
    await act(async () => page.app.station.view.getState().turnTo('users-and-groups'))
    await page.key('z', { ctrlKey: true })
    expect(page.fake.opened.get(STATION)?.now.users).toHaveLength(2)
    expect(page.find('footer').textContent).toContain('Undone: add user erin')
  })

  test('says what comes from a place that takes no changes', async () => {
    const fake = fakeStationProgram()
    const state = await fake.api.call('databases.state', { database: STATION })
    const page = await showApp(fake)
    shown = page
    await act(async () => {
      page.app.places.getState().goToStation()
      page.app.station.view.getState().turnTo('users-and-groups')
      const configurable = { users: false, groups: true, objects: false }
      page.app.station.database.setState({ state: loaded({ ...state, configurable }) })
    })
    await page.settle()
    expect(page.text()).toContain('Users and access rights come from a place that takes no changes')
    expect(page.button('Add user').disabled).toBe(true)
    expect(page.button('Add group').disabled).toBe(false)
  })

  test('Ctrl+S says that there is nothing to save', async () => {
    const page = await open('users-and-groups')
    await page.key('s', { ctrlKey: true })
    expect(page.find('footer').textContent).toContain('every edit is on the device already')
    expect(page.fake.calls.some(({ method }) => method === 'databases.save')).toBe(false)
  })

  test('Ctrl+K finds its users while it is shown, its pages from anywhere, and never edits what is out of sight', async () => {
    const page = await open('activity', { folders: [FILLER], open: [FILLER.folder] })
    await page.key('k', { ctrlKey: true })
    const found = (): string[] => page.all('[role=option]').map((option) => option.textContent)
    await page.type('[role=combobox]', 'bogdan')
    await page.key('Enter')
    expect(page.tabs()).toContain('Users and Groups')
    expect(page.all('[aria-selected=true]').some((row) => row.textContent.includes('bogdan'))).toBe(true)
    await act(async () => page.app.places.getState().select('d1'))
    await page.settle()
    await page.key('k', { ctrlKey: true })
    await page.type('[role=combobox]', 'synchron')
    expect(found()).toEqual([])
    await page.type('[role=combobox]', 'go to settings')
    await page.key('Enter')
    expect(page.tabs()).toContain('Settings')
  })

  test('F1 explains the page that is shown', async () => {
    const page = await open('activity')
    await page.key('F1')
    expect(page.find('[role=dialog]').textContent).toContain('chained to the one before')
  })

  test('a page that was left stays as it was', async () => {
    const page = await open('activity')
    await page.type('.activity-page .filter input', 'erin')
    await act(async () => page.app.station.view.getState().turnTo('sessions'))
    await act(async () => page.app.station.view.getState().turnTo('activity'))
    expect(page.field('.activity-page .filter input').value).toBe('erin')
  })
})
