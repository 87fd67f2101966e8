import { useMemo, useState, type JSX } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { PickList } from '../parts/PickList'
import type { Page, Target } from '../stores/database'
import { valueOf } from '../stores/loadable'
import type { Shown } from '../stores/shell'
import { close, reload } from '../stores/acts'
import { useApp } from '../stores/useApp'
import { useDatabaseStore, useSlice } from '../stores/useDatabase'
import { dialogText } from '../text/dialogs'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { usersText } from '../text/users'
import { openFolder } from './openFolder'
import { paletteSource, searchPalette, type PaletteHit } from './paletteSearch'
import { run } from './useShortcuts'

const LIMIT = 60

/** Finds any user, group, object or command and goes there. */
export function Palette({ onClose }: { onClose: () => void }): JSX.Element {
  const store = useDatabaseStore()
  const text = useText(dialogText).palette
  const users = valueOf(useSlice('users'))
  const groups = valueOf(useSlice('groups'))
  const objects = valueOf(useSlice('objects'))
  const commands = useCommands()
  const [typed, setTyped] = useState('')

  const sources = useMemo(
    () => [
      paletteSource('command', [...commands.keys()]),
      paletteSource('user', users?.map((user) => user.name) ?? []),
      paletteSource('group', groups?.map((group) => group.name) ?? []),
      paletteSource('object', objects?.names ?? []),
    ],
    [commands, users, groups, objects],
  )
  const hits = useMemo(() => searchPalette(sources, typed, LIMIT), [sources, typed])
  const items = hits.map((hit) => ({
    id: `${hit.kind} ${hit.name}`,
    hit,
    shown: (
      <>
        <span className={hit.kind === 'object' ? 'mono' : ''}>{hit.name}</span>
        <span className="tag">{text.kinds[hit.kind]}</span>
      </>
    ),
  }))

  function pick(hit: PaletteHit): void {
    // First away with this dialog: the command may open another.
    onClose()
    if (hit.kind === 'command') commands.get(hit.name)?.()
    else store.getState().goTo(targetOf(hit))
  }

  const note = !objects ? text.loading : hits.length === 0 ? text.none : hits.length === LIMIT ? text.more : ''
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className="veil veil-top">
      <Modal className="modal modal-palette">
        <Dialog className="dialog" aria-label={text.title}>
          <PickList
            label={text.title}
            labelHidden
            placeholder={text.placeholder}
            value={typed}
            onChange={setTyped}
            items={items}
            onPick={(item) => pick(item.hit)}
            firstActive
            takesFocus
            note={note}
          />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function targetOf(hit: PaletteHit): Target {
  if (hit.kind === 'user') return { user: hit.name }
  return hit.kind === 'group' ? { group: hit.name } : { object: hit.name }
}

/** Everything that can be done, by the words it is found under. */
function useCommands(): ReadonlyMap<string, () => void> {
  const app = useApp()
  const store = useDatabaseStore()
  const frame = useText(frameText)
  const users = useText(usersText)
  const palette = useText(dialogText).palette
  return useMemo(() => {
    const id = store.getState().id
    const show = (shown: Shown) => () => app.shell.getState().show(shown)
    const onUsers = (shown: Shown) => () => {
      store.getState().show('users-and-groups')
      app.shell.getState().show(shown)
    }
    const page = (to: Page): [string, () => void] => [palette.goTo(frame.pages[to]), () => store.getState().show(to)]
    return new Map<string, () => void>([
      [frame.save, () => run(app, 'save')],
      [frame.undo, () => run(app, 'undo')],
      [frame.redo, () => run(app, 'redo')],
      [users.addUser, onUsers({ is: 'add-user' })],
      [users.addGroup, onUsers({ is: 'add-group' })],
      [users.import, onUsers({ is: 'import' })],
      page('users-and-groups'),
      page('access-rights'),
      [frame.check, () => app.shell.getState().check(true)],
      [frame.whatChanged, show({ is: 'changes', database: id })],
      [frame.saveCopy, show({ is: 'save-copy', database: id })],
      [frame.reload, () => void reload(app, id)],
      [frame.close, () => void close(app, id)],
      [frame.open, () => void openFolder(app)],
      [frame.welcome.create, show({ is: 'new' })],
      [frame.help, show({ is: 'help' })],
    ])
  }, [app, store, frame, users, palette])
}
