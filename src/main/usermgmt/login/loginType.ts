import type { LoginTexts } from '../../../contract/login'

/** What an answer to a challenge shows: a password that the user database decides about, or a user who has proved who it is. */
export type Claim = { is: 'password'; password: string } | { is: 'proved'; user: string }

/**
 * A login protocol, registered with the UserManager (seed 003, 1.1: plug-ins; user-management 4). The manager keeps what
 * `begin` gave, for the one who asked, for 60 seconds, and asks `finish` at most once about it.
 */
export interface LoginType<State = unknown> {
  readonly id: string
  /** Whether it can serve at present; absent means always. */
  available?(): boolean
  /** `texts` go to the client, `state` stays here. */
  begin(): Promise<{ texts: LoginTexts; state: State }>
  /** Undefined when the answer does not fit: the manager takes as long as for a wrong password, and says the same. */
  finish(state: State, answer: LoginTexts): Promise<Claim | undefined>
}
