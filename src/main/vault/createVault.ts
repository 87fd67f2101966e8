import type { Log } from '../log'
import type { Events } from '../bridge/handler'
import type { Vault } from './vault'

export type VaultParts = {
  /** The built child process that speaks to the keychain. */
  processFile: string
  /** Where the list of what is kept lies (places and times, never a secret). */
  stateFolder: string
  events: Events
  log: Pick<Log, 'write'>
  /** Milliseconds since 1970. */
  now: () => number
}

/** Nothing is asked of the keychain before the first use. */
export function createVault(_parts: VaultParts): Vault {
  return {
    state: () => ({ is: 'memory', because: 'not-installed', entries: [] }),
    read: async () => undefined,
    keep: async () => ({ lasting: false }),
    forget: async () => undefined,
    names: () => [],
    check: async () => undefined,
    close: async () => undefined,
  }
}
