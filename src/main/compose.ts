import { randomBytes } from 'node:crypto'
import { availableParallelism, userInfo } from 'node:os'
import { join } from 'node:path'
import type { MethodName } from '../contract/names'
import { STATION } from '../contract/stationId'
import { createApply, type Apply } from './apply/apply'
import { auditFolder, createAudit } from './audit/audit'
import { listed } from './audit/describe'
import { auditRequests, type StandsFor } from './audit/requests'
import { createDispatch, type Dispatch } from './bridge/dispatch'
import { createEvents } from './bridge/events'
import { describeFault } from './bridge/fault'
import type { Events, Peer } from './bridge/handler'
import { createHearing, type Hearing } from './bridge/hearing'
import { readConfig, type Config } from './config'
import type { Daemon, StartParts } from './daemon/daemon'
import { readDaemonOptions, type DaemonOptions } from './daemon/options'
import { createSharedDaemon } from './daemon/sharedDaemon'
import { createDatabases } from './databases/databases'
import { appHandlers, type Desktop } from './desktop/desktop'
import { createExchange, type Exchange } from './exchange/exchange'
import { openLog, type Log } from './log'
import { createOpcUa } from './opcua/thread'
import { createScope, type Scope } from './scope'
import { createSessions } from './sessions/createSessions'
import { createSessionHandlers } from './sessions/handlers'
import { createResultCache } from './sessions/resultCache'
import { openTrustStore } from './sessions/trustStore'
import { createSettings } from './settings/settings'
import { createHashing } from './usermgmt/file/hashing'
import { openFileStore } from './usermgmt/file/openFileStore'
import { folderSettings } from './station/settingsOf'
import { openStation } from './station/station'
import { withoutStation } from './station/withoutStation'
import { createVault } from './vault/createVault'
import type { Vault } from './vault/vault'
import type { StartVaultProcess } from './vault/vaultProcess'
import { vaultHandlers } from './vault/vaultHandlers'

export type ComposeOptions = {
  /** Read from what surrounds the program where not given. */
  config?: Config
  /** To standard error where not given; whoever gives it closes it. */
  log?: Log
  desktop?: Desktop
  /** How the keychain's process is started, where that is not as a process of Node. */
  startKeychain?: StartVaultProcess
  /**
   * Whether this computer's own user management stands in front (it does). Not for a command that works on a folder: whoever
   * has the files is their owner, and gets in when nobody else can any more.
   */
  station?: boolean
  /** Whether opened folders become recent places (they do); a command that looks once leaves no trace. */
  remember?: boolean
  /**
   * Lets other programs in: at an address given, or where everybody looks for this person's daemon, which another Keyswitch
   * may serve already (`shared`). Fails with StartRefused where a given address is taken. Without it nobody is let in.
   */
  daemon?: DaemonOptions | 'shared'
}

/** Of a program that was not told otherwise (session-daemon 1). */
const SESSION_DEFAULTS: Pick<DaemonOptions, 'maxSessions' | 'timeout' | 'cleanupInterval' | 'allow' | 'cache'> = {
  maxSessions: 100,
  timeout: 600,
  cleanupInterval: 30,
  allow: { endpoints: undefined, certificateFolders: undefined },
  cache: { driver: 'memory', ttl: 300 },
}

/** The running program without a face: everything goes through `dispatch`, and `events` say what changed. */
export type Program = {
  readonly config: Config
  readonly log: Log
  readonly dispatch: Dispatch
  readonly events: Events
  /** Who may hear of which event. */
  readonly hearing: Hearing
  /** The socket, when it was to be served. */
  readonly daemon: Daemon | undefined
  /** For a command that reads, edits and saves an opened database in one go. */
  exclusively<T>(database: string, work: () => Promise<T>): Promise<T>
  /** Ends it; unsaved edits are dropped. */
  close(): Promise<void>
}

