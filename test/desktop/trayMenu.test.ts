import { expect, it } from 'vitest'
import { trayIconFile, trayIconState } from '../../src/main/desktop/trayIcon'
import { trayMenu, trayToolTip, type TrayState } from '../../src/main/desktop/trayMenu'

const SERVING: TrayState = {
  login: { is: 'user', name: 'anna' },
  daemon: { is: 'serving', peers: 2, address: 'unix:///run/keyswitch.sock' },
  sessions: 1,
  startsWithComputer: true,
}
const labels = (state: TrayState, language: 'en' | 'de' = 'en') =>
  trayMenu(state, language).flatMap(({ label }) => label ?? [])
const acts = (state: TrayState) => trayMenu(state, 'en').flatMap(({ act }) => act ?? [])

it('the tray says who is logged in, what is open and who is connected, then what can be done', () => {
  expect(labels(SERVING)).toEqual([
    'anna is logged in',
    '1 session is open',
    '2 programs are connected',
    'Open Keyswitch',
    'Copy Address',
    'Start with the Computer',
    'Pause',
    'Quit Keyswitch',
  ])
  expect(acts(SERVING)).toEqual([
    { do: 'open-window' },
    { do: 'copy', text: 'unix:///run/keyswitch.sock' },
    { do: 'start-with-computer', on: false },
    { do: 'pause' },
    { do: 'quit' },
  ])
  expect(trayMenu(SERVING, 'en').find(({ type }) => type === 'checkbox')).toMatchObject({ checked: true })
})

it('one program and one session are not several', () => {
  const one: TrayState = { ...SERVING, daemon: { is: 'serving', peers: 1, address: null }, sessions: 0 }
  expect(labels(one)).toEqual(expect.arrayContaining(['1 program is connected', '0 sessions are open']))
  expect(labels(one, 'de')).toEqual(expect.arrayContaining(['1 Programm ist verbunden', '0 Sitzungen sind offen']))
})

it('with nobody logged in it says so and tells no numbers, and only opening and quitting can be chosen', () => {
  const locked: TrayState = { login: { is: 'locked' }, daemon: null, sessions: null, startsWithComputer: null }
  expect(labels(locked)).toEqual([
    'Locked: nobody is logged in',
    'Open Keyswitch',
    'Copy Address',
    'Pause',
    'Quit Keyswitch',
  ])
  expect(acts(locked)).toEqual([{ do: 'open-window' }, { do: 'quit' }])
  expect(trayMenu(locked, 'en').filter(({ enabled }) => enabled === false)).toHaveLength(3)
})

it('paused it offers to go on, and has no address to copy', () => {
  const paused: TrayState = { ...SERVING, daemon: { is: 'paused' } }
  expect(labels(paused)).toEqual(
    expect.arrayContaining(['Paused: no other program is let in', 'Let Programs In Again']),
  )
  expect(acts(paused)).toContainEqual({ do: 'resume' })
  expect(acts(paused)).not.toContainEqual({ do: 'pause' })
  expect(acts(paused).some((act) => act.do === 'copy')).toBe(false)
})

it('where another Keyswitch lets programs in, or nobody does, there is nothing to pause', () => {
  const joined: TrayState = { ...SERVING, daemon: { is: 'joined', peers: 3, address: 'unix:///x' } }
  expect(labels(joined)).toEqual(
    expect.arrayContaining(['Another Keyswitch lets programs in', '3 programs are connected']),
  )
  const off: TrayState = { ...SERVING, daemon: { is: 'off' } }
  expect(labels(off)).toContain('No other program can connect')
  for (const state of [joined, off]) expect(acts(state).some((act) => act.do === 'pause')).toBe(false)
})

it('a name with an ampersand is shown as it is', () => {
  const named: TrayState = { ...SERVING, login: { is: 'user', name: 'R&D' } }
  expect(labels(named)[0]).toBe('R&&D is logged in')
  expect(trayToolTip(named, 'en').split('\n').slice(0, 2)).toEqual(['Keyswitch', 'R&D is logged in'])
})

it('the icon shows paused before locked, and there is one for every ground', () => {
  expect(trayIconState({ login: { is: 'locked' }, daemon: { is: 'paused' } })).toBe('paused')
  expect(trayIconState({ login: { is: 'locked' }, daemon: null })).toBe('locked')
  expect(trayIconState(SERVING)).toBe('open')
  expect(trayIconFile({ platform: 'darwin', ground: 'dark', state: 'open' })).toBe('tray/openTemplate.png')
  expect(trayIconFile({ platform: 'win32', ground: 'dark', state: 'paused' })).toBe('tray/paused-on-dark.ico')
  expect(trayIconFile({ platform: 'linux', ground: 'light', state: 'locked' })).toBe('tray/locked-on-light.png')
})
