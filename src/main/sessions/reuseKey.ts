import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { EndpointAddress } from './endpointRules'
import { securityOf, userOf, type OpenConfig } from './openConfig'

/** What makes two requests for a session the same request. */
export type Wanted = {
  endpoint: EndpointAddress
  config: OpenConfig
  /** Of the files that `config` names. */
  files: { digest: string }
}

/**
 * Keys under which open sessions are found again: every field counts, secrets included, so that a wrong password never
 * finds the session of the right one (session-daemon 6). The key of the HMAC lives as long as what is returned, so that
 * no key says anything about a password.
 */
export function createReuseKeys(): (wanted: Wanted) => string {
  const secret = randomBytes(32)
  return ({ endpoint, config, files }) => {
    const fields = Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1))
    const text = JSON.stringify([endpoint.key, endpoint.credentials, fields, files.digest])
    return createHmac('sha256', secret).update(text).digest('base64')
  }
}

/**
 * Whose answers may be remembered together, over restarts too: one server, one user, one kind of security. Made without
 * the password; nobody gets here who has not logged in.
 */
export function cacheScope({ endpoint, config, files }: Wanted): string {
  const user = userOf(config)
  const whose = user.kind === 'certificate' ? files.digest : user.name
  const text = JSON.stringify([endpoint.key, user.kind, whose, securityOf(config)])
  return createHash('sha256').update(text).digest('hex')
}
