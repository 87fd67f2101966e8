import { DATABASES, SECURITY, type Row } from '../../contract/row'

/**
 * Whether somebody who was last active at `last` must log in again before the next configuring call
 * (SECURITY.UserMgrEditTimeout, seed 003, 2.4). `timeout` in seconds, 0 turns it off; the others in milliseconds. A clock
 * that was set back proves nothing about who sits there.
 */
export function mustReauthenticate({ timeout, last, now }: { timeout: number; last: number; now: number }): boolean {
  return timeout > 0 && (now < last || now - last >= timeout * 1000)
}

/** Whether a call configures the user management: the edit time-out and re-authentication are about these. */
export function isConfiguring(object: string, right: Row['right']): boolean {
  if (right === 'view' || right === 'none') return false
  return isIn(object, DATABASES) || isIn(object, SECURITY)
}

function isIn(object: string, top: string): boolean {
  return object.startsWith(top) && (object.length === top.length || object[top.length] === '.')
}
