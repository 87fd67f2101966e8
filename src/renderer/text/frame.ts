import type { Action } from '../../contract/databases'
import type { Said } from '../stores/shell'
import { exchangeText } from './exchange'
import { settingsText } from './settings'

type Count = (count: number) => string
type Fixed = { users: boolean; groups: boolean; objects: boolean }

const en = {
  product: 'Keyswitch',
  station: 'Station',
  thisPc: 'This PC',
  stationPages: {
    'users-and-groups': 'Users and Groups',
    'access-rights': 'Access Rights',
    sessions: 'Sessions',
    settings: 'Settings',
    activity: 'Activity',
  },
  /** While this computer has no user management of its own. */
  notSetUp: {
    title: {
      'users-and-groups': 'Users and groups of this computer',
      'access-rights': 'Access rights of this computer',
    },
    about: {
      'users-and-groups':
        'Here stands who may use this computer’s sessions and change its settings, each with a name and a password of their own.',
      'access-rights':
        'Here stands what each group may do on this computer: open sessions, write values, call methods, change users and settings.',
    },
    now: 'It is not set up yet: every program of yours with the token may do everything.',
    setUp: 'Set up this station…',
  },
  loginNeeded: 'login needed',
  sessions: ((count) => (count === 1 ? '1 session' : `${count} sessions`)) as Count,
  databases: 'Databases',
  noneOpened: 'None opened',
  pages: { 'users-and-groups': 'Users and Groups', 'access-rights': 'Access Rights' },
  open: 'Open…',
  places: 'Station and databases',
  saved: 'saved',
  unsaved: ((count) => `${count} unsaved`) as Count,
  failedToLoad: 'not readable',
  changedOutside: 'changed',
  placeMenu: (title: string) => `More for ${title}`,
  undo: 'Undo',
  redo: 'Redo',
  undoWhat: (what: string) => `Undo: ${what}`,
  redoWhat: (what: string) => `Redo: ${what}`,
  nothingToUndo: 'Nothing to undo',
  nothingToRedo: 'Nothing to redo',
  save: 'Save',
  saveChanges: ((count) => `Save ${count} ${count === 1 ? 'change' : 'changes'}`) as Count,
  saveCopy: 'Save a copy in…',
  reload: 'Reload',
  close: 'Close',
  whatChanged: 'What changed…',
  check: 'Check',
  appearance: 'Appearance',
  language: 'Language',
  languages: { system: 'As the system', en: 'English', de: 'Deutsch' },
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  help: 'Help',
  find: 'Find',
  footer: 'Status',
  objects: ((count) => (count === 1 ? '1 object' : `${count} objects`)) as Count,
  groups: ((count) => (count === 1 ? '1 group' : `${count} groups`)) as Count,
  users: ((count) => (count === 1 ? '1 user' : `${count} users`)) as Count,
  findings: ((count) => (count === 0 ? 'No findings' : count === 1 ? '1 finding' : `${count} findings`)) as Count,
  readOnly: (folder: string) => `${folder} cannot be written to. You can look and edit, and save a copy elsewhere.`,
  /** Parts that can only be read. */
  fixed: ({ users, groups, objects }: Fixed) =>
    `${upperFirst(listed([users && 'users', groups && 'groups', objects && 'access rights'], 'and'))} come from a place that takes no changes and can only be read here.`,
  outside: (files: string) => `Somebody else has changed ${files} since it was read.`,
  compare: 'Compare',
  overwrite: 'Overwrite',
  dismiss: 'Dismiss',
  retry: 'Try again',
  gone: 'Keyswitch is not running any more, so nothing can be read or saved. Start it again and open the address it prints.',
  waiting: 'Loading…',
  failed: 'This could not be loaded.',
  clearFilter: 'Clear filter',
  notifications: 'Messages',
  said: (said: Said): string => {
    switch (said.is) {
      case 'saved':
        return `Saved ${said.title}`
      case 'undone':
        return `Undone: ${actionEn(said.action)}`
      case 'redone':
        return `Done again: ${actionEn(said.action)}`
      case 'imported':
        return said.withoutGroup.length === 0
          ? `Imported ${said.added}`
          : `Imported ${said.added}; without a group: ${said.withoutGroup.join(', ')}`
      case 'copied':
        return `Copied: ${said.text}`
      case 'not-copied':
        return 'The clipboard could not be reached; nothing was copied.'
      case 'session-opened':
        return said.reused ? `${said.endpointUrl} was open already; you use it too.` : `Opened ${said.endpointUrl}`
      case 'session-closed':
        return `Closed ${said.endpointUrl}`
      case 'session-given-up':
        return `Gave up ${said.endpointUrl}; others keep it.`
      case 'decided':
        return { trust: 'Trusted', reject: 'Rejected', forget: 'Forgot' }[said.decision] + ` ${said.name}`
      case 'following':
        return 'Synchronised: this page follows the device.'
      case 'not-following':
        return 'Not synchronised: edits stay on this page until they are downloaded.'
      case 'saved-at-once':
        return 'There is nothing to save: every edit is on the device already.'
      case 'uploaded':
        return 'The page was replaced by what is on the device.'
      case 'downloaded':
        return said.refused === 0
          ? `The device was changed in ${said.applied} ${said.applied === 1 ? 'place' : 'places'}.`
          : `The device was changed in ${said.applied} places; it refused ${said.refused}.`
      case 'setting-changed':
        return `Changed: ${settingsText.en.names[said.setting]}. It holds at once.`
      case 'setting-taken-back':
        return `Taken back: ${settingsText.en.names[said.setting]}.`
      case 'exported':
        return `Exported ${said.name}`
      case 'file-written':
        return exchangeText.en.written(said.file, said)
      case 'file-imported':
        return exchangeText.en.imported(said.title, said.applied, said.refused)
    }
  },
  action: actionEn,
  welcome: {
    title: 'Who may do what on a controller',
    lead: 'Keyswitch edits users, groups and access rights in the database files of a controller.',
    openFolder: 'Open a folder',
    openFolderAbout:
      'A folder with .UserDatabase.csv, .GroupDatabase.csv and .UserMgmtRightsDB.csv, copied from a controller. You can also drop it here.',
    create: 'New database',
    createAbout: 'An empty folder, a first administrator, the usual groups.',
    sample: 'Try the sample',
    sampleAbout: 'A fresh copy of the database of a filling line. Names and passwords in it are invented.',
    recent: 'Recent places',
    noRecent: 'Folders you open are listed here.',
    forget: (folder: string) => `Forget ${folder}`,
  },
  dropHere: 'Drop the folder to open it, or a file to import it',
}

