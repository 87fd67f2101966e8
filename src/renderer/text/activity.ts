import type { AuditReport } from '../../contract/audit'
import { RIGHT_NAMES } from '../../contract/sentences'
import { METHOD_WORDS, OUTCOME_WORDS } from './activityWords'

type Value = string | number | boolean | readonly string[]
/** What the log says of one thing an entry was about; undefined where that need not be said. */
type Tell = (value: string, raw: Value) => string | undefined
type Words = Readonly<Record<string, string>>
type Problem = NonNullable<AuditReport['problem']>['is']

const plain: Tell = (value) => value
const labelled =
  (label: string): Tell =>
  (value) =>
    `${label} ${value}`
const flag =
  (yes: string, no?: string): Tell =>
  (_, raw) =>
    raw === true ? yes : no

const RIGHTS_DE: Words = { addRemove: 'Hinzufügen/Entfernen', modify: 'Ändern', view: 'Ansehen', execute: 'Ausführen' }
const RIGHTS_EN: Words = RIGHT_NAMES

/** Words of the Activity page. Methods, outcomes and things that are not in the tables are shown as they are. */
const en = {
  title: 'Activity',
  columns: { time: 'When', user: 'Who', peer: 'From', what: 'What', about: 'About', outcome: 'Outcome' },
  filter: 'Filter activity',
  filterHint: 'Filter',
  count: (shown: string, total: string, filtered: boolean, more: boolean) =>
    filtered ? `${shown}${more ? ' or more' : ''} of ${total}` : total,
  none: 'Who logs in and who changes what on this computer stands here: users, rights, settings, sessions, files. Nothing has happened yet.',
  noMatch: 'Nothing matches the filter.',
  loadingOlder: 'Older entries are being read…',
  olderFailed: 'Older entries could not be read.',
  retry: 'Try again',
  nobody: 'nobody',
  export: 'Export…',
  exportFiltered: 'Export what matches…',
  exportTip: 'Saves the log as it stands in its file, so that it can be verified elsewhere',
  exportFilteredTip: 'Saves the entries that match; a part of the chain cannot be verified on its own',
  verify: 'Verify again',
  verifying: 'The chain is being verified…',
  whole: 'The chain is whole',
  empty: 'The log is empty',
  entries: (count: string) => (count === '1' ? '1 entry' : `${count} entries`),
  last: (seq: string) => `last no. ${seq}`,
  verifiedAt: (clock: string) => `verified ${clock}`,
  copyHead: 'Copy number and hash of the last entry, to note them elsewhere',
  copyFile: 'Copy the path of the log',
  broken: 'The chain is broken',
  problem: {
    changed: (line: string) => `the entry in line ${line} was changed after it was written.`,
    missing: (line: string) => `before line ${line} an entry is missing, or stands in another place.`,
    torn: (line: string) => `line ${line} is not a whole entry.`,
    'cut-off': (line: string) => `after line ${line} entries were cut off that had been noted.`,
  } satisfies Record<Problem, (line: string) => string> as Record<Problem, (line: string) => string>,
  unwritten: (count: string) =>
    count === '1'
      ? '1 entry could not be written yet. Is the disk full?'
      : `${count} entries could not be written yet. Is the disk full?`,
  peers: {
    desktop: 'window',
    browser: 'browser',
    'command-line': 'command line',
    keyswitch: 'Keyswitch itself',
    program: 'program',
  } as Words,
  done: 'done',
  outcomes: OUTCOME_WORDS.en,
  methods: METHOD_WORDS.en,
  about: {
    user: plain,
    users: plain,
    unknownUser: flag('a name nobody has'),
    administrator: labelled('administrator'),
    group: labelled('group'),
    groups: (value) => (value === '' ? 'no group' : `groups ${value}`),
    member: labelled('member group'),
    object: plain,
    objects: plain,
    right: (value) => RIGHTS_EN[value] ?? value,
    rights: (value, raw) =>
      Array.isArray(raw)
        ? raw.map((right) => RIGHTS_EN[right] ?? right).join(', ')
        : raw === true
          ? 'with their rights'
          : value,
    state: (value) => `→ ${{ grant: 'granted', deny: 'denied', neutral: 'not set' }[value] ?? value}`,
    below: flag('and below'),
    to: (value) => `→ ${value}`,
    join: (value) => `in: ${value}`,
    leave: (value) => `out: ${value}`,
    from: labelled('from'),
    newPassword: flag('new password'),
    mayChangePassword: flag('may change password', 'may not change password'),
    mustChangePassword: flag('must change password', 'need not change password'),
    type: (value) => ({ asymmetric: 'encrypted', legacy: 'the old way', x509: 'certificate' })[value] ?? value,
    again: flag('once more after the time-out'),
    discard: flag('unsaved edits discarded'),
    overwrite: flag('changes of others overwritten'),
    upload: flag('page replaced'),
    force: flag('for everybody'),
    endpoint: plain,
    security: (value) => (value === 'none' ? 'not encrypted' : value),
    credentials: (value) => ({ anonymous: 'as nobody', 'user-name': 'with a user name' })[value] ?? value,
    session: labelled('session'),
    fingerprint: (value) => `${value.slice(0, 16)}…`,
    filter: (value) => `filter “${value}”`,
    authenticationType: labelled('passwords:'),
    rsaKeyLength: (value) => `key ${value} bits`,
    enforce: flag('login always needed', 'login not always needed'),
    editTimeout: (value) => `ask again after ${value} s`,
    passwordPolicy: flag('only good passwords', 'any password'),
    loginLockAttempts: (value) => `lock after ${value}`,
    loginLockSeconds: (value) => `for ${value} s`,
    folder: labelled('to'),
    database: (value) => (value === 'station' ? undefined : `in ${value}`),
    source: labelled('from'),
    entries: (value) => `${value} entries`,
    file: plain,
    form: (value) =>
      ({ kusers: 'Keyswitch file', 'users-table': 'table of users', 'rights-table': 'table of rights' })[value] ??
      value,
    parts: plain,
    encrypted: flag('encrypted', 'in clear'),
    mode: (value) => ({ replace: 'replacing', merge: 'adding and changing only' })[value] ?? value,
    leftOut: (value) => `${value} left out`,
    settings: flag('with settings'),
    skipProblems: flag('bad rows left out'),
    folders: labelled('folders'),
    run: labelled('run'),
    entry: plain,
  } satisfies Record<string, Tell> as Record<string, Tell>,
}

