import type { Difference } from '../../contract/databases'

type Kind = Difference['kind']

/** Words of synchronising a page with a device. */
const en = {
  synchronise: 'Synchronise',
  on: 'The page follows the device, and every edit is on the device at once. Press to edit on a copy instead.',
  off: 'Edits stay on this page. Press to follow the device again; what differs is shown first.',
  atOnce: 'saved at once',
  apart: (count: number) => (count === 0 ? 'as on the device' : `${count} not on the device`),
  title: 'The page and the device differ',
  lead: 'What is different on this page, compared with the device. One of the two has to give way.',
  upload: 'Upload from device',
  uploadAbout: 'Replaces the page: what was edited here is dropped.',
  download: 'Download to device…',
  downloadWord: 'Download to device',
  downloadAbout: 'Replaces the device: it becomes what the page shows. What it will change is listed first.',
  none: 'Nothing differs.',
  noMatch: 'Nothing matches the filter.',
  filter: 'Filter differences',
  counts: (counts: Record<Kind, number>) =>
    `${counts.added} added · ${counts.changed} changed · ${counts.removed} removed`,
  more: (shown: number, total: number) => `${shown} of ${total} shown`,
  confirmTitle: (count: number) =>
    count === 1 ? 'Change the device in 1 place?' : `Change the device in ${count} places?`,
  confirmLead: 'This is what will be changed on the device, at once and for everybody who uses it:',
  ok: (count: number) => (count === 1 ? 'Download 1 change' : `Download ${count} changes`),
  back: 'Back',
  working: 'Changing the device',
  progress: (done: number, total: number) => `${done} of ${total}`,
  stopping: 'Cancelling…',
  resultTitle: 'The device refused some changes',
  resultLead: (applied: number, refused: number) =>
    `${applied === 1 ? '1 change is' : `${applied} changes are`} on the device and read back. It did not take ${refused === 1 ? 'this one, which stays' : `these ${refused}, which stay`} on the page:`,
  reason: 'Why not',
}

type SyncText = typeof en

const de: SyncText = {
  synchronise: 'Synchronisieren',
  on: 'Die Seite folgt dem Gerät, und jede Änderung ist sofort im Gerät. Drücken, um stattdessen an einer Kopie zu arbeiten.',
  off: 'Änderungen bleiben auf dieser Seite. Drücken, um dem Gerät wieder zu folgen; zuerst wird gezeigt, was anders ist.',
  atOnce: 'sofort gespeichert',
  apart: (count) => (count === 0 ? 'wie im Gerät' : `${count} nicht im Gerät`),
  title: 'Seite und Gerät sind verschieden',
  lead: 'Was auf dieser Seite anders ist als im Gerät. Eines von beiden muss weichen.',
  upload: 'Aus dem Gerät laden',
  uploadAbout: 'Ersetzt die Seite: was hier geändert wurde, wird verworfen.',
  download: 'Ins Gerät laden…',
  downloadWord: 'Ins Gerät laden',
  downloadAbout: 'Ersetzt das Gerät: es wird so, wie die Seite zeigt. Was sich dort ändert, wird zuerst aufgeführt.',
  none: 'Nichts ist verschieden.',
  noMatch: 'Nichts passt zum Filter.',
  filter: 'Unterschiede filtern',
  counts: ({ added, changed, removed }) => `${added} neu · ${changed} geändert · ${removed} entfernt`,
  more: (shown, total) => `${shown} von ${total} gezeigt`,
  confirmTitle: (count) => (count === 1 ? 'Das Gerät an 1 Stelle ändern?' : `Das Gerät an ${count} Stellen ändern?`),
  confirmLead: 'Das wird im Gerät geändert, sofort und für alle, die es benutzen:',
  ok: (count) => (count === 1 ? '1 Änderung laden' : `${count} Änderungen laden`),
  back: 'Zurück',
  working: 'Das Gerät wird geändert',
  progress: (done, total) => `${done} von ${total}`,
  stopping: 'Wird abgebrochen…',
  resultTitle: 'Das Gerät hat Änderungen abgelehnt',
  resultLead: (applied, refused) =>
    `${applied === 1 ? '1 Änderung ist' : `${applied} Änderungen sind`} im Gerät und zurückgelesen. ${refused === 1 ? 'Diese hat es nicht angenommen; sie bleibt' : `Diese ${refused} hat es nicht angenommen; sie bleiben`} auf der Seite:`,
  reason: 'Warum nicht',
}

export const syncText = { en, de }
