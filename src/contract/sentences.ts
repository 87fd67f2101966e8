import type { GroupReason, Right, UserReason } from './access'
import type { Finding, Notice } from './databases'
import type { ErrorCode, ErrorDetails } from './errors'

/** English sentences for what the program reports in codes; the command line and the page's English both use them. */

/** The four rights as the pages and the vendor's tools call them. */
export const RIGHT_NAMES: Record<Right, string> = {
  addRemove: 'Add/Remove',
  modify: 'Modify',
  view: 'View',
  execute: 'Execute',
}

const NAME_FAULTS: Record<string, string> = {
  empty: 'it is empty',
  'too-long': 'it is longer than 59 bytes',
  sign: 'it has a comma, a quote, an angle bracket, a line break or another control character',
  'space-at-end': 'it begins or ends with a space',
  reserved: 'this name is reserved',
  'differs-only-in-case': 'there is one that differs only in upper and lower case',
}

const PASSWORD_FAULTS: Record<string, string> = {
  empty: 'it is empty',
  'too-long': 'it is longer than 59 bytes',
  length: 'it needs at least 8 characters',
  'not-name': 'it must not be the user name',
  guessable: 'it is too easy to guess',
  current: 'it is the present password',
  'not-carried': 'it cannot be carried over from where it is kept, so this user needs a new one',
}

const FILE_PROBLEMS: Record<string, string> = {
  cut: 'it ends in the middle, so a part of it is missing',
  changed: 'somebody or something changed it after it was written',
  form: 'it is not a file of this kind, or what stands in it is not of the form it must have',
  encoding: 'it is not UTF-8 text; in Excel save it as “CSV UTF-8”',
  columns: 'its first row does not name the columns that are needed',
  cost: 'it asks for more memory or time than any passphrase needs',
  nothing: 'there is nothing in it',
}

const KEYCHAIN_PROBLEMS: Record<string, string> = {
  'not-installed': 'the part that speaks to it is not installed',
  'no-service': 'nothing offers one in this login',
  locked: 'it is locked',
  'no-answer': 'it did not answer within two seconds',
  crashed: 'the part that speaks to it ended unexpectedly',
  'not-kept': 'it does not keep what is put into it',
  'turned-off': 'KEYSWITCH_KEYCHAIN turns it off',
}

const SUBJECTS: Record<string, string> = {
  user: 'user',
  group: 'group',
  object: 'object',
  member: 'member',
  database: 'opened database',
  folder: 'folder',
  session: 'session',
  watch: 'watch',
  certificate: 'certificate',
  work: 'work',
  file: 'file',
  import: 'file that was read',
  plan: 'plan',
  run: 'run that can be undone',
  secret: 'kept password',
  users: 'user list',
  groups: 'group list',
  objects: 'object list',
}

