import { useEffect } from 'react'
import { redo, save, shownStore, stateOf, undo } from '../stores/acts'
import type { App } from '../stores/app'
import { PAGES } from '../stores/database'
import { isDatabasePage, STATION_PAGES } from '../stores/station'
import { synchronise } from '../stores/sync'
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
      const busy = app.shell.getState().shown !== null || app.login.getState().asked !== null
      if (!event.repeat && !busy) run(app, command)
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
    case 'page-3':
    case 'page-4':
    case 'page-5':
      return turnTo(app, Number(command.slice(-1)) - 1)
    case 'save':
    case 'undo':
    case 'redo':
    case 'check':
    case 'export':
      return runOn(app, command)
  }
}

/** The pages of the place that is shown, in the order of their tabs. */
function turnTo(app: App, index: number): void {
  const { at } = app.places.getState()
  const page = PAGES[index]
  const ofStation = STATION_PAGES[index]
  const store = shownStore(app)
  if (at === 'station' && ofStation) app.station.view.getState().turnTo(ofStation)
  else if (at === 'databases' && page && store) store.getState().show(page)
  else return
  focusGrid()
}

/** Never on a database that is out of sight. */
function runOn(app: App, command: 'save' | 'undo' | 'redo' | 'check' | 'export'): void {
  const { shell, places, station } = app
  const store = shownStore(app)
  if (!store || (places.getState().at === 'station' && !isDatabasePage(station.view.getState().page))) return
  const { id } = store.getState()
  const { sync } = stateOf(app, id) ?? {}
  if (command === 'undo') void undo(app, id)
  else if (command === 'redo') void redo(app, id)
  else if (command === 'export') shell.getState().show({ is: 'export', database: id })
  else if (command === 'check') shell.getState().check(!shell.getState().checking)
  else if (sync === 'on') shell.getState().say({ is: 'saved-at-once' })
  else if (sync === 'off') void synchronise(app, id)
  else void save(app, id)
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
