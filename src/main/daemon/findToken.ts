import { dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import type { Address } from './address'
import { runtimeFolder } from './address'
import { TOKEN_FILE } from './ownToken'
import { readTokenFile } from './tokenFile'

export type TokenPlaces = {
  environment: NodeJS.ProcessEnv
  stateFolder: string
  /** As given with --auth-token-file. */
  tokenFile?: string
}

/** What a client sends: from the named file, OPCUA_AUTH_TOKEN, or the file a daemon wrote beside its socket; undefined without any. */
export function findToken(address: Address, { environment, stateFolder, tokenFile }: TokenPlaces): string | undefined {
  if (tokenFile !== undefined) return readTokenFile(tokenFile)
  if (environment['OPCUA_AUTH_TOKEN']) return environment['OPCUA_AUTH_TOKEN']
  const folder = address.is === 'unix' ? dirname(address.path) : runtimeFolder({ environment, stateFolder })
  const beside = join(folder, TOKEN_FILE)
  return existsSync(beside) ? readTokenFile(beside, TOKEN_FILE) : undefined
}
