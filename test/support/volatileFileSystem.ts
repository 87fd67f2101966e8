import { basename, dirname } from 'node:path'
import type { FileSystem, OpenFile } from '../../src/main/state/fileSystem'
import { systemError } from './watchedFileSystem'

type Inode = { number: number; bytes: Buffer; onDisk: Buffer; modified: number }
/** Names that one operation gives or takes; a rename does both at once. */
type NameChange = readonly (readonly [name: string, inode: Inode | undefined])[]

/**
 * One folder in memory that forgets, when power is lost, what was not synced: contents of files that were not synced are
 * gone, and of the changes of names since the last sync of the folder any may have reached the disk and any not.
 */
export class VolatileFileSystem implements FileSystem {
  readonly #folder: string
  readonly #names: Map<string, Inode>
  #syncedNames: ReadonlyMap<string, Inode>
  #unsynced: NameChange[] = []
  #next = 1

  constructor(folder: string, contents: Readonly<Record<string, Uint8Array>> = {}) {
    this.#folder = folder
    this.#names = new Map(
      Object.entries(contents).map(([name, bytes]) => [name, this.#inode(Buffer.from(bytes), true)] as const),
    )
    this.#syncedNames = new Map(this.#names)
  }

  /** What may be there after power was lost now: all changes of names up to any of them, from any on, each alone, all but each. */
  afterPowerLoss(): VolatileFileSystem[] {
    const all = this.#unsynced.map((_, index) => index)
    const kept = new Map<string, number[]>()
    for (const at of [...all, all.length]) {
      const choices = [all.slice(0, at), all.slice(at), [at], all.filter((index) => index !== at)]
      for (const choice of choices) kept.set(choice.join(), choice)
    }
    return [...kept.values()].map((choice) => this.#withOnly(new Set(choice)))
  }

  #withOnly(kept: ReadonlySet<number>): VolatileFileSystem {
    const names = new Map(this.#syncedNames)
    for (const [index, change] of this.#unsynced.entries()) {
      if (!kept.has(index)) continue
      for (const [name, inode] of change) {
        if (inode) names.set(name, inode)
        else names.delete(name)
      }
    }
    const contents = [...names].map(([name, { onDisk }]) => [name, onDisk] as const)
    return new VolatileFileSystem(this.#folder, Object.fromEntries(contents))
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
    this.#change([[name, inode]])
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
    this.#change([
      [this.#name(from), undefined],
      [this.#name(to), inode],
    ])
  }

  async unlink(path: string): Promise<void> {
    this.#at(path)
    this.#change([[this.#name(path), undefined]])
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
        this.#syncedNames = new Map(this.#names)
        this.#unsynced = []
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

  #change(change: NameChange): void {
    for (const [name, inode] of change) {
      if (inode) this.#names.set(name, inode)
      else this.#names.delete(name)
    }
    this.#unsynced.push(change)
  }
}
