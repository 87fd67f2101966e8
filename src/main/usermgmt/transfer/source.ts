import type { Snapshot } from './snapshot'

/** What somebody's password is carried over as. `none`: nobody can log in as a newcomer until one is set. */
export type Carried =
  { is: 'stored'; credentials: Uint8Array; internal: boolean } | { is: 'password'; password: string } | { is: 'none' }

/** Where a user management comes from that another one is to be made equal to. */
export type Source = {
  snapshot(): Promise<Snapshot>
  carried(name: string): Promise<Carried>
}
