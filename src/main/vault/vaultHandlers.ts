import { AppError } from '../../contract/errors'
import type { Handlers } from '../bridge/handler'
import type { Vault } from './vault'

/** What pages may know and do about kept secrets; never a secret. */
export function vaultHandlers(vault: Vault): Pick<Handlers, Extract<keyof Handlers, `vault.${string}`>> {
  return {
    'vault.state': () => vault.state(),
    'vault.check': async () => {
      await vault.check()
      return vault.state()
    },
    'vault.forget': async ({ entry }) => {
      const found = vault.state().entries.find((one) => one.entry === entry)
      if (!found) throw new AppError('not-found', { subject: 'secret', name: entry })
      await vault.forget(found)
      return {}
    },
  }
}
