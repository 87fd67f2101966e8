import { expect, it } from 'vitest'
import { commandOf } from '../../src/renderer/frame/shortcuts'
import { menuBar } from '../../src/main/desktop/menuBar'
import type { MenuItem } from '../../src/main/desktop/menuItem'

const SYSTEMS = [
  { mac: false, packaged: true, language: 'en' },
  { mac: true, packaged: true, language: 'en' },
  { mac: false, packaged: false, language: 'de' },
  { mac: true, packaged: false, language: 'de' },
] as const

const lines = (items: readonly MenuItem[]): MenuItem[] => items.flatMap((item) => [item, ...lines(item.submenu ?? [])])
const rolesOf = (given: Parameters<typeof menuBar>[0]) => lines(menuBar(given)).map(({ role }) => role)

it('the menu has what a platform expects, and cannot reload in the product', () => {
  const product = rolesOf({ mac: false, packaged: true, language: 'en' })
  for (const role of ['copy', 'paste', 'cut', 'selectAll', 'resetZoom', 'zoomIn', 'zoomOut', 'close', 'quit']) {
    expect(product).toContain(role)
  }
  for (const role of ['reload', 'toggleDevTools', 'undo', 'redo', 'appMenu', 'windowMenu']) {
    expect(product).not.toContain(role)
  }
  expect(rolesOf({ mac: true, packaged: true, language: 'en' })).toEqual(
    expect.arrayContaining(['appMenu', 'undo', 'redo', 'windowMenu', 'close']),
  )
  expect(rolesOf({ mac: false, packaged: false, language: 'en' })).toContain('toggleDevTools')
})

it('every key of the page in the menu is shown only, and is one that the page knows', () => {
  for (const given of SYSTEMS) {
    const pressed = lines(menuBar(given)).filter(({ accelerator }) => accelerator !== undefined)
    expect(pressed.length).toBeGreaterThan(4)
    for (const { registerAccelerator, act, accelerator } of pressed) {
      expect([accelerator, registerAccelerator, act?.do]).toEqual([accelerator, false, 'press'])
      if (act?.do !== 'press') continue
      const key = act.key.split('+').at(-1) ?? ''
      const press = {
        key,
        code: '',
        ctrlKey: act.command && !given.mac,
        metaKey: act.command && given.mac,
        altKey: false,
        shiftKey: act.key.startsWith('Shift+'),
      }
      expect([accelerator, commandOf(press, given.mac) !== undefined]).toEqual([accelerator, true])
    }
  }
})

it('no two lines of one menu have the same letter to choose them by, and macOS shows none', () => {
  for (const given of SYSTEMS) {
    for (const items of [menuBar(given), ...menuBar(given).map(({ submenu }) => submenu ?? [])]) {
      const letters = items.flatMap(({ label }) => /&(\p{L})/u.exec(label ?? '')?.[1]?.toLowerCase() ?? [])
      expect([...new Set(letters)]).toEqual(letters)
      if (given.mac) expect(letters).toEqual([])
    }
  }
})

it('every line does something, and says what in German', () => {
  for (const given of SYSTEMS) {
    for (const item of lines(menuBar(given))) {
      if (item.type === 'separator') continue
      expect(item.role !== undefined || item.act !== undefined || item.submenu !== undefined, item.label).toBe(true)
      expect(item.label !== undefined || item.role !== undefined).toBe(true)
    }
  }
  const german = JSON.stringify(menuBar({ mac: false, packaged: true, language: 'de' }))
  for (const word of ['&Datei', 'Beenden', '&Bearbeiten', 'Einfügen', '&Ansicht', 'Zugriffsrechte', '&Hilfe']) {
    expect(german).toContain(word)
  }
  expect(german).not.toMatch(/"label":"(Open|Save|Undo|Help|About)/)
})

it('about the program stands under Help, on macOS in the menu of the program', () => {
  const about = (mac: boolean) =>
    lines(menuBar({ mac, packaged: true, language: 'en' })).filter(({ act }) => act?.do === 'about')
  expect(about(false)).toHaveLength(1)
  expect(about(true)).toHaveLength(0)
})
