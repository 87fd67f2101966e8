import { WellKnownRoles } from 'node-opcua-client'
import { makeNodeId, type NodeId } from 'node-opcua-client'

export type DemoUser = { name: string; password: string; role: keyof typeof WellKnownRoles }

/** Passwords of a demo that listens on this machine only; they are printed and guard nothing. */
export const USERS: readonly DemoUser[] = [
  { name: 'viewer', password: 'viewer-demo', role: 'Observer' },
  { name: 'operator', password: 'operator-demo', role: 'Operator' },
  { name: 'engineer', password: 'engineer-demo', role: 'Engineer' },
  { name: 'Jörg Öztürk', password: 'pä$$ wörd "€"', role: 'Operator' },
]

/** Logs in with a certificate instead of a password. */
export const PERSON = 'maintenance'

export type Gate = {
  isValidUser(name: string, password: string): boolean
  getUserRoles(name: string): NodeId[]
  /** From then on refused, or let in again. */
  setEnabled(name: string, enabled: boolean): void
}

/** Who may log in; somebody can be disabled while the server runs. */
export function openGate(): Gate {
  const disabled = new Set<string>()
  const known = (name: string) => USERS.find((user) => user.name === name)
  return {
    isValidUser: (name, password) => !disabled.has(name) && known(name)?.password === password,
    getUserRoles: (name) => {
      const role = name === PERSON ? 'Engineer' : known(name)?.role
      return role ? [makeNodeId(WellKnownRoles.AuthenticatedUser), makeNodeId(WellKnownRoles[role])] : []
    },
    setEnabled: (name, enabled) => void (enabled ? disabled.delete(name) : disabled.add(name)),
  }
}
