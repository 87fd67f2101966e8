import { useEffect } from 'react'
import { redo, save, undo } from '../stores/acts'
import type { App } from '../stores/app'
import type { DatabaseStore } from '../stores/database'
import { openFolder } from './openFolder'
import { commandOf, isMac, type Command } from './shortcuts'

/** Keys that work everywhere. While a dialog is open only its own keys work, but the browser's Save still never comes. */
export function useShortcuts(app: App): void {
  useEffect(() => {
    const mac = isMac()
    const onKey = (event: KeyboardEvent): void => {
      const command = commandOf(event, mac)
      if (command === undefined) return
      // Undo in a text field is the text's own.
      if ((command === 'undo' || command === 'redo') && isTextField(event.target)) return
      event.preventDefault()
      if (!event.repeat && app.shell.getState().shown === null) run(app, command)
    }
    // On the way down: fields with keys of their own, such as a filter, let no key out again.
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [app])
}

/** Does what a shortcut or an entry of the palette asks for. */
export function run(app: App, command: Command): void {
  const places = app.places.getState()
  const shell = app.shell.getState()
  const id = places.current
  const store = id === null ? undefined : places.stores.get(id)
  if (command === 'open') void openFolder(app)
  else if (command === 'help') shell.show({ is: 'help' })
  else if (id !== null && store) runOn(app, store, command)
}

function runOn(app: App, store: DatabaseStore, command: Exclude<Command, 'open' | 'help'>): void {
  const shell = app.shell.getState()
  const { id, show } = store.getState()
  switch (command) {
    case 'palette':
      return shell.show({ is: 'palette' })
    case 'save':
      return void save(app, id)
    case 'undo':
      return void undo(app, id)
    case 'redo':
      return void redo(app, id)
    case 'page-1':
      show('users-and-groups')
      return focusGrid()
    case 'page-2':
      show('access-rights')
      return focusGrid()
    case 'check':
      return shell.check(!shell.checking)
    case 'filter':
      return focusFilter()
  }
}

const FRAMES_TO_WAIT = 30

/** The keyboard goes to the page that was asked for: its first list, as soon as that is there. */
function focusGrid(waited = 0): void {
  requestAnimationFrame(() => {
    const grids = document.querySelectorAll<HTMLElement>('[role=tabpanel] :is([role=treegrid], [role=grid])')
    const grid = [...grids].find((each) => each.checkVisibility())
    if (grid) grid.focus()
    else if (waited < FRAMES_TO_WAIT) focusGrid(waited + 1)
  })
}

/** Pages mark their filter with `data-filter`; with several, a press in a pane goes to the pane's own. */
function focusFilter(): void {
  const own = document.activeElement?.closest('[data-pane]')?.querySelector<HTMLInputElement>('[data-filter] input')
  const all = document.querySelectorAll<HTMLInputElement>('[data-filter] input')
  // Pages that are not shown stay in the document.
  const field = own ?? [...all].find((each) => each.checkVisibility())
  field?.focus()
  field?.select()
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type))
  )
}
