import type { Difference } from '../../contract/databases'
import type { Right, RightState } from '../../contract/access'

/** Words of the frame's dialogs. */
const en = {
  ok: 'OK',
  cancel: 'Cancel',
  close: 'Close',
  open: {
    title: 'Open a database',
    folder: 'Folder',
    hint: 'Type a path; folders are completed below. Enter opens.',
    dropped:
      'A browser does not tell where a dropped folder lies. Type its path here; the names are completed while you type.',
    isDatabase: 'database',
    ok: 'Open',
    none: 'No folder begins like this.',
    failed: 'Folders could not be listed.',
    more: 'There are more; type on to narrow down.',
    pick: 'Choose…',
    missing: 'Type the path of a folder.',
  },
  create: {
    title: 'New database',
    folder: 'Folder (new or empty)',
    willBe: 'This folder will be made.',
    administrator: 'First administrator',
    ok: 'Create',
  },
  saveCopy: {
    title: 'Save a copy in',
    hint: 'A new or empty folder. You then go on with the copy.',
    ok: 'Save a copy',
  },
  closing: {
    title: (name: string) => `Close ${name}?`,
    body: (count: number) => (count === 1 ? 'One change is not saved yet.' : `${count} changes are not saved yet.`),
    save: 'Save',
    discard: 'Discard',
  },
  leaving: {
    title: 'Leave Keyswitch?',
    body: 'These databases have changes that are not saved yet:',
    save: 'Save all',
    discard: 'Discard all',
    count: (count: number) => (count === 1 ? '1 change' : `${count} changes`),
  },
  reload: {
    title: (name: string) => `Reload ${name}?`,
    body: (count: number) =>
      count === 1
        ? 'One change that is not saved yet will be dropped. This cannot be undone.'
        : `${count} changes that are not saved yet will be dropped. This cannot be undone.`,
    ok: 'Drop and reload',
  },
  outside: {
    title: (name: string) => `${name} was changed by somebody else`,
    body: 'Nothing was overwritten. This is what changed in the folder since it was read:',
    none: 'What lies in the folder now means the same as what was read.',
    mine: (count: number) =>
      count === 0 ? 'You have no unsaved changes.' : `You have ${count} unsaved ${count === 1 ? 'change' : 'changes'}.`,
    reload: 'Reload (drop mine)',
    overwrite: 'Overwrite (drop theirs)',
  },
  changes: {
    title: 'What changed since the last save',
    none: 'Nothing: what you see is what lies in the folder.',
    more: (shown: number, total: number) => `${shown} of ${total} shown`,
    what: 'What',
    where: 'Where',
    kind: 'Change',
    kinds: { added: 'added', removed: 'removed', changed: 'changed' },
    difference: differenceEn,
  },
  check: {
    title: 'Check',
    none: 'Nothing to look at: no findings.',
  },
  palette: {
    title: 'Find',
    placeholder: 'User, group, object, session or command',
    none: 'Nothing is called that.',
    kinds: { user: 'user', group: 'group', object: 'object', session: 'session', command: 'command' },
    more: 'Type on to narrow down.',
    loading: 'Objects are still being read…',
    goTo: (page: string) => `Go to ${page}`,
  },
  missing: (what: readonly string[]) => `Still missing: ${what.join(', ')}.`,
}

type DialogText = typeof en

