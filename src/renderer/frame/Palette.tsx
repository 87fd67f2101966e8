import { useMemo, useState, type JSX } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { STATION } from '../../contract/stationId'
import { PickList } from '../parts/PickList'
import type { DatabaseStore, Target } from '../stores/database'
import { valueOf } from '../stores/loadable'
import { useApp } from '../stores/useApp'
import { DatabaseProvider, useSlice } from '../stores/useDatabase'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'
import { paletteSource, searchPalette, type PaletteHit, type PaletteSource } from './paletteSearch'
import { useCommands, useSessionNames } from './paletteCommands'

const LIMIT = 60

export type PaletteProps = { store: DatabaseStore | undefined; onClose: () => void }

/** Finds any user, group, object, session or command and goes there. */
export function Palette({ store, onClose }: PaletteProps): JSX.Element {
  if (!store) return <Finder store={undefined} sources={NOTHING} loading={false} onClose={onClose} />
  return (
    <DatabaseProvider value={store}>
      <DatabaseFinder store={store} onClose={onClose} />
    </DatabaseProvider>
  )
}

const NOTHING: readonly PaletteSource[] = []

function DatabaseFinder({ store, onClose }: { store: DatabaseStore; onClose: () => void }): JSX.Element {
  const users = valueOf(useSlice('users'))
  const groups = valueOf(useSlice('groups'))
  const objects = valueOf(useSlice('objects'))
  const sources = useMemo(
    () => [
      paletteSource('user', users?.map((user) => user.name) ?? []),
      paletteSource('group', groups?.map((group) => group.name) ?? []),
      paletteSource('object', objects?.names ?? []),
    ],
    [users, groups, objects],
  )
  return <Finder store={store} sources={sources} loading={!objects} onClose={onClose} />
}

type FinderProps = PaletteProps & { sources: readonly PaletteSource[]; loading: boolean }

function Finder({ store, sources: ofDatabase, loading, onClose }: FinderProps): JSX.Element {
  const app = useApp()
  const text = useText(dialogText).palette
  const commands = useCommands()
  const sessions = useSessionNames()
  const [typed, setTyped] = useState('')
  const sources = useMemo(
    () => [
      paletteSource('command', [...commands.keys()]),
      paletteSource('session', [...sessions.keys()]),
      ...ofDatabase,
    ],
    [commands, sessions, ofDatabase],
  )
  const hits = useMemo(() => searchPalette(sources, typed, LIMIT), [sources, typed])
  const items = hits.map((hit) => ({
    id: `${hit.kind} ${hit.name}`,
    hit,
    shown: (
      <>
        <span className={hit.kind === 'object' || hit.kind === 'session' ? 'mono' : ''}>{hit.name}</span>
        <span className="tag">{text.kinds[hit.kind]}</span>
      </>
    ),
  }))

  function pick(hit: PaletteHit): void {
    // First away with this dialog: the command may open another.
    onClose()
    if (hit.kind === 'command') commands.get(hit.name)?.()
    else if (hit.kind === 'session') {
      app.places.getState().goToStation()
      app.station.view.getState().turnTo('sessions')
      app.station.view.getState().show('sessions')
      app.station.view.getState().choose(sessions.get(hit.name))
    } else if (store) {
      if (store.getState().id !== STATION) app.places.getState().select(store.getState().id)
      store.getState().goTo(targetOf(hit))
    }
  }

  const note = loading ? text.loading : hits.length === 0 ? text.none : hits.length === LIMIT ? text.more : ''
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
