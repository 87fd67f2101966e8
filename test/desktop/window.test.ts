import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { CHANNELS } from '../../src/contract/names'
import { CONTENT_POLICY, GUARD_HEADERS } from '../../src/main/bridge/pagePolicy'
import type { Pages } from '../../src/main/bridge/pages'
import { pageResponse } from '../../src/main/desktop/pageResponse'
import {
  GROUND,
  isOwnDownload,
  isOwnFrame,
  isOwnPage,
  isOwnRequest,
  PAGE_URL,
  windowOptions,
} from '../../src/main/desktop/windowOptions'

const page = (text: string, type: string) => ({ body: Buffer.from(text), type, cache: 'no-cache' })
const place = { x: 1, y: 2, width: 900, height: 700, maximised: false }
const pages: Pages = new Map([
  ['/', page('<!doctype html>', 'text/html; charset=utf-8')],
  ['/assets/a.js', page('export {}', 'text/javascript; charset=utf-8')],
])

it('the page of a window is sandboxed, isolated and without Node', () => {
  for (const packaged of [true, false]) {
    const { webPreferences } = windowOptions({ preloadFile: '/p/index.cjs', dark: false, packaged, place })
    expect(webPreferences).toMatchObject({
      preload: '/p/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      devTools: !packaged,
    })
  }
})

it('an opening window has the ground of its page', async () => {
  const tokens = await readFile(new URL('../../src/renderer/styles/tokens.css', import.meta.url), 'utf8')
  expect(tokens).toContain(`--bg: light-dark(${GROUND.light}, ${GROUND.dark})`)
  expect(windowOptions({ preloadFile: '', dark: true, packaged: true, place }).backgroundColor).toBe(GROUND.dark)
})

it('a window opens where it is placed, carries its own icon where it is given one, and is never too small', () => {
  const given = { preloadFile: '', dark: true, packaged: true, place }
  expect(windowOptions(given)).toMatchObject({ x: 1, y: 2, width: 900, height: 700, minWidth: 640, minHeight: 480 })
  expect(windowOptions(given)).not.toHaveProperty('icon')
  expect(windowOptions(given)).not.toHaveProperty('maximised')
  expect(windowOptions({ ...given, icon: '/i.png' })).toHaveProperty('icon', '/i.png')
})

it('a page can go nowhere but to itself', () => {
  expect(isOwnPage(PAGE_URL)).toBe(true)
  const elsewhere = [
    'https://evil.example/',
    'file:///etc/passwd',
    'app://evil/',
    'app://keyswitch.evil/',
    'app://keyswitch/assets/a.js',
    'javascript:alert(1)',
    'data:text/html,x',
    'about:blank',
    '',
  ]
  for (const url of elsewhere) expect([url, isOwnPage(url)]).toEqual([url, false])
})

it('nothing is fetched from anywhere else, and developer tools load only while developing', () => {
  for (const url of [PAGE_URL, 'app://keyswitch/assets/a.js', 'data:image/png;base64,AA']) {
    expect(isOwnRequest(url, true)).toBe(true)
  }
  const foreign = [
    'https://evil.example/',
    'http://127.0.0.1/',
    'ws://x/',
    'file:///etc/passwd',
    'app://other/',
    'app:x',
  ]
  for (const url of foreign) expect([url, isOwnRequest(url, false)]).toEqual([url, false])
  expect([isOwnRequest('devtools://devtools/x', true), isOwnRequest('devtools://devtools/x', false)]).toEqual([
    false,
    true,
  ])
})

it('the person is handed files that the page made, and no others', () => {
  expect(isOwnDownload('blob:app://keyswitch/7f1c')).toBe(true)
  for (const url of [
    'https://evil.example/a',
    'blob:https://evil.example/7f1c',
    'app://keyswitch/a',
    'data:text/plain,x',
  ])
    expect([url, isOwnDownload(url)]).toEqual([url, false])
})

it('only the main frame of our window at our origin is listened to', () => {
  const mainFrame = { origin: 'app://keyswitch' }
  const window = { webContents: { mainFrame } }
  expect(isOwnFrame(mainFrame, window)).toBe(true)
  expect(isOwnFrame({ origin: 'app://keyswitch' }, window)).toBe(false)
  expect(isOwnFrame(null, window)).toBe(false)
  expect(isOwnFrame(mainFrame, undefined)).toBe(false)
  const moved = { origin: 'https://evil.example' }
  expect(isOwnFrame(moved, { webContents: { mainFrame: moved } })).toBe(false)
})

it('under app:// the same files come with the same policy, and nothing else exists', async () => {
  const answer = pageResponse(pages, { method: 'GET', url: 'app://keyswitch/assets/a.js?x' })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await answer.text()).toBe('export {}')
  expect((await pageResponse(pages, { method: 'GET', url: PAGE_URL }).text()).slice(0, 9)).toBe('<!doctype')
  const nothing = [
    ['GET', 'app://keyswitch/../package.json'],
    ['GET', 'app://keyswitch/%2e%2e/package.json'],
    ['GET', 'app://other/'],
    ['GET', 'app://keyswitch'],
    ['GET', 'app://keyswitch.evil/'],
    ['GET', 'app://keyswitch/__proto__'],
    ['POST', PAGE_URL],
  ] as const
  for (const [method, url] of nothing) {
    const refused = pageResponse(pages, { method, url })
    expect([method, url, refused.status]).toEqual([method, url, 404])
    for (const [name, value] of Object.entries(GUARD_HEADERS)) expect(refused.headers.get(name)).toBe(value)
  }
  expect(answer.headers.get('content-security-policy')).toBe(CONTENT_POLICY)
})

it('two channels are all there is between page and program', () => {
  expect(Object.values(CHANNELS)).toHaveLength(2)
  expect(new Set(Object.values(CHANNELS)).size).toBe(2)
})
