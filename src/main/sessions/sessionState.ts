import type { SessionState } from '../../contract/sessions'
import type { RequestFailure } from '../opcua/requestFailure'
import type { ConnectionState } from './connection'

/** In the reference's words (session-daemon 4, method 26). */
export function stateName(state: ConnectionState): 'Connected' | 'Broken' | 'Disconnected' {
  if (state.is === 'open') return 'Connected'
  return state.is === 'lost' ? 'Broken' : 'Disconnected'
}

/** For pages. */
export function shownState(state: ConnectionState): SessionState {
  switch (state.is) {
    case 'opening':
    case 'open':
      return { is: state.is, since: state.since }
    case 'lost':
      return { is: 'lost', since: state.since, retryAt: state.retryAt, because: nameOf(state.because) }
    case 'ended':
      return { is: 'lost', since: state.since, retryAt: null, because: 'ended' }
  }
}

/** The name of a status, or of the kind of failure. */
export function nameOf({ type, facts }: RequestFailure): string {
  return facts.status ?? type
}
