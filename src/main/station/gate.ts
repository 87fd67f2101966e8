import { createHash } from 'node:crypto'
import type { Gate } from '../bridge/gate'
import type { Peer } from '../bridge/handler'
import type { UserManager } from '../usermgmt/manager'
import type { Session } from '../usermgmt/operations'

/** Who each connected peer is to the station. One peer's login is never another's. */
export type StationGate = Gate & {
  /** The peer's own session, of nobody until it logs in. */
  sessionOf(peer: Pick<Peer, 'id'>): Session
  /** The user's present name; null without a login. */
  userOf(peer: Pick<Peer, 'id'>): string | null
  /** A text that stands for the peer's login in later connections; it works until it was not used for an hour, or a logout. */
  giveToken(peer: Pick<Peer, 'id'>): string
  /** From now on the peer acts as the user who logged in for this token; false when there is no such login. */
  present(peer: Pick<Peer, 'id'>, user: unknown, token: unknown): boolean
  /** Another Keyswitch of the same person, which lets its own peers through the same user management: may do everything. */
  presentSibling(peer: Pick<Peer, 'id'>, key: unknown): boolean
  /** Ends the peer's login, and with it the token that stood for it. */
  logout(peer: Pick<Peer, 'id'>): void
  /** A peer is gone. A login with a token outlives it. */
  leave(peer: Pick<Peer, 'id'>): void
  /** Told whenever what peers may do can have changed. Returns its own unsubscribe. */
  onChange(listener: () => void): () => void
  changed(): void
}

/** `by`: the peer that logged in; others act by its tokens, as this user and never as another. */
type Login = {
  session: Session
  user: string | undefined
  by: string
  tokens: Set<string>
  peers: Set<string>
  used: number
}
type Entry = { is: 'own'; session: Session } | { is: 'login'; login: Login } | { is: 'sibling' }

export type GateParts = {
  manager: UserManager
  /** Unpredictable bytes, for tokens. */
  random: (bytes: number) => Buffer
  /** Milliseconds that only go forward. */
  now: () => number
  isSibling: (key: string) => boolean
}

/** Milliseconds without use until a login without a connection ends. */
const IDLE = 3_600_000
const MOST_LOGINS = 1000

export function createGate({ manager, random, now, isSibling }: GateParts): StationGate {
  // Everybody who has not begun to log in: connections that ask once need no session each.
  const nobody = manager.connect()
  const entries = new Map<string, Entry>()
  /** By the hash of the token, so that looking one up says nothing about others. */
  const logins = new Map<string, Login>()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  manager.onLoginsChanged(() => {
    for (const login of new Set(logins.values())) if (manager.userOf(login.session) !== login.user) dissolve(login)
    changed()
  })

  const sessionOfEntry = (entry: Entry | undefined): Session => {
    if (entry === undefined || entry.is === 'sibling') return nobody
    return entry.is === 'own' ? entry.session : entry.login.session
  }
  const isSiblingPeer = (peer: Pick<Peer, 'id'>) => entries.get(peer.id)?.is === 'sibling'

  function end(login: Login): void {
    for (const token of login.tokens) logins.delete(token)
    manager.closeSession(login.session)
  }

  /** Somebody else logged in where this login was, or nobody is any more: who acted by its tokens acts as nobody. */
  function dissolve({ session, by, tokens, peers }: Login): void {
    for (const token of tokens) logins.delete(token)
    for (const id of peers) entries.delete(id)
    if (peers.has(by)) entries.set(by, { is: 'own', session })
    else manager.closeSession(session)
  }

  function prune(): void {
    for (const login of logins.values()) if (login.peers.size === 0 && now() - login.used > IDLE) end(login)
    for (const login of logins.values()) {
      if (logins.size < MOST_LOGINS) return
      if (login.peers.size === 0) end(login)
    }
  }

  /** What the peer held is let go of. */
  function release(peer: Pick<Peer, 'id'>): void {
    const entry = entries.get(peer.id)
    entries.delete(peer.id)
    if (entry?.is === 'own') manager.closeSession(entry.session)
    if (entry?.is === 'login') {
      entry.login.peers.delete(peer.id)
      entry.login.used = now()
    }
  }

  return {
    authorize: (peer, object, right) =>
      isSiblingPeer(peer) ? undefined : manager.authorize(sessionOfEntry(entries.get(peer.id)), object, right),
    mayNow: (peer, object, right) =>
      isSiblingPeer(peer) || manager.mayNow(sessionOfEntry(entries.get(peer.id)), object, right),
    sessionOf(peer) {
      const entry = entries.get(peer.id)
      if (entry?.is === 'own' || entry?.is === 'login') return sessionOfEntry(entry)
      const session = manager.connect()
      entries.set(peer.id, { is: 'own', session })
      return session
    },
    userOf: (peer) => manager.userOf(sessionOfEntry(entries.get(peer.id))) ?? null,
    giveToken(peer) {
      prune()
      const session = this.sessionOf(peer)
      const token = random(32).toString('base64url')
      const entry = entries.get(peer.id)
      // Who logs in again by an earlier token gets another one for the same login: others may be using the first.
      const login: Login =
        entry?.is === 'login'
          ? entry.login
          : {
              session,
              user: manager.userOf(session),
              by: peer.id,
              tokens: new Set(),
              peers: new Set([peer.id]),
              used: now(),
            }
      login.tokens.add(hashOf(token))
      logins.set(hashOf(token), login)
      entries.set(peer.id, { is: 'login', login })
      return token
    },
    present(peer, user, token) {
      const login = typeof token === 'string' ? logins.get(hashOf(token)) : undefined
      const name = login && manager.userOf(login.session)
      if (login === undefined || name === undefined || name !== user) return false
      if (login.peers.size === 0 && now() - login.used > IDLE) {
        end(login)
        return false
      }
      const entry = entries.get(peer.id)
      if (entry?.is === 'login' && entry.login === login) return true
      release(peer)
      login.peers.add(peer.id)
      login.used = now()
      entries.set(peer.id, { is: 'login', login })
      return true
    },
    presentSibling(peer, key) {
      // The key is read from its file once for a connection, not for each of its frames.
      if (isSiblingPeer(peer)) return true
      if (typeof key !== 'string' || !isSibling(key)) return false
      release(peer)
      entries.set(peer.id, { is: 'sibling' })
      return true
    },
    logout(peer) {
      const entry = entries.get(peer.id)
      if (entry?.is === 'login') {
        const { login } = entry
        for (const id of login.peers) entries.delete(id)
        end(login)
      } else if (entry?.is === 'own') manager.logout(entry.session)
      changed()
    },
    leave: release,
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    changed,
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