export function errorSentence(code: ErrorCode, details: ErrorDetails): string {
  const text = (key: string): string => {
    const value = details[key]
    return Array.isArray(value) ? value.join(', ') : String(value ?? '')
  }
  const subject = SUBJECTS[text('subject')] ?? text('subject')
  const line = typeof details['line'] === 'number' ? ` in line ${details['line']}` : ''
  switch (code) {
    case 'invalid-input':
      return `The input is not of the form this method takes: ${text('fields')}.`
    case 'unknown-method':
      return `There is no method “${text('method')}”.`
    case 'not-available':
      return `${text('method')} is not available here.`
    case 'not-permitted':
      if (details['right'] === 'none') return 'Log in first.'
      return `This needs the right ${RIGHT_NAMES[text('right') as Right] ?? text('right')} on ${text('object')}.`
    case 'not-configurable':
      return `The ${subject} can only be read here; the place it comes from does not take changes.`
    case 'already-registered':
      return `A back end for the ${subject} is registered already.`
    case 'login-failed':
      return 'The name or the password is not right.'
    case 'reauthenticate':
      return `Nothing was done for a while. Log in again as “${text('name')}” to go on; nothing is lost.`
    case 'other-user':
      return `Only “${text('name')}” can go on here. Log off first to log in as somebody else.`
    case 'change-password':
      return `“${text('name')}” must choose a new password before anything else.`
    case 'login-type-refused':
      return `None of these ways to log in is allowed here: ${text('types')}.`
    case 'not-found':
      return `There is no ${subject} “${text('name')}”.`
    case 'already-exists':
      if (details['subject'] === 'database') return `There is a database in ${text('name')} already; it stays as it is.`
      if (details['subject'] === 'source') return `${text('name')} is where this database comes from.`
      if (details['subject'] === 'target') return `${text('name')} is in the list already.`
      return `There is ${article(subject)} ${subject} “${text('name')}” already.`
    case 'name-refused':
      return `“${text('name')}” cannot be the name of ${article(subject)} ${subject}: ${NAME_FAULTS[text('fault')] ?? text('fault')}.`
    case 'password-refused': {
      const missing = Array.isArray(details['missing']) ? details['missing'].map(String) : []
      return `This password is refused: ${missing.map((rule) => PASSWORD_FAULTS[rule] ?? rule).join('; ')}.`
    }
    case 'flags-contradict':
      return `“${text('name')}” cannot be told to change a password that it may not change.`
    case 'last-administrator':
      return 'This would leave nobody who is an administrator. Make somebody else an administrator first.'
    case 'administrator-group':
      return 'The group Administrator stays: it can be neither removed nor renamed.'
    case 'group-cycle':
      return `A group cannot contain itself: ${Array.isArray(details['path']) ? details['path'].join(' → ') : ''}.`
    case 'not-a-database':
      return `There is no user database in ${text('folder')}: none of its three files is there.`
    case 'database-incomplete':
      return `The database in ${text('folder')} is not complete: ${text('missing')} is missing. Copy it from the controller too.`
    case 'database-damaged':
      return `${text('file')} is damaged${line}: ${text('problem')}. Nothing was changed; the file is kept as it is.`
    case 'folder-in-use':
      return `Another program${details['by'] ? ` (${text('by')})` : ''} is writing to ${text('folder')} right now. Try again in a moment.`
    case 'read-only':
      return `${text('folder')} cannot be written to. Nothing was changed; save a copy in another folder.`
    case 'disk-full':
      return `The disk with ${text('folder')} is full. Nothing was changed; make room and save again.`
    case 'file-failed':
      return `${text('file')} could not be read or written (${text('code')}).`
    case 'changed-outside':
      return `Somebody else has changed ${text('files')} since it was read. Nothing was overwritten.`
    case 'unsaved':
      return `There are ${text('count')} unsaved changes.`
    case 'passphrase-needed':
      return `${text('file')} is encrypted; it needs the passphrase it was exported with.`
    case 'passphrase-wrong':
      return `This is not the passphrase that ${text('file')} was exported with. Nothing was changed.`
    case 'passphrase-refused': {
      const missing = Array.isArray(details['missing']) ? details['missing'].map(String) : []
      return `This passphrase is refused: ${missing.map((rule) => PASSWORD_FAULTS[rule] ?? rule).join('; ')}.`
    }
    case 'file-not-understood':
      return `${text('file')} cannot be taken over: ${FILE_PROBLEMS[text('problem')] ?? text('problem')}. Nothing was changed.`
    case 'file-newer':
      return `${text('file')} was written by a newer Keyswitch (form ${text('version')}). Update this one to read it.`
    case 'file-too-large':
      return `${text('file')} is larger than ${text('most')} MB, which no user database needs. Nothing was changed.`
    case 'rows-refused':
      return `${text('count')} rows cannot be taken over. Mend them, or leave them out on purpose.`
    case 'not-as-planned':
      return `${text('folder')} did not become what was planned, so it was given back its files of before.`
    case 'keychain-unreachable':
      return `The system’s keychain cannot be used: ${keychainProblem(text('problem'))}. Nothing was changed in it.`
    case 'back-end-refused':
      return `Nobody could log in as they should, so the program does not start: ${text('problem')}.`
    case 'sync-differs':
      return `What is shown and what is on the device differ in ${text('count')} places. Choose which of the two stays.`
    case 'nothing-to-undo':
      return 'There is nothing to take back or do again.'
    case 'cancelled':
      return 'Cancelled; nothing was changed.'
    case 'port-in-use':
      return `Another program uses port ${text('port')}. Choose another port, or none to get a free one.`
    case 'unreachable':
      return 'The program does not answer. Start it again and open the address it prints; what was not saved there is lost.'
    case 'server-unreachable':
      return `${text('endpoint')} does not answer (${text('status')}). Check that the server runs and that its address and port are right.`
    case 'server-refused':
      return `The server refused: ${text('status')}.`
    case 'certificate-untrusted':
      return details['trust'] === 'changed'
        ? `The server shows another certificate than the one trusted for it. Compare its fingerprint ${text('fingerprint')} with the device before trusting it.`
        : `The server’s certificate is not trusted. Compare its fingerprint ${text('fingerprint')} with the device, then trust it.`
    case 'security-failed':
      return `No secure channel could be made (${text('status')}). The server may not trust this program’s certificate.`
    case 'endpoint-refused':
      return `${text('endpoint')} is not an address that may be used here; it starts with opc.tcp://.`
    case 'too-many-sessions':
      return `There are ${text('most')} open sessions already, and no more are allowed. Close one first.`
    case 'daemon-not-running':
      return `Nothing answers at ${text('address')}. Start “keyswitch daemon”, or name the address with --socket.`
    case 'daemon-busy':
      return `The daemon at ${text('address')} takes no requests right now. Try again in a moment.`
    case 'token-refused':
      return `The daemon at ${text('address')} does not accept this token. Name the file with its token with --auth-token-file.`
    case 'internal':
      return `Something unexpected went wrong. The log explains it under the reference ${text('reference')}.`
  }
}

