import { AsyncLocalStorage } from 'node:async_hooks'
import { join, resolve } from 'node:path'
import type { Action, Difference, Notice } from '../../../contract/databases'
import { AppError } from '../../../contract/errors'
import { disk, failureCode, ifThere, type FileSystem } from '../../state/fileSystem'
import type { Registration } from '../backends'
import { changesBetween, differencesOf } from './differences'
import type { Editing } from './editing'
import { inWords } from './fileFailure'
import { FILE_NAMES, FILES, OLD_FILE, SUBJECTS, type Subject } from './fileNames'
import { FileGroupDb } from './fileGroupDb'
import { FileObjectDb } from './fileObjectDb'
import { FileUserDb, type UserSources } from './fileUserDb'
import { withFolderLock, type FolderLock } from './folderLock'
import { History } from './history'
import { addOldDatabase, oldUserRows, type ImportWork } from './oldImport'
import { folderOf, readFolder, readPrimaries, type FolderReading } from './readFolder'
import type { FileStore } from './store'
import { makeTables, type DatabaseRows, type Tables } from './tables'
import type { UserRow } from './userRows'
import { bytesOf, refuseDatabaseIn, writeFolder, type FolderBytes } from './writeFolder'

export type FileStoreOptions = UserSources & {
  fs?: FileSystem
  /** The folder's lock when the caller holds it already; saves then use it. */
  lock?: FolderLock
  /** For the time that taking over an old database takes. */
  importing?: ImportWork
}

/** Opens a folder with a database, or the folder of one of its files; fails with what is wrong with it. */
export async function openFileStore(path: string, options: FileStoreOptions): Promise<FileStore> {
  const folder = folderOf(path)
  const { fs = disk, lock } = options
  const reading = await readFolder(fs, folder, lock)
  const old = await oldRowsOf(reading, options)
  return new OpenFolder({ folder, reading, old, readOnly: await isReadOnly(fs, folder) }, options)
}

class OpenFolder implements FileStore, Editing {
  readonly #fs: FileSystem
  readonly #sources: UserSources & { importing?: ImportWork }
  readonly #unregister: (() => void)[] = []
  readonly #registrations: Registration[] = []
  readonly #acting = new AsyncLocalStorage<true>()
  #folder: string
  #readOnly: boolean
  #lock: FolderLock | undefined
  #reading: FolderReading
  /** What a save that failed may have left on the disk all the same. */
  #attempted: Partial<FolderBytes> = {}
  #history: History
  #tables: Tables
  #edits: Difference[] | undefined
  #queue: Promise<unknown> = Promise.resolve()

  constructor(
    opened: { folder: string; reading: FolderReading; old: readonly UserRow[]; readOnly: boolean },
    { fs = disk, lock, ...sources }: FileStoreOptions,
  ) {
    this.#fs = fs
    this.#sources = sources
    this.#folder = opened.folder
    this.#readOnly = opened.readOnly
    this.#lock = lock
    this.#reading = opened.reading
    const { history, tables } = tablesOf(opened.reading, opened.old)
    this.#history = history
    this.#tables = tables
  }

  get folder(): string {
    return this.#folder
  }

  get readOnly(): boolean {
    return this.#readOnly
  }

  get notices(): readonly Notice[] {
    return this.#reading.notices
  }

  get tables(): Tables {
    return this.#tables
  }

  get history(): History {
    return this.#history
  }

  get undoable(): Action | undefined {
    return this.#history.undoable
  }

  get redoable(): Action | undefined {
    return this.#history.redoable
  }

  get unsaved(): number {
    return this.#listEdits().length
  }

  registerWith(registration: Registration): void {
    const users = new FileUserDb(this, this.#sources)
    const groups = new FileGroupDb(this)
    const objects = new FileObjectDb(this)
    this.#registrations.push(registration)
    this.#unregister.push(registration.registerUsers(users, users))
    this.#unregister.push(registration.registerGroups(groups, groups))
    this.#unregister.push(registration.registerObjects(objects, objects))
  }

  changed(subject: Subject): void {
    this.#edits = undefined
    for (const registration of this.#registrations) registration.changed(subject)
  }

  async act<T>(action: Action, edit: () => Promise<T>): Promise<T> {
    if (this.#acting.getStore()) throw new Error('an act inside an act')
    return this.#inTurn(() =>
      this.#acting.run(true, async () => {
        try {
          return await this.#history.act(action, edit)
        } catch (error) {
          this.#allChanged()
          throw error
        }
      }),
    )
  }

  undo(): Action {
    return this.#stepped(this.#history.undo())
  }

  redo(): Action {
    return this.#stepped(this.#history.redo())
  }

