import type { VaultState } from '../../contract/desktop'

/** What the program and the child process that speaks to the keychain say to each other. The child loads nothing else: it has to be quick. */

/** `probe` proves that the keychain takes something, gives it back and removes it. Accounts are names within our service. */
export type Act =
  | { act: 'probe' }
  | { act: 'read'; account: string }
  | { act: 'keep'; account: string; secret: string }
  | { act: 'forget'; account: string }

/** Why the keychain did not do what it was asked. */
export type KeychainProblem = Exclude<VaultState['because'], null | 'turned-off'>

/** `secret` is null where there is none, and for everything but `read`. */
export type Answer = { is: 'done'; secret: string | null } | { is: 'failed'; because: KeychainProblem }

/** What the child is sent; its reply has the same number. */
export type Request = { id: number; act: Act }

/** Whether a message is one of those; nothing else is done by the child. */
export function isRequest(message: unknown): message is Request {
  if (!isRecord(message) || typeof message['id'] !== 'number' || !isRecord(message['act'])) return false
  const { act, account, secret } = message['act']
  switch (act) {
    case 'probe':
      return true
    case 'read':
    case 'forget':
      return typeof account === 'string'
    case 'keep':
      return typeof account === 'string' && typeof secret === 'string'
    default:
      return false
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
