import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '../../src/renderer/App'
import { createRefusals } from '../../src/renderer/frame/Toasts'
import { createApp, type App as AppStores } from '../../src/renderer/stores/app'
import { watchLink } from '../../src/renderer/stores/link'
import type { FakeProgram } from '../support/fakeApi'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
// jsdom lays nothing out, so nothing is ever resized or scrolled.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
Element.prototype.scrollIntoView ??= () => undefined
Element.prototype.scrollTo ??= () => undefined
Element.prototype.checkVisibility ??= () => true
// What react-aria needs of a browser and jsdom lacks.
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS

/** The whole page over a fake program, in the document of the test. */
export type ShownApp = {
  app: AppStores
  /** Everything the page says now. */
  text: () => string
  find: (selector: string) => HTMLElement
  field: (selector: string) => HTMLInputElement
  all: <E extends Element = HTMLElement>(selector: string) => E[]
  button: (name: string | RegExp) => HTMLButtonElement
  press: (name: string | RegExp) => Promise<void>
  type: (selector: string, text: string) => Promise<void>
  key: (key: string, more?: KeyboardEventInit) => Promise<void>
  submit: () => Promise<void>
  settle: () => Promise<void>
  close: () => Promise<void>
}

export async function showApp(fake: FakeProgram): Promise<ShownApp> {
  const host = document.body.appendChild(document.createElement('div'))
  const root = createRoot(host)
  const refusals = createRefusals()
  const { link } = watchLink({ request: () => Promise.reject(new Error('unused')), subscribe: () => () => undefined })
  const app = createApp({ api: fake.api, link, showRefusal: refusals.show })
  const settle = async (): Promise<void> => {
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)))
  }
  await act(async () => {
    root.render(<App app={app} refusals={refusals.queue} />)
    // What needs a login waits for it, and the test with it would, too.
    void app.places.getState().load()
    await Promise.all([app.settings.getState().load(), app.login.getState().load()])
  })
  await settle()

  function find(selector: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(selector)
    if (!found) throw new Error(`nothing is ${selector} in: ${document.body.textContent}`)
    return found
  }
  function field(selector: string): HTMLInputElement {
    const found = find(selector)
    if (!(found instanceof HTMLInputElement)) throw new Error(`${selector} is no field`)
    return found
  }
  const all = <E extends Element = HTMLElement>(selector: string): E[] => [...document.querySelectorAll<E>(selector)]
  function button(name: string | RegExp): HTMLButtonElement {
    const found = all<HTMLButtonElement>('button').find((each) => {
      const called = each.getAttribute('aria-label') ?? each.textContent
      return typeof name === 'string' ? called === name : name.test(called)
    })
    if (!found) throw new Error(`no button ${String(name)} in: ${document.body.textContent}`)
    return found
  }

  return {
    app,
    text: () => document.body.textContent,
    find,
    field,
    all,
    button,
    async press(name) {
      await act(async () => button(name).click())
      await settle()
    },
    async type(selector, text) {
      const input = field(selector)
      await act(async () => {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
        input.dispatchEvent(new Event('input', { bubbles: true }))
      })
      await settle()
    },
    async key(key, more) {
      await act(async () => {
        const target = document.activeElement ?? document.body
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
        target.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true, cancelable: true, ...more }))
      })
      await settle()
    },
    async submit() {
      const form = find('form')
      if (!(form instanceof HTMLFormElement)) throw new Error('no form')
      await act(async () => form.requestSubmit())
      await settle()
    },
    settle,
    async close() {
      await act(async () => root.unmount())
      app.stop()
      host.remove()
    },
  }
}