/** Why the keychain is not used, to follow a colon: `because` of `vault.state`. */
export function keychainProblem(because: string): string {
  return KEYCHAIN_PROBLEMS[because] ?? because
}

function article(subject: string): string {
  return subject === 'object' ? 'an' : 'a'
}

export function findingSentence(finding: Finding): string {
  switch (finding.kind) {
    case 'no-administrator':
      return 'Nobody is an administrator: users and rights could no longer be changed on the controller.'
    case 'only-one-administrator':
      return `${finding.user} is the only administrator; if this password is lost, nobody can change users any more.`
    case 'user-without-group':
      return `${finding.user} is in no group and so has no rights at all.`
    case 'first-password-kept':
      return `${finding.user} has never changed the first password.`
    case 'old-password':
      return `${finding.user} has a password from an older runtime: it logs in here, but not on a controller until it was used here once or set anew.`
    case 'group-without-members':
      return `${finding.group} has no members.`
    case 'empty-group-with-power':
      return `${finding.group} has no members but is granted rights: whoever is put into it gets them.`
    case 'member-missing':
      return `${finding.group} lists ${finding.member}, which does not exist.`
    case 'nesting-too-deep':
      return `Groups are nested deeper than 3: ${finding.path.join(' → ')}.`
    case 'group-cycle':
      return `Groups contain each other in a circle: ${finding.path.join(' → ')}.`
    case 'rights-on-missing-object':
      return `Rights are set on ${finding.object}, but that group does not exist.`
    case 'rights-of-missing-group':
      return `${finding.object} has rights for ${finding.group}, a group that does not exist.`
    case 'legacy-login':
      return `${finding.file} allows the legacy login (${finding.value}), which protects passwords against nothing.`
  }
}

export function noticeSentence(notice: Notice): string {
  switch (notice.is) {
    case 'copy-used':
      return `${notice.file} is damaged${notice.line === null ? '' : ` in line ${notice.line}`} (${notice.problem}); its second copy was read instead. Saving repairs it.`
    case 'save-finished':
      return 'A save that had been interrupted was finished.'
    case 'old-imported':
      return `${notice.file}, the database of an older runtime, was read: users taken over: ${notice.users}.${notice.skipped.length === 0 ? '' : ` Not taken over: ${notice.skipped.join(', ')}.`} Saving writes the new files and keeps the old one under another name.`
    case 'old-left':
      return `${notice.file}, the database of an older runtime, is here too. It was left alone; the new files count.`
  }
}

/** “anna may Modify Device.PlcLogic: group Developer, granted at Device.PlcLogic.” Without the name and object in front. */
export function reasonSentence(reason: UserReason | GroupReason): string {
  switch (reason.is) {
    case 'administrator':
      return `member of ${chain(reason.via)}: administrators have every right everywhere`
    case 'granted':
      return `group ${chain(reason.via)}, granted at ${reason.at}`
    case 'denied':
      return `group ${chain(reason.via)}, denied at ${reason.at}; a denial beats every grant`
    case 'undecided':
      return 'groups' in reason
        ? `nothing is set for ${reason.groups.join(', ')} on this object or above it`
        : 'nothing is set on this object or above it'
    case 'no-group':
      return 'in no group, so no rights'
  }
}

export function whySentence(name: string, allowed: boolean, right: Right, object: string, reason: UserReason): string {
  return `${name} may ${allowed ? '' : 'not '}${RIGHT_NAMES[right]} ${object}: ${reasonSentence(reason)}.`
}

function chain(groups: readonly string[]): string {
  return groups.map((group, index) => (index === 0 ? group : `which belongs to ${group}`)).join(', ')
}
