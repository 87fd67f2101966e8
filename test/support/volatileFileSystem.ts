import { basename, dirname } from 'node:path'
import type { FileSystem, OpenFile } from '../../src/main/state/fileSystem'
import { systemError } from './watchedFileSystem'

type Inode = { number: number; bytes: Buffer; onDisk: Buffer; modified: number }
type Names = ReadonlyMap<string, Inode>

/** Where names are after power came back: as last synced, as last seen, or somewhere in between. */
export type AfterPowerLoss = { namesKept: number }

/**
 * One folder in memory that forgets, when power is lost, what was not synced: contents of files that were not synced are
 * gone, and of the changes of names since the last sync of the folder only the first few happened.
 */
export class VolatileFileSystem implements FileSystem {
  readonly #folder: string
  #names: Names
  /** The names as they were after each change since the last sync; the first is the synced one. */
  #history: Names[]
  #next = 1

  constructor(folder: string, contents: Readonly<Record<string, Uint8Array>> = {}) {
    this.#folder = folder
    const files = Object.entries(contents).map(
      ([name, bytes]) => [name, this.#inode(Buffer.from(bytes), true)] as const,
    )
    this.#names = new Map(files)
    this.#history = [this.#names]
  }

  /** How many changes of names a power loss could undo right now. */
  get namesAtRisk(): number {
    return this.#history.length - 1
  }

  /** What is there after power was lost now and came back. */
  afterPowerLoss({ namesKept }: AfterPowerLoss): VolatileFileSystem {
    const names = this.#history[Math.min(namesKept, this.#history.length - 1)] ?? new Map<string, Inode>()
    return new VolatileFileSystem(
      this.#folder,
      Object.fromEntries([...names].map(([name, inode]) => [name, inode.onDisk])),
    )
  }

  contents(): Record<string, string> {
    return Object.fromEntries([...this.#names].map(([name, { bytes }]) => [name, bytes.toString('latin1')]))
  }

  async readFile(path: string): Promise<Buffer> {
    return Buffer.from(this.#at(path).bytes)
  }

  async open(path: string, flags: 'wx' | 'r'): Promise<OpenFile> {
    if (path === this.#folder) return this.#openFolder()
    if (flags === 'r') throw systemError('EINVAL', path)
    const name = this.#name(path)
    if (this.#names.has(name)) throw systemError('EEXIST', path)
    const inode = this.#inode(Buffer.alloc(0), false)
    this.#rename((names) => names.set(name, inode))
    return {
      async writeFile(bytes) {
        inode.bytes = Buffer.concat([inode.bytes, bytes])
        inode.modified = Date.now()
      },
      async sync() {
        inode.onDisk = Buffer.from(inode.bytes)
      },
      async chmod() {},
      async chown() {},
      async close() {},
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#at(from)
    this.#rename((names) => {
      names.delete(this.#name(from))
      names.set(this.#name(to), inode)
    })
  }

  async unlink(path: string): Promise<void> {
    this.#at(path)
    this.#rename((names) => names.delete(this.#name(path)))
  }

  async stat(path: string) {
    const { number, bytes, modified } = this.#at(path)
    return { mode: 0o600, uid: 0, gid: 0, modified, identity: [number, bytes.length, modified].join('.') }
  }

  async readdir(): Promise<string[]> {
    return [...this.#names.keys()]
  }

  async mkdir(): Promise<void> {}

  async writable(path: string): Promise<void> {
    if (path !== this.#folder) this.#at(path)
  }

  async touch(path: string): Promise<void> {
    this.#at(path).modified = Date.now()
  }

  #openFolder(): OpenFile {
    return {
      writeFile: () => Promise.reject(systemError('EISDIR', this.#folder)),
      sync: async () => {
        this.#history = [this.#names]
      },
      async chmod() {},
      async chown() {},
      async close() {},
    }
  }

  #inode(bytes: Buffer, synced: boolean): Inode {
    return { number: this.#next++, bytes, onDisk: synced ? bytes : Buffer.alloc(0), modified: Date.now() }
  }

  #at(path: string): Inode {
    const inode = this.#names.get(this.#name(path))
    if (!inode) throw systemError('ENOENT', path)
    return inode
  }

  #name(path: string): string {
    if (dirname(path) !== this.#folder) throw systemError('ENOENT', path)
    return basename(path)
  }

  #rename(change: (names: Map<string, Inode>) => void): void {
    const names = new Map(this.#names)
    change(names)
    this.#names = names
    this.#history.push(names)
  }
}
