import { useEffect } from 'react'
import { redo, save, undo } from '../stores/acts'
import type { App } from '../stores/app'
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
  switch (command) {
    case 'open':
      return void openFolder(app)
    case 'help':
      return shell.show({ is: 'help' })
    case 'palette':
      return shell.show({ is: 'palette' })
    case 'filter':
      return focusFilter()
    case 'station':
      places.goToStation()
      return focusGrid()
    case 'page-1':
    case 'page-2':
      // Of the station there is one page; with a database opened, these are its pages.
      if (places.at === 'station' && command === 'page-1') return focusGrid()
      if (places.at === 'databases') store?.getState().show(command === 'page-1' ? 'users-and-groups' : 'access-rights')
      return places.at === 'databases' && store ? focusGrid() : undefined
    case 'save':
    case 'undo':
    case 'redo':
    case 'check':
      // Never on a database that is out of sight.
      return places.at === 'databases' && id !== null && store ? runOn(app, id, command) : undefined
  }
}

function runOn(app: App, id: string, command: 'save' | 'undo' | 'redo' | 'check'): void {
  const shell = app.shell.getState()
  if (command === 'save') void save(app, id)
  else if (command === 'undo') void undo(app, id)
  else if (command === 'redo') void redo(app, id)
  else shell.check(!shell.checking)
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
