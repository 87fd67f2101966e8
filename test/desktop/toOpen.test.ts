import { resolve } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toOpenSchema } from '../../src/contract/desktop'
import { itemOfPath, itemsOfLink, readStart, startSent, wantsWindow } from '../../src/main/desktop/toOpen'
import { createWaiting } from '../../src/main/desktop/waiting'

const at = { own: 1, folder: '/data' }
const start = (...args: string[]) => readStart(['/opt/keyswitch', ...args], at)

it.skipIf(process.platform === 'win32')(
  'folders, exports, tables and database files are told apart by their names',
  () => {
    expect(itemOfPath('/data/line 3', '/')).toEqual({ is: 'folder', path: '/data/line 3' })
    expect(itemOfPath('line 3', '/data')).toEqual({ is: 'folder', path: '/data/line 3' })
    expect(itemOfPath('/data/a.kusers', '/')).toEqual({ is: 'file', path: '/data/a.kusers' })
    expect(itemOfPath('/data/A.CSV', '/')).toEqual({ is: 'file', path: '/data/A.CSV' })
    for (const name of ['.UserDatabase.csv', '.GroupDatabase.csv', '.UserMgmtRightsDB.csv', '.UserDatabase.csv_']) {
      expect(itemOfPath(`/data/line 3/${name}`, '/')).toEqual({ is: 'folder', path: '/data/line 3' })
    }
  },
)

it('what a person gives at the start is told from switches and from the program itself', () => {
  expect(readStart(['electron', '/app', 'line 3'], { own: 2, folder: '/data' }).items).toEqual([
    itemOfPath('/data/line 3', '/'),
  ])
  expect(start('--no-sandbox', '/data/line 3', '', 'b.kusers').items).toEqual([
    { is: 'folder', path: resolve('/data/line 3') },
    { is: 'file', path: resolve('/data/b.kusers') },
  ])
  expect(start()).toEqual({ hidden: false, items: [] })
  expect(start('--hidden')).toEqual({ hidden: true, items: [] })
  expect([wantsWindow(start()), wantsWindow(start('--hidden')), wantsWindow(start('--hidden', 'x'))]).toEqual([
    true,
    false,
    true,
  ])
})

it.skipIf(process.platform === 'win32')('a file may be given as an address, of this machine only', () => {
  expect(start('file:///data/line%203').items).toEqual([{ is: 'folder', path: '/data/line 3' }])
  expect(start('file://evil/share/a.kusers', 'file:///%2f', 'file:///%ff').items).toEqual([])
})

it('a link shows a place, or asks about a folder', () => {
  for (const place of ['users-and-groups', 'access-rights', 'sessions', 'settings', 'activity'] as const) {
    for (const link of [`keyswitch://${place}`, `keyswitch://${place}/`, `KEYSWITCH://${place}`]) {
      expect(itemsOfLink(link)).toEqual([{ is: 'place', place }])
    }
  }
  if (process.platform === 'win32') return
  expect(itemsOfLink('keyswitch://open?folder=/data/line%203')).toEqual([{ is: 'asked-folder', path: '/data/line 3' }])
  expect(itemsOfLink('keyswitch://open/?folder=%2Fdata%2F..%2Fetc')).toEqual([{ is: 'asked-folder', path: '/etc' }])
})

it('every other link is nothing', () => {
  const nothing = [
    'keyswitch:',
    'keyswitch://',
    'keyswitch:sessions',
    'keyswitch://delete',
    'keyswitch://sessions/close',
    'keyswitch://sessions?force=true',
    'keyswitch://sessions#x',
    'keyswitch://sessions:80',
    'keyswitch://anna@sessions',
    'keyswitch://:secret@sessions',
    'keyswitch://open',
    'keyswitch://open?file=/data/a.kusers',
    'keyswitch://open?folder=/data&save=yes',
    'keyswitch://open?folder=/a&folder=/b',
    'keyswitch://open?folder=data',
    'keyswitch://open?folder=',
    'keyswitch://open?folder=%2Fdata%00',
    'keyswitch://open?folder=%2Fdata%0A',
    // A share would be told who we are by looking at it.
    'keyswitch://open?folder=//evil/share',
    String.raw`keyswitch://open?folder=\\evil\share`,
    `keyswitch://open?folder=/${'a'.repeat(3000)}`,
    'https://sessions',
    'file:///etc/passwd',
    '__proto__',
  ]
  for (const link of nothing) expect([link, itemsOfLink(link)]).toEqual([link, []])
})

it('beside a link nothing else counts, whatever got past a browser', () => {
  expect(start('keyswitch://sessions', '/etc', '--hidden')).toEqual({
    hidden: false,
    items: [{ is: 'place', place: 'sessions' }],
  })
  expect(start('/etc', '--hidden', 'keyswitch://x" "/etc')).toEqual({ hidden: false, items: [] })
})

it('no text makes more of a link than a place or a question', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `keyswitch://${text}`),
      ),
      (text) => {
        for (const item of itemsOfLink(text)) {
          expect(['place', 'asked-folder']).toContain(item.is)
          expect(toOpenSchema.safeParse(item).success).toBe(true)
        }
      },
    ),
  )
})

it('another start is believed only in the form of one', () => {
  const sent = { hidden: true, items: [{ is: 'folder', path: '/data' }] }
  expect(startSent(sent)).toEqual(sent)
  const nothing = { hidden: false, items: [] }
  const many = Array.from({ length: 65 }, () => ({ is: 'folder', path: '/data' }))
  for (const other of [undefined, null, 1, 'x', [], {}, { items: [] }, { hidden: false, items: [{ is: 'run' }] }]) {
    expect(startSent(other)).toEqual(nothing)
  }
  expect(startSent({ hidden: false, items: many })).toEqual(nothing)
})

it('what waits for the page is told once, given once, and never more than a person would open', () => {
  let told = 0
  const waiting = createWaiting(() => (told += 1))
  waiting.add([])
  expect(told).toBe(0)
  waiting.add([{ is: 'folder', path: '/a' }])
  waiting.add([
    { is: 'folder', path: '/a' },
    { is: 'place', place: 'sessions' },
  ])
  expect(told).toBe(2)
  expect(waiting.take()).toEqual([
    { is: 'folder', path: '/a' },
    { is: 'place', place: 'sessions' },
  ])
  expect(waiting.take()).toEqual([])
  waiting.add(Array.from({ length: 100 }, (_, index) => ({ is: 'folder', path: `/${index}` }) as const))
  expect(waiting.take()).toHaveLength(64)
})
