import type { MethodName } from '../../contract/names'

/**
 * What pages ask for without the person doing anything: to show something, and again whenever it may have changed. Once
 * the person has put the login dialog away, these do not bring it back; what the person does, does.
 */
export const ASKED_BY_PAGES: readonly MethodName[] = [
  'databases.list',
  'databases.state',
  'databases.changes',
  'databases.check',
  'users.list',
  'groups.list',
  'objects.list',
  'rights.byObject',
  'rights.matrix',
  'rights.person',
  'rights.why',
  'folders.complete',
  'daemon.state',
  'sessions.list',
  'sessions.browse',
  'sessions.read',
  'sessions.watch',
  'sessions.unwatch',
  'certificates.list',
  'security.read',
  'sync.differences',
  'audit.list',
  'audit.verify',
  'apply.differences',
  'apply.runs',
  'vault.state',
  'sessions.remembered',
]

const ASKED: ReadonlySet<MethodName> = new Set(ASKED_BY_PAGES)

export function asksByItself(method: MethodName): boolean {
  return ASKED.has(method)
}