/** The one place that says which parts are used. */
export async function compose(options: ComposeOptions = {}): Promise<Program> {
  const { config = readConfig(), desktop, remember = true, station: served = true } = options
  const scope = createScope()
  try {
    const log = options.log ?? openLog({ level: config.logLevel })
    if (!options.log) scope.add(() => log.close())
    const events = createEvents((event, error) => log.write('error', 'event', { event, fault: describeFault(error) }))
    // Two hashes at a time on each core are allowed (user-management 7); one leaves the others their share of the cores.
    const hashing = createHashing({ concurrency: availableParallelism() })
    const settings = createSettings({
      file: join(config.stateFolder, 'settings.json'),
      events,
      log: (problem) => log.write('warn', 'settings', problem),
      now: Date.now,
    })
    scope.add(() => settings.close())
    const openStore = (folder: string) => openFileStore(folder, { hashing, now: Date.now, random: randomBytes })
    const stationFolder = join(config.stateFolder, 'station')
    const station = served
      ? await openStation({ folder: stationFolder, events, log, openStore, random: randomBytes, now: Date.now })
      : withoutStation()
    scope.add(() => station.close())
    const { gate } = station
    const databases = createDatabases({
      events,
      hashing,
      now: Date.now,
      random: randomBytes,
      home: config.home,
      sample: config.sampleFolder,
      sampleCopies: join(config.stateFolder, 'samples'),
      recent: (place) => remember && settings.remember(place),
      device: (id) => (id === STATION ? station.database() : undefined),
    })
    scope.add(() => databases.close())
    const audit = createAudit({
      folder: auditFolder(config.stateFolder),
      events,
      log: (problem) => log.write('error', 'audit', problem),
      now: Date.now,
    })
    scope.add(() => audit.close())
    const common = {
      databaseOf: (id: string) => databases.get(id),
      openStore,
      home: config.home,
      random: randomBytes,
      now: Date.now,
    }
    const exchange = createExchange({
      ...common,
      events,
      settingsOf: (id) => (id === STATION ? station.settings : folderSettings(databases.get(id).folder)),
    })
    scope.add(() => exchange.close())
    const apply = createApply({
      ...common,
      openedAt: (folder) => databases.at(folder),
      keptFolder: join(config.stateFolder, 'applied'),
      log: (problem) => log.write('warn', 'apply', problem),
    })
    const vault = createVault({
      processFile: config.keychainProcessFile,
      ...(options.startKeychain ? { start: options.startKeychain } : {}),
      stateFolder: config.stateFolder,
      events,
      log,
      now: Date.now,
    })
    scope.add(() => vault.close())
    const mayJoin = options.daemon === 'shared'
    const daemonOptions = options.daemon === 'shared' ? sharedOptions(config) : options.daemon
    const lending = composeSessions(
      { config, log, events, vault, options: daemonOptions, siblingKey: () => station.siblingKey() },
      scope,
    )
    const dispatch = createDispatch({
      handlers: {
        ...appHandlers(config, desktop),
        ...settings.handlers,
        ...databases.handlers,
        ...lending.handlers,
        ...station.handlers,
        ...audit.handlers,
        ...exchange.handlers,
        ...apply.handlers,
        ...vaultHandlers(vault),
      },
      events,
      authorize: (peer, object, right) => gate.authorize(peer, object, right),
      observe: auditRequests(audit, {
        userOf: (peer) => gate.userOf(peer),
        placeOf: (database) => databases.folderOf(database),
        isUser: (name) => station.isUser(name),
        standsFor: (peer, method, input) => standsFor({ exchange, apply }, peer, method, input),
      }),
      log: (level, line) => log.write(level, 'request', line),
      gone(peer) {
        lending.leave(peer)
        exchange.leave(peer)
        apply.leave(peer)
        gate.leave(peer)
      },
    })
    const tokenRefused: StartParts['audit'] = (method, about) =>
      audit.record({ user: null, peer: 'program', method, outcome: 'token-refused', about })
    const daemon =
      daemonOptions && (await lending.serve({ dispatch, gate, audit: tokenRefused, options: daemonOptions }, mayJoin))
    return {
      config,
      log,
      dispatch,
      events,
      hearing: createHearing(gate),
      daemon,
      exclusively: (database, work) => databases.exclusively(database, work),
      close: () => scope.close(),
    }
  } catch (error) {
    await scope.close()
    throw error
  }
}

