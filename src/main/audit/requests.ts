import type { MethodName } from '../../contract/names'
import type { Peer } from '../bridge/handler'
import type { Observe } from '../bridge/observed'
import type { Audit } from './audit'
import { describeForAudit, isRecorded } from './describe'
import type { About } from './entry'

export type RequestParts = {
  /** Who is logged in at a peer; null for nobody. */
  userOf: (peer: Peer) => string | null
  /** The folder of an opened database; undefined for one that is not opened, or has none. */
  placeOf: (database: string) => string | undefined
  /**
   * Whether there is such a user. People type passwords where their name belongs, so a name that nobody has is not
   * written down where this is known.
   */
  isUser?: (name: string) => boolean
  /** What an id in a request stands for, such as the file that was read under it; asked before the request is done. */
  standsFor?: (peer: Peer, method: MethodName, input: object) => StandsFor | undefined
}

/** `database`: an opened one, by its id. */
export type StandsFor = { database?: string; about: About }

/** After these the peer is somebody else than before, and they are of who it is then. */
const LOG_IN: ReadonlySet<MethodName> = new Set(['login.finish', 'login.setUp'])
/** Says more about a program than about what it did. */
const NOT_RECORDED: ReadonlySet<string> = new Set(['invalid-input', 'unknown-method'])

/** Records requests that change something or prove who somebody is, refused ones too. */
export function auditRequests(
  audit: Pick<Audit, 'record'>,
  { userOf, placeOf, isUser, standsFor }: RequestParts,
): Observe {
  return ({ peer, method, input }) => {
    if (!isRecorded(method)) return undefined
    const before = userOf(peer)
    // A database may be closed, or another folder be its own, when the request has ended.
    const places = placesIn(input, placeOf)
    const stands = typeof input === 'object' && input !== null ? standsFor?.(peer, method, input) : undefined
    const place = stands?.database === undefined ? undefined : (placeOf(stands.database) ?? stands.database)
    return (ended) => {
      const { outcome } = ended
      if (NOT_RECORDED.has(outcome)) return
      const about = ended.input === undefined ? {} : describeForAudit(method, ended.input, (id) => places.get(id) ?? id)
      if (!about) return
      const user = outcome === 'ok' && LOG_IN.has(method) ? userOf(peer) : before
      audit.record({
        user,
        peer: nameOf(peer),
        method,
        outcome,
        about: { ...stands?.about, ...known(method, about), ...(place === undefined ? {} : { database: place }) },
      })
    }
  }

  function known(method: MethodName, about: About): About {
    const { user, ...others } = about
    if (method !== 'login.finish' || typeof user !== 'string' || !isUser || isUser(user)) return about
    return { ...others, unknownUser: true }
  }
}

function placesIn(input: unknown, placeOf: RequestParts['placeOf']): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  if (typeof input !== 'object' || input === null) return places
  const named = ['database' in input ? input.database : undefined, 'from' in input ? input.from : undefined]
  for (const database of named) {
    const place = typeof database === 'string' ? placeOf(database) : undefined
    if (typeof database === 'string' && place !== undefined) places.set(database, place)
  }
  return places
}

function nameOf({ id, face }: Peer): string {
  return face === 'program' ? id : face
}
