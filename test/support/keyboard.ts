import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Works a page by keys alone, as a person without a mouse does. */
export type Keyboard = {
  /** Where the keyboard is, in the words a screen reader has: `Objects: Filler`, `Rights on Device: Watch / View: granted here`. */
  at: () => Promise<string>
  /** Presses keys one after the other. */
  press: (...keys: string[]) => Promise<void>
  /** Presses keys, then waits until the keyboard is at this place. */
  go: (keys: string | string[], to: string | RegExp) => Promise<void>
  type: (text: string) => Promise<void>
  /** Presses Tab, or with `back` Shift+Tab, until it is there; fails when it comes around without. */
  tabTo: (to: string | RegExp, options?: { back: boolean }) => Promise<void>
  /** Presses and moves of a pointer that the page has seen since it was opened. */
  pointed: () => Promise<number>
}

/** Asks until it is so, as long as a busy machine may take. */
export function eventually<T>(ask: () => T | Promise<T>) {
  return expect.poll(ask, { timeout: 10_000, interval: 20 })
}

const MOST_STOPS = 80

/** Counts from here on whether a pointer was used; call it before the page is worked. */
export async function keyboardOf(page: Page): Promise<Keyboard> {
  await page.evaluate(countPointers)
  const at = (): Promise<string> => page.evaluate(describePlace)
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const arrive = (to: string | RegExp): Promise<void> =>
    typeof to === 'string' ? eventually(at).toBe(to) : eventually(at).toMatch(to)
  return {
    at,
    press,
    async go(keys, to) {
      await press(...(typeof keys === 'string' ? [keys] : keys))
      await arrive(to)
    },
    type: (text) => page.keyboard.type(text),
    async tabTo(to, options) {
      const passed: string[] = []
      while (passed.length < MOST_STOPS) {
        await page.keyboard.press(options?.back === true ? 'Shift+Tab' : 'Tab')
        const place = await at()
        if (typeof to === 'string' ? place === to : to.test(place)) return
        passed.push(place)
      }
      throw new Error(`Tab does not lead to ${String(to)}, only to\n${passed.join('\n')}`)
    },
    pointed: () => page.evaluate(() => Number(document.documentElement.dataset['pointed'] ?? 0)),
  }
}

function countPointers(): void {
  const root = document.documentElement
  const count = (): void => {
    root.dataset['pointed'] = String(Number(root.dataset['pointed'] ?? 0) + 1)
  }
  for (const kind of ['pointerdown', 'pointermove', 'mousedown', 'wheel'])
    window.addEventListener(kind, count, { capture: true, passive: true })
}

/** Runs in the page. */
function describePlace(): string {
  const focused = document.activeElement
  if (!focused || focused === document.body) return 'nowhere'
  const text = (element: Element | null | undefined): string =>
    (element?.textContent ?? '').replace(/\s+/gu, ' ').trim()
  const nameOf = (element: Element): string => {
    const label = element.getAttribute('aria-label')
    if (label !== null) return label
    const others = (element.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
    if (others.length > 0) return others.map((id) => text(document.getElementById(id))).join(' ')
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
    return labels.length > 0 ? labels.map(text).join(' ') : text(element)
  }
  const role = focused.getAttribute('role') ?? focused.tagName.toLowerCase()
  const inside = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '')
  if (role !== 'grid' && role !== 'treegrid') return `${role} ${nameOf(focused)}${inside ? `: ${nameOf(inside)}` : ''}`
  if (!inside) return nameOf(focused)
  const row = inside.closest('[role=row]')
  const of = `${nameOf(focused)}: ${text(row?.querySelector('[role=rowheader]'))}`
  if (inside === row) return of
  const column = inside.getAttribute('aria-colindex')
  const heads = focused.querySelector(`[role=columnheader][aria-colindex="${column}"]`)
  return `${of} / ${heads ? nameOf(heads) : ''}: ${nameOf(inside)}`
}
