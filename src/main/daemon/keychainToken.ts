import type { VaultKind, VaultState } from '../../contract/desktop'
import { keychainProblem } from '../../contract/sentences'
import { writeAddress, type Address } from './address'
import { StartRefused } from './startRefused'

/** The system's keychain, as far as a daemon and its clients need it. */
export type TokenKeychain = {
  names(kind: VaultKind): string[]
  read(place: TokenPlace): Promise<string | undefined>
  keep(place: TokenPlace, secret: string): Promise<{ lasting: boolean }>
  state(): Pick<VaultState, 'because'>
}

type TokenPlace = { kind: VaultKind; name: string }

/**
 * The token of a daemon at an address, as it lies in the keychain; made there at the first start. StartRefused where it
 * would not be there at the next start: clients that know the token would be sent away without anybody knowing why.
 */
export async function keptToken(
  address: Address,
  { keychain, random }: { keychain: TokenKeychain | undefined; random: (bytes: number) => Buffer },
): Promise<string> {
  if (!keychain) throw refused('not-installed')
  const kept = await keychain.read(placeOf(address))
  if (kept !== undefined) return kept
  const { because } = keychain.state()
  if (because !== null) throw refused(because)
  const token = random(32).toString('base64url')
  const { lasting } = await keychain.keep(placeOf(address), token)
  if (!lasting) throw refused(keychain.state().because ?? 'not-kept')
  return token
}

/** What a client sends where `findToken` finds nothing. The keychain is only asked where such a token is on the list of what is kept. */
export async function tokenInKeychain(
  address: Address,
  keychain: Pick<TokenKeychain, 'names' | 'read'> | undefined,
): Promise<string | undefined> {
  const place = placeOf(address)
  return keychain?.names(place.kind).includes(place.name) ? keychain.read(place) : undefined
}

function placeOf(address: Address): TokenPlace {
  return { kind: 'daemon-token', name: writeAddress(address) }
}

function refused(because: string): StartRefused {
  return new StartRefused(
    `The token is to lie in the system’s keychain, which cannot be used: ${keychainProblem(because)}. Open it, or start without --auth-token-keychain.`,
  )
}
