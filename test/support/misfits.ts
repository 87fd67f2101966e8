import type { Page } from 'playwright-core'

/** Words that are cut off, controls that reach out of the window, and a page that must be scrolled sideways. `data`: what is no word but data. */
export async function misfits(page: Page, data = '.recent-go, .side-go'): Promise<string[]> {
  return page.evaluate((data) => {
    const found: string[] = []
    const words =
      'button, label, [role=tab], [role=menuitem], [role=menuitemradio], [role=columnheader], h2, h3, dt, dd, p, output, .rule, .check, .tag, .label, .bar-word, .strength-word, .foot > span, .cell-warn'
    for (const element of document.querySelectorAll<HTMLElement>(words)) {
      // What is data may be longer than any window; it is shown whole in a hint.
      if (element.closest(`.unseen, [inert], .button-link, ${data}`) || !element.checkVisibility()) continue
      const { left, right, width } = element.getBoundingClientRect()
      const text = element.textContent.trim()
      if (width === 0 || text === '') continue
      if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
        found.push(`cut: ${text} (${element.scrollWidth} in ${element.clientWidth})`)
      if (!element.closest('.grid') && (left < -1 || right > innerWidth + 1)) found.push(`outside: ${text}`)
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('input[placeholder]')) {
      if (!field.checkVisibility() || field.value !== '') continue
      const canvas = document.createElement('canvas').getContext('2d')
      if (!canvas) continue
      const style = getComputedStyle(field)
      canvas.font = style.font
      const room = field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
      if (canvas.measureText(field.placeholder).width > room + 1) found.push(`cut: ${field.placeholder}`)
    }
    const root = document.scrollingElement
    if (root && root.scrollWidth > innerWidth) found.push(`scrolls sideways: ${root.scrollWidth}`)
    return found
  }, data)
}

/** Notes whatever moves without being asked to, on every document the page opens from now on. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Source = { node: Node; previousRect: DOMRect; currentRect: DOMRect }
    const shifts: string[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const sources: Source[] = Reflect.get(entry, 'sources')
        // What grows from its right end has not jumped, unless something beside it is pushed.
        for (const { node, previousRect: before, currentRect: now } of sources)
          if (before.right !== now.right || before.bottom !== now.bottom || node.childNodes.length > 1)
            shifts.push(`${node.textContent?.slice(0, 80)}: ${JSON.stringify([before, now])}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** What has moved since it was asked last. */
export async function shiftsOf(page: Page): Promise<string[]> {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  return page.evaluate(() => {
    const shifts: string[] = Reflect.get(window, 'shifts')
    return shifts.splice(0)
  })
}
