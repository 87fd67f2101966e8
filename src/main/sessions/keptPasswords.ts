import { AppError } from '../../contract/errors'
import type { Vault, VaultPlace } from '../vault/vault'
import type { EndpointAddress } from './endpointRules'

/** Passwords for servers that people asked to keep: one for each user of each endpoint. */
export type KeptPasswords = {
  /** Fails with `not-found` where there is none, or it cannot be read now. */
  read(user: string, endpoint: Endpoint): Promise<string>
  /** For a password that the server has taken. */
  keep(user: string, endpoint: Endpoint, password: string): Promise<void>
  /** Users of an endpoint, without asking the keychain. */
  names(endpoint: Endpoint): string[]
}

type Endpoint = Pick<EndpointAddress, 'key'>

export function keptPasswords(vault: Pick<Vault, 'read' | 'keep' | 'names'>): KeptPasswords {
  return {
    async read(user, endpoint) {
      const password = await vault.read(placeOf(user, endpoint))
      if (password === undefined)
        throw new AppError('not-found', { subject: 'secret', name: placeOf(user, endpoint).name })
      return password
    },
    async keep(user, endpoint, password) {
      await vault.keep(placeOf(user, endpoint), password)
    },
    names: (endpoint) =>
      vault
        .names('controller')
        .filter((name) => name.endsWith(after(endpoint)))
        .map((name) => name.slice(0, -after(endpoint).length)),
  }
}

function placeOf(user: string, endpoint: Endpoint): VaultPlace {
  return { kind: 'controller', name: user + after(endpoint) }
}

/** No endpoint has a space in it, so what stands before the last “ at ” is the user, whatever that is called. */
function after({ key }: Endpoint): string {
  return ` at ${key}`
}
