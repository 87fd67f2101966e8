import type { Actor } from '../usermgmt/operations'

/** Nobody is logged in to an opened folder: whoever has the files acts as their owner, and guards still apply. */
export const OWNER: Actor = { is: 'owner' }
