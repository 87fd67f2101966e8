/** In points of the desktop, over all displays. */
export type Rectangle = { x: number; y: number; width: number; height: number }

/** Where the window was; the rectangle is the one it has when it is not maximised. */
export type WindowPlace = Rectangle & { maximised: boolean }

/** Position is left to the system where none is known. */
export type PlacedWindow = { x?: number; y?: number; width: number; height: number; maximised: boolean }

export const SMALLEST = { width: 640, height: 480 } as const
const USUAL = { width: 1280, height: 800 } as const
/** Of the title bar, so that the window can be pulled back. */
const TO_HOLD = { width: 120, height: 24 }

/** Where the window opens: where it was as far as the displays that are there now allow. `areas`: without bars, the main one first. */
export function placeWindow(was: WindowPlace | undefined, areas: readonly Rectangle[]): PlacedWindow {
  const main = areas[0]
  if (!was) return { ...sized(USUAL, main), maximised: false }
  const area = areas.find((one) => holdsTitle(one, was))
  if (!area) return { ...sized(was, main), maximised: was.maximised }
  const { width, height } = sized(was, area)
  return {
    x: Math.round(clamp(was.x, area.x, area.x + area.width - width)),
    y: Math.round(clamp(was.y, area.y, area.y + area.height - height)),
    width,
    height,
    maximised: was.maximised,
  }
}

function sized({ width, height }: { width: number; height: number }, area: Rectangle | undefined) {
  const most = area ?? USUAL
  return {
    width: Math.round(clamp(width, Math.min(SMALLEST.width, most.width), most.width)),
    height: Math.round(clamp(height, Math.min(SMALLEST.height, most.height), most.height)),
  }
}

function holdsTitle(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const seen = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
  return seen >= TO_HOLD.width && y >= area.y - TO_HOLD.height && y <= area.y + area.height - TO_HOLD.height
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most))
}
