import { describe, expect, test } from 'vitest'
import { ALL_TICKED, countTicked, isTicked, leftOut, NONE_TICKED, tick } from '../../../src/renderer/stores/ticks'

describe('ticks', () => {
  test('of everything, some taken off, are everything but those', () => {
    const ticks = tick(ALL_TICKED, [3, 1], { on: false, total: 5 })
    expect([0, 1, 2, 3, 4].map((index) => isTicked(ticks, index))).toEqual([true, false, true, false, true])
    expect(countTicked(ticks, 5)).toBe(3)
    expect(leftOut(ticks, 5)).toEqual([1, 3])
    expect(leftOut(tick(ticks, [3], { on: true, total: 5 }), 5)).toEqual([1])
  })

  test('of nothing, some put on, leave out all others', () => {
    const ticks = tick(NONE_TICKED, [2], { on: true, total: 4 })
    expect(countTicked(ticks, 4)).toBe(1)
    expect(leftOut(ticks, 4)).toEqual([0, 1, 3])
  })

  test('what is ticked already stays so', () => {
    expect(leftOut(tick(ALL_TICKED, [2], { on: true, total: 4 }), 4)).toEqual([])
  })

  test('of all of a hundred thousand at once cost as little as of none', () => {
    const all = Array.from({ length: 100_000 }, (_, index) => index)
    expect(tick(ALL_TICKED, all, { on: false, total: all.length })).toBe(NONE_TICKED)
    expect(leftOut(NONE_TICKED, 100_000)).toHaveLength(100_000)
  })
})