const de: DialogText = {
  ok: 'OK',
  cancel: 'Abbrechen',
  close: 'Schließen',
  open: {
    title: 'Datenbank öffnen',
    folder: 'Ordner',
    hint: 'Pfad eingeben; Ordner werden darunter ergänzt. Eingabetaste öffnet.',
    dropped:
      'Ein Browser sagt nicht, wo ein abgelegter Ordner liegt. Geben Sie hier den Pfad ein; Namen werden beim Tippen ergänzt.',
    isDatabase: 'Datenbank',
    ok: 'Öffnen',
    none: 'Kein Ordner beginnt so.',
    failed: 'Die Ordner konnten nicht gelesen werden.',
    more: 'Es gibt mehr; tippen Sie weiter.',
    pick: 'Auswählen…',
    missing: 'Geben Sie den Pfad eines Ordners ein.',
  },
  create: {
    title: 'Neue Datenbank',
    folder: 'Ordner (neu oder leer)',
    willBe: 'Dieser Ordner wird angelegt.',
    administrator: 'Erster Administrator',
    ok: 'Anlegen',
  },
  saveCopy: {
    title: 'Kopie speichern in',
    hint: 'Ein neuer oder leerer Ordner. Danach arbeiten Sie mit der Kopie weiter.',
    ok: 'Kopie speichern',
  },
  closing: {
    title: (name) => `${name} schließen?`,
    body: (count) =>
      count === 1 ? 'Eine Änderung ist noch nicht gespeichert.' : `${count} Änderungen sind noch nicht gespeichert.`,
    save: 'Speichern',
    discard: 'Verwerfen',
  },
  leaving: {
    title: 'Keyswitch verlassen?',
    body: 'Diese Datenbanken haben Änderungen, die noch nicht gespeichert sind:',
    save: 'Alle speichern',
    discard: 'Alle verwerfen',
    count: (count) => (count === 1 ? '1 Änderung' : `${count} Änderungen`),
  },
  reload: {
    title: (name) => `${name} neu laden?`,
    body: (count) =>
      count === 1
        ? 'Eine noch nicht gespeicherte Änderung geht verloren. Das lässt sich nicht rückgängig machen.'
        : `${count} noch nicht gespeicherte Änderungen gehen verloren. Das lässt sich nicht rückgängig machen.`,
    ok: 'Verwerfen und neu laden',
  },
  outside: {
    title: (name) => `${name} wurde von jemand anderem geändert`,
    body: 'Es wurde nichts überschrieben. Das ist im Ordner anders, seit er gelesen wurde:',
    none: 'Was jetzt im Ordner liegt, bedeutet dasselbe wie das Gelesene.',
    mine: (count) =>
      count === 0
        ? 'Sie haben keine ungespeicherten Änderungen.'
        : `Sie haben ${count} ungespeicherte ${count === 1 ? 'Änderung' : 'Änderungen'}.`,
    reload: 'Neu laden (meine verwerfen)',
    overwrite: 'Überschreiben (fremde verwerfen)',
  },
  changes: {
    title: 'Was seit dem letzten Speichern anders ist',
    none: 'Nichts: was Sie sehen, liegt so im Ordner.',
    more: (shown, total) => `${shown} von ${total} gezeigt`,
    what: 'Was',
    where: 'Wo',
    kind: 'Änderung',
    kinds: { added: 'neu', removed: 'entfernt', changed: 'geändert' },
    difference: differenceDe,
  },
  check: {
    title: 'Prüfen',
    none: 'Nichts zu beachten: keine Befunde.',
  },
  palette: {
    title: 'Suchen',
    placeholder: 'Benutzer, Gruppe, Objekt, Sitzung oder Befehl',
    none: 'Nichts heißt so.',
    kinds: { user: 'Benutzer', group: 'Gruppe', object: 'Objekt', session: 'Sitzung', command: 'Befehl' },
    more: 'Tippen Sie weiter, um einzugrenzen.',
    loading: 'Objekte werden noch gelesen…',
    goTo: (page) => `Gehe zu ${page}`,
  },
  missing: (what) => `Es fehlt noch: ${what.join(', ')}.`,
}

export const dialogText = { en, de }

/** What a difference is about and where it is, for the two columns of the difference table. */
type Told = { what: string; where: string }

const RIGHTS_EN: Record<Right, string> = { addRemove: 'Add/Remove', modify: 'Modify', view: 'View', execute: 'Execute' }
const RIGHTS_DE: Record<Right, string> = {
  addRemove: 'Hinzufügen/Entfernen',
  modify: 'Ändern',
  view: 'Ansehen',
  execute: 'Ausführen',
}
const STATES_EN: Record<RightState, string> = { grant: 'granted', deny: 'denied', neutral: 'not set' }
const STATES_DE: Record<RightState, string> = { grant: 'erlaubt', deny: 'verweigert', neutral: 'nicht gesetzt' }
const FIELDS_EN: Record<string, string> = {
  name: 'name',
  password: 'password',
  mayChangePassword: 'may change password',
  mustChangePassword: 'must change password',
  other: 'other properties',
}
const FIELDS_DE: Record<string, string> = {
  name: 'Name',
  password: 'Passwort',
  mayChangePassword: 'darf Passwort ändern',
  mustChangePassword: 'muss Passwort ändern',
  other: 'andere Eigenschaften',
}

function differenceEn(difference: Difference): Told {
  switch (difference.subject) {
    case 'user':
      return {
        what: `User ${was(difference.was)}${difference.name}`,
        where:
          difference.kind === 'changed' ? difference.fields.map((field) => FIELDS_EN[field] ?? field).join(', ') : '',
      }
    case 'group':
      return { what: `Group ${was(difference.was)}${difference.name}`, where: difference.was === null ? '' : 'name' }
    case 'member':
      return {
        what: difference.user === null ? `Member group ${difference.member ?? ''}` : `Member ${difference.user}`,
        where: `group ${difference.group}`,
      }
    case 'object':
      return { what: `Object ${was(difference.was)}${difference.name}`, where: '' }
    case 'right':
      return {
        what: `${difference.group}: ${RIGHTS_EN[difference.right]} ${STATES_EN[difference.before]} → ${STATES_EN[difference.after]}`,
        where: difference.object,
      }
  }
}

function differenceDe(difference: Difference): Told {
  switch (difference.subject) {
    case 'user':
      return {
        what: `Benutzer ${was(difference.was)}${difference.name}`,
        where:
          difference.kind === 'changed' ? difference.fields.map((field) => FIELDS_DE[field] ?? field).join(', ') : '',
      }
    case 'group':
      return { what: `Gruppe ${was(difference.was)}${difference.name}`, where: difference.was === null ? '' : 'Name' }
    case 'member':
      return {
        what: difference.user === null ? `Mitgliedsgruppe ${difference.member ?? ''}` : `Mitglied ${difference.user}`,
        where: `Gruppe ${difference.group}`,
      }
    case 'object':
      return { what: `Objekt ${was(difference.was)}${difference.name}`, where: '' }
    case 'right':
      return {
        what: `${difference.group}: ${RIGHTS_DE[difference.right]} ${STATES_DE[difference.before]} → ${STATES_DE[difference.after]}`,
        where: difference.object,
      }
  }
}

function was(before: string | null): string {
  return before === null ? '' : `${before} → `
}
