import type { Api } from '../../src/contract/client'
import type { EventPayload, MethodInput, MethodOutput } from '../../src/contract/contract'
import type { Action, DatabaseState, Difference, Finding, Notice } from '../../src/contract/databases'
import { AppError } from '../../src/contract/errors'
import { ADMINISTRATOR } from '../../src/contract/nameRules'
import type { EventName, MethodName } from '../../src/contract/names'
import type { Settings } from '../../src/contract/settings'
import { STATION } from '../../src/contract/stationId'
import type { Group, User } from '../../src/contract/users'

/** What a database of the fake holds. Groups' users follow from the users. */
export type FakeContent = {
  users: readonly User[]
  groups: readonly { name: string; groups: readonly string[]; rights: number }[]
  objects: readonly string[]
}

export type FakeDatabase = {
  folder: string
  title: string
  content: FakeContent
  readOnly?: boolean
  notices?: readonly Notice[]
  /** Of a device: whether the page follows it. */
  sync?: 'on' | 'off'
}

/** An opened database as the fake keeps it. */
type Opened = FakeDatabase & {
  id: string
  now: FakeContent
  past: { content: FakeContent; action: Action }[]
  future: { content: FakeContent; action: Action }[]
  saved: number
  outside: string[]
}

export type Handlers = { [M in MethodName]?: (input: MethodInput<M>) => MethodOutput<M> | Promise<MethodOutput<M>> }

/** A program in memory, good enough for stores and dialogs: users, groups, undo, save, a conflict. `calls` lists what it was asked. */
export type FakeProgram = {
  api: Api
  calls: { method: MethodName; input: unknown }[]
  opened: Map<string, Opened>
  settings: Settings
  emit<E extends EventName>(event: E, payload: EventPayload<E>): void
  /** The next calls of this method fail so, until undefined is given. */
  fail(method: MethodName, error: AppError | undefined): void
  /** Calls of this method wait until the returned function is called. */
  hold(method: MethodName): () => void
  /** Somebody else writes to the folder. */
  changeOutside(id: string): void
}

export function user(name: string, groups: string[] = [], more: Partial<User> = {}): User {
  return {
    name,
    groups,
    mayChangePassword: true,
    mustChangePassword: false,
    internal: false,
    lastChange: 1_700_000_000,
    ...more,
  }
}

export function group(name: string, groups: string[] = [], rights = 0): FakeContent['groups'][number] {
  return { name, groups, rights }
}

