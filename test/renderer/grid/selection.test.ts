import { describe, expect, it } from 'vitest'
import { indexByKey, listRows } from '../../../src/renderer/parts/gridRows'
import {
  columnRange,
  extendTo,
  moveOnly,
  NOTHING_SELECTED,
  selectAll,
  selectedColumns,
  selectOnly,
  toggle,
  type GridPlace,
} from '../../../src/renderer/parts/gridSelection'

const rows = listRows(['a', 'b', 'c', 'd'], (item) => item)
const index = indexByKey(rows)
const at = (row: string, column?: string): GridPlace => ({ row, column })

describe('selecting rows', () => {
  it('extends from where it began, in both directions, and forgets what it passed', () => {
    const down = extendTo(selectOnly(at('b')), at('d'), rows, index)
    expect([...down.keys]).toEqual(['b', 'c', 'd'])
    expect([...extendTo(down, at('a'), rows, index).keys]).toEqual(['a', 'b'])
  })

  it('adds and takes out single rows and goes on from the last', () => {
    const two = toggle(selectOnly(at('a')), at('c'))
    expect([...two.keys]).toEqual(['a', 'c'])
    expect([...toggle(two, at('a')).keys]).toEqual(['c'])
    expect([...extendTo(two, at('d'), rows, index).keys]).toEqual(['c', 'd'])
  })

  it('keeps what is selected while only the keyboard moves', () => {
    const moved = moveOnly(selectOnly(at('a')), at('c'))
    expect([...moved.keys]).toEqual(['a'])
    expect(moved.active).toEqual(at('c'))
  })

  it('begins anew where the row it began at is gone', () => {
    const gone = { ...selectOnly(at('x')) }
    expect([...extendTo(gone, at('c'), rows, index).keys]).toEqual(['c'])
  })

  it('selects all rows, and nothing of an empty list', () => {
    expect(selectAll(selectOnly(at('b')), rows, []).keys.size).toBe(4)
    expect(selectAll(NOTHING_SELECTED, [], [])).toBe(NOTHING_SELECTED)
  })
})

describe('selecting cells', () => {
  const columns = ['addRemove', 'modify', 'view', 'execute']

  it('takes the columns between where it began and where the keyboard is, in order', () => {
    const left = extendTo(selectOnly(at('b', 'view')), at('c', 'addRemove'), rows, index)
    expect(selectedColumns(left, columns)).toEqual(['addRemove', 'modify', 'view'])
    expect(columnRange(left, columns)).toEqual([0, 2])
  })

  it('takes every column when all is selected', () => {
    const all = selectAll(selectOnly(at('b', 'view')), rows, columns)
    expect(selectedColumns(all, columns)).toEqual(columns)
    expect(all.active?.row).toBe('b')
  })

  it('has no columns when whole rows are selected', () => {
    expect(selectedColumns(selectOnly(at('b')), columns)).toEqual([])
  })
})
