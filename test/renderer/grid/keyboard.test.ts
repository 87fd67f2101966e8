import { describe, expect, it } from 'vitest'
import { findTyped, gridAct, type GridSituation, type KeyPress } from '../../../src/renderer/parts/gridKeys'
import { flattenTree, parentIndex, type TreeNode } from '../../../src/renderer/parts/gridRows'

const leaf = (key: string): TreeNode<string> => ({ key, item: key, children: [] })
const TREE: TreeNode<string>[] = [
  {
    key: 'Device',
    item: 'Device',
    children: [leaf('Logger'), { key: 'PlcLogic', item: 'PlcLogic', children: [leaf('Filler')] }],
  },
  leaf('/'),
]

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
})

function situation(change: Partial<GridSituation> = {}): GridSituation {
  const rows = flattenTree(TREE, (key) => key === 'Device')
  return { rows, at: { row: 0, column: 0 }, stops: [], page: 2, multiple: true, typing: false, ...change }
}

describe('the visible rows of a tree', () => {
  it('are those whose parents are all open', () => {
    expect(flattenTree(TREE, (key) => key === 'Device').map((row) => row.key)).toEqual([
      'Device',
      'Logger',
      'PlcLogic',
      '/',
    ])
    expect(flattenTree(TREE, () => true).map((row) => [row.key, row.level, row.expanded])).toEqual([
      ['Device', 1, true],
      ['Logger', 2, undefined],
      ['PlcLogic', 2, true],
      ['Filler', 3, undefined],
      ['/', 1, undefined],
    ])
  })

  it('say where they are among their siblings, and who is above', () => {
    const rows = flattenTree(TREE, () => true)
    expect(rows.map((row) => `${row.position}/${row.siblings}`)).toEqual(['1/2', '1/2', '2/2', '1/1', '2/2'])
    expect(rows.map((_, index) => parentIndex(rows, index))).toEqual([undefined, 0, 0, 2, undefined])
  })

  it('keep their identity while nothing about them changes', () => {
    const cache = new WeakMap()
    const before = flattenTree(TREE, (key) => key === 'Device', cache)
    const after = flattenTree(TREE, () => true, cache)
    expect(after[1]).toBe(before[1])
    expect(after[2]).not.toBe(before[2])
  })
})

describe('keys in a list of rows', () => {
  it('arrows, Home, End and pages go no further than the ends', () => {
    const to = (key: string, row: number): unknown => gridAct(press(key), situation({ at: { row, column: 0 } }))
    expect(to('ArrowUp', 0)).toMatchObject({ is: 'go', to: { row: 0 } })
    expect(to('ArrowDown', 3)).toMatchObject({ is: 'go', to: { row: 3 } })
    expect(to('PageDown', 0)).toMatchObject({ to: { row: 2 } })
    expect(to('PageUp', 1)).toMatchObject({ to: { row: 0 } })
    expect(to('Home', 2)).toMatchObject({ to: { row: 0 } })
    expect(to('End', 0)).toMatchObject({ to: { row: 3 } })
  })

  it('Right opens, then goes to the first child; Left goes to the parent, then closes', () => {
    const at = (row: number): GridSituation => situation({ at: { row, column: 0 } })
    expect(gridAct(press('ArrowRight'), at(2))).toEqual({ is: 'expand', row: 2 })
    expect(gridAct(press('ArrowRight'), at(0))).toMatchObject({ is: 'go', to: { row: 1 } })
    expect(gridAct(press('ArrowLeft'), at(1))).toMatchObject({ is: 'go', to: { row: 0 } })
    expect(gridAct(press('ArrowLeft'), at(0))).toEqual({ is: 'collapse', row: 0 })
    expect(gridAct(press('ArrowRight'), at(1))).toBeUndefined()
  })

  it('Shift extends, Control moves without selecting, and neither where only one row may be selected', () => {
    expect(gridAct(press('ArrowDown', { shiftKey: true }), situation())).toMatchObject({ how: 'extend' })
    expect(gridAct(press('ArrowDown', { ctrlKey: true }), situation())).toMatchObject({ how: 'move' })
    const one = situation({ multiple: false })
    expect(gridAct(press('ArrowDown', { shiftKey: true }), one)).toMatchObject({ how: 'select' })
    expect(gridAct(press('a', { ctrlKey: true }), one)).toBeUndefined()
    expect(gridAct(press(' '), one)).toBeUndefined()
  })

  it('the menu key and Shift+F10 ask for the menu, F10 alone does not', () => {
    expect(gridAct(press('ContextMenu'), situation())).toEqual({ is: 'menu' })
    expect(gridAct(press('F10', { shiftKey: true }), situation())).toEqual({ is: 'menu' })
    expect(gridAct(press('F10'), situation())).toBeUndefined()
  })

  it('a space belongs to a word that is being typed, otherwise it selects', () => {
    expect(gridAct(press(' '), situation({ typing: true }))).toEqual({ is: 'type', text: ' ' })
    expect(gridAct(press(' '), situation())).toEqual({ is: 'toggle' })
  })

  it('leaves keys with Alt, and keys on an empty grid, to others', () => {
    expect(gridAct(press('ArrowDown', { altKey: true }), situation())).toBeUndefined()
    expect(gridAct(press('ArrowDown'), situation({ rows: [] }))).toBeUndefined()
  })
})

