/** What the columns of a table of users can hold; `lastChange` is for people and not read. */
export type UserColumn = 'name' | 'groups' | 'mayChangePassword' | 'mustChangePassword' | 'lastChange' | 'password'

/** Headings as they are written. A password is never written. */
export const USER_HEADINGS: Record<Exclude<UserColumn, 'password'>, string> = {
  name: 'name',
  groups: 'groups',
  mayChangePassword: 'may change password',
  mustChangePassword: 'must change password',
  lastChange: 'last change',
}
export const OBJECT_HEADING = 'object'

/** As they are understood, in lower case: ours, those of the pages, and what people call them. */
const USER_COLUMNS: ReadonlyMap<string, UserColumn> = new Map(
  Object.entries({
    name: ['name', 'user', 'user name', 'username', 'benutzer', 'benutzername'],
    groups: ['groups', 'group', 'gruppen', 'gruppe'],
    mayChangePassword: ['may change password', 'darf passwort ändern', 'darf kennwort ändern', 'passwort änderbar'],
    mustChangePassword: [
      'must change password',
      'must change at next login',
      'muss passwort ändern',
      'muss kennwort ändern',
      'muss bei der nächsten anmeldung geändert werden',
    ],
    lastChange: ['last change', 'letzte änderung'],
    password: ['password', 'passwort', 'kennwort'],
  } satisfies Record<UserColumn, string[]>).flatMap(([column, words]) =>
    words.map((word) => [word, column as UserColumn] as const),
  ),
)
const OBJECT_HEADINGS: ReadonlySet<string> = new Set([OBJECT_HEADING, 'objekt'])

export function userColumn(heading: string): UserColumn | undefined {
  return USER_COLUMNS.get(folded(heading))
}

export function isObjectHeading(heading: string): boolean {
  return OBJECT_HEADINGS.has(folded(heading))
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'y', 'ja', 'j', '1', 'true', 'wahr', 'x'].map((word) => [word, true] as const),
  ...['no', 'n', 'nein', '0', 'false', 'falsch', ''].map((word) => [word, false] as const),
])

/** Undefined for what is neither yes nor no. */
export function flagOf(cell: string): boolean | undefined {
  return FLAGS.get(cell.trim().toLowerCase())
}

/** Decomposed letters, as some systems write them, are the same letters. */
function folded(heading: string): string {
  return heading
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_]+/gu, ' ')
    .trim()
}
