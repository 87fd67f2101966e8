import { createRoot } from 'react-dom/client'
import { vi } from 'vitest'
import type { AppError } from '../../../src/contract/errors'
import { ApiProvider } from '../../../src/renderer/api'
import { AccessRights } from '../../../src/renderer/pages/access-rights/AccessRights'
import { createApp } from '../../../src/renderer/stores/app'
import { createDatabaseStore, type DatabaseStore } from '../../../src/renderer/stores/database'
import { watchLink } from '../../../src/renderer/stores/link'
import { AppProvider } from '../../../src/renderer/stores/useApp'
import { DatabaseProvider } from '../../../src/renderer/stores/useDatabase'
import { LanguageProvider, type Lang } from '../../../src/renderer/text/language'
import { fakeProgram, type FakeDatabase, type FakeProgram } from './fakeRights'

/** The Access Rights page on a fake program; `close` takes it off again. */
export type ShownPage = {
  program: FakeProgram
  store: DatabaseStore
  refusals: AppError[]
  /** The grid with this name. */
  grid(label: string | RegExp): HTMLElement
  /** What a screen reader says of a row's cells, name first. */
  row(label: string | RegExp, name: string): (string | null)[]
  cell(label: string | RegExp, row: string, column: number): HTMLElement
  click(element: Element, held?: MouseEventInit): Promise<void>
  press(key: string, held?: KeyboardEventInit): Promise<void>
  /** Where the keyboard is, in words. */
  active(): string | null | undefined
  button(name: string): HTMLElement
  text(): string
  close(): void
}

// jsdom lays nothing out, so nothing is ever resized.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

Element.prototype.scrollIntoView ??= () => undefined
Element.prototype.scrollTo ??= () => undefined
// What react-aria needs of a browser and jsdom lacks.
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS

export function showPage(
  database: FakeDatabase,
  lang: Lang = 'en',
  before?: (program: FakeProgram) => void,
): ShownPage {
  sessionStorage.clear()
  const program = fakeProgram(database)
  before?.(program)
  const refusals: AppError[] = []
  const store = createDatabaseStore({ api: program.api, id: 'd', refused: (error) => refusals.push(error) })
  const { link } = watchLink({ request: () => Promise.reject(new Error('unused')), subscribe: () => () => undefined })
  const app = createApp({ api: program.api, link, showRefusal: (error) => refusals.push(error) })
  const element = document.body.appendChild(document.createElement('div'))
  const root = createRoot(element)
  root.render(
    <AppProvider value={app}>
      <ApiProvider value={program.api}>
        <LanguageProvider value={lang}>
          <DatabaseProvider value={store}>
            <AccessRights />
          </DatabaseProvider>
        </LanguageProvider>
      </ApiProvider>
    </AppProvider>,
  )

  const grid = (label: string | RegExp): HTMLElement => {
    const found = [...element.querySelectorAll<HTMLElement>('[role=grid],[role=treegrid]')].find((each) => {
      const name = each.getAttribute('aria-label') ?? ''
      return typeof label === 'string' ? name === label : label.test(name)
    })
    if (!found) throw new Error(`no grid ${label}`)
    return found
  }
  const rowElement = (label: string | RegExp, name: string): Element => {
    const found = [...grid(label).querySelectorAll('.grid-row')].find((each) =>
      each.firstElementChild?.textContent?.startsWith(name),
    )
    if (!found) throw new Error(`no row ${name}`)
    return found
  }
  return {
    program,
    store,
    refusals,
    grid,
    row: (label, name) =>
      [...rowElement(label, name).children].map((each) => each.getAttribute('aria-label') ?? each.textContent),
    cell(label, row, column) {
      const found = rowElement(label, row).children[column]
      if (!(found instanceof HTMLElement)) throw new Error(`no column ${column}`)
      return found
    },
    async click(target, held) {
      const options = { bubbles: true, cancelable: true, ...held }
      target.dispatchEvent(new MouseEvent('mousedown', { ...options, buttons: 1 }))
      // A browser moves the focus after its listeners have run to the end.
      await Promise.resolve()
      target.closest<HTMLElement>('[tabindex="0"], button, input')?.focus()
      target.dispatchEvent(new MouseEvent('mouseup', options))
      target.dispatchEvent(new MouseEvent('click', { ...options, detail: 1 }))
    },
    async press(key, held) {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }),
      )
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keyup', { key, bubbles: true, cancelable: true, ...held }),
      )
      // Two presses are two events of the browser, with the page in between.
      await Promise.resolve()
    },
    active() {
      const focused = document.activeElement
      const id = focused?.getAttribute('aria-activedescendant')
      const at = id === null || id === undefined ? null : document.getElementById(id)
      if (!at) return null
      const head = at.closest('[role=grid],[role=treegrid]')?.querySelectorAll('[role=columnheader]')
      const column = Number(at.getAttribute('aria-colindex')) - 1
      const row = at.closest('[role=row]')?.firstElementChild?.textContent
      return column < 0 ? row : `${row} / ${head?.[column]?.textContent}: ${at.getAttribute('aria-label')}`
    },
    button(name) {
      const found = [...document.querySelectorAll<HTMLElement>('button, [role=radio]')].find(
        (each) => each.textContent === name,
      )
      if (!found) throw new Error(`no button ${name}`)
      return found
    },
    text: () => document.body.textContent,
    close() {
      root.unmount()
      store.getState().close()
      app.stop()
      element.remove()
      sessionStorage.clear()
    },
  }
}

/** Waits until something holds; the page answers in its own time. */
export function until(hold: () => void): Promise<void> {
  return vi.waitFor(hold, { timeout: 3000, interval: 10 })
}