type Lending = {
  config: Config
  log: Log
  events: Events
  vault: Vault
  options: DaemonOptions | undefined
  siblingKey: () => string | undefined
}

/** Sessions, what pages may do with them, and the socket. Nothing of OPC UA is loaded before somebody needs it. */
function composeSessions({ config, log, events, vault, options, siblingKey }: Lending, scope: Scope) {
  const { maxSessions, timeout, cleanupInterval, allow, cache } = options ?? SESSION_DEFAULTS
  const folder = join(config.stateFolder, 'opcua')
  const opcua = createOpcUa({
    workerFile: config.opcuaWorkerFile,
    stateFolder: folder,
    log: (problem) => log.write('error', 'opcua', problem),
  })
  scope.add(() => opcua.close())
  const trustStore = openTrustStore({
    folder: join(folder, 'trust'),
    readCertificate: (der) => opcua.readCertificate(der),
    now: Date.now,
    log: (problem) => log.write('warn', 'trust', problem),
  })
  scope.add(() => trustStore.close())
  const { driver, ttl } = cache
  const resultCache = createResultCache({
    driver,
    ttlSeconds: ttl,
    now: Date.now,
    ...(cache.driver === 'file' ? { path: cache.path } : {}),
  })
  const sessions = createSessions({
    opcua,
    trustStore,
    resultCache,
    log,
    limits: { maxSessions, timeoutSeconds: timeout, cleanupSeconds: cleanupInterval },
    rules: allow,
  })
  scope.add(() => sessions.end())
  const own = createSessionHandlers({
    sessions,
    opcua,
    trustStore,
    events,
    vault,
    allowedEndpoints: () => sessions.allowed.endpoints,
    maxSessions,
  })
  scope.add(() => own.close())
  const served = createSharedDaemon({
    own: own.handlers,
    forAnother: (input, peer) => own.forAnother(input, peer),
    events,
    log,
    maxSessions,
    now: Date.now,
    siblingKey,
  })
  scope.add(() => served.close())
  return {
    handlers: served.handlers,
    leave: (peer: Pick<Peer, 'id'>) => own.leave(peer.id),
    async serve(
      given: Pick<StartParts, 'dispatch' | 'gate' | 'audit' | 'options'>,
      mayJoin: boolean,
    ): Promise<Daemon | undefined> {
      const parts: StartParts = {
        ...given,
        keychain: vault,
        sessions,
        events,
        log,
        version: config.version,
        now: Date.now,
      }
      if (!mayJoin) return served.start(parts)
      await served.startOrJoin(parts)
      return undefined
    },
  }
}

/** What the activity log says of files that were read and of plans. */
function standsFor(
  { exchange, apply }: { exchange: Exchange; apply: Apply },
  peer: Peer,
  method: MethodName,
  input: object,
): StandsFor | undefined {
  if (method === 'imports.apply' && 'import' in input && typeof input.import === 'string') {
    const read = exchange.about(peer, input.import)
    return read && { database: read.database, about: { file: read.file } }
  }
  if (method === 'apply.run' && 'plan' in input && typeof input.plan === 'string') {
    const plan = apply.about(peer, input.plan)
    return plan && { about: { from: plan.from, ...listed('folders', plan.folders) } }
  }
  return undefined
}

/** Where this person's programs look for it, with nothing said otherwise. */
function sharedOptions({ stateFolder }: Config): DaemonOptions {
  // Only Windows names its pipes after people; elsewhere a user without a name is nothing unusual.
  const user = process.platform === 'win32' ? { user: userInfo().username } : {}
  return readDaemonOptions([], process.env, { stateFolder, ...user })
}