describe('keys among cells', () => {
  const cells = (row: number, column: number): GridSituation => situation({ at: { row, column }, stops: [0, 1, 2] })

  it('arrows go from cell to cell and stop at the edges', () => {
    expect(gridAct(press('ArrowRight'), cells(1, 1))).toMatchObject({ to: { row: 1, column: 2 } })
    expect(gridAct(press('ArrowRight'), cells(1, 2))).toMatchObject({ to: { row: 1, column: 2 } })
    expect(gridAct(press('ArrowDown'), cells(1, 1))).toMatchObject({ to: { row: 2, column: 1 } })
  })

  it('Home and End stay in the row, with Control they go to the first and last row', () => {
    expect(gridAct(press('Home'), cells(2, 1))).toMatchObject({ to: { row: 2, column: 0 } })
    expect(gridAct(press('End', { ctrlKey: true }), cells(0, 1))).toMatchObject({ to: { row: 3, column: 1 } })
  })

  it('on the tree cell Right opens first and then goes on; elsewhere nothing is opened or closed', () => {
    expect(gridAct(press('ArrowRight'), cells(2, 0))).toEqual({ is: 'expand', row: 2 })
    expect(gridAct(press('ArrowRight'), cells(0, 0))).toMatchObject({ to: { row: 0, column: 1 } })
    expect(gridAct(press('ArrowLeft'), cells(0, 1))).toMatchObject({ is: 'go', to: { row: 0, column: 0 } })
    expect(gridAct(press('ArrowLeft'), cells(0, 0))).toEqual({ is: 'collapse', row: 0 })
  })

  it('columns that are skipped are stepped over', () => {
    const skipping = situation({ at: { row: 0, column: 1 }, stops: [1, 3] })
    expect(gridAct(press('ArrowRight'), skipping)).toMatchObject({ to: { column: 3 } })
    expect(gridAct(press('ArrowLeft'), skipping)).toMatchObject({ to: { column: 1 } })
  })
})

describe('typing letters', () => {
  const names = ['Logger', 'PlcLogic', 'PlcShell', 'Settings']
  const find = (typed: string, from: number): number | undefined =>
    findTyped((at) => names[at] ?? '', names.length, typed, from)

  it('finds the next row that begins so, around the end, whatever the case', () => {
    expect(find('s', 0)).toBe(3)
    expect(find('l', 2)).toBe(0)
    expect(find('plcs', 1)).toBe(2)
    expect(find('x', 0)).toBeUndefined()
  })

  it('the same letter again goes on to the next such row', () => {
    expect(find('p', 1)).toBe(2)
    expect(find('pp', 2)).toBe(1)
  })
})
