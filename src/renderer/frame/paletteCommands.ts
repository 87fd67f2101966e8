import { useMemo } from 'react'
import { close, reload } from '../stores/acts'
import type { App } from '../stores/app'
import type { DatabaseStore, Page } from '../stores/database'
import { valueOf } from '../stores/loadable'
import type { Shown } from '../stores/shell'
import type { SessionView } from '../stores/station'
import { useApp, usePlaces, useSessions } from '../stores/useApp'
import { dialogText } from '../text/dialogs'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { sessionsText } from '../text/sessions'
import { usersText } from '../text/users'
import { openFolder } from './openFolder'
import { run } from './useShortcuts'

type Commands = ReadonlyMap<string, () => void>

/** Everything that can be done, by the words it is found under. `store`: the database that is shown, or was last. */
export function useCommands(store: DatabaseStore | undefined): Commands {
  const app = useApp()
  const at = usePlaces((view) => view.at)
  const frame = useText(frameText)
  const users = useText(usersText)
  const sessions = useText(sessionsText)
  const { goTo } = useText(dialogText).palette
  return useMemo(() => {
    const show = (shown: Shown) => () => app.shell.getState().show(shown)
    const station = (view: SessionView, then?: Shown) => () => {
      app.places.getState().goToStation()
      app.station.view.getState().show(view)
      if (then) app.shell.getState().show(then)
    }
    const ofDatabase = (): [string, () => void][] => {
      if (!store) return []
      const { id } = store.getState()
      const page = (to: Page): [string, () => void] => [
        goTo(frame.pages[to]),
        () => {
          app.places.getState().select(id)
          store.getState().show(to)
        },
      ]
      const pages = [page('users-and-groups'), page('access-rights')]
      // Of a database that is out of sight nothing is changed.
      return at === 'databases' ? [...editsOf(app, store, { frame, users }), ...pages] : pages
    }
    return new Map<string, () => void>([
      ...ofDatabase(),
      [frame.open, () => void openFolder(app)],
      [frame.welcome.create, show({ is: 'new' })],
      [goTo(frame.stationPages.sessions), station('sessions')],
      [sessions.openLong, station('sessions', { is: 'open-session' })],
      [goTo(sessions.views.certificates), station('certificates')],
      [frame.help, show({ is: 'help' })],
    ])
  }, [app, at, store, frame, users, sessions, goTo])
}

type Words = { frame: (typeof frameText)['en']; users: (typeof usersText)['en'] }

function editsOf(app: App, store: DatabaseStore, { frame, users }: Words): [string, () => void][] {
  const { id } = store.getState()
  const { show, check } = app.shell.getState()
  const onUsers = (shown: Shown) => () => {
    store.getState().show('users-and-groups')
    show(shown)
  }
  return [
    [frame.save, () => run(app, 'save')],
    [frame.undo, () => run(app, 'undo')],
    [frame.redo, () => run(app, 'redo')],
    [users.addUser, onUsers({ is: 'add-user' })],
    [users.addGroup, onUsers({ is: 'add-group' })],
    [users.import, onUsers({ is: 'import' })],
    [frame.check, () => check(true)],
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
