import type { EventPayload } from '../../contract/contract'
import type { Action, DatabaseState, Difference } from '../../contract/databases'
import { AppError } from '../../contract/errors'
import type { Download } from '../../contract/sync'
import { STATION } from '../../contract/stationId'
import { describeFault } from '../bridge/fault'
import type { Events, Peer } from '../bridge/handler'
import { openedDatabase, signatureOf, type OpenedDatabase } from '../databases/opened'
import type { Log } from '../log'
import type { FileStore } from '../usermgmt/file/store'
import type { UserManager } from '../usermgmt/manager'
import type { Actor, Work } from '../usermgmt/operations'
import { queue } from './queue'
import { applyDifferences } from '../usermgmt/transfer/applyDifferences'
import { differences } from '../usermgmt/transfer/differences'
import { snapshot } from '../usermgmt/transfer/snapshot'
import { managerSource } from '../usermgmt/transfer/source'

/** The station's own database: the device itself, or, while it is not followed, a copy that pages edit meanwhile. */
export type StationDatabase = {
  /** What pages work on. */
  readonly opened: OpenedDatabase
  /** One edit of the device, saved at once; nothing is changed when that fails. */
  editDevice<T>(action: Action, what: readonly What[], change: (manager: UserManager) => Promise<T>): Promise<T>
  /** What was done up to now can no longer be undone. */
  forgetHistory(): Promise<void>
  /** Saves what a login renewed. */
  settle(): Promise<void>
  /** Takes over what another program wrote. */
  look(): Promise<void>
  differences(): Promise<Difference[]>
  follow(options: { upload: boolean }): Promise<void>
  unfollow(): Promise<void>
  download(peer: Peer, work: Work): Promise<Download>
  close(): Promise<void>
}

type What = EventPayload<'databases.changed'>['what'][number]
const EVERYTHING: readonly What[] = ['state', 'users', 'groups', 'rights']

export type StationDatabaseParts = {
  store: FileStore
  manager: UserManager
  /** A copy of what is on the disk, with a user management of its own; undefined where not all of it is on the disk. */
  openCopy: (() => Promise<{ store: FileStore; manager: UserManager }>) | undefined
  actor: (peer: Peer) => Actor
  events: Events
  log: Pick<Log, 'write'>
}

type Copy = { opened: OpenedDatabase; manager: UserManager }

export async function openStationDatabase(parts: StationDatabaseParts): Promise<StationDatabase> {
  const { store, manager, openCopy, actor, events, log } = parts
  const device = await openedDatabase({ id: STATION, store, manager, events })
  let copy: Copy | undefined
  let seen = await signatureOf(store.folder)

  const say = (what: readonly What[]) => events.emit('databases.changed', { database: STATION, what: [...what] })
  /** Synchronising is turned on and off one after the other. */
  const inTurn = queue()
  /** A look in the middle of our own save would take it for somebody else’s. */
  const onDevice = queue()

  /** Under the folder's lock and on top of what is on the disk, so that two programs of one person lose nothing. */
  const changeDevice = <T>(change: () => Promise<T>, takeBack: () => Promise<void>): Promise<T> =>
    onDevice(() => store.exclusive(() => changeAndSave(change, takeBack)))

  const changeAndSave = async <T>(change: () => Promise<T>, takeBack: () => Promise<void>): Promise<T> => {
    if ((await store.changedOutside()).length > 0) await device.files((files) => files.reload())
    const result = await change()
    try {
      await store.save()
    } catch (error) {
      await takeBack()
      throw error
    }
    seen = await signatureOf(store.folder)
    say(['state'])
    return result
  }

  const editDevice: StationDatabase['editDevice'] = (action, what, change) =>
    changeDevice(
      () => device.edit(action, what, change),
      () => device.step('undo'),
    )
  const drop = async (): Promise<void> => {
    const dropped = copy
    copy = undefined
    await dropped?.opened.close(true)
    say(EVERYTHING)
  }

  async function between(): Promise<Difference[]> {
    if (!copy) return []
    const [there, here] = await Promise.all([snapshot(manager), snapshot(copy.manager)])
    return differences(there, here)
  }

  const unavailable = (method: string) => Promise.reject(new AppError('not-available', { method }))
  const opened: OpenedDatabase = {
    id: STATION,
    get folder() {
      return store.folder
    },
    title: STATION,
    get unsaved() {
      return copy?.opened.unsaved ?? 0
    },
    actor: (peer) => (copy ? { is: 'owner' } : actor(peer)),
    async state(): Promise<DatabaseState> {
      const state = await (copy?.opened ?? device).state()
      // Nobody saves here: what differs on the disk is looked at when following begins again.
      return { ...state, title: STATION, sync: copy ? 'off' : 'on', outside: [] }
    },
    findings: () => (copy?.opened ?? device).findings(),
    read: (look) => (copy?.opened ?? device).read(look),
    edit: (action, what, change) => (copy ? copy.opened.edit(action, what, change) : editDevice(action, what, change)),
    step: (which) =>
      copy
        ? copy.opened.step(which)
        : changeDevice(
            () => device.step(which),
            () => device.step(which === 'undo' ? 'redo' : 'undo'),
          ),
    files: () => unavailable('databases.save'),
    exclusively: () => unavailable('databases.save'),
    look: () => Promise.resolve(),
    close: () => unavailable('databases.close'),
  }

  return {
    opened,
    editDevice,
    forgetHistory: () => device.files((files) => files.reload()),
    async settle() {
      if (store.unsaved > 0)
        await changeDevice(
          async () => undefined,
          async () => undefined,
        )
    },
    look: () =>
      onDevice(async () => {
        if ((await signatureOf(store.folder)) === seen) return
        try {
          const changed = (await store.changedOutside()).length > 0
          if (changed) await device.files((files) => files.reload())
          seen = await signatureOf(store.folder)
        } catch (error) {
          // A database that cannot be read now goes on protecting as it was read last.
          seen = await signatureOf(store.folder)
          log.write('error', 'station', { fault: describeFault(error) })
        }
      }),
    differences: between,
    follow: ({ upload }) =>
      inTurn(async () => {
        if (!copy) return
        // What only the device knows is nothing that would be lost.
        const count = upload || copy.opened.unsaved === 0 ? 0 : (await between()).length
        if (count > 0) throw new AppError('sync-differs', { count })
        await drop()
      }),
    unfollow: () =>
      inTurn(async () => {
        if (copy) return
        if (!openCopy) throw new AppError('not-available', { method: 'sync.off' })
        const { store: files, manager: own } = await openCopy()
        copy = { opened: await openedDatabase({ id: STATION, store: files, manager: own, events }), manager: own }
        say(EVERYTHING)
      }),
    download: (peer, work) =>
      inTurn(async () => {
        if (!copy) return { applied: 0, refused: [] }
        const { manager: from } = copy
        const wanted = await between()
        const action = { method: 'sync.download', name: STATION, count: wanted.length }
        const as = actor(peer)
        const done = await editDevice(action, EVERYTHING, async () => {
          const outcome = await applyDifferences({
            from: managerSource(from),
            to: manager,
            actor: as,
            differences: wanted,
            work,
          })
          // What was done so far is taken back: a device is never left half changed.
          if (work.signal?.aborted) throw new AppError('cancelled')
          return outcome
        })
        // Read back: what the device really holds now decides, not what it answered.
        const rest = await between()
        if (rest.length === 0) await drop()
        return { ...done, applied: wanted.length - rest.length }
      }),
    async close() {
      await Promise.all([inTurn(async () => undefined), onDevice(async () => undefined)])
      await copy?.opened.close(true)
      await device.close(true)
    },
  }
}