/** `more`: answers to further methods. */
export function fakeProgram(
  folders: readonly FakeDatabase[],
  open: readonly string[] = [],
  more: Handlers = {},
): FakeProgram {
  const calls: FakeProgram['calls'] = []
  const failures = new Map<MethodName, AppError>()
  const held = new Map<MethodName, Promise<void>>()
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const opened = new Map<string, Opened>()
  let settings: Settings = { language: 'en', theme: 'light', recent: [] }
  let ids = 0

  function emit<E extends EventName>(event: E, payload: EventPayload<E>): void {
    for (const listener of listeners.get(event) ?? []) listener(payload as never)
  }

  function openFolder(folder: string): { database: string } {
    const found = folders.find((each) => each.folder === folder)
    if (!found) throw new AppError('not-a-database', { folder })
    const already = [...opened.values()].find((each) => each.folder === folder)
    if (already) return { database: already.id }
    ids += 1
    const id = `d${ids}`
    opened.set(id, { ...found, id, now: found.content, past: [], future: [], saved: 0, outside: [] })
    emit('places.changed', {})
    return { database: id }
  }

  function databaseOf(id: string): Opened {
    const found = opened.get(id)
    if (!found) throw new AppError('not-found', { subject: 'database', name: id })
    return found
  }

  /** One undo step. */
  function edit(id: string, action: Action, change: (now: FakeContent) => FakeContent): Record<string, never> {
    const database = databaseOf(id)
    const after = change(database.now)
    if (!after.users.some((each) => each.groups.includes(ADMINISTRATOR)))
      throw new AppError('last-administrator', { name: action.name })
    database.past.push({ content: database.now, action })
    database.future = []
    database.now = after
    emit('databases.changed', { database: id, what: ['state', 'users', 'groups', 'rights'] })
    return {}
  }

  function step(id: string, from: 'past' | 'future', to: 'past' | 'future'): DatabaseState {
    const database = databaseOf(id)
    const last = database[from].pop()
    if (!last) throw new AppError('nothing-to-undo')
    database[to].push({ content: database.now, action: last.action })
    database.now = last.content
    emit('databases.changed', { database: id, what: ['state', 'users', 'groups', 'rights'] })
    return stateOf(database)
  }

  const handlers: Handlers = {
    'app.about': () => ({
      version: '0',
      face: 'browser',
      platform: 'linux',
      canPickFolders: false,
      home: '/home/anna',
      sample: true,
    }),
    'app.leave': () => ({}),
    'login.whoami': () => ({ activation: 'deactivated', user: null, types: [] }),
    'settings.read': () => settings,
    'settings.change': (change) => (settings = { ...settings, ...clean(change) }),
    'recent.forget': ({ folder }) =>
      (settings = { ...settings, recent: settings.recent.filter((each) => each.folder !== folder) }),
    'folders.complete': ({ text }) => ({
      folders: folders.flatMap(({ folder }) => (folder.startsWith(text) ? [{ path: folder, database: true }] : [])),
      more: false,
    }),
    'databases.list': () => ({ databases: [...opened.values()].filter(({ id }) => id !== STATION).map(stateOf) }),
    'databases.open': ({ folder }) => openFolder(folder),
    'databases.openSample': () => openFolder(folders[0]?.folder ?? ''),
    'databases.state': ({ database }) => stateOf(databaseOf(database)),
    'databases.close': ({ database, discard }) => {
      const unsaved = stateOf(databaseOf(database)).unsaved
      if (unsaved > 0 && discard !== true) throw new AppError('unsaved', { count: unsaved })
      opened.delete(database)
      emit('places.changed', {})
      return {}
    },
    'databases.save': ({ database, overwrite }) => {
      const found = databaseOf(database)
      if (found.outside.length > 0 && overwrite !== true)
        throw new AppError('changed-outside', { files: found.outside })
      found.saved = found.past.length
      found.outside = []
      emit('databases.changed', { database, what: ['state'] })
      return stateOf(found)
    },
    'databases.reload': ({ database }) => {
      const found = databaseOf(database)
      Object.assign(found, { now: found.content, past: [], future: [], saved: 0, outside: [] })
      emit('databases.changed', { database, what: ['state', 'users', 'groups', 'rights'] })
      return stateOf(found)
    },
    'databases.undo': ({ database }) => step(database, 'past', 'future'),
    'databases.redo': ({ database }) => step(database, 'future', 'past'),
    'databases.changes': ({ database }) => {
      const differences = differencesOf(databaseOf(database))
      return { differences, total: differences.length }
    },
    'databases.check': ({ database }) => ({ findings: findingsOf(databaseOf(database).now) }),
    'users.list': ({ database }) => ({ users: [...databaseOf(database).now.users] }),
    'users.add': ({ database, name, group, mayChangePassword = true, mustChangePassword = false }) =>
      edit(database, { method: 'users.add', name, count: 1 }, (now) => {
        if (now.users.some((each) => each.name === name))
          throw new AppError('already-exists', { subject: 'user', name })
        const added = user(name, group === undefined ? [] : [group], { mayChangePassword, mustChangePassword })
        return { ...now, users: [...now.users, added] }
      }),
    'users.change': ({ database, name, to = name, password: _password, ...change }) =>
      edit(database, { method: 'users.change', name, count: 1 }, (now) => ({
        ...now,
        users: now.users.map((each) => (each.name === name ? { ...each, ...clean(change), name: to } : each)),
      })),
    'users.setGroups': ({ database, name, groups }) => {
      const names = [name].flat()
      return edit(database, { method: 'users.setGroups', name: names[0] ?? '', count: names.length }, (now) => ({
        ...now,
        users: now.users.map((each) => (names.includes(each.name) ? { ...each, groups } : each)),
      }))
    },
    'users.remove': ({ database, name }) => {
      const names = [name].flat()
      return edit(database, { method: 'users.remove', name: names[0] ?? '', count: names.length }, (now) => ({
        ...now,
        users: now.users.filter((each) => !names.includes(each.name)),
      }))
    },
    'users.import': ({ database, from, users }) => {
      const known = new Set(databaseOf(database).now.groups.map((each) => each.name))
      const copies = users.map(({ name, mustChangePassword = true }) => {
        const original = databaseOf(from).now.users.find((each) => each.name === name)
        return user(name, original?.groups.filter((each) => known.has(each)) ?? [], { mustChangePassword })
      })
      edit(database, { method: 'users.import', name: copies[0]?.name ?? '', count: copies.length }, (now) => ({
        ...now,
        users: [...now.users, ...copies],
      }))
      return {
        added: copies.length,
        withoutGroup: copies.flatMap(({ name, groups }) => (groups.length === 0 ? [name] : [])),
      }
    },
    'groups.list': ({ database }) => ({ groups: groupsOf(databaseOf(database).now) }),
    'groups.add': ({ database, name }) =>
      edit(database, { method: 'groups.add', name, count: 1 }, (now) => ({
        ...now,
        groups: [...now.groups, group(name)],
      })),
    'groups.rename': ({ database, name, to }) =>
      edit(database, { method: 'groups.rename', name, count: 1 }, (now) => renamed(now, name, to)),
    'groups.remove': ({ database, name }) => {
      const names = [name].flat()
      return edit(database, { method: 'groups.remove', name: names[0] ?? '', count: names.length }, (now) => ({
        ...now,
        users: now.users.map((each) => ({ ...each, groups: each.groups.filter((one) => !names.includes(one)) })),
        groups: now.groups.filter((each) => !names.includes(each.name)),
      }))
    },
    'groups.changeMembers': ({ database, join = [], leave = [] }) =>
      edit(
        database,
        { method: 'groups.changeMembers', name: [...join, ...leave][0]?.group ?? '', count: 1 },
        (now) => ({
          ...now,
          users: now.users.map((each) => ({
            ...each,
            groups: changed(each.groups, namesOf(each.name, join), namesOf(each.name, leave)),
          })),
          groups: now.groups.map((each) => ({
            ...each,
            groups: changed(each.groups, insideOf(each.name, join), insideOf(each.name, leave)),
          })),
        }),
      ),
    'groups.import': ({ database, groups }) => {
      edit(database, { method: 'groups.import', name: groups[0] ?? '', count: groups.length }, (now) => ({
        ...now,
        groups: [...now.groups, ...groups.map((name) => group(name))],
      }))
      return { added: groups.length }
    },
    'objects.list': ({ database }) => {
      const { objects } = databaseOf(database).now
      return { names: [...objects], own: objects.map(() => 0) }
    },
    'work.cancel': () => ({}),
    ...more,
  }

  const api: Api = {
    async call(method, input) {
      calls.push({ method, input })
      await held.get(method)
      const failure = failures.get(method)
      if (failure) throw failure
      const handler = handlers[method]
      if (!handler) throw new AppError('not-available', { method })
      return handler(input)
    },
    on(event, listener) {
      const all = listeners.get(event) ?? new Set()
      listeners.set(event, all)
      all.add(listener)
      return () => {
        all.delete(listener)
      }
    },
  }
  for (const folder of open) openFolder(folder)

  return {
    api,
    calls,
    opened,
    get settings() {
      return settings
    },
    emit,
    fail: (method, error) => void (error ? failures.set(method, error) : failures.delete(method)),
    hold(method) {
      let release = (): void => undefined
      held.set(method, new Promise((resolve) => (release = resolve)))
      return () => {
        held.delete(method)
        release()
      }
    },
    changeOutside(id) {
      databaseOf(id).outside = ['.UserDatabase.csv']
      emit('databases.changed', { database: id, what: ['state'] })
    },
  }
}

