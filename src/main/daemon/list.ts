import { SHOWN_KEYS } from '../sessions/listed'
import type { ListedSession } from '../sessions/sessions'

/** What other programs may learn of a config; everything else stays, whatever a session says of itself (seed 000, 3). */
const SHOWN: ReadonlySet<string> = new Set(SHOWN_KEYS)

/** JSON text for `list`. */
export function listData(sessions: readonly ListedSession[]): string {
  const shown = sessions.map(({ id, endpointUrl, lastUsed, config, state }) => ({
    id,
    endpointUrl: withoutUser(endpointUrl),
    lastUsed,
    config: Object.fromEntries(Object.entries(config).filter(([key]) => SHOWN.has(key))),
    state,
  }))
  return JSON.stringify({ count: shown.length, sessions: shown })
}

/** A password may hold `@` and `/` itself, so everything up to the last `@` goes, wherever that is. */
function withoutUser(url: string): string {
  return url.replace(/^([a-z][\w.+-]*:\/\/)[^]*@/i, '$1')
}
