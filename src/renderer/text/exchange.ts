import type { Import, ImportKind, ImportMode, Part, RowFault } from '../../contract/exchange'

/** What a database is written as. */
export type ExportWhat = 'encrypted' | 'clear' | 'users-table' | 'rights-table'
type Rest = { users: number; groups: number; objects: number }

/** Words of writing a database into a file, and of taking one over from a file. */
const en = {
  exportFile: 'Export…',
  importFile: 'Import file…',
  written: (file: string, rest: Rest) => `Written ${file}: ${contents(rest)}`,
  imported: (title: string, applied: number, refused: number) =>
    `${changes(applied)} taken over into ${title}${refused === 0 ? '' : `; ${refused} refused`}`,

  exportTitle: (title: string) => `Export ${title}`,
  what: 'As',
  whats: {
    encrypted: 'Keyswitch file, encrypted',
    clear: 'Keyswitch file in clear, without passwords',
    'users-table': 'Table of users (CSV)',
    'rights-table': 'Table of rights (CSV)',
  } satisfies Record<ExportWhat, string> as Record<ExportWhat, string>,
  whatAbout: {
    encrypted: 'Everything, passwords included as their hashes; without the passphrase nobody can read it.',
    clear: 'Anybody can read it. It holds no passwords: new users get theirs where it is imported.',
    'users-table': 'Names, groups and flags, one user in a row. A table never holds passwords.',
    'rights-table': 'Objects down, groups across, in each cell what that group may do there.',
  } satisfies Record<ExportWhat, string> as Record<ExportWhat, string>,
  parts: 'Parts',
  partNames: { users: 'Users', groups: 'Groups', rights: 'Rights', settings: 'Settings' } satisfies Record<
    Part,
    string
  > as Record<Part, string>,
  separator: 'Between cells',
  separators: { ';': 'Semicolon ;', ',': 'Comma ,' },
  separatorAbout: 'Excel takes the comma in English and the semicolon in German.',
  passphrase: 'Passphrase',
  where: 'Into the file',
  willBeWritten: 'This file will be written.',
  write: 'Export',
  writing: 'Writing the file',
  suffix: { 'users-table': '-users', 'rights-table': '-rights' },
  missingParts: 'at least one part',
  missingFile: 'the path of a file',
  passphraseMissing: {
    password: 'a passphrase',
    rules: 'a passphrase that meets the rules',
    same: 'the same passphrase twice',
  },
  replaceTitle: (name: string) => `Replace ${name}?`,
  replaceBody: (file: string) => `There is a file ${file} already. What it holds now will be gone.`,
  replace: 'Replace',
  back: 'Back',
  next: 'Next',

  importTitle: 'Import a file',
  importInto: (title: string) => `Import into ${title}`,
  file: 'File',
  fileHint: 'A .kusers file, a table of users or rights (.csv), or a folder with a database.',
  dropped: (name: string) =>
    `A browser does not tell where ${name} lies. Type its path here; the names are completed while you type.`,
  noFile: 'No file or folder begins like this.',
  into: 'Into',
  intoNew: 'A new database in a folder…',
  folder: 'New folder',
  folderTitle: 'Where is the new database to be?',
  folderNote: 'A folder that is new, or has no database. If you cancel, nothing of it is left.',
  missingInto: 'the database it goes into',
  missingFolder: 'a folder',
  reading: 'Reading the file',
  pick: 'Choose a file…',

  passphraseTitle: 'The file is encrypted',
  passphraseNote: (file: string) => `${file} opens with the passphrase it was exported with.`,
  open: 'Open',
  passphraseEmpty: 'the passphrase',

  problemsTitle: (count: number) => (count === 1 ? '1 row cannot be taken over' : `${count} rows cannot be taken over`),
  problemsNote: 'Nothing was changed. Mend these rows in the file and read it again, or leave them out.',
  problems: 'Rows that cannot be taken over',
  line: 'Line',
  column: 'Column',
  wrong: 'What is wrong',
  value: 'There stands',
  leaveRows: (count: number) => (count === 1 ? 'Leave this row out' : `Leave these ${count} rows out`),
  missingLeave: 'the tick that leaves these rows out',
  readAgain: 'Read again',
  faults: {
    cells: 'it has more or fewer cells than the first row',
    'name-refused': 'this cannot be a name',
    'name-twice': 'this name stands in another row already',
    flag: 'write yes or no',
    'flags-contradict': 'somebody who may not change the password cannot be told to',
    'password-refused': 'this password is refused',
    right: 'this is not a right',
    'group-refused': 'this cannot be the name of a group',
    encoding: 'it has signs that are not UTF-8',
  } satisfies Record<RowFault, string> as Record<RowFault, string>,
  details: {
    empty: 'it is empty',
    'too-long': 'it is longer than 59 bytes',
    sign: 'it has a comma, a quote, an angle bracket or a control character',
    'space-at-end': 'it begins or ends with a space',
    reserved: 'this name is reserved',
    'differs-only-in-case': 'there is one that differs only in upper and lower case',
    length: 'it needs at least 8 characters',
    'not-name': 'it must not be the user name',
    guessable: 'it is too easy to guess',
  } as Readonly<Record<string, string>>,

  settingsTitle: 'The file also has security settings',
  settingsNote: (title: string) => `What they would change in ${title}:`,
  settingsTick: (count: number) =>
    count === 1 ? 'Take this setting over, too' : `Take these ${count} settings over, too`,
  setting: 'Setting',
  before: 'Now',
  after: 'Then',

  mode: 'How',
  modes: { merge: 'Merge', replace: 'Replace' } satisfies Record<ImportMode, string> as Record<ImportMode, string>,
  modeAbout: {
    merge: 'What the file has is added or changed; nothing is removed.',
    replace: 'The database becomes as the file is; what is only here is removed.',
  } satisfies Record<ImportMode, string> as Record<ImportMode, string>,
  source: ({ kind, encrypted, counts, title }: Pick<Import, 'kind' | 'encrypted' | 'counts' | 'title'>) =>
    `${kindsEn[kind]}${encrypted ? ', encrypted' : ''}${title === null ? '' : `, of ${title}`}: ${contents(counts)}`,
  made: (when: string) => `, made ${when}`,
  differences: 'What would change',
  entry: 'Entry',
  all: 'All',
  allShown: 'All that are shown',
  ticked: (ticked: number, total: number) => `${ticked} of ${total}`,
  taken: 'taken over',
  left: 'left out',
  tickHint: 'Space ticks',
  looking: (known: number, total: number) => `looking: ${known} of ${total}`,
  nothing: 'Nothing would change: the database is as the file is.',
  nothingMerged: 'Nothing would change: the database has all of it already.',
  withoutPassword: (count: number) =>
    count === 1
      ? 'One new user comes without a password: nobody can log in with that name until you set one.'
      : `${count} new users come without a password: nobody can log in with those names until you set one.`,
  needed: 'What needs an entry you leave out, such as its memberships and rights, is left out with it.',
  renewed: 'The database was changed meanwhile. The list is a new one, and everything in it is ticked.',
  missingChange: 'something to take over',
  ok: (count: number, { most, settings }: { most: boolean; settings: number }) =>
    `Take over ${[...(count > 0 || settings === 0 ? [`${most ? 'up to ' : ''}${changes(count)}`] : []), ...(settings > 0 ? [settings === 1 ? '1 setting' : `${settings} settings`] : [])].join(' and ')}`,
  working: 'Taking it over',
  progress: (done: number, total: number) => `${done} of ${total}`,
  stopping: 'Cancelling…',
  again: 'Close it, then import again.',
  resultTitle: 'Some changes were refused',
  resultLead: (applied: number, refused: number, shown: number) =>
    `${applied === 1 ? '1 change was' : `${applied} changes were`} taken over; one Undo takes ${applied === 1 ? 'it' : 'them all'} back. Refused: ${refused}${shown < refused ? `, the first ${shown} of them` : ''}.`,
  resultNone: (refused: number) => `Nothing was changed. Refused: ${refused}.`,
  resultDone: (applied: number) => `Everything else was taken over: ${changes(applied)}.`,
  settingsStayed: 'The security settings stayed as they were.',
  ignored: (columns: readonly string[]) => `Columns that say nothing here: ${columns.join(', ')}.`,
  values: { on: 'on', off: 'off', unknown: 'as it is by itself' },
  welcome: 'Import a file',
  welcomeAbout: 'A .kusers file or a table from somewhere else; it becomes a new database.',
}

