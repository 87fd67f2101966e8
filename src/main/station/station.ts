import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { nameFault } from '../../contract/nameRules'
import { USERS } from '../../contract/row'
import { STATION } from '../../contract/stationId'
import { describeFault } from '../bridge/fault'
import type { Events, Handlers } from '../bridge/handler'
import type { OpenedDatabase } from '../databases/opened'
import type { Log } from '../log'
import { createScope } from '../scope'
import { failureCode, ifThere } from '../state/fileSystem'
import { makePrivateFolder } from '../state/privateFolder'
import type { Registration } from '../usermgmt/backends'
import { BackEndRefused, loadBackEnd } from '../usermgmt/backEndModule'
import { createDatabase } from '../usermgmt/file/createDatabase'
import { FILES } from '../usermgmt/file/fileNames'
import type { FileStore } from '../usermgmt/file/store'
import { checkPassword } from '../usermgmt/guards'
import { createAsymmetricLogin } from '../usermgmt/login/asymmetric'
import { createLegacyLogin } from '../usermgmt/login/legacy'
import { createX509Login } from '../usermgmt/login/x509'
import { UserManager } from '../usermgmt/manager'
import type { Credentials } from '../usermgmt/operations'
import { createGate, type StationGate } from './gate'
import { loginHandlers } from './loginHandlers'
import { addStationObjects } from './newStation'
import { openSecurity } from './security'
import { stationSettings, type DatabaseSettings } from './settingsOf'
import { siblingKey } from './siblingKey'
import { queue } from './queue'
import { openStationDatabase, type StationDatabase } from './stationDatabase'
import { syncHandlers } from './syncHandlers'

type StationMethod = Extract<keyof Handlers, `login.${string}` | `security.${string}` | `sync.${string}`>

/** This computer's own user management, which protects the pages and the daemon (pages: Frame). */
export type Station = {
  readonly gate: StationGate
  readonly handlers: Pick<Handlers, StationMethod>
  /** The database that pages work on; undefined until the station is set up. */
  database(): OpenedDatabase | undefined
  readonly settings: DatabaseSettings
  /** Whether there is such a user, as far as is known without waiting. */
  isUser(name: string): boolean
  /** For another Keyswitch of this person; undefined where it cannot be read. */
  siblingKey(): string | undefined
  close(): Promise<void>
}

export type StationParts = {
  /** Absolute; need not exist. */
  folder: string
  events: Events
  log: Pick<Log, 'write'>
  openStore: (folder: string) => Promise<FileStore>
  /** Unpredictable bytes. */
  random: (bytes: number) => Buffer
  /** Milliseconds since 1970. */
  now: () => number
}

/** Milliseconds between two looks at files that others may change. */
const LOOK_EVERY = 1000

/** Fails when there is a station that cannot be read: an unreadable user management is never a deactivated one. */
export async function openStation(parts: StationParts): Promise<Station> {
  const { folder, events, log, openStore, random, now } = parts
  const scope = createScope()
  try {
    const security = await openSecurity({ file: join(folder, 'settings.cfg'), events })
    const settings = () => security.current
    const manager = new UserManager({ settings, now })
    const types = registerLoginTypes(manager, { folder, now, keyLength: () => settings().rsaKeyLength, log })
    scope.add(() => types.close())
    const sibling = siblingKey(join(folder, 'sibling.key'))
    const gate = createGate({ manager, random, now, isSibling: (key) => sibling.is(key) })

    let database: StationDatabase | undefined
    const { registration, own, taken: backEndIn } = withBackEnd(manager)
    if (security.backEnd !== undefined) {
      const host = {
        AppError,
        stateFolder: folder,
        log: (message: string) => log.write('warn', 'back end', { message }),
      }
      const backEnd = await loadBackEnd(security.backEnd, own, host).catch(backEndRefused)
      scope.add(() => backEnd.close())
    }

    const openCopy = async () => {
      const store = await openStore(folder)
      const beside = new UserManager({ settings })
      store.registerWith(beside)
      return { store, manager: beside }
    }
    const open = async (): Promise<StationDatabase> => {
      await makePrivateFolder(folder)
      await sibling.create()
      const store = await openStore(folder)
      try {
        store.registerWith(registration)
        const opened = await openStationDatabase({
          store,
          manager,
          openCopy: backEndIn.size > 0 ? undefined : openCopy,
          actor: (peer) => ({ is: 'session', session: gate.sessionOf(peer) }),
          events,
          log,
        })
        database = opened
        // Users of an old database were taken over while it was opened.
        await opened.settle()
        types.warmUp()
        return opened
      } catch (error) {
        await store.close()
        throw error
      }
    }
    const told = () => {
      gate.changed()
      events.emit('login.changed', {})
    }

    /** The first administrator, and the station itself where there is none; whoever comes second is refused by the manager. */
    const setUp = async (administrator: Credentials): Promise<void> => {
      if ((await manager.activation()) === 'active')
        throw new AppError('not-permitted', { object: USERS, right: 'addRemove' })
      // Before anything is written: a refused name or password must not leave a station without anybody.
      const fault = nameFault(administrator.name)
      if (fault !== undefined) throw new AppError('name-refused', { subject: 'user', name: administrator.name, fault })
      await checkPassword({ ...administrator, policy: settings().passwordPolicy })
      await makePrivateFolder(folder)
      await security.create()
      if (!database && !(await holdsDatabase(folder))) await createDatabase(folder)
      const device = database ?? (await open())
      const action = { method: 'login.setUp', name: administrator.name, count: 1 }
      await device.editDevice(action, ['state', 'users', 'groups', 'rights'], async () => {
        await addStationObjects(manager)
        await manager.createFirstAdministrator(administrator)
      })
      await device.forgetHistory()
    }

    // Whatever a back end leaves to the station's files needs them from the start.
    if (security.backEnd !== undefined && !(await holdsDatabase(folder))) await createDatabase(folder)
    if (await holdsDatabase(folder)) {
      const device = await open()
      const { configurable } = await manager.summary()
      if (backEndIn.size > 0 && configurable.objects) {
        // It was not set up here, so the objects of sessions are not there yet.
        const action = { method: 'login.setUp', name: STATION, count: 1 }
        await device.editDevice(action, ['state', 'rights'], () => addStationObjects(manager))
        await device.forgetHistory()
      }
    }
    let looking: Promise<void> | undefined
    // A look in the middle of setting up would open what is not whole yet.
    const inTurn = queue()
    const look = async () => {
      await security.look()
      if (database) await database.look()
      else if (await holdsDatabase(folder)) {
        await open()
        told()
      }
    }
    const timer = setInterval(() => {
      looking ??= inTurn(look)
        .catch((error: unknown) => log.write('error', 'station', { code: failureCode(error) ?? 'unknown' }))
        .finally(() => {
          looking = undefined
        })
    }, LOOK_EVERY)
    timer.unref()
    scope.add(async () => {
      clearInterval(timer)
      await looking
      await database?.close()
    })

    return {
      gate,
      handlers: {
        ...security.handlers,
        ...syncHandlers(() => database),
        ...loginHandlers({
          manager,
          gate,
          events,
          edit: async (action, change) => {
            if (database) await database.editDevice(action, ['state', 'users'], change)
            else await change(manager)
          },
          settle: async () => database?.settle(),
          setUp: (administrator) => inTurn(() => setUp(administrator)),
        }),
      },
      database: () => database?.opened,
      settings: stationSettings({ gate, current: settings, change: security.handlers['security.change'] }),
      isUser: (name) => manager.isUser(name),
      siblingKey: () => sibling.read(),
      close: () => scope.close(),
    }
  } catch (error) {
    await scope.close()
    throw error
  }
}

