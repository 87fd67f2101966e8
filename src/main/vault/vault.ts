import type { VaultKind, VaultState } from '../../contract/desktop'

/** What a secret is for; together they name it. `name` is shown to people, so it holds nothing secret. */
export type VaultPlace = { kind: VaultKind; name: string }

/**
 * Secrets of this person: in the operating system's keychain, and where none answers in this process's memory until it
 * ends. Never on a disk in clear, and what could not be read is never deleted.
 */
export type Vault = {
  state(): VaultState
  /** Undefined where there is none, or it cannot be read now. */
  read(place: VaultPlace): Promise<string | undefined>
  /** `lasting` is false where it went into memory only. */
  keep(place: VaultPlace, secret: string): Promise<{ lasting: boolean }>
  forget(place: VaultPlace): Promise<void>
  /** Names of a kind for which something is kept, without asking the keychain. */
  names(kind: VaultKind): string[]
  /** Tries the keychain again. */
  check(): Promise<void>
  close(): Promise<void>
}
