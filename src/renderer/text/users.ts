import type { NameFault } from '../../contract/nameRules'
import type { PasswordRule } from '../../contract/passwordRules'

/** Faults of a name while it is typed; `taken` and `case` compare it with the names there are. */
export type TypedFault = NameFault | 'taken' | 'differs-only-in-case'

type Rules = Record<PasswordRule, string>
type Faults = Record<TypedFault, string>

const faultsEn: Faults = {
  empty: 'A name is needed.',
  'too-long': 'Longer than 59 bytes.',
  sign: 'No comma, quote, < or >, no control character.',
  'space-at-end': 'No space at the beginning or end.',
  reserved: 'This name is reserved.',
  taken: 'This name is taken.',
  'differs-only-in-case': 'There is one that differs only in upper and lower case.',
}
const faultsDe: Faults = {
  empty: 'Ein Name ist nötig.',
  'too-long': 'Länger als 59 Bytes.',
  sign: 'Kein Komma, Anführungszeichen, < oder >, kein Steuerzeichen.',
  'space-at-end': 'Kein Leerzeichen am Anfang oder Ende.',
  reserved: 'Dieser Name ist vergeben.',
  taken: 'Diesen Namen gibt es schon.',
  'differs-only-in-case': 'Es gibt einen, der sich nur in Groß- und Kleinschreibung unterscheidet.',
}
const rulesEn: Rules = {
  length: '8 characters or more',
  'not-name': 'not the user name',
  guessable: 'hard to guess',
}
const rulesDe: Rules = {
  length: '8 Zeichen oder mehr',
  'not-name': 'nicht der Benutzername',
  guessable: 'schwer zu erraten',
}

const en = {
  users: 'Users',
  groups: 'Groups',
  add: 'Add',
  /** Begins with what the button shows. */
  addUserLabel: 'Add user',
  addGroupLabel: 'Add group',
  addUser: 'Add user',
  addGroup: 'Add group',
  edit: 'Edit',
  remove: 'Delete',
  import: 'Import…',
  filter: 'Filter',
  filterUsers: 'Filter users',
  filterGroups: 'Filter groups',
  shown: (shown: string, all: string) => `${shown} of ${all}`,
  columns: {
    name: 'Name',
    groups: 'Groups',
    mayChange: 'May change password',
    mayChangeShort: 'may change',
    mustChange: 'Must change password at next login',
    mustChangeShort: 'must change',
    lastChange: 'Last change of the password',
    lastChangeShort: 'last change',
    members: 'Members: users + groups',
    membersShort: 'Members',
  },
  yes: 'yes',
  no: 'no',
  atNextLogin: 'next login',
  never: 'never',
  internal: 'internal account of the controller',
  locked: 'locked after too many wrong passwords; a new password ends that',
  noGroup: 'in no group',
  memberCount: (users: number, groups: number) =>
    `${users} ${users === 1 ? 'user' : 'users'}${groups === 0 ? '' : ` and ${groups} ${groups === 1 ? 'group' : 'groups'}`}`,
  missingMember: 'does not exist',
  noUsers: 'Users who log in on the controller are listed here.',
  noGroups: 'Groups carry the rights; users get them by belonging to one.',
  noMatch: 'Nothing matches the filter.',
  deleteKey: 'Del',
  menu: {
    edit: 'Edit…',
    rename: 'Rename…',
    members: 'Groups of the user…',
    memberOf: 'Belongs to groups…',
    remove: 'Delete…',
    leave: 'Take out of this group',
  },
  name: 'Name',
  nameHint: '1–59 bytes',
  defaultGroup: 'Default group',
  noDefaultGroup: '(none)',
  groupsOf: 'Groups',
  mayChange: 'Password can be changed by user',
  mustChange: 'Password must be changed at first login',
  mustChangeEdit: 'Password must be changed at next login',
  mustNeedsMay: 'Only for a user who may change the password.',
  names: faultsEn,
  password: {
    label: 'Password',
    confirm: 'Confirm',
    keep: 'leave empty to keep',
    reveal: 'Show the password',
    hide: 'Hide the password',
    strength: 'Strength',
    words: ['', 'Weak', 'Fair', 'Good', 'Strong'],
    rules: rulesEn,
    same: 'typed the same twice',
    tooLong: 'at most 59 bytes',
    met: 'met',
    open: 'not met yet',
    unknown: 'not known yet',
  },
  missing: {
    name: 'a name',
    goodName: 'a name that is allowed',
    password: 'a password',
    rules: 'a password that meets the rules',
    shorter: 'a shorter password',
    same: 'the same password twice',
    flags: 'flags that go together (must change needs may change)',
    folder: 'a folder',
    choice: 'at least one entry',
    source: 'another open database',
  },
  addUserTitle: 'Add user',
  editUserTitle: (name: string) => `Edit user ${name}`,
  addGroupTitle: 'Add group',
  editGroupTitle: (name: string) => `Edit group ${name}`,
  renameTitle: (name: string) => `Rename ${name}`,
  rename: 'Rename',
  renameKeeps: 'Memberships and rights go with it.',
  administratorStays: 'The group Administrator stays as it is: its name carries every right.',
  apply: 'Apply',
  memberOf: 'Belongs to',
  membersTitle: (names: readonly string[]) =>
    names.length === 1 ? `Groups of ${names[0] ?? ''}` : `Groups of ${names.length} users`,
  someOf: 'some of them',
  removeTitle: (names: readonly string[]) =>
    names.length === 1 ? `Delete ${names[0] ?? ''}?` : `Delete ${names.length} entries?`,
  removeUsers: (memberships: number) =>
    memberships === 0
      ? 'Nothing else goes with it.'
      : memberships === 1
        ? 'One group membership goes too.'
        : `${memberships} group memberships go too.`,
  removeGroups: (members: number, within: number, rights: number) =>
    `${members === 0 ? 'The group has no members' : `${members} ${members === 1 ? 'membership goes' : 'memberships go'} too (the users and groups themselves stay)`}; ${
      within === 0 ? '' : `it is taken out of ${within} ${within === 1 ? 'group' : 'groups'}; `
    }${rights === 0 ? 'no rights are set for it.' : `rights on ${rights} ${rights === 1 ? 'object' : 'objects'} go.`}`,
  canUndo: 'You can undo this until the database is closed.',
  andMore: (count: number) => `and ${count} more`,
  delete: 'Delete',
}

