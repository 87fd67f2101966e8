import type { JSX } from 'react'
import { ForgetSecretDialog } from '../pages/settings/ForgetSecretDialog'
import { PauseDialog } from '../pages/sessions/PauseDialog'
import { SessionsDialogs } from '../pages/sessions/SessionsDialogs'
import { UsersDialogs } from '../pages/users-and-groups/UsersDialogs'
import { useApp, usePlaces, useShell, useShownStore, useStation } from '../stores/useApp'
import { DatabaseProvider } from '../stores/useDatabase'
import { ApplyDialog } from './apply/ApplyDialog'
import { RunsDialog } from './apply/RunsDialog'
import { AskedFolderDialog } from './AskedFolderDialog'
import { ClosingDialog, LeavingDialog, ReloadDialog } from './AskDialogs'
import { ChangesDialog, OutsideDialog } from './ChangesDialogs'
import { ExportDialog } from './exchange/ExportDialog'
import { ImportFileDialog } from './exchange/ImportFileDialog'
import { HelpDialog } from './HelpDialog'
import { NewDialog } from './NewDialog'
import { OpenDialog } from './OpenDialog'
import { Palette } from './Palette'
import { SaveCopyDialog } from './SaveCopyDialog'
import { SyncDialog } from './sync/SyncDialog'

/** The one dialog that is open, if any. */
export function Dialogs(): JSX.Element | null {
  const { shell } = useApp()
  const shown = useShell((view) => view.shown)
  const at = usePlaces((view) => view.at)
  const page = useStation((view) => view.page)
  const store = useShownStore()
  const last = usePlaces((view) => (view.current === null ? undefined : view.stores.get(view.current)))
  if (!shown) return null
  // Only closes itself: what it does may have opened another dialog meanwhile.
  const onClose = (): void => {
    if (shell.getState().shown === shown) shell.getState().hide()
  }
  switch (shown.is) {
    case 'open':
      return <OpenDialog dropped={shown.dropped ?? false} onClose={onClose} />
    case 'new':
      return <NewDialog onClose={onClose} />
    case 'save-copy':
      return <SaveCopyDialog database={shown.database} onClose={onClose} />
    case 'closing':
      return <ClosingDialog database={shown.database} onClose={onClose} />
    case 'leaving':
      return <LeavingDialog unsaved={shown.unsaved} onClose={onClose} />
    case 'reload':
      return <ReloadDialog database={shown.database} onClose={onClose} />
    case 'outside':
      return <OutsideDialog database={shown.database} onClose={onClose} />
    case 'changes':
      return <ChangesDialog database={shown.database} onClose={onClose} />
    case 'help':
      return <HelpDialog page={at === 'station' ? page : store?.getState().page} onClose={onClose} />
    case 'palette':
      return <Palette store={store ?? last} onClose={onClose} />
    case 'sync':
      return <SyncDialog database={shown.database} onClose={onClose} />
    case 'apply':
      return <ApplyDialog key={shown.database} database={shown.database} onClose={onClose} />
    case 'applied-runs':
      return <RunsDialog onClose={onClose} />
    case 'asked-folder':
      return <AskedFolderDialog key={shown.path} path={shown.path} onClose={onClose} />
    case 'pause-daemon':
      return <PauseDialog onClose={onClose} />
    case 'forget-secret':
      return <ForgetSecretDialog entry={shown.entry} onClose={onClose} />
    case 'export':
      return <ExportDialog key={shown.database} database={shown.database} onClose={onClose} />
    case 'import-file':
      return <ImportFileDialog shown={shown} onClose={onClose} />
    case 'open-session':
    case 'close-session':
    case 'decide':
      return <SessionsDialogs shown={shown} onClose={onClose} />
    case 'add-user':
    case 'edit-user':
    case 'add-group':
    case 'edit-group':
    case 'rename':
    case 'members':
    case 'remove-users':
    case 'remove-groups':
    case 'import':
      return store ? (
        <DatabaseProvider value={store}>
          <UsersDialogs shown={shown} onClose={onClose} />
        </DatabaseProvider>
      ) : null
  }
}
