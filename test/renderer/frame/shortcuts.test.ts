import { describe, expect, test } from 'vitest'
import { commandOf, writeShortcuts } from '../../../src/renderer/frame/shortcuts'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('shortcuts', () => {
  test('Ctrl+S saves; on a Mac Cmd+S does and Ctrl+S does not', () => {
    expect(commandOf(press('s', { ctrlKey: true }), false)).toBe('save')
    expect(commandOf(press('s', { metaKey: true }), true)).toBe('save')
    expect(commandOf(press('s', { ctrlKey: true }), true)).toBeUndefined()
  })

  test('redo is Ctrl+Shift+Z and Ctrl+Y', () => {
    expect(commandOf(press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe('redo')
    expect(commandOf(press('y', { ctrlKey: true }), false)).toBe('redo')
    expect(commandOf(press('z', { ctrlKey: true }), false)).toBe('undo')
  })

  test('AltGr signs are typed, not taken', () => {
    expect(commandOf(press('s', { ctrlKey: true, altKey: true }), false)).toBeUndefined()
    expect(commandOf(press('s'), false)).toBeUndefined()
  })

  test('Alt+1 goes by the key’s place, whatever it types', () => {
    expect(commandOf(press('¡', { altKey: true, code: 'Digit1' }), true)).toBe('page-1')
  })

  test('are written as the machine and the language do', () => {
    expect(writeShortcuts('en', false)('Z', { shift: true })).toBe('Ctrl+Shift+Z')
    expect(writeShortcuts('de', false)('S')).toBe('Strg+S')
    expect(writeShortcuts('de', true)('Z', { shift: true })).toBe('⇧⌘Z')
  })
})
