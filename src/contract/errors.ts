/**
 * The closed list of failures: what happened in the user's world. `exit`: 1 refused or failed, 2 used wrongly.
 * `retry`: asking again unchanged may succeed. `details`: the only fields that cross a boundary, never a value a person typed in secret.
 */
export const ERRORS = {
  'invalid-input': { exit: 2, retry: false, details: ['fields'] },
  'unknown-method': { exit: 2, retry: false, details: ['method'] },
  'not-available': { exit: 1, retry: false, details: ['method'] },
  'not-permitted': { exit: 1, retry: false, details: ['object', 'right'] },
  'not-configurable': { exit: 1, retry: false, details: ['subject'] },
  'already-registered': { exit: 1, retry: false, details: ['subject'] },
  'login-failed': { exit: 1, retry: false, details: [] },
  /** The edit time-out has passed: the same user logs in again (user-management 3). */
  reauthenticate: { exit: 1, retry: false, details: ['name'] },
  'other-user': { exit: 1, retry: false, details: ['name'] },
  'change-password': { exit: 1, retry: false, details: ['name'] },
  'login-type-refused': { exit: 1, retry: false, details: ['types'] },
  'not-found': { exit: 1, retry: false, details: ['subject', 'name'] },
  'already-exists': { exit: 1, retry: false, details: ['subject', 'name'] },
  'name-refused': { exit: 1, retry: false, details: ['subject', 'name', 'fault'] },
  'password-refused': { exit: 1, retry: false, details: ['missing'] },
  'flags-contradict': { exit: 1, retry: false, details: ['name'] },
  'last-administrator': { exit: 1, retry: false, details: ['name'] },
  'administrator-group': { exit: 1, retry: false, details: [] },
  'group-cycle': { exit: 1, retry: false, details: ['path'] },
  'not-a-database': { exit: 1, retry: false, details: ['folder'] },
  'database-incomplete': { exit: 1, retry: false, details: ['folder', 'missing'] },
  'database-damaged': { exit: 1, retry: false, details: ['file', 'line', 'problem'] },
  'folder-in-use': { exit: 1, retry: true, details: ['folder', 'by'] },
  'read-only': { exit: 1, retry: false, details: ['folder'] },
  'disk-full': { exit: 1, retry: true, details: ['folder'] },
  'file-failed': { exit: 1, retry: true, details: ['file', 'code'] },
  'changed-outside': { exit: 1, retry: false, details: ['files'] },
  unsaved: { exit: 1, retry: false, details: ['count'] },
  'passphrase-needed': { exit: 1, retry: false, details: ['file'] },
  'passphrase-wrong': { exit: 1, retry: false, details: ['file'] },
  'passphrase-refused': { exit: 1, retry: false, details: ['missing'] },
  /** `problem`: cut, changed, form, encoding, columns, cost, nothing. */
  'file-not-understood': { exit: 1, retry: false, details: ['file', 'problem'] },
  'file-newer': { exit: 1, retry: false, details: ['file', 'version'] },
  'file-too-large': { exit: 1, retry: false, details: ['file', 'most'] },
  'rows-refused': { exit: 1, retry: false, details: ['count'] },
  'not-as-planned': { exit: 1, retry: false, details: ['folder'] },
  /** `problem`: why the system's keychain cannot be used, as `because` of `vault.state`. */
  'keychain-unreachable': { exit: 1, retry: true, details: ['problem'] },
  'back-end-refused': { exit: 1, retry: false, details: ['problem'] },
  'sync-differs': { exit: 1, retry: false, details: ['count'] },
  'nothing-to-undo': { exit: 1, retry: false, details: [] },
  cancelled: { exit: 1, retry: false, details: [] },
  'port-in-use': { exit: 1, retry: true, details: ['port'] },
  unreachable: { exit: 1, retry: true, details: [] },
  'server-unreachable': { exit: 1, retry: true, details: ['endpoint', 'status'] },
  'server-refused': { exit: 1, retry: false, details: ['status'] },
  'certificate-untrusted': { exit: 1, retry: false, details: ['fingerprint', 'trust'] },
  'security-failed': { exit: 1, retry: false, details: ['status'] },
  'endpoint-refused': { exit: 2, retry: false, details: ['endpoint'] },
  'too-many-sessions': { exit: 1, retry: true, details: ['most'] },
  'daemon-not-running': { exit: 1, retry: true, details: ['address'] },
  'daemon-busy': { exit: 1, retry: true, details: ['address'] },
  'token-refused': { exit: 1, retry: false, details: ['address'] },
  internal: { exit: 1, retry: true, details: ['reference'] },
} as const satisfies Record<string, { exit: 1 | 2; retry: boolean; details: readonly string[] }>

export type ErrorCode = keyof typeof ERRORS
export type ErrorDetails = Record<string, string | number | null | readonly string[]>

/**
 * The only error that crosses a boundary; the receiver supplies the sentence (contract/sentences). Told by its form, not
 * by its maker: a back end of somebody else's may carry a copy of this class of its own.
 */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    if (!(value instanceof Error) || value.name !== 'AppError' || !('code' in value) || !('details' in value))
      return false
    const { code, details } = value
    return typeof code === 'string' && isErrorCode(code) && typeof details === 'object' && details !== null
  }

  readonly code: ErrorCode
  readonly details: ErrorDetails
  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text)
}
