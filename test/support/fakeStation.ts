import type { AuditEntry, AuditReport } from '../../src/contract/audit'
import type { EventPayload } from '../../src/contract/contract'
import type { Difference } from '../../src/contract/databases'
import { AppError } from '../../src/contract/errors'
import type { EventName } from '../../src/contract/names'
import { SECURITY_DEFAULTS, type Security, type SecurityProblem } from '../../src/contract/security'
import type { DaemonState } from '../../src/contract/sessions'
import type { Download } from '../../src/contract/sync'
import { STATION } from '../../src/contract/stationId'
import type { DesktopState, VaultState } from '../../src/contract/desktop'
import { fakeProgram, group, user, type FakeDatabase, type FakeProgram } from './fakeApi'
import { daemonState } from './fakeSessionsApi'

/** What the fake station holds; tests change it. */
export type FakeOwn = {
  daemon: DaemonState
  security: Security
  problems: SecurityProblem[]
  /** Oldest first. */
  log: AuditEntry[]
  report: Partial<AuditReport>
  desktop: DesktopState
  vault: VaultState
  differences: Difference[]
  /** What a download answers. */
  download: (work: string) => Promise<Download>
  /** Somebody does something that is recorded. */
  happen: (more?: Partial<AuditEntry>) => void
}

export type FakeStationProgram = FakeProgram & { own: FakeOwn }

export type FakeStationParts = {
  /** Whether this computer has a user management of its own. */
  setUp?: boolean
  own?: Partial<FakeOwn>
  folders?: readonly FakeDatabase[]
  open?: readonly string[]
}

const CONTENT = {
  users: [user('anna', ['Administrator']), user('bogdan', ['Watch'])],
  groups: [group('Administrator'), group('Watch')],
  objects: ['Device', 'Device.Sessions'],
}
const STATION_FOLDER = '/state/station'

/** A program in memory with the station's own pages: users, settings, activity, following. */
export function fakeStationProgram({
  setUp = true,
  own: given = {},
  folders = [],
  open = [],
}: FakeStationParts = {}): FakeStationProgram {
  const say: { emit: <E extends EventName>(event: E, payload: EventPayload<E>) => void } = { emit: () => undefined }
  const own: FakeOwn = {
    daemon: daemonState(),
    security: { ...SECURITY_DEFAULTS, enforce: true },
    problems: [],
    log: [],
    report: {},
    desktop: { startsWithComputer: null, staysInTray: null },
    vault: { is: 'keychain', because: null, entries: [] },
    differences: [],
    download: () => Promise.resolve({ applied: own.differences.length, refused: [] }),
    ...given,
    happen(more = {}) {
      own.log.push(auditEntry(own.log.length + 1, more))
      say.emit('audit.changed', {})
    },
  }
  const found = (filter = ''): AuditEntry[] =>
    own.log.filter((entry) => JSON.stringify(entry).toLowerCase().includes(filter.toLowerCase())).toReversed()
  const station = () => {
    const device = fake.opened.get(STATION)
    if (!device) throw new AppError('not-found', { subject: 'database', name: STATION })
    return device
  }
  const letIn = (on: boolean): Record<string, never> => {
    own.daemon = on ? daemonState() : daemonState({ address: null, by: 'nobody', paused: true, peers: 0 })
    fake.emit('daemon.changed', {})
    return {}
  }
  const follow = (sync: 'on' | 'off'): Record<string, never> => {
    station().sync = sync
    fake.emit('databases.changed', { database: STATION, what: ['state', 'users', 'groups', 'rights'] })
    return {}
  }

  const fake = fakeProgram(folders, open, {
    'daemon.state': () => own.daemon,
    'sessions.list': () => ({ sessions: [] }),
    'certificates.list': () => ({ certificates: [] }),
    'login.whoami': () => ({ activation: setUp ? 'active' : 'deactivated', user: setUp ? ANNA : null, types: [] }),
    'security.read': () => ({ file: `${STATION_FOLDER}/settings.cfg`, security: own.security, problems: own.problems }),
    'security.change': (change) => {
      own.security = { ...own.security, ...(change as Partial<Security>) }
      fake.emit('security.changed', {})
      return {}
    },
    'sync.on': ({ upload }) => {
      if (own.differences.length > 0 && upload !== true)
        throw new AppError('sync-differs', { count: own.differences.length })
      own.differences = []
      return follow('on')
    },
    'sync.off': () => follow('off'),
    'sync.differences': ({ limit = 1000 }) => ({
      differences: own.differences.slice(0, limit),
      total: own.differences.length,
    }),
    'sync.download': async ({ work = '' }) => {
      const done = await own.download(work)
      own.differences = done.refused.map(({ difference }) => difference)
      if (done.refused.length === 0) follow('on')
      return done
    },
    'daemon.pause': () => letIn(false),
    'daemon.resume': () => letIn(true),
    'desktop.state': () => own.desktop,
    'desktop.change': (change) => (own.desktop = { ...own.desktop, ...(change as Partial<DesktopState>) }),
    'vault.state': () => own.vault,
    'vault.check': () => (own.vault = { ...own.vault, is: 'keychain', because: null }),
    'vault.forget': ({ entry }) => {
      own.vault = { ...own.vault, entries: own.vault.entries.filter((each) => each.entry !== entry) }
      fake.emit('vault.changed', {})
      return {}
    },
    'audit.list': ({ before = Number.POSITIVE_INFINITY, limit = 100, filter }) => {
      const all = found(filter).filter(({ seq }) => seq < before)
      return { entries: all.slice(0, limit), total: own.log.length, more: all.length > limit }
    },
    'audit.verify': () => ({
      file: '/state/audit/activity.log',
      entries: own.log.length,
      head: own.log.length === 0 ? null : { seq: own.log.length, hash: hashOf(own.log.length) },
      problem: null,
      unwritten: 0,
      ...own.report,
    }),
    'audit.export': ({ filter }) => ({
      name: 'keyswitch-activity.log',
      text: found(filter)
        .toReversed()
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join(''),
    }),
  })
  say.emit = fake.emit
  if (setUp)
    fake.opened.set(STATION, {
      folder: STATION_FOLDER,
      title: STATION,
      content: CONTENT,
      id: STATION,
      now: CONTENT,
      past: [],
      future: [],
      saved: 0,
      outside: [],
      sync: 'on',
    })
  return Object.assign(fake, { own })
}

const ANNA = {
  name: 'anna',
  groups: ['Administrator'],
  administrator: true,
  mayChangePassword: true,
  mustChangePassword: false,
  reauthenticate: false,
}

export function auditEntry(seq: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    seq,
    time: new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString(),
    user: 'anna',
    peer: 'browser',
    method: 'users.add',
    outcome: 'ok',
    about: { user: `user-${seq}` },
    previous: hashOf(seq - 1),
    hash: hashOf(seq),
    ...more,
  }
}

function hashOf(seq: number): string {
  return seq.toString(16).padStart(64, '0')
}

export function addedUser(name: string): Difference {
  return { subject: 'user', kind: 'added', name, was: null, fields: [] }
}