type ActivityText = typeof en

const de: ActivityText = {
  title: 'Aktivität',
  columns: { time: 'Wann', user: 'Wer', peer: 'Von wo', what: 'Was', about: 'Woran', outcome: 'Ergebnis' },
  filter: 'Aktivität filtern',
  filterHint: 'Filter',
  count: (shown, total, filtered, more) => (filtered ? `${shown}${more ? ' oder mehr' : ''} von ${total}` : total),
  none: 'Hier steht, wer sich anmeldet und wer was auf diesem Rechner ändert: Benutzer, Rechte, Einstellungen, Sitzungen, Dateien. Noch ist nichts geschehen.',
  noMatch: 'Nichts passt zum Filter.',
  loadingOlder: 'Ältere Einträge werden gelesen…',
  olderFailed: 'Ältere Einträge konnten nicht gelesen werden.',
  retry: 'Noch einmal',
  nobody: 'niemand',
  export: 'Exportieren…',
  exportFiltered: 'Treffer exportieren…',
  exportTip: 'Speichert das Protokoll, wie es in seiner Datei steht, damit es sich anderswo prüfen lässt',
  exportFilteredTip: 'Speichert die passenden Einträge; ein Teil der Kette lässt sich für sich nicht prüfen',
  verify: 'Neu prüfen',
  verifying: 'Die Kette wird geprüft…',
  whole: 'Die Kette ist heil',
  empty: 'Das Protokoll ist leer',
  entries: (count) => (count === '1' ? '1 Eintrag' : `${count} Einträge`),
  last: (seq) => `letzter Nr. ${seq}`,
  verifiedAt: (clock) => `geprüft ${clock}`,
  copyHead: 'Nummer und Hash des letzten Eintrags kopieren, um sie anderswo zu notieren',
  copyFile: 'Den Pfad des Protokolls kopieren',
  broken: 'Die Kette ist gebrochen',
  problem: {
    changed: (line) => `der Eintrag in Zeile ${line} wurde nach dem Schreiben geändert.`,
    missing: (line) => `vor Zeile ${line} fehlt ein Eintrag oder steht an anderer Stelle.`,
    torn: (line) => `Zeile ${line} ist kein ganzer Eintrag.`,
    'cut-off': (line) => `nach Zeile ${line} sind Einträge abgeschnitten, die notiert waren.`,
  },
  unwritten: (count) =>
    count === '1'
      ? '1 Eintrag konnte noch nicht geschrieben werden. Ist die Platte voll?'
      : `${count} Einträge konnten noch nicht geschrieben werden. Ist die Platte voll?`,
  peers: {
    desktop: 'Fenster',
    browser: 'Browser',
    'command-line': 'Befehlszeile',
    keyswitch: 'Keyswitch selbst',
    program: 'Programm',
  },
  done: 'getan',
  outcomes: OUTCOME_WORDS.de,
  methods: METHOD_WORDS.de,
  about: {
    user: plain,
    users: plain,
    unknownUser: flag('ein Name, den niemand hat'),
    administrator: labelled('Administrator'),
    group: labelled('Gruppe'),
    groups: (value) => (value === '' ? 'keine Gruppe' : `Gruppen ${value}`),
    member: labelled('Mitgliedsgruppe'),
    object: plain,
    objects: plain,
    right: (value) => RIGHTS_DE[value] ?? value,
    rights: (value, raw) =>
      Array.isArray(raw)
        ? raw.map((right) => RIGHTS_DE[right] ?? right).join(', ')
        : raw === true
          ? 'mit ihren Rechten'
          : value,
    state: (value) => `→ ${{ grant: 'erlaubt', deny: 'verweigert', neutral: 'nicht gesetzt' }[value] ?? value}`,
    below: flag('und darunter'),
    to: (value) => `→ ${value}`,
    join: (value) => `hinein: ${value}`,
    leave: (value) => `heraus: ${value}`,
    from: labelled('aus'),
    newPassword: flag('neues Passwort'),
    mayChangePassword: flag('darf Passwort ändern', 'darf Passwort nicht ändern'),
    mustChangePassword: flag('muss Passwort ändern', 'muss Passwort nicht ändern'),
    type: (value) => ({ asymmetric: 'verschlüsselt', legacy: 'auf alte Art', x509: 'Zertifikat' })[value] ?? value,
    again: flag('noch einmal nach der Pause'),
    discard: flag('ungesicherte Änderungen verworfen'),
    overwrite: flag('fremde Änderungen überschrieben'),
    upload: flag('Seite ersetzt'),
    force: flag('für alle'),
    endpoint: plain,
    security: (value) => (value === 'none' ? 'unverschlüsselt' : value),
    credentials: (value) => ({ anonymous: 'als niemand', 'user-name': 'mit Benutzernamen' })[value] ?? value,
    session: labelled('Sitzung'),
    fingerprint: (value) => `${value.slice(0, 16)}…`,
    filter: (value) => `Filter „${value}“`,
    authenticationType: labelled('Passwörter:'),
    rsaKeyLength: (value) => `Schlüssel ${value} Bit`,
    enforce: flag('Anmeldung immer nötig', 'Anmeldung nicht immer nötig'),
    editTimeout: (value) => `neu fragen nach ${value} s`,
    passwordPolicy: flag('nur gute Passwörter', 'jedes Passwort'),
    loginLockAttempts: (value) => `Sperre nach ${value}`,
    loginLockSeconds: (value) => `für ${value} s`,
    folder: labelled('nach'),
    database: (value) => (value === 'station' ? undefined : `in ${value}`),
    source: labelled('von'),
    entries: (value) => `${value} Einträge`,
    file: plain,
    form: (value) =>
      ({ kusers: 'Keyswitch-Datei', 'users-table': 'Benutzertabelle', 'rights-table': 'Rechtetabelle' })[value] ??
      value,
    parts: plain,
    encrypted: flag('verschlüsselt', 'im Klartext'),
    mode: (value) => ({ replace: 'ersetzt', merge: 'nur hinzugefügt und geändert' })[value] ?? value,
    leftOut: (value) => `${value} ausgelassen`,
    settings: flag('mit Einstellungen'),
    skipProblems: flag('schlechte Zeilen ausgelassen'),
    folders: labelled('Ordner'),
    run: labelled('Lauf'),
    entry: plain,
  },
}

export const activityText = { en, de }
