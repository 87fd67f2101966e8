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