type ExchangeText = typeof en

const de: ExchangeText = {
  exportFile: 'Exportieren…',
  importFile: 'Datei importieren…',
  written: (file, rest) => `${file} geschrieben: ${contentsDe(rest)}`,
  imported: (title, applied, refused) =>
    `${changesDe(applied)} in ${title} übernommen${refused === 0 ? '' : `; ${refused} abgelehnt`}`,

  exportTitle: (title) => `${title} exportieren`,
  what: 'Als',
  whats: {
    encrypted: 'Keyswitch-Datei, verschlüsselt',
    clear: 'Keyswitch-Datei, lesbar, ohne Passwörter',
    'users-table': 'Tabelle der Benutzer (CSV)',
    'rights-table': 'Tabelle der Rechte (CSV)',
  },
  whatAbout: {
    encrypted: 'Alles, auch die Passwörter als Prüfwerte; ohne die Passphrase kann es niemand lesen.',
    clear: 'Jeder kann sie lesen. Passwörter sind nicht darin: neue Benutzer erhalten ihres beim Importieren.',
    'users-table': 'Namen, Gruppen und Merkmale, je Zeile ein Benutzer. Passwörter stehen nie in einer Tabelle.',
    'rights-table': 'Objekte untereinander, Gruppen nebeneinander; in der Zelle, was die Gruppe dort darf.',
  },
  parts: 'Teile',
  partNames: { users: 'Benutzer', groups: 'Gruppen', rights: 'Rechte', settings: 'Einstellungen' },
  separator: 'Zwischen Zellen',
  separators: { ';': 'Semikolon ;', ',': 'Komma ,' },
  separatorAbout: 'Das deutsche Excel nimmt das Semikolon, das englische das Komma.',
  passphrase: 'Passphrase',
  where: 'In die Datei',
  willBeWritten: 'Diese Datei wird geschrieben.',
  write: 'Exportieren',
  writing: 'Die Datei wird geschrieben',
  suffix: { 'users-table': '-Benutzer', 'rights-table': '-Rechte' },
  missingParts: 'mindestens ein Teil',
  missingFile: 'der Pfad einer Datei',
  passphraseMissing: {
    password: 'eine Passphrase',
    rules: 'eine Passphrase, die die Regeln erfüllt',
    same: 'zweimal dieselbe Passphrase',
  },
  replaceTitle: (name) => `${name} ersetzen?`,
  replaceBody: (file) => `Die Datei ${file} gibt es schon. Was jetzt darin steht, geht verloren.`,
  replace: 'Ersetzen',
  back: 'Zurück',
  next: 'Weiter',

  importTitle: 'Datei importieren',
  importInto: (title) => `In ${title} importieren`,
  file: 'Datei',
  fileHint: 'Eine .kusers-Datei, eine Tabelle der Benutzer oder Rechte (.csv) oder ein Ordner mit einer Datenbank.',
  dropped: (name) =>
    `Ein Browser sagt nicht, wo ${name} liegt. Geben Sie hier den Pfad ein; Namen werden beim Tippen ergänzt.`,
  noFile: 'Keine Datei und kein Ordner beginnt so.',
  into: 'In',
  intoNew: 'Eine neue Datenbank in einem Ordner…',
  folder: 'Neuer Ordner',
  folderTitle: 'Wo soll die neue Datenbank liegen?',
  folderNote: 'Ein neuer Ordner oder einer ohne Datenbank. Brechen Sie ab, bleibt nichts davon zurück.',
  missingInto: 'die Datenbank, in die sie soll',
  missingFolder: 'ein Ordner',
  reading: 'Die Datei wird gelesen',
  pick: 'Datei auswählen…',

  passphraseTitle: 'Die Datei ist verschlüsselt',
  passphraseNote: (file) => `${file} öffnet sich mit der Passphrase, mit der sie exportiert wurde.`,
  open: 'Öffnen',
  passphraseEmpty: 'die Passphrase',

  problemsTitle: (count) =>
    count === 1 ? '1 Zeile kann nicht übernommen werden' : `${count} Zeilen können nicht übernommen werden`,
  problemsNote:
    'Es wurde nichts geändert. Berichtigen Sie diese Zeilen in der Datei und lesen Sie sie noch einmal, oder lassen Sie sie weg.',
  problems: 'Zeilen, die nicht übernommen werden können',
  line: 'Zeile',
  column: 'Spalte',
  wrong: 'Was falsch ist',
  value: 'Dort steht',
  leaveRows: (count) => (count === 1 ? 'Diese Zeile weglassen' : `Diese ${count} Zeilen weglassen`),
  missingLeave: 'der Haken, der diese Zeilen weglässt',
  readAgain: 'Noch einmal lesen',
  faults: {
    cells: 'mehr oder weniger Zellen als die erste Zeile',
    'name-refused': 'das kann kein Name sein',
    'name-twice': 'dieser Name steht schon in einer anderen Zeile',
    flag: 'schreiben Sie ja oder nein',
    'flags-contradict': 'wer das Passwort nicht ändern darf, kann es nicht müssen',
    'password-refused': 'dieses Passwort wird abgelehnt',
    right: 'das ist kein Recht',
    'group-refused': 'das kann kein Gruppenname sein',
    encoding: 'Zeichen, die nicht UTF-8 sind',
  },
  details: {
    empty: 'leer',
    'too-long': 'länger als 59 Bytes',
    sign: 'ein Komma, Anführungszeichen, eine spitze Klammer oder ein Steuerzeichen',
    'space-at-end': 'ein Leerzeichen am Anfang oder Ende',
    reserved: 'dieser Name ist vergeben',
    'differs-only-in-case': 'es gibt einen, der sich nur in Groß- und Kleinschreibung unterscheidet',
    length: 'es braucht mindestens 8 Zeichen',
    'not-name': 'es darf nicht der Benutzername sein',
    guessable: 'es ist zu leicht zu erraten',
  },

  settingsTitle: 'Die Datei enthält auch Sicherheitseinstellungen',
  settingsNote: (title) => `Das würden sie in ${title} ändern:`,
  settingsTick: (count) =>
    count === 1 ? 'Diese Einstellung auch übernehmen' : `Diese ${count} Einstellungen auch übernehmen`,
  setting: 'Einstellung',
  before: 'Jetzt',
  after: 'Dann',

  mode: 'Wie',
  modes: { merge: 'Ergänzen', replace: 'Ersetzen' },
  modeAbout: {
    merge: 'Kommt dazu oder wird geändert; entfernt wird nichts.',
    replace: 'Die Datenbank wird wie die Datei; was es nur hier gibt, wird entfernt.',
  },
  source: ({ kind, encrypted, counts, title }) =>
    `${kindsDe[kind]}${encrypted ? ', verschlüsselt' : ''}${title === null ? '' : `, von ${title}`}: ${contentsDe(counts)}`,
  made: (when) => `, erstellt ${when}`,
  differences: 'Was sich ändern würde',
  entry: 'Eintrag',
  all: 'Alle',
  allShown: 'Alle gezeigten',
  ticked: (ticked, total) => `${ticked} von ${total}`,
  taken: 'wird übernommen',
  left: 'weggelassen',
  tickHint: 'Leertaste hakt an',
  looking: (known, total) => `wird durchsucht: ${known} von ${total}`,
  nothing: 'Nichts würde sich ändern: die Datenbank ist, wie die Datei ist.',
  nothingMerged: 'Nichts würde sich ändern: die Datenbank hat das alles schon.',
  withoutPassword: (count) =>
    count === 1
      ? 'Ein neuer Benutzer kommt ohne Passwort: niemand kann sich mit diesem Namen anmelden, bis Sie eines setzen.'
      : `${count} neue Benutzer kommen ohne Passwort: niemand kann sich mit diesen Namen anmelden, bis Sie eines setzen.`,
  needed: 'Was einen weggelassenen Eintrag braucht, etwa seine Mitgliedschaften und Rechte, wird mit weggelassen.',
  renewed: 'Die Datenbank wurde inzwischen geändert. Die Liste ist eine neue, und alles darin ist angehakt.',
  missingChange: 'etwas, das übernommen wird',
  ok: (count, { most, settings }) =>
    `${[...(count > 0 || settings === 0 ? [`${most ? 'Bis zu ' : ''}${changesDe(count)}`] : []), ...(settings > 0 ? [settings === 1 ? '1 Einstellung' : `${settings} Einstellungen`] : [])].join(' und ')} übernehmen`,
  working: 'Wird übernommen',
  progress: (done, total) => `${done} von ${total}`,
  stopping: 'Wird abgebrochen…',
  again: 'Schließen Sie und importieren Sie noch einmal.',
  resultTitle: 'Einige Änderungen wurden abgelehnt',
  resultLead: (applied, refused, shown) =>
    `${changesDe(applied)} übernommen; einmal Rückgängig nimmt ${applied === 1 ? 'sie' : 'alle'} zurück. Abgelehnt: ${refused}${shown < refused ? `, davon die ersten ${shown}` : ''}.`,
  resultNone: (refused) => `Es wurde nichts geändert. Abgelehnt: ${refused}.`,
  resultDone: (applied) => `Alles andere wurde übernommen: ${changesDe(applied)}.`,
  settingsStayed: 'Die Sicherheitseinstellungen blieben, wie sie waren.',
  ignored: (columns) => `Spalten, die hier nichts sagen: ${columns.join(', ')}.`,
  values: { on: 'an', off: 'aus', unknown: 'wie von selbst' },
  welcome: 'Datei importieren',
  welcomeAbout: 'Eine .kusers-Datei oder eine Tabelle von anderswo; daraus wird eine neue Datenbank.',
}

export const exchangeText = { en, de }

const kindsEn: Record<ImportKind, string> = {
  kusers: 'Keyswitch file',
  'users-table': 'Table of users',
  'rights-table': 'Table of rights',
  folder: 'Folder with a database',
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`
}

function contents({ users, groups, objects }: Rest): string {
  const said = [
    users === 1 ? '1 user' : `${users} users`,
    groups === 1 ? '1 group' : `${groups} groups`,
    objects === 1 ? '1 object' : `${objects} objects`,
  ]
  return said.join(', ')
}

const kindsDe: Record<ImportKind, string> = {
  kusers: 'Keyswitch-Datei',
  'users-table': 'Tabelle der Benutzer',
  'rights-table': 'Tabelle der Rechte',
  folder: 'Ordner mit einer Datenbank',
}

function changesDe(count: number): string {
  return count === 1 ? '1 Änderung' : `${count} Änderungen`
}

function contentsDe({ users, groups, objects }: Rest): string {
  return `${users} Benutzer, ${groups === 1 ? '1 Gruppe' : `${groups} Gruppen`}, ${objects === 1 ? '1 Objekt' : `${objects} Objekte`}`
}