  edits(): Difference[] {
    return [...this.#listEdits()]
  }

  async changedOutside(): Promise<string[]> {
    const now = await inWords(this.#folder, () => readPrimaries(this.#fs, this.#folder), true)
    const changed: string[] = SUBJECTS.filter((subject) => !equal(now[subject], this.#reading[subject].onDisk)).map(
      (subject) => FILES[subject].name,
    )
    const { old } = this.#reading
    if (old && !equal(old.content, await this.#oldNow())) changed.push(OLD_FILE)
    return changed
  }

  async outsideDifferences(): Promise<Difference[]> {
    const now = await readFolder(this.#fs, this.#folder, this.#lock)
    return differencesOf(changesBetween(rowsOf(this.#reading), rowsOf(now)))
  }

  save({ overwrite = false }: { overwrite?: boolean } = {}): Promise<void> {
    return this.#inTurn(async () => {
      const folder = this.#folder
      if (this.#readOnly) throw new AppError('read-only', { folder })
      const wanted = this.#bytes()
      const accept = (subject: Subject, now: Buffer | undefined): boolean => {
        const attempted = this.#attempted[subject]
        return equal(now, this.#reading[subject].onDisk) || (attempted !== undefined && equal(now, attempted))
      }
      try {
        await this.#locked((lock) =>
          writeFolder({
            fs: this.#fs,
            folder,
            lock,
            wanted,
            accept: overwrite ? undefined : accept,
            old: this.#reading.old?.content,
          }),
        )
      } catch (error) {
        this.#attempted = wanted
        throw error
      }
      this.#settle(wanted)
    })
  }

  contents(): ReadonlyMap<string, Uint8Array> {
    const bytes = this.#bytes()
    return new Map(SUBJECTS.map((subject) => [FILES[subject].name, bytes[subject]]))
  }

  saveCopy(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      const to = resolve(folder)
      const wanted = this.#bytes()
      await refuseDatabaseIn(this.#fs, to)
      await inWords(to, () => this.#fs.mkdir(to))
      await withFolderLock(
        to,
        async (lock) => {
          await refuseDatabaseIn(this.#fs, to)
          await writeFolder({ fs: this.#fs, folder: to, lock, wanted, accept: undefined })
        },
        { fs: this.#fs },
      )
      this.#folder = to
      this.#readOnly = false
      this.#lock = undefined
      this.#settle(wanted)
    })
  }

  reload(): Promise<void> {
    return this.#inTurn(async () => {
      const reading = await readFolder(this.#fs, this.#folder, this.#lock)
      const old = await oldRowsOf(reading, this.#sources)
      this.#readOnly = await isReadOnly(this.#fs, this.#folder)
      this.#reading = reading
      this.#attempted = {}
      const { history, tables } = tablesOf(reading, old)
      this.#history = history
      this.#tables = tables
      this.#allChanged()
    })
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.#lock) return work()
    return withFolderLock(
      this.#folder,
      async (lock) => {
        this.#lock = lock
        try {
          return await work()
        } finally {
          this.#lock = undefined
        }
      },
      { fs: this.#fs },
    )
  }

  async close(): Promise<void> {
    await this.#queue
    // Node asks every storage that is in use at each promise of the whole program.
    this.#acting.disable()
    this.#registrations.length = 0
    for (const unregister of this.#unregister.splice(0).toReversed()) unregister()
  }

  #locked<T>(work: (lock: FolderLock) => Promise<T>): Promise<T> {
    return this.#lock ? work(this.#lock) : withFolderLock(this.#folder, work, { fs: this.#fs })
  }

  /** A file whose rows nobody changed is what was read, to the byte. */
  #bytes(): FolderBytes {
    return bytesOf(this.#tables, this.#reading)
  }

  /** What was written is from now on what was last read. */
  #settle(written: FolderBytes): void {
    const { users, groups, objects } = this.#tables
    const file = <Row>(subject: Subject, rows: Iterable<Row>) => ({
      rows: [...rows],
      ends: this.#reading[subject].ends,
      content: written[subject],
      onDisk: written[subject],
    })
    this.#reading = {
      users: file('users', users.rows()),
      groups: file('groups', groups.rows()),
      objects: file('objects', objects.rows()),
      old: undefined,
      notices: [],
    }
    this.#attempted = {}
    for (const table of [users, groups, objects]) table.saved()
    this.#tables.members.derive(this.#tables.groups.rows())
    this.#edits = undefined
  }

  #oldNow(): Promise<Buffer | undefined> {
    return inWords(this.#folder, () => ifThere(this.#fs.readFile(join(this.#folder, OLD_FILE))), true)
  }

  #listEdits(): Difference[] {
    const { users, groups, objects } = this.#tables
    this.#edits ??= differencesOf({
      users: users.changes(),
      groups: groups.changes(),
      objects: objects.changes(),
    })
    return this.#edits
  }

  /** Reading users and groups again takes long where there are thousands, and setting rights never touches them. */
  #stepped(action: Action): Action {
    if (action.method === 'rights.set') this.changed('objects')
    else this.#allChanged()
    return action
  }

  #allChanged(): void {
    for (const subject of SUBJECTS) this.changed(subject)
  }

  /** One after the other, whatever became of the one before. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

/** What was taken over from an old database is not saved yet, and is no step that could be taken back half. */
function tablesOf(reading: FolderReading, rows: readonly UserRow[]): { history: History; tables: Tables } {
  const history = new History()
  const tables = makeTables(rowsOf(reading), history)
  const { old } = reading
  if (old) history.unrecorded(() => addOldDatabase(tables, { rows, groups: old.database.groups }, old.missing))
  return { history, tables }
}

async function oldRowsOf(
  { old }: FolderReading,
  { importing, ...sources }: UserSources & { importing?: ImportWork },
): Promise<UserRow[]> {
  return old === undefined ? [] : oldUserRows(old.database, sources, importing)
}

function rowsOf({ users, groups, objects }: FolderReading): DatabaseRows {
  return { users: users.rows, groups: groups.rows, objects: objects.rows }
}

function equal(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other)
}

async function isReadOnly(fs: FileSystem, folder: string): Promise<boolean> {
  const paths = [folder, ...FILE_NAMES.map((name) => join(folder, name))]
  const answers = await Promise.all(paths.map((path) => canWrite(fs, path)))
  return answers.includes(false)
}

/** A file that is not there does not stand in the way of writing it. */
async function canWrite(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await ifThere(fs.writable(path))
    return true
  } catch (error) {
    if (failureCode(error) === undefined) throw error
    return false
  }
}