type UsersText = typeof en

const de: UsersText = {
  users: 'Benutzer',
  groups: 'Gruppen',
  add: 'Neu',
  addUserLabel: 'Neu: Benutzer',
  addGroupLabel: 'Neu: Gruppe',
  addUser: 'Neuer Benutzer',
  addGroup: 'Neue Gruppe',
  edit: 'Bearbeiten',
  remove: 'Löschen',
  import: 'Übernehmen…',
  filter: 'Filtern',
  filterUsers: 'Benutzer filtern',
  filterGroups: 'Gruppen filtern',
  shown: (shown, all) => `${shown} von ${all}`,
  columns: {
    name: 'Name',
    groups: 'Gruppen',
    mayChange: 'Darf das Passwort ändern',
    mayChangeShort: 'darf ändern',
    mustChange: 'Muss das Passwort bei der nächsten Anmeldung ändern',
    mustChangeShort: 'muss ändern',
    lastChange: 'Letzte Änderung des Passworts',
    lastChangeShort: 'geändert am',
    members: 'Mitglieder: Benutzer + Gruppen',
    membersShort: 'Mitglieder',
  },
  yes: 'ja',
  no: 'nein',
  atNextLogin: 'nächstes Mal',
  never: 'nie',
  internal: 'internes Konto der Steuerung',
  locked: 'gesperrt nach zu vielen falschen Passwörtern; ein neues Passwort hebt das auf',
  noGroup: 'in keiner Gruppe',
  memberCount: (users, groups) =>
    `${users} Benutzer${groups === 0 ? '' : ` und ${groups} ${groups === 1 ? 'Gruppe' : 'Gruppen'}`}`,
  missingMember: 'gibt es nicht',
  noUsers: 'Hier stehen die Benutzer, die sich an der Steuerung anmelden.',
  noGroups: 'Gruppen tragen die Rechte; Benutzer erhalten sie, indem sie dazugehören.',
  noMatch: 'Nichts passt zum Filter.',
  deleteKey: 'Entf',
  menu: {
    edit: 'Bearbeiten…',
    rename: 'Umbenennen…',
    members: 'Gruppen des Benutzers…',
    memberOf: 'Gehört zu Gruppen…',
    remove: 'Löschen…',
    leave: 'Aus dieser Gruppe nehmen',
  },
  name: 'Name',
  nameHint: '1–59 Bytes',
  defaultGroup: 'Standardgruppe',
  noDefaultGroup: '(keine)',
  groupsOf: 'Gruppen',
  mayChange: 'Passwort kann vom Benutzer geändert werden',
  mustChange: 'Passwort muss bei der ersten Anmeldung geändert werden',
  mustChangeEdit: 'Passwort muss bei der nächsten Anmeldung geändert werden',
  mustNeedsMay: 'Nur bei Benutzern, die das Passwort ändern dürfen.',
  names: faultsDe,
  password: {
    label: 'Passwort',
    confirm: 'Bestätigen',
    keep: 'leer lassen, um es zu behalten',
    reveal: 'Passwort zeigen',
    hide: 'Passwort verbergen',
    strength: 'Stärke',
    words: ['', 'Schwach', 'Mäßig', 'Gut', 'Stark'],
    rules: rulesDe,
    same: 'zweimal gleich eingegeben',
    tooLong: 'höchstens 59 Bytes',
    met: 'erfüllt',
    open: 'noch nicht erfüllt',
    unknown: 'noch nicht bekannt',
  },
  missing: {
    name: 'ein Name',
    goodName: 'ein erlaubter Name',
    password: 'ein Passwort',
    rules: 'ein Passwort, das die Regeln erfüllt',
    shorter: 'ein kürzeres Passwort',
    same: 'zweimal das gleiche Passwort',
    flags: 'Angaben, die zusammenpassen (wer ändern muss, muss es dürfen)',
    folder: 'ein Ordner',
    choice: 'mindestens ein Eintrag',
    source: 'eine andere geöffnete Datenbank',
  },
  addUserTitle: 'Neuer Benutzer',
  editUserTitle: (name) => `Benutzer ${name} bearbeiten`,
  addGroupTitle: 'Neue Gruppe',
  editGroupTitle: (name) => `Gruppe ${name} bearbeiten`,
  renameTitle: (name) => `${name} umbenennen`,
  rename: 'Umbenennen',
  renameKeeps: 'Mitgliedschaften und Rechte gehen mit.',
  administratorStays: 'Die Gruppe Administrator bleibt, wie sie ist: an ihrem Namen hängt jedes Recht.',
  apply: 'Anwenden',
  memberOf: 'Gehört zu',
  membersTitle: (names) =>
    names.length === 1 ? `Gruppen von ${names[0] ?? ''}` : `Gruppen von ${names.length} Benutzern`,
  someOf: 'einige davon',
  removeTitle: (names) => (names.length === 1 ? `${names[0] ?? ''} löschen?` : `${names.length} Einträge löschen?`),
  removeUsers: (memberships) =>
    memberships === 0
      ? 'Sonst geht nichts verloren.'
      : memberships === 1
        ? 'Eine Gruppenmitgliedschaft geht mit.'
        : `${memberships} Gruppenmitgliedschaften gehen mit.`,
  removeGroups: (members, within, rights) =>
    `${members === 0 ? 'Die Gruppe hat keine Mitglieder' : `${members} ${members === 1 ? 'Mitgliedschaft geht' : 'Mitgliedschaften gehen'} mit (Benutzer und Gruppen selbst bleiben)`}; ${
      within === 0 ? '' : `sie wird aus ${within} ${within === 1 ? 'Gruppe' : 'Gruppen'} genommen; `
    }${rights === 0 ? 'Rechte sind für sie nicht gesetzt.' : `Rechte auf ${rights} ${rights === 1 ? 'Objekt' : 'Objekten'} gehen mit.`}`,
  canUndo: 'Das lässt sich rückgängig machen, bis die Datenbank geschlossen wird.',
  andMore: (count) => `und ${count} weitere`,
  delete: 'Löschen',
}

export const usersText = { en, de }