type FrameText = typeof en

const de: FrameText = {
  product: 'Keyswitch',
  station: 'Station',
  thisPc: 'Dieser PC',
  stationPages: {
    'users-and-groups': 'Benutzer und Gruppen',
    'access-rights': 'Zugriffsrechte',
    sessions: 'Sitzungen',
    settings: 'Einstellungen',
    activity: 'Aktivität',
  },
  notSetUp: {
    title: {
      'users-and-groups': 'Benutzer und Gruppen dieses Rechners',
      'access-rights': 'Zugriffsrechte dieses Rechners',
    },
    about: {
      'users-and-groups':
        'Hier steht, wer die Sitzungen dieses Rechners benutzen und seine Einstellungen ändern darf, jeder mit eigenem Namen und Passwort.',
      'access-rights':
        'Hier steht, was jede Gruppe auf diesem Rechner darf: Sitzungen öffnen, Werte schreiben, Methoden aufrufen, Benutzer und Einstellungen ändern.',
    },
    now: 'Noch ist nichts eingerichtet: jedes Ihrer Programme mit dem Token darf alles.',
    setUp: 'Diese Station einrichten…',
  },
  loginNeeded: 'Anmeldung nötig',
  sessions: (count) => (count === 1 ? '1 Sitzung' : `${count} Sitzungen`),
  databases: 'Datenbanken',
  noneOpened: 'Keine geöffnet',
  pages: { 'users-and-groups': 'Benutzer und Gruppen', 'access-rights': 'Zugriffsrechte' },
  open: 'Öffnen…',
  places: 'Station und Datenbanken',
  saved: 'gespeichert',
  unsaved: (count) => `${count} ungesichert`,
  failedToLoad: 'nicht lesbar',
  changedOutside: 'geändert',
  placeMenu: (title) => `Mehr zu ${title}`,
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  undoWhat: (what) => `Rückgängig: ${what}`,
  redoWhat: (what) => `Wiederholen: ${what}`,
  nothingToUndo: 'Nichts rückgängig zu machen',
  nothingToRedo: 'Nichts zu wiederholen',
  save: 'Speichern',
  saveChanges: (count) => `${count} ${count === 1 ? 'Änderung' : 'Änderungen'} speichern`,
  saveCopy: 'Kopie speichern in…',
  reload: 'Neu laden',
  close: 'Schließen',
  whatChanged: 'Was ist anders…',
  check: 'Prüfen',
  appearance: 'Darstellung',
  language: 'Sprache',
  languages: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  help: 'Hilfe',
  find: 'Suchen',
  footer: 'Status',
  objects: (count) => (count === 1 ? '1 Objekt' : `${count} Objekte`),
  groups: (count) => (count === 1 ? '1 Gruppe' : `${count} Gruppen`),
  users: (count) => `${count} Benutzer`,
  findings: (count) => (count === 0 ? 'Keine Befunde' : count === 1 ? '1 Befund' : `${count} Befunde`),
  readOnly: (folder) =>
    `In ${folder} kann nicht geschrieben werden. Sie können ansehen, ändern und anderswo eine Kopie speichern.`,
  fixed: ({ users, groups, objects }) =>
    `${listed([users && 'Benutzer', groups && 'Gruppen', objects && 'Zugriffsrechte'], 'und')} kommen von einem Ort, der keine Änderungen annimmt, und lassen sich hier nur ansehen.`,
  outside: (files) => `Jemand anderes hat ${files} geändert, seit die Datei gelesen wurde.`,
  compare: 'Vergleichen',
  overwrite: 'Überschreiben',
  dismiss: 'Ausblenden',
  retry: 'Noch einmal',
  gone: 'Keyswitch läuft nicht mehr; es kann nichts gelesen oder gespeichert werden. Starten Sie es neu und öffnen Sie die Adresse, die es ausgibt.',
  waiting: 'Wird geladen…',
  failed: 'Das konnte nicht geladen werden.',
  clearFilter: 'Filter leeren',
  notifications: 'Meldungen',
  said: (said) => {
    switch (said.is) {
      case 'saved':
        return `${said.title} gespeichert`
      case 'undone':
        return `Rückgängig gemacht: ${actionDe(said.action)}`
      case 'redone':
        return `Wiederholt: ${actionDe(said.action)}`
      case 'imported':
        return said.withoutGroup.length === 0
          ? `${said.added} übernommen`
          : `${said.added} übernommen; ohne Gruppe: ${said.withoutGroup.join(', ')}`
      case 'copied':
        return `Kopiert: ${said.text}`
      case 'not-copied':
        return 'Die Zwischenablage war nicht erreichbar; nichts wurde kopiert.'
      case 'session-opened':
        return said.reused
          ? `${said.endpointUrl} war schon offen; Sie benutzen sie mit.`
          : `${said.endpointUrl} geöffnet`
      case 'session-closed':
        return `${said.endpointUrl} geschlossen`
      case 'session-given-up':
        return `${said.endpointUrl} aufgegeben; andere behalten sie.`
      case 'decided':
        return `${said.name} ${{ trust: 'wird vertraut', reject: 'abgelehnt', forget: 'vergessen' }[said.decision]}`
      case 'following':
        return 'Synchronisiert: diese Seite folgt dem Gerät.'
      case 'not-following':
        return 'Nicht synchronisiert: Änderungen bleiben auf dieser Seite, bis sie ins Gerät geladen werden.'
      case 'saved-at-once':
        return 'Es gibt nichts zu speichern: jede Änderung ist schon im Gerät.'
      case 'uploaded':
        return 'Die Seite wurde durch den Stand des Geräts ersetzt.'
      case 'downloaded':
        return said.refused === 0
          ? `Das Gerät wurde an ${said.applied} ${said.applied === 1 ? 'Stelle' : 'Stellen'} geändert.`
          : `Das Gerät wurde an ${said.applied} Stellen geändert; ${said.refused} hat es abgelehnt.`
      case 'setting-changed':
        return `Geändert: ${settingsText.de.names[said.setting]}. Es gilt sofort.`
      case 'setting-taken-back':
        return `Zurückgenommen: ${settingsText.de.names[said.setting]}.`
      case 'exported':
        return `${said.name} exportiert`
      case 'file-written':
        return exchangeText.de.written(said.file, said)
      case 'file-imported':
        return exchangeText.de.imported(said.title, said.applied, said.refused)
    }
  },
  action: actionDe,
  welcome: {
    title: 'Wer auf einer Steuerung was darf',
    lead: 'Keyswitch bearbeitet Benutzer, Gruppen und Zugriffsrechte in den Datenbankdateien einer Steuerung.',
    openFolder: 'Ordner öffnen',
    openFolderAbout:
      'Ein von einer Steuerung kopierter Ordner mit .UserDatabase.csv, .GroupDatabase.csv und .UserMgmtRightsDB.csv. Sie können ihn auch hierher ziehen.',
    create: 'Neue Datenbank',
    createAbout: 'Ein leerer Ordner, ein erster Administrator, die üblichen Gruppen.',
    sample: 'Beispiel ausprobieren',
    sampleAbout: 'Eine frische Kopie der Datenbank einer Abfülllinie. Namen und Passwörter darin sind erfunden.',
    recent: 'Zuletzt geöffnet',
    noRecent: 'Ordner, die Sie öffnen, stehen hier.',
    forget: (folder) => `${folder} vergessen`,
  },
  dropHere: 'Loslassen, um den Ordner zu öffnen oder die Datei zu importieren',
}

