import { expect, it } from 'vitest'
import { pickOptions, withEnding } from '../../src/main/desktop/pickOptions'

it('a dialog for opening knows the endings and lets any file be chosen; one for saving knows only its own', () => {
  expect(pickOptions({ to: 'open', endings: ['kusers', 'csv'] }, 'en')).toEqual({
    filters: [
      { name: 'Keyswitch users', extensions: ['kusers'] },
      { name: 'Tables (CSV)', extensions: ['csv'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  expect(pickOptions({ to: 'save', name: 'line 3.csv', endings: ['csv'] }, 'de')).toEqual({
    filters: [{ name: 'Tabellen (CSV)', extensions: ['csv'] }],
    defaultPath: 'line 3.csv',
  })
})

it('the name that is offered has no folder', () => {
  for (const name of ['/etc/line 3.csv', '../../line 3.csv', String.raw`C:\Users\line 3.csv`]) {
    expect(pickOptions({ to: 'save', name, endings: ['csv'] }, 'en').defaultPath).toBe('line 3.csv')
  }
  for (const name of ['', '/', '..\\']) {
    expect(pickOptions({ to: 'save', name, endings: ['csv'] }, 'en').defaultPath ?? '').not.toMatch(/[\\/]./)
  }
})

it('a saved file gets the ending of its kind where the person wrote none', () => {
  expect(withEnding('/data/line 3', ['kusers'])).toBe('/data/line 3.kusers')
  expect(withEnding('/data/line 3.kusers', ['kusers'])).toBe('/data/line 3.kusers')
  expect(withEnding('/data/LINE.KUSERS', ['kusers'])).toBe('/data/LINE.KUSERS')
  expect(withEnding('/data/line.v2', ['csv', 'kusers'])).toBe('/data/line.v2.csv')
  expect(withEnding('/data.csv/line', ['csv'])).toBe('/data.csv/line.csv')
})
