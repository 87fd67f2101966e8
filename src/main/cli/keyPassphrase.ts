import { createPrivateKey } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { keychainProblem } from '../../contract/sentences'
import type { VaultPlace } from '../vault/vault'
import { withKeychain } from './keychain'
import { note, readPassword } from './terminal'

type Asked = { file: string; text: string; remember: boolean }

/**
 * The passphrase of a private key: the one that is kept for it where that opens it, or else what a person says; undefined
 * for a key that needs none. `kept` is for after the login: it keeps what was said where that was asked.
 */
export async function passphraseOf({
  file,
  text,
  remember,
}: Asked): Promise<{ passphrase: string | undefined; kept: () => Promise<void> }> {
  if (!text.includes('ENCRYPTED')) {
    const nothing = async () => note('This key has no passphrase, so there is none to remember.')
    return { passphrase: undefined, kept: remember ? nothing : nothingToDo }
  }
  const place: VaultPlace = { kind: 'client-key', name: await realpath(file) }
  const known = await keptFor(place)
  if (known !== undefined && opens(text, known)) return { passphrase: known, kept: nothingToDo }
  const passphrase = await readPassword('Passphrase of the key: ')
  // What does not open the key is of no use to anybody; what is kept for it stays.
  const keeps = remember && opens(text, passphrase)
  return { passphrase, kept: keeps ? () => keep(place, passphrase) : nothingToDo }
}

async function nothingToDo(): Promise<void> {}

/** The keychain is only asked where the list says that there is something. */
function keptFor(place: VaultPlace): Promise<string | undefined> {
  return withKeychain(async (vault) => (vault.names(place.kind).includes(place.name) ? vault.read(place) : undefined))
}

function keep(place: VaultPlace, passphrase: string): Promise<void> {
  return withKeychain(async (vault) => {
    const { lasting } = await vault.keep(place, passphrase)
    if (lasting) return
    const problem = keychainProblem(vault.state().because ?? 'not-kept')
    note(`The passphrase was not remembered; the system’s keychain cannot be used: ${problem}.`)
  })
}

function opens(key: string, passphrase: string): boolean {
  try {
    createPrivateKey({ key, passphrase })
    return true
  } catch {
    return false
  }
}
