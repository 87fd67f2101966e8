import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { EventPayload } from '../../contract/contract'
import type { Action, DatabaseState, Finding } from '../../contract/databases'
import { AppError } from '../../contract/errors'
import type { Events, Peer } from '../bridge/handler'
import type { FileStore } from '../usermgmt/file/store'
import type { UserManager } from '../usermgmt/manager'
import type { Actor } from '../usermgmt/operations'
import { createFindings } from './findings'
import { readLegacyLogin, SETTINGS_FILES } from './legacyLogin'
import { OWNER } from './owner'
import { createTurns } from './turns'

type What = EventPayload<'databases.changed'>['what'][number]
const EVERYTHING: readonly What[] = ['state', 'users', 'groups', 'rights']

const DATABASE_FILES = ['.UserDatabase.csv', '.GroupDatabase.csv', '.UserMgmtRightsDB.csv']
const COPIES = DATABASE_FILES.slice(0, 2).map((file) => `${file}_`)
const WATCHED = [...DATABASE_FILES, ...COPIES, '.UserMgmtDB.csv', ...SETTINGS_FILES]

/** One opened folder: its files, its own user management, and whose turn it is. */
export type OpenedDatabase = {
  readonly id: string
  readonly folder: string
  readonly title: string
  readonly unsaved: number
  /** As whom a peer acts in it. */
  actor(peer: Peer): Actor
  state(): Promise<DatabaseState>
  findings(): Promise<readonly Finding[]>
  /** Sees a whole state; edits wait meanwhile. */
  read<T>(look: (manager: UserManager, store: FileStore) => Promise<T> | T): Promise<T>
  /** One undo step; taken back whole when it fails. */
  edit<T>(action: Action, what: readonly What[], change: (manager: UserManager) => Promise<T>): Promise<T>
  step(which: 'undo' | 'redo'): Promise<void>
  /** Saving and reading again: what is on disk is looked at anew, also when it failed. */
  files(act: (store: FileStore) => Promise<void>): Promise<void>
  /** Reads the folder again and runs some edits and their save while no other program writes there. Unsaved edits are dropped. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  /** Looks whether somebody else changed the files; costs one look at their times when nobody did. */
  look(): Promise<void>
  /** `unsaved` when there are edits, unless they are to be discarded. */
  close(discard: boolean): Promise<void>
}

export type OpenedParts = { id: string; store: FileStore; manager: UserManager; events: Events }

export async function openedDatabase({ id, store, manager, events }: OpenedParts): Promise<OpenedDatabase> {
  const turns = createTurns()
  let closed = false
  let outside: readonly string[] = []
  let seen = ''
  let legacyLogin = await readLegacyLogin(store.folder)
  const findings = createFindings(manager, () => legacyLogin)

  const here = () => {
    if (closed) throw new AppError('not-found', { subject: 'database', name: id })
  }
  const say = (what: readonly What[]) => events.emit('databases.changed', { database: id, what: [...what] })

  const lookAround = async () => {
    seen = await signatureOf(store.folder)
    // A folder that is gone or cannot be read any more is no longer as it was read either.
    outside = await store.changedOutside().catch(() => DATABASE_FILES)
    legacyLogin = await readLegacyLogin(store.folder)
  }
  await lookAround()

  const state = async (): Promise<DatabaseState> => {
    const [{ activation, configurable, counts }, found] = await Promise.all([manager.summary(), findings.list()])
    return {
      database: id,
      folder: store.folder,
      title: titleOf(store.folder),
      readOnly: store.readOnly,
      unsaved: store.unsaved,
      undo: store.undoable ?? null,
      redo: store.redoable ?? null,
      notices: [...store.notices],
      outside: [...outside],
      activation,
      sync: null,
      configurable,
      counts: { ...counts, findings: found.length },
    }
  }

  const files: OpenedDatabase['files'] = (act) =>
    turns.write(async () => {
      here()
      try {
        await act(store)
      } finally {
        await lookAround()
        findings.changed(true)
        say(EVERYTHING)
      }
    })

  return {
    id,
    get folder() {
      return store.folder
    },
    get title() {
      return titleOf(store.folder)
    },
    get unsaved() {
      return store.unsaved
    },
    actor: () => OWNER,
    state: () =>
      turns.read(() => {
        here()
        return state()
      }),
    findings: () =>
      turns.read(() => {
        here()
        return findings.list()
      }),
    read: (look) =>
      turns.read(() => {
        here()
        return look(manager, store)
      }),
    edit: (action, what, change) =>
      turns.write(async () => {
        here()
        const result = await store.act(action, () => change(manager))
        findings.changed(what.includes('rights'))
        say(['state', ...what])
        return result
      }),
    step: (which) =>
      turns.write(() => {
        here()
        const { method } = store[which]()
        findings.changed(true)
        say(method === 'rights.set' ? ['state', 'rights'] : EVERYTHING)
      }),
    files,
    exclusively: (work) =>
      store.exclusive(async () => {
        await files((store) => store.reload())
        return work()
      }),
    async look() {
      if (closed || (await signatureOf(store.folder)) === seen) return
      await turns.write(async () => {
        if (closed) return
        const before = [...outside].join()
        const loginBefore = JSON.stringify(legacyLogin)
        await lookAround()
        const login = JSON.stringify(legacyLogin) !== loginBefore
        if (login) findings.changed(false)
        if (login || [...outside].join() !== before) say(['state'])
      })
    },
    close: (discard) =>
      turns.write(async () => {
        here()
        if (store.unsaved > 0 && !discard) throw new AppError('unsaved', { count: store.unsaved })
        closed = true
        await store.close()
      }),
  }
}

/** Folders are named after lines and machines: the last name says which one it is. */
export function titleOf(folder: string): string {
  return basename(folder) || folder
}

/** Changes whenever a file that matters is written, replaced, comes or goes. */
export async function signatureOf(folder: string): Promise<string> {
  const found = await Promise.all(
    WATCHED.map((file) =>
      stat(join(folder, file), { bigint: true }).then(
        ({ ino, size, mtimeNs }) => `${ino}:${size}:${mtimeNs}`,
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown'),
      ),
    ),
  )
  return found.join(' ')
}