type TypesParts = { folder: string; now: () => number; keyLength: () => 2048 | 3072 | 4096; log: Pick<Log, 'write'> }

function registerLoginTypes(manager: UserManager, { folder, now, keyLength, log }: TypesParts) {
  const asymmetric = createAsymmetricLogin({ keyLength, now })
  const trusted = join(folder, 'trusted-users')
  const unregister = [
    manager.registerLoginType(asymmetric),
    manager.registerLoginType(createLegacyLogin()),
    manager.registerLoginType(
      createX509Login({
        folder: trusted,
        now,
        log: (message, about) => log.write('warn', 'trusted-users', { message, ...about }),
      }),
    ),
  ]
  return {
    /** So that the first login need not wait for its key. */
    warmUp() {
      asymmetric.ready().catch((error: unknown) => log.write('error', 'login', { fault: describeFault(error) }))
    },
    close() {
      for (const each of unregister.toReversed()) each()
      asymmetric.close()
    },
  }
}

/** A station without the back end it was given would let in whom that one would not: there is none then. */
function backEndRefused(error: unknown): never {
  if (error instanceof BackEndRefused)
    throw new AppError('back-end-refused', { problem: error.message.replace(/\.$/, '') }, error)
  throw error
}

/** A manufacturer's back end registers first (`own`); the station's files take the places it left (seed 003, 3.1 and 3.2). */
function withBackEnd(manager: UserManager) {
  const taken = new Set<'users' | 'groups' | 'objects'>()
  const left = () => () => undefined
  const own: Registration = {
    registerUsers(db, config) {
      const unregister = manager.registerUsers(db, config)
      taken.add('users')
      return unregister
    },
    registerGroups(db, config) {
      const unregister = manager.registerGroups(db, config)
      taken.add('groups')
      return unregister
    },
    registerObjects(db, config) {
      const unregister = manager.registerObjects(db, config)
      taken.add('objects')
      return unregister
    },
    registerLoginType: (type) => manager.registerLoginType(type),
    changed: (what) => manager.changed(what),
  }
  const registration: Registration = {
    registerUsers: (db, config) => (taken.has('users') ? left() : manager.registerUsers(db, config)),
    registerGroups: (db, config) => (taken.has('groups') ? left() : manager.registerGroups(db, config)),
    registerObjects: (db, config) => (taken.has('objects') ? left() : manager.registerObjects(db, config)),
    registerLoginType: (type) => manager.registerLoginType(type),
    changed: (what) => manager.changed(what),
  }
  return { own, registration, taken }
}

async function holdsDatabase(folder: string): Promise<boolean> {
  const found = await Promise.all(
    [FILES.users.name, FILES.users.copy, '.UserMgmtDB.csv'].map((name) => ifThere(stat(join(folder, name)))),
  )
  return found.some((each) => each !== undefined)
}
