import { readConfig } from '../config'
import { createVault } from '../vault/createVault'
import type { Vault } from '../vault/vault'

/** The secrets of this person for one command. The keychain is asked when something of it is wanted, and not before. */
export async function withKeychain<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
  const { keychainProcessFile, stateFolder } = readConfig()
  const vault = createVault({
    processFile: keychainProcessFile,
    stateFolder,
    // Nobody listens, and whoever started the command is told by it.
    events: { emit: () => undefined },
    log: { write: () => undefined },
    now: Date.now,
  })
  try {
    return await work(vault)
  } finally {
    await vault.close()
  }
}
