import { nameOf, openCacheFiles, type CacheEntry } from './cacheFiles'

/**
 * Answers of servers that seldom change. `scope` says whose they are (a digest of server, user and security, never a
 * secret in clear); a cache that fails is as good as an empty one.
 */
export type ResultCache = {
  /** JSON text as it was given to `set`; undefined where there is none or it is too old. */
  get(scope: string, method: string, parameters: readonly unknown[]): Promise<string | undefined>
  set(scope: string, method: string, parameters: readonly unknown[], text: string): Promise<void>
  /** Drops what was asked about one node (as it came from outside) in this scope. */
  invalidate(scope: string, node: unknown): Promise<void>
  /** Drops everything of a scope. */
  flush(scope: string): Promise<void>
}

export type ResultCacheOptions = {
  driver: 'memory' | 'file' | 'none'
  /** Folder of the `file` driver. */
  path?: string
  ttlSeconds: number
  /** Milliseconds since 1970. */
  now: () => number
}

/** Entries and characters kept in all; whoever was not asked for longest goes first. */
const MOST = { entries: 2000, characters: 16 * 1024 * 1024, one: 4 * 1024 * 1024 }

export function createResultCache(options: ResultCacheOptions): ResultCache {
  const { driver, path, ttlSeconds, now } = options
  if (driver === 'none') return nothing
  const files = driver === 'file' && path !== undefined ? openCacheFiles(path) : undefined
  // In the order of their last use.
  const entries = new Map<string, CacheEntry>()
  let characters = 0
  let loading: Promise<void> | undefined

  /** Once, with the first question; never a reason to fail. */
  function loaded(): Promise<void> {
    loading ??= load()
    return loading
  }

  async function load(): Promise<void> {
    for (const entry of (await files?.load()) ?? []) keep(nameOf(entry.scope, entry.method, entry.parameters), entry)
    await dropBeyond()
  }

  function keep(name: string, entry: CacheEntry): void {
    drop(name)
    entries.set(name, entry)
    characters += sizeOf(entry)
  }

  function drop(name: string): void {
    const entry = entries.get(name)
    if (!entry) return
    entries.delete(name)
    characters -= sizeOf(entry)
  }

  async function remove(which: (entry: CacheEntry) => boolean): Promise<void> {
    await loaded()
    for (const [name, entry] of entries) {
      if (!which(entry)) continue
      drop(name)
      await files?.remove(name)
    }
  }

  async function dropBeyond(): Promise<void> {
    for (const name of entries.keys()) {
      if (entries.size <= MOST.entries && characters <= MOST.characters) return
      drop(name)
      await files?.remove(name)
    }
  }

  return {
    async get(scope, method, parameters) {
      await loaded()
      const name = nameOf(scope, method, textOf(parameters))
      const entry = entries.get(name)
      if (!entry) return undefined
      const age = now() - entry.at
      // The clock may have been set back: nothing is kept from the future.
      if (age < 0 || age >= ttlSeconds * 1000) {
        drop(name)
        await files?.remove(name)
        return undefined
      }
      entries.delete(name)
      entries.set(name, entry)
      return entry.text
    },
    async set(scope, method, parameters, text) {
      if (text.length > MOST.one) return
      await loaded()
      const entry = { version: 1 as const, scope, method, parameters: textOf(parameters), at: now(), text }
      const name = nameOf(scope, method, entry.parameters)
      keep(name, entry)
      await files?.save(name, entry)
      await dropBeyond()
    },
    async invalidate(scope, node) {
      const wanted = nodeKey(node)
      await remove((entry) => entry.scope === scope && (entry.method === 'resolveNodeId' || concerns(entry, wanted)))
    },
    flush: (scope) => remove((entry) => entry.scope === scope),
  }
}

const nothing: ResultCache = {
  get: async () => undefined,
  set: async () => undefined,
  invalidate: async () => undefined,
  flush: async () => undefined,
}

function sizeOf({ text, parameters }: CacheEntry): number {
  return text.length + parameters.length
}

function concerns({ parameters }: CacheEntry, wanted: string): boolean {
  const given: unknown = JSON.parse(parameters)
  return Array.isArray(given) && given.some((one) => nodeKey(one) === wanted)
}

/** Numbers too big for JSON.parse come in as bigint. */
function textOf(parameters: readonly unknown[]): string {
  return JSON.stringify(parameters, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}

const LETTERS: Readonly<Record<string, string>> = { numeric: 'i', string: 's', guid: 'g', opaque: 'b' }

/** One text for both ways to write a NodeId (session-daemon 4); of anything else a text that no NodeId has. */
function nodeKey(node: unknown): string {
  if (typeof node === 'string') return node.replace(/^ns=0;/, '')
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return ''
  const { ns = 0, id = 0, type = 'numeric' } = node as Record<string, unknown>
  const letter = Object.hasOwn(LETTERS, String(type)) ? LETTERS[String(type)] : '?'
  return `${Number(ns) === 0 ? '' : `ns=${String(ns)};`}${letter}=${String(id)}`
}
