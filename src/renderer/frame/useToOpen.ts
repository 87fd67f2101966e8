import { useEffect } from 'react'
import type { ToOpen } from '../../contract/desktop'
import type { App } from '../stores/app'
import { asAppError, valueOf } from '../stores/loadable'
import { isDatabasePage } from '../stores/station'
import { useSettings } from '../stores/useApp'
import { openFile } from './exchange/openFile'
import { openPath } from './openFolder'

/** Opens what the system asks this window to open: double-clicked files, folders, `keyswitch://` addresses. Desktop only. */
export function useToOpen(app: App): void {
  const desktop = useSettings((view) => valueOf(view.about)?.face === 'desktop')
  useEffect(() => {
    if (!desktop) return undefined
    const ending = new AbortController()
    let last = Promise.resolve()
    const ask = (): void => {
      last = last.then(() => openAll(app, ending.signal))
    }
    ask()
    const unsubscribe = app.api.on('app.toOpen', ask)
    return () => {
      unsubscribe()
      ending.abort()
    }
  }, [app, desktop])
}

/** One after the other: each is told by the program once, so none may be lost. */
async function openAll(app: App, signal: AbortSignal): Promise<void> {
  try {
    const { items } = await app.api.call('app.toOpen', {})
    for (const item of items) {
      await untilFree(app, signal)
      await open(app, item)
    }
  } catch (cause) {
    app.refused(asAppError(cause))
  }
}

async function open(app: App, item: ToOpen): Promise<void> {
  switch (item.is) {
    case 'folder':
      return openPath(app, item.path)
    case 'file':
      return openFile(app, item.path)
    case 'place':
      return goTo(app, item.place)
    case 'asked-folder':
      return app.shell.getState().show({ is: 'asked-folder', path: item.path })
  }
}

/** A page of the database that is opened, where it has such a page; else of this computer. */
function goTo({ places, station }: App, place: (ToOpen & { is: 'place' })['place']): void {
  const { current, stores, select, goToStation } = places.getState()
  const store = current === null ? undefined : stores.get(current)
  if (store && isDatabasePage(place)) {
    select(current)
    store.getState().show(place)
  } else {
    goToStation()
    station.view.getState().turnTo(place)
  }
}

/** What is typed into a dialog is not taken away by what comes from outside. */
function untilFree({ shell }: App, signal: AbortSignal): Promise<void> {
  return new Promise((free) => {
    const unsubscribe = shell.subscribe(look)
    function look(): void {
      if (shell.getState().shown !== null && !signal.aborted) return
      unsubscribe()
      signal.removeEventListener('abort', look)
      free()
    }
    signal.addEventListener('abort', look)
    look()
  })
}
