import { useMemo } from 'react'
import { close, redo, reload, save, stateOf, undo } from '../stores/acts'
import type { App } from '../stores/app'
import { STATION } from '../../contract/stationId'
import { PAGES, type DatabaseStore, type Page } from '../stores/database'
import { valueOf } from '../stores/loadable'
import type { Shown } from '../stores/shell'
import type { SessionView, StationPage } from '../stores/station'
import { stopFollowing, synchronise } from '../stores/sync'
import { useApp, usePlaces, useSessions, useShownStore } from '../stores/useApp'
import { applyText } from '../text/apply'
import { desktopText } from '../text/desktop'
import { dialogText } from '../text/dialogs'
import { exchangeText } from '../text/exchange'
import { frameText } from '../text/frame'
import { importText } from '../text/import'
import { useText } from '../text/language'
import { sessionsText } from '../text/sessions'
import { syncText } from '../text/sync'
import { usersText } from '../text/users'
import { canPause } from '../pages/sessions/PausedNote'
import { useLoginCommands } from './login/useLoginCommands'
import { openFolder } from './openFolder'

type Commands = ReadonlyMap<string, () => void>

/** Everything that can be done, by the words it is found under. */
export function useCommands(): Commands {
  const app = useApp()
  const store = useShownStore()
  const last = usePlaces((view) => (view.current === null ? undefined : view.stores.get(view.current)))
  const frame = useText(frameText)
  const users = useText(usersText)
  const sessions = useText(sessionsText)
  const sync = useText(syncText)
  const fromOther = useText(importText).title
  const exchange = useText(exchangeText)
  const apply = useText(applyText)
  const desktop = useText(desktopText)
  const mayPause = useSessions((view) => canPause(valueOf(view.daemon)))
  const login = useLoginCommands()
  const { goTo } = useText(dialogText).palette
  return useMemo(() => {
    const show = (shown: Shown) => () => app.shell.getState().show(shown)
    const station = (page: StationPage) => {
      app.places.getState().goToStation()
      app.station.view.getState().turnTo(page)
    }
    const sessionsPage = (view: SessionView, then?: Shown) => () => {
      station('sessions')
      app.station.view.getState().show(view)
      if (then) app.shell.getState().show(then)
    }
    const ofDatabase = (): [string, () => void][] => {
      if (!last) return []
      const { id } = last.getState()
      return PAGES.map((page: Page) => [
        goTo(frame.pages[page]),
        () => {
          app.places.getState().select(id)
          last.getState().show(page)
        },
      ])
    }
    const onStation = (page: StationPage): [string, () => void] => [
      goTo(`${frame.thisPc}: ${frame.stationPages[page]}`),
      () => station(page),
    ]
    return new Map<string, () => void>([
      // Of a database that is out of sight nothing is changed.
      ...(store ? editsOf(app, store, { frame, users, sync, fromOther }) : []),
      ...(store ? [[exchange.exportFile, show({ is: 'export', database: store.getState().id })] as const] : []),
      [exchange.importFile, show({ is: 'import-file', ...(store ? { database: store.getState().id } : {}) })],
      ...(store ? [[apply.command, show({ is: 'apply', database: store.getState().id })] as const] : []),
      [apply.runsCommand, show({ is: 'applied-runs' })],
      ...ofDatabase(),
      [frame.open, () => void openFolder(app)],
      [frame.welcome.create, show({ is: 'new' })],
      [goTo(frame.stationPages.sessions), sessionsPage('sessions')],
      [sessions.openLong, sessionsPage('sessions', { is: 'open-session' })],
      [goTo(sessions.views.certificates), sessionsPage('certificates')],
      [goTo(frame.stationPages.settings), () => station('settings')],
      [goTo(frame.stationPages.activity), () => station('activity')],
      ...PAGES.map(onStation),
      ...(mayPause ? [[desktop.pause, show({ is: 'pause-daemon' })] as const] : []),
      ...login,
      [frame.help, show({ is: 'help' })],
    ])
  }, [app, login, last, store, frame, users, sessions, sync, goTo, fromOther, exchange, apply, desktop, mayPause])
}

type Words = {
  frame: (typeof frameText)['en']
  users: (typeof usersText)['en']
  sync: (typeof syncText)['en']
  fromOther: string
}

function editsOf(app: App, store: DatabaseStore, { frame, users, sync, fromOther }: Words): [string, () => void][] {
  const { id } = store.getState()
  const { show, check } = app.shell.getState()
  const onUsers = (shown: Shown) => () => {
    store.getState().show('users-and-groups')
    show(shown)
  }
  const edits: [string, () => void][] = [
    [frame.undo, () => void undo(app, id)],
    [frame.redo, () => void redo(app, id)],
    [users.addUser, onUsers({ is: 'add-user' })],
    [users.addGroup, onUsers({ is: 'add-group' })],
    [fromOther, onUsers({ is: 'import' })],
    [
      frame.check,
      () => {
        store.getState().show(store.getState().page)
        check(true)
      },
    ],
  ]
  if (id === STATION) {
    const on = stateOf(app, id)?.sync === 'on'
    return [...edits, [sync.synchronise, () => void (on ? stopFollowing(app, id) : synchronise(app, id))]]
  }
  return [
    [frame.save, () => void save(app, id)],
    ...edits,
    [frame.whatChanged, () => show({ is: 'changes', database: id })],
    [frame.saveCopy, () => show({ is: 'save-copy', database: id })],
    [frame.reload, () => void reload(app, id)],
    [frame.close, () => void close(app, id)],
  ]
}

/** Open sessions by endpoint and user, as far as they are known. */
export function useSessionNames(): ReadonlyMap<string, string> {
  const text = useText(sessionsText)
  const sessions = valueOf(useSessions((view) => view.sessions))
  return useMemo(
    () => new Map(sessions?.map((row) => [`${row.endpointUrl} · ${text.user(row.user)}`, row.session])),
    [sessions, text],
  )
}
