import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../contract/errors'
import { createDispatch, type Dispatch } from './bridge/dispatch'
import { createEvents } from './bridge/events'
import { describeFault } from './bridge/fault'
import type { Events, Handlers } from './bridge/handler'
import { readConfig, type Config } from './config'
import { createDatabases } from './databases/databases'
import { openLog, type Log } from './log'
import { createScope } from './scope'
import { createSettings } from './settings/settings'
import { createHashing } from './usermgmt/file/hashing'
import { UserManager } from './usermgmt/manager'

/** What only a desktop can do for its page. */
export type Desktop = { pickFolder: () => Promise<string | null>; leave: () => void }

export type ComposeOptions = {
  /** Read from what surrounds the program where not given. */
  config?: Config
  /** To standard error where not given; whoever gives it closes it. */
  log?: Log
  desktop?: Desktop
  /** Whether opened folders become recent places (they do); a command that looks once leaves no trace. */
  remember?: boolean
}

/** The running program without a face: everything goes through `dispatch`, and `events` say what changed. */
export type Program = {
  readonly config: Config
  readonly log: Log
  readonly dispatch: Dispatch
  readonly events: Events
  /** For a command that reads, edits and saves an opened database in one go. */
  exclusively<T>(database: string, work: () => Promise<T>): Promise<T>
  /** Ends it; unsaved edits are dropped. */
  close(): Promise<void>
}

/** The one place that says which parts are used. */
export async function compose(options: ComposeOptions = {}): Promise<Program> {
  const { config = readConfig(), desktop, remember = true } = options
  const scope = createScope()
  try {
    const log = options.log ?? openLog({ level: config.logLevel })
    if (!options.log) scope.add(() => log.close())
    const events = createEvents((event, error) => log.write('error', 'event', { event, fault: describeFault(error) }))
    // Two hashes at a time on each core at most, so that logins cannot exhaust memory (user-management 7).
    const hashing = createHashing({ concurrency: 2 * availableParallelism() })
    const settings = createSettings({
      file: join(config.stateFolder, 'settings.json'),
      events,
      log: (problem) => log.write('warn', 'settings', problem),
      now: Date.now,
    })
    scope.add(() => settings.close())
    const databases = createDatabases({
      events,
      hashing,
      now: Date.now,
      random: randomBytes,
      home: config.home,
      sample: config.sampleFolder,
      sampleCopies: join(config.stateFolder, 'samples'),
      recent: (place) => remember && settings.remember(place),
    })
    scope.add(() => databases.close())
    // No user database is registered for the station itself yet: its user management is deactivated, and every check
    // on its objects succeeds for a session opened with empty credentials (user-management 2).
    const station = new UserManager({ enforce: false })
    const session = await station.openSession({ name: '', password: '' })
    const dispatch = createDispatch({
      handlers: { ...ownHandlers(config, desktop), ...settings.handlers, ...databases.handlers },
      events,
      authorize: (_peer, object, right) => station.checkAccess(session, object, right),
      log: (level, line) => log.write(level, 'request', line),
    })
    return {
      config,
      log,
      dispatch,
      events,
      exclusively: (database, work) => databases.exclusively(database, work),
      close: () => scope.close(),
    }
  } catch (error) {
    await scope.close()
    throw error
  }
}

/** What the program says about itself, and what it can do only with a window. */
function ownHandlers(
  config: Config,
  desktop: Desktop | undefined,
): Pick<Handlers, 'app.about' | 'app.leave' | 'folders.pick'> {
  return {
    'app.about': (_, { peer }) => ({
      version: config.version,
      face: peer.face,
      platform: process.platform,
      canPickFolders: desktop !== undefined,
      home: config.home,
      sample: config.sampleFolder !== undefined,
    }),
    'app.leave': () => {
      if (!desktop) throw new AppError('not-available', { method: 'app.leave' })
      desktop.leave()
      return {}
    },
    'folders.pick': async () => {
      if (!desktop) throw new AppError('not-available', { method: 'folders.pick' })
      return { folder: await desktop.pickFolder() }
    },
  }
}
