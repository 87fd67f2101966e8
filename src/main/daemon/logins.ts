import type { Reply } from '../../contract/client'
import type { Dispatch } from '../bridge/dispatch'
import type { Peer } from '../bridge/handler'
import type { Caller } from './caller'
import type { DaemonGate } from './daemonGate'
import { isObject } from './fields'
import type { Frame } from './json'

/** Logging in over the socket. A connection that stays logs itself in; one that asks once only gets a login token. */
export type Logins = {
  begin(input: unknown, asked: { frame: Frame; caller: Caller }): Promise<Reply>
  finish(input: unknown, asked: { caller: Caller }): Promise<Reply>
  close(): void
}

export type LoginParts = {
  dispatch: Pick<Dispatch, 'request' | 'leave'>
  gate: Pick<DaemonGate, 'present'>
  /** Milliseconds that only go forward. */
  now: () => number
}

/** `again`: it was begun by somebody who is logged in, and only that user may finish it. */
type Begun = { peer: Peer; again: boolean; until: number }

/** As long as a challenge lives (user-management 4). */
const LIFE = 60_000
/** Logins begun by connections that asked once; the oldest gives way. */
const MOST = 256

/**
 * `loginBegin` and `login` of a program that connects anew for each come over two connections. The station binds a begun
 * login to its peer, so each such login gets a peer of its own that lives until it is finished: nobody else acts as it.
 */
export function createLogins({ dispatch, gate, now }: LoginParts): Logins {
  const begun = new Map<string, Begun>()
  let last = 0

  function newPeer(): Peer {
    last += 1
    return { id: `login-${last}`, face: 'program' }
  }

  /** Those that nobody finished, and the oldest of too many. */
  function prune(): void {
    for (const [login, { peer, until }] of begun) {
      if (until > now() && begun.size < MOST) return
      begun.delete(login)
      dispatch.leave(peer)
    }
  }

  async function beginApart(input: unknown, { user, loginToken }: Frame, signal: AbortSignal): Promise<Reply> {
    const peer = newPeer()
    const again = loginToken !== undefined && loginToken !== null && gate.present(peer, user, loginToken)
    const reply = await dispatch.request({ peer, method: 'login.begin', input, signal })
    const login = reply.ok && isObject(reply.output) ? reply.output['login'] : undefined
    if (typeof login !== 'string') {
      dispatch.leave(peer)
      return reply
    }
    prune()
    begun.set(login, { peer, again, until: now() + LIFE })
    return reply
  }

  async function finishApart(input: unknown, signal: AbortSignal): Promise<Reply> {
    const login = isObject(input) ? input['login'] : undefined
    const known = typeof login === 'string' ? begun.get(login) : undefined
    if (typeof login === 'string') begun.delete(login)
    // Unknown ones are for the station to refuse: it takes as long as for a wrong password.
    const { peer, again } = known ?? { peer: newPeer(), again: false }
    try {
      return await dispatch.request({ peer, method: 'login.finish', input: again ? onlyAgain(input) : input, signal })
    } finally {
      dispatch.leave(peer)
    }
  }

  return {
    begin(input, { frame, caller }) {
      if (!caller.multiplexed) return beginApart(input, frame, caller.gone)
      const { peer } = loggingIn(caller)
      return dispatch.request({ peer, method: 'login.begin', input, signal: caller.gone })
    },
    finish(input, { caller }) {
      if (!caller.multiplexed) return finishApart(input, caller.gone)
      const by = loggingIn(caller)
      const given = by === by.own ? input : onlyAgain(input)
      return dispatch.request({ peer: by.peer, method: 'login.finish', input: given, signal: caller.gone })
    },
    close() {
      for (const { peer } of begun.values()) dispatch.leave(peer)
      begun.clear()
    },
  }
}

/** Whoever carries the token of a login that has ended means to log in anew. */
function loggingIn(caller: Caller): Caller {
  return caller.ended ? caller.own : caller
}

/** Others may be acting by the same token at this moment: none of them becomes somebody else. */
function onlyAgain(input: unknown): unknown {
  return isObject(input) ? { ...input, again: true } : input
}
