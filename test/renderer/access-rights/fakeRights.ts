import type { Api } from '../../../src/contract/client'
import type { GroupReason, GroupRights, UserReason } from '../../../src/contract/access'
import type { EventPayload, MethodInput, MethodOutput } from '../../../src/contract/contract'
import type { DatabaseState } from '../../../src/contract/databases'
import { AppError } from '../../../src/contract/errors'
import type { EventName, MethodName } from '../../../src/contract/names'
import { parentName } from '../../../src/contract/objectPath'
import { RIGHTS, type CellState, type Right } from '../../../src/contract/rights'

export type FakeGroup = { name: string; users?: string[]; groups?: string[] }
export type FakeEntry = [object: string, group: string, right: Right, state: 'grant' | 'deny']
export type FakeDatabase = {
  objects: string[]
  groups: FakeGroup[]
  entries: FakeEntry[]
  implied?: string[]
  unused?: [string, Right][]
}

/** A program with one database in memory, as far as the Access Rights page uses it. `calls` are the calls it got. */
export type FakeProgram = {
  api: Api
  calls: { method: MethodName; input: unknown }[]
  fail(method: MethodName, error: AppError | undefined): void
  hold(method: MethodName): () => void
}

export function fakeProgram(database: FakeDatabase): FakeProgram {
  const calls: FakeProgram['calls'] = []
  const failures = new Map<MethodName, AppError>()
  const held = new Map<MethodName, Promise<void>>()
  const listeners = new Set<(payload: EventPayload<'databases.changed'>) => void>()
  const entries = new Map<string, 'grant' | 'deny'>()
  const key = (object: string, group: string, right: Right): string => `${object}\n${group}\n${right}`
  for (const [object, group, right, state] of database.entries) entries.set(key(object, group, right), state)
  const unused = new Set((database.unused ?? []).map(([object, right]) => `${object}\n${right}`))
  const implied = new Set(database.implied)

  /** The groups a group belongs to, itself first, each with the way there. */
  const closure = (name: string): string[][] => {
    const found: string[][] = [[name]]
    for (const via of found)
      for (const each of database.groups)
        if (each.groups?.includes(via.at(-1) ?? '') && !found.some((known) => known.at(-1) === each.name))
          found.push([...via, each.name])
    return found
  }

  const why = (group: string, object: string, right: Right): GroupReason => {
    const member = closure(group)
    const administrator = member.find((via) => via.at(-1) === 'Administrator')
    if (administrator) return { is: 'administrator', via: administrator }
    for (let at: string | undefined = object; at !== undefined; at = parentName(at)) {
      for (const state of ['deny', 'grant'] as const) {
        const via = member.find((each) => entries.get(key(at ?? '', each.at(-1) ?? '', right)) === state)
        if (via) return { is: state === 'deny' ? 'denied' : 'granted', via, at, inherited: at !== object }
      }
    }
    return { is: 'undecided' }
  }

  const cell = (group: string, object: string, right: Right): { state: CellState; reason: GroupReason | null } => {
    if (unused.has(`${object}\n${right}`)) return { state: 'unused', reason: null }
    const reason = why(group, object, right)
    if (reason.is === 'undecided') return { state: 'unset', reason }
    if (reason.is === 'administrator') return { state: 'inherited-grant', reason }
    const own = entries.has(key(object, group, right))
    if (reason.is === 'granted') return { state: own ? 'granted' : 'inherited-grant', reason }
    return { state: own ? 'denied' : 'inherited-deny', reason }
  }

  const whyUser = (user: string, object: string, right: Right): UserReason => {
    const groups = database.groups.filter((group) => group.users?.includes(user)).map((group) => group.name)
    if (groups.length === 0) return { is: 'no-group' }
    const reasons = groups.map((group) => why(group, object, right))
    const deciding = (['administrator', 'denied', 'granted'] as const).flatMap((is) =>
      reasons.filter((reason) => reason.is === is),
    )[0]
    return deciding && deciding.is !== 'undecided' ? deciding : { is: 'undecided', groups }
  }

  const allowed = (reason: UserReason): boolean => reason.is === 'administrator' || reason.is === 'granted'

  const byObject = ({ objects }: MethodInput<'rights.byObject'>): MethodOutput<'rights.byObject'> => ({
    entriesBelow: 0,
    groups: database.groups.map((group): GroupRights => {
      const one = (right: Right): GroupRights['cells'][Right] => {
        const all = objects.map((object) => cell(group.name, object, right))
        const first = all[0] ?? { state: 'unset' as const, reason: null }
        return all.every((each) => each.state === first.state) ? first : { state: 'mixed', reason: null }
      }
      return {
        group: group.name,
        administrator: closure(group.name).some((via) => via.at(-1) === 'Administrator'),
        cells: { addRemove: one('addRemove'), modify: one('modify'), view: one('view'), execute: one('execute') },
      }
    }),
  })

  const CODES: Record<CellState, string> = {
    granted: '+',
    denied: '-',
    'inherited-grant': 'g',
    'inherited-deny': 'd',
    unset: 'o',
    unused: 'x',
    mixed: '?',
  }

  const set = (input: MethodInput<'rights.set'>): void => {
    const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])
    const objects = new Set(list(input.object))
    if (input.below)
      for (const object of database.objects)
        for (let at = parentName(object); at !== undefined; at = parentName(at))
          if (objects.has(at)) objects.add(object)
    for (const object of objects)
      for (const group of list(input.group))
        for (const right of list(input.right)) {
          if (input.state === 'neutral') entries.delete(key(object, group, right))
          else entries.set(key(object, group, right), input.state)
        }
    setTimeout(() => {
      for (const listener of listeners) listener({ database: 'd', what: ['rights', 'state'] })
    })
  }

  const own = (object: string): number =>
    implied.has(object)
      ? -1
      : database.groups.filter((group) => RIGHTS.some((right) => entries.has(key(object, group.name, right)))).length

  const answer = (method: MethodName, input: never): unknown => {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the page calls no others
    switch (method) {
      case 'databases.state':
        return stateOf(database)
      case 'users.list':
        return {
          users: [...new Set(database.groups.flatMap((group) => group.users ?? []))].map((name) => ({
            name,
            mayChangePassword: true,
            mustChangePassword: false,
            internal: false,
            lastChange: null,
            groups: [],
          })),
        }
      case 'groups.list':
        return {
          groups: database.groups.map((group) => ({
            name: group.name,
            users: group.users ?? [],
            groups: group.groups ?? [],
            rights: 0,
          })),
        }
      case 'objects.list':
        return { names: database.objects, own: database.objects.map(own) }
      case 'rights.byObject':
        return byObject(input)
      case 'rights.matrix': {
        const { right, objects } = input as MethodInput<'rights.matrix'>
        return {
          groups: database.groups.map((group) => group.name),
          rows: objects.map((object) =>
            database.groups.map((group) => CODES[cell(group.name, object, right).state]).join(''),
          ),
        }
      }
      case 'rights.person': {
        const { user } = input as MethodInput<'rights.person'>
        const line = (right: Right): string =>
          database.objects
            .map((object) =>
              unused.has(`${object}\n${right}`) ? 'x' : allowed(whyUser(user, object, right)) ? '+' : '-',
            )
            .join('')
        return {
          rights: {
            addRemove: line('addRemove'),
            modify: line('modify'),
            view: line('view'),
            execute: line('execute'),
          },
        }
      }
      case 'rights.why': {
        const { subject, name, object, right } = input as MethodInput<'rights.why'>
        const reason = subject === 'user' ? whyUser(name, object, right) : asUser(why(name, object, right), name)
        return { allowed: allowed(reason), reason }
      }
      case 'rights.set':
        set(input)
        return {}
      default:
        throw new AppError('not-available', { method })
    }
  }

  const api: Api = {
    async call(method, input) {
      calls.push({ method, input })
      await (held.get(method) ?? Promise.resolve())
      const failure = failures.get(method)
      if (failure) throw failure
      return answer(method, input as never) as never
    },
    on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) {
      if (event !== 'databases.changed') return () => undefined
      const known = listener as (payload: EventPayload<'databases.changed'>) => void
      listeners.add(known)
      return () => listeners.delete(known)
    },
  }
  return {
    api,
    calls,
    fail(method, error) {
      if (error) failures.set(method, error)
      else failures.delete(method)
    },
    hold(method) {
      let release = (): void => undefined
      const holding = new Promise<void>((resolve) => (release = resolve))
      held.set(method, holding)
      return () => {
        if (held.get(method) === holding) held.delete(method)
        release()
      }
    },
  }
}