export const frameText = { en, de }

function listed(words: readonly (string | false)[], and: string): string {
  const said = words.filter((word) => word !== false)
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} ${and} ${said.at(-1) ?? ''}`
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function actionEn({ method, name, count }: Action): string {
  const what = count > 1 ? `${name} and ${count - 1} more` : name
  switch (method) {
    case 'users.add':
      return `add user ${what}`
    case 'users.change':
      return `change user ${what}`
    case 'users.setPassword':
      return `password of ${what}`
    case 'users.setGroups':
      return `groups of ${what}`
    case 'users.remove':
      return `delete user ${what}`
    case 'users.import':
      return `import user ${what}`
    case 'groups.add':
      return `add group ${what}`
    case 'groups.rename':
      return `rename group ${what}`
    case 'groups.remove':
      return `delete group ${what}`
    case 'groups.addMember':
      return `put ${what} into a group`
    case 'groups.removeMember':
      return `take ${what} out of a group`
    case 'groups.changeMembers':
      return `groups of ${what}`
    case 'groups.import':
      return `import group ${what}`
    case 'objects.add':
      return `add object ${what}`
    case 'objects.remove':
      return `remove object ${what}`
    case 'rights.set':
      return `rights on ${what}`
    case 'imports.apply':
      return `import of ${name}`
    default:
      return `${method} ${what}`
  }
}

function actionDe({ method, name, count }: Action): string {
  const what = count > 1 ? `${name} und ${count - 1} weitere` : name
  switch (method) {
    case 'users.add':
      return `Benutzer ${what} hinzufügen`
    case 'users.change':
      return `Benutzer ${what} ändern`
    case 'users.setPassword':
      return `Passwort von ${what}`
    case 'users.setGroups':
      return `Gruppen von ${what}`
    case 'users.remove':
      return `Benutzer ${what} löschen`
    case 'users.import':
      return `Benutzer ${what} übernehmen`
    case 'groups.add':
      return `Gruppe ${what} hinzufügen`
    case 'groups.rename':
      return `Gruppe ${what} umbenennen`
    case 'groups.remove':
      return `Gruppe ${what} löschen`
    case 'groups.addMember':
      return `${what} in eine Gruppe aufnehmen`
    case 'groups.removeMember':
      return `${what} aus einer Gruppe nehmen`
    case 'groups.changeMembers':
      return `Gruppen von ${what}`
    case 'groups.import':
      return `Gruppe ${what} übernehmen`
    case 'objects.add':
      return `Objekt ${what} hinzufügen`
    case 'objects.remove':
      return `Objekt ${what} entfernen`
    case 'rights.set':
      return `Rechte auf ${what}`
    case 'imports.apply':
      return `Import von ${name}`
    default:
      return `${method} ${what}`
  }
}