function stateOf(database: Opened): DatabaseState {
  const { now } = database
  return {
    database: database.id,
    folder: database.folder,
    title: database.title,
    readOnly: database.readOnly ?? false,
    unsaved: Math.abs(database.past.length - database.saved),
    undo: database.past.at(-1)?.action ?? null,
    redo: database.future.at(-1)?.action ?? null,
    notices: [...(database.notices ?? [])],
    outside: database.outside,
    activation: 'active',
    sync: database.sync ?? null,
    configurable: { users: true, groups: true, objects: true },
    counts: {
      users: now.users.length,
      groups: now.groups.length,
      objects: now.objects.length,
      findings: findingsOf(now).length,
    },
  }
}

function groupsOf({ users, groups }: FakeContent): Group[] {
  return groups.map(({ name, groups, rights }) => ({
    name,
    users: users.filter((each) => each.groups.includes(name)).map((each) => each.name),
    groups: [...groups],
    rights,
  }))
}

function findingsOf({ users, groups }: FakeContent): Finding[] {
  const alone = users.flatMap((each): Finding[] =>
    each.groups.length === 0 ? [{ kind: 'user-without-group', user: each.name }] : [],
  )
  const empty = groups.flatMap(({ name }): Finding[] =>
    users.some((each) => each.groups.includes(name)) ? [] : [{ kind: 'group-without-members', group: name }],
  )
  return [...alone, ...empty]
}

function differencesOf({ content, now }: Opened): Difference[] {
  const before = new Set(content.users.map((each) => each.name))
  return now.users.flatMap(({ name }): Difference[] =>
    before.has(name) ? [] : [{ subject: 'user', kind: 'added', name, was: null, fields: [] }],
  )
}

function renamed(now: FakeContent, name: string, to: string): FakeContent {
  const swap = (all: readonly string[]): string[] => all.map((each) => (each === name ? to : each))
  return {
    ...now,
    users: now.users.map((each) => ({ ...each, groups: swap(each.groups) })),
    groups: now.groups.map((each) => ({
      ...each,
      name: each.name === name ? to : each.name,
      groups: swap(each.groups),
    })),
  }
}

/** Without what was left out. */
function clean<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

type Membership = { group: string; user: string } | { group: string; member: string }

function namesOf(user: string, memberships: readonly Membership[]): string[] {
  return memberships.flatMap((each) => ('user' in each && each.user === user ? [each.group] : []))
}

function insideOf(group: string, memberships: readonly Membership[]): string[] {
  return memberships.flatMap((each) => ('member' in each && each.group === group ? [each.member] : []))
}

function changed(before: readonly string[], join: readonly string[], leave: readonly string[]): string[] {
  return [...new Set([...before, ...join])].filter((each) => !leave.includes(each))
}
