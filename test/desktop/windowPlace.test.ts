import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeWindow, type Rectangle } from '../../src/main/desktop/windowPlace'

const MAIN: Rectangle = { x: 0, y: 0, width: 1920, height: 1040 }
const RIGHT: Rectangle = { x: 1920, y: 0, width: 2560, height: 1400 }
const was = (x: number, y: number, width = 1000, height = 700, maximised = false) => ({
  x,
  y,
  width,
  height,
  maximised,
})

it('the first window has the usual size, and the system says where', () => {
  expect(placeWindow(undefined, [MAIN])).toEqual({ width: 1280, height: 800, maximised: false })
  expect(placeWindow(undefined, [])).toEqual({ width: 1280, height: 800, maximised: false })
  expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1024, height: 640 }])).toMatchObject({ width: 1024, height: 640 })
})

it('a window opens where it was, maximised if it was', () => {
  expect(placeWindow(was(100, 50), [MAIN])).toEqual(was(100, 50))
  expect(placeWindow(was(2000, 100, 1000, 700, true), [MAIN, RIGHT])).toEqual(was(2000, 100, 1000, 700, true))
})

it('where its display is gone it opens on the main one, in its size', () => {
  expect(placeWindow(was(2000, 100, 1000, 700, true), [MAIN])).toEqual({ width: 1000, height: 700, maximised: true })
  expect(placeWindow(was(-3000, 100), [MAIN])).toEqual({ width: 1000, height: 700, maximised: false })
})

it('a window that hangs over an edge is pulled in whole', () => {
  expect(placeWindow(was(1700, 900), [MAIN])).toEqual(was(920, 340))
  expect(placeWindow(was(-500, 10), [MAIN])).toEqual(was(0, 10))
  expect(placeWindow(was(10, 10, 5000, 5000), [MAIN])).toEqual(was(0, 0, 1920, 1040))
})

it('a title bar that nobody can reach counts as gone', () => {
  expect(placeWindow(was(100, -400), [MAIN])).not.toHaveProperty('x')
  expect(placeWindow(was(1850, 100), [MAIN])).not.toHaveProperty('x')
})

it('whatever was kept, the window lies on a display and is large enough to use', () => {
  const number = fc.integer({ min: -100_000, max: 100_000 })
  const size = fc.integer({ min: 1, max: 100_000 })
  const area = fc.record({
    x: fc.integer({ min: -8000, max: 8000 }),
    y: fc.integer({ min: -8000, max: 8000 }),
    width: fc.integer({ min: 640, max: 8000 }),
    height: fc.integer({ min: 480, max: 8000 }),
  })
  const kept = fc.record({ x: number, y: number, width: size, height: size, maximised: fc.boolean() })
  fc.assert(
    fc.property(kept, fc.array(area, { minLength: 1, maxLength: 4 }), (kept, areas) => {
      const { x, y, width, height } = placeWindow(kept, areas)
      expect(width).toBeGreaterThanOrEqual(640)
      expect(height).toBeGreaterThanOrEqual(480)
      if (x === undefined || y === undefined) {
        expect([x, y]).toEqual([undefined, undefined])
        return
      }
      const inside = areas.some(
        (area) => x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height,
      )
      expect(inside).toBe(true)
    }),
  )
})