function asUser(reason: GroupReason, group: string): UserReason {
  return reason.is === 'undecided' ? { is: 'undecided', groups: [group] } : reason
}

function stateOf(database: FakeDatabase): DatabaseState {
  return {
    database: 'd',
    folder: '/line-3/filler',
    title: 'Filler',
    readOnly: false,
    unsaved: 0,
    undo: null,
    redo: null,
    notices: [],
    outside: [],
    activation: 'active',
    sync: null,
    configurable: { users: true, groups: true, objects: true },
    counts: { users: 0, groups: database.groups.length, objects: database.objects.length, findings: 0 },
  }
}

/** The filling line of the mock-ups. */
export const FILLING_LINE: FakeDatabase = {
  objects: [
    'Device',
    'Device.Logger',
    'Device.Logger.AuditLogger',
    'Device.PlcLogic',
    'Device.PlcLogic.Filler',
    'Device.PlcLogic.__Backup&Restore',
    'Device.PlcShell',
    'Device.RemoteConnections',
    'Device.RemoteConnections.OPCUAServer',
    'Device.Settings',
    'Device.Settings.SecuritySettings',
    'Device.UserManagement',
    'Device.UserManagement.Access Rights',
    'Device.UserManagement.Groups',
    'Device.UserManagement.Groups.Night shift',
    'Device.X509',
    'Device.X509.ImportCertificate',
    'Device.X509.ExportCertificate',
    '/',
    '/PlcLogic',
    '/cert',
    '/cert/own',
  ],
  implied: ['/cert'],
  unused: [['Device.X509.ImportCertificate', 'view']],
  groups: [
    { name: 'Administrator', users: ['admin'] },
    { name: 'Developer', users: ['anna'] },
    { name: 'Night shift', users: ['dörte'] },
    { name: 'OEM R&D', users: ['anna'] },
    { name: 'Service', users: ['chidi'], groups: ['Night shift'] },
    { name: 'Watch', users: ['bogdan'] },
  ],
  entries: [
    ['Device', 'Developer', 'view', 'grant'],
    ['Device', 'Developer', 'addRemove', 'grant'],
    ['Device.PlcLogic', 'Developer', 'modify', 'grant'],
    ['Device.PlcLogic', 'Developer', 'execute', 'grant'],
    ['Device', 'Service', 'view', 'grant'],
    ['Device', 'Service', 'modify', 'deny'],
    ['Device', 'Service', 'addRemove', 'deny'],
    ['Device.PlcLogic', 'Service', 'execute', 'deny'],
    ['Device.PlcLogic.Filler', 'Night shift', 'modify', 'deny'],
    ['Device.PlcLogic.Filler', 'Night shift', 'execute', 'grant'],
    ['Device.PlcLogic.__Backup&Restore', 'Developer', 'modify', 'deny'],
    ['Device', 'Watch', 'view', 'grant'],
    ['Device.PlcLogic', 'Watch', 'modify', 'deny'],
    ['Device.UserManagement.Groups.Night shift', 'Developer', 'modify', 'grant'],
    ['/', 'Developer', 'view', 'grant'],
    ['/PlcLogic', 'Watch', 'view', 'grant'],
  ],
}
