import type { ImportMode } from '../../contract/exchange'
import type { Doing } from '../stores/apply'

type Count = (count: number) => string

const folderEn: Count = (count) => (count === 1 ? '1 folder' : `${count} folders`)
const folderDe: Count = (count) => (count === 1 ? '1 Ordner' : `${count} Ordner`)
const changeEn: Count = (count) => (count === 1 ? '1 change' : `${count} changes`)
const changeDe: Count = (count) => (count === 1 ? '1 Änderung' : `${count} Änderungen`)

/** Words of applying one database to many folders, and of taking that back. */
const en = {
  command: 'Apply to folders…',
  runsCommand: 'Applied runs…',
  title: (database: string) => `Apply ${database} to folders`,
  lead: 'Each of these folders gets the users, groups and rights of this database. What would change is shown first.',
  unsaved: (count: number) =>
    `As it is on this page, with ${changeEn(count)} that ${count === 1 ? 'is' : 'are'} not saved.`,
  folder: 'Folder',
  add: 'Add',
  below: 'All databases below it',
  folders: 'Folders',
  noFolders:
    'Type a folder on the left and press Enter. With “All databases below it” every volume or mounted controller comes at once.',
  notDropped: 'A browser does not tell where a dropped folder lies; type its path.',
  remove: 'Remove',
  counted: folderEn,
  found: (added: number, known: number, below: string) =>
    known === 0
      ? `${added} found below ${below}.`
      : `${added} found below ${below}; ${known === 1 ? '1 was' : `${known} were`} on the list already.`,
  foundNone: (below: string) => `There is no database below ${below}.`,
  foundMore: 'There are more than can be listed: add them from folders further down.',
  modeTitle: 'How',
  modes: { replace: 'Replace', merge: 'Merge' } satisfies Record<ImportMode, string> as Record<ImportMode, string>,
  modeAbout: {
    replace: 'Each folder becomes like this database: what it has besides is removed.',
    merge: 'What is here is added and changed there; nothing is removed.',
  } satisfies Record<ImportMode, string> as Record<ImportMode, string>,
  missing: { folder: 'a folder', ticked: 'a folder that is ticked' },
  show: 'Show what would change',
  working: {
    look: 'Looking for databases',
    plan: 'Comparing',
    apply: 'Applying',
    undo: 'Giving files back',
  } satisfies Record<Doing, string> as Record<Doing, string>,
  stopping: {
    look: 'Cancelling…',
    plan: 'Cancelling…',
    apply: 'Cancelling: folders under way are finished first.',
    undo: 'Cancelling: folders under way are finished first.',
  } satisfies Record<Doing, string> as Record<Doing, string>,
  progress: (done: number, total: number) => `${done} of ${total}`,
  planTitle: (database: string) => `What applying ${database} would change`,
  planLead: 'Nothing is changed yet. Space ticks, Enter shows what would change in a folder.',
  plan: 'Plan',
  allBelow: 'All of them lie in',
  state: 'State',
  what: 'What would change',
  shown: 'Shown',
  all: 'All',
  is: { differs: 'differs', same: 'equal', refused: 'refused' },
  nothing: 'nothing',
  itself: 'This is the database itself.',
  twice: 'This folder is on the list twice; it is changed once.',
  tickAll: 'All that differ',
  ticked: 'ticked',
  notTicked: 'not ticked',
  look: 'Differences…',
  filter: 'Filter folders',
  noMatch: 'No folder matches.',
  nothingToDo: 'Every folder is as it should be: there is nothing to apply.',
  refusedAll: 'No folder can be changed. Why not is said beside each.',
  apply: (count: number) => (count === 0 ? 'Apply' : `Apply to ${folderEn(count)}`),
  back: 'Back',
  differencesTitle: (folder: string) => `What would change in ${folder}`,
  resultTitle: (database: string) => `${database} was applied`,
  result: 'Result',
  resultWhat: 'What became of it',
  outcome: { applied: 'applied', same: 'equal', refused: 'refused', cancelled: 'not begun' },
  applied: (count: number) => `${changeEn(count)}, read back`,
  same: 'was as it should be',
  cancelled: 'cancelled before its turn; it is as it was',
  andMore: (sentence: string, more: number) => `${sentence} (and ${more} more)`,
  summary: (counts: { applied: number; same: number; refused: number; cancelled: number }) =>
    listed([
      [counts.applied, `${folderEn(counts.applied)} changed and read back`],
      [counts.same, `${counts.same} equal already`],
      [counts.refused, `${counts.refused} refused and left as ${counts.refused === 1 ? 'it was' : 'they were'}`],
      [counts.cancelled, `${counts.cancelled} not begun`],
    ]),
  undoAll: 'Undo all of it',
  undoAbout: '“Undo all of it” gives each folder the very files it had before; also later, under “Applied runs…”.',
  restoredTitle: 'Files given back',
  restored: { restored: 'given back', refused: 'left alone', cancelled: 'not begun' },
  restoredWhat: { restored: 'has the very files it had before', cancelled: 'cancelled before its turn; undo again' },
  restoredSummary: (counts: { restored: number; refused: number; cancelled: number }) =>
    listed([
      [counts.restored, `${folderEn(counts.restored)} as before`],
      [counts.refused, `${counts.refused} left alone`],
      [counts.cancelled, `${counts.cancelled} not begun`],
    ]),
  runsTitle: 'Applied runs',
  runsLead: 'The files that folders had before are kept for the latest runs.',
  runs: 'Runs',
  noRuns: 'Nothing was applied to folders yet. Once it was, it can be undone here.',
  runColumns: { at: 'When', title: 'Database', folders: 'Folders', left: 'Can be undone' },
  undone: 'undone',
  undoRun: 'Undo…',
  confirmTitle: 'Give the files of before back?',
  confirm: (title: string, when: string, folders: number) =>
    `${title} was applied on ${when}. ${folderEn(folders)} ${folders === 1 ? 'gets' : 'get'} the very files of before; what was changed in ${folders === 1 ? 'it' : 'one of them'} since is never overwritten, such a folder is left alone.`,
  confirmOk: (count: number) => `Give ${folderEn(count)} back`,
}

type ApplyText = typeof en

const de: ApplyText = {
  command: 'Auf Ordner anwenden…',
  runsCommand: 'Frühere Anwendungen…',
  title: (database) => `${database} auf Ordner anwenden`,
  lead: 'Jeder dieser Ordner bekommt Benutzer, Gruppen und Rechte dieser Datenbank. Was sich ändern würde, wird zuerst gezeigt.',
  unsaved: (count) =>
    `So, wie sie auf dieser Seite ist, mit ${changeDe(count)}, die nicht gespeichert ${count === 1 ? 'ist' : 'sind'}.`,
  folder: 'Ordner',
  add: 'Hinzufügen',
  below: 'Alle Datenbanken darunter',
  folders: 'Ordner',
  noFolders:
    'Links einen Ordner eingeben und die Eingabetaste drücken. Mit „Alle Datenbanken darunter“ kommen alle Volumes oder eingehängten Steuerungen auf einmal.',
  notDropped: 'Ein Browser sagt nicht, wo ein abgelegter Ordner liegt; geben Sie den Pfad ein.',
  remove: 'Entfernen',
  counted: folderDe,
  found: (added, known, below) =>
    known === 0
      ? `${added} unter ${below} gefunden.`
      : `${added} unter ${below} gefunden; ${known} ${known === 1 ? 'stand' : 'standen'} schon auf der Liste.`,
  foundNone: (below) => `Unter ${below} gibt es keine Datenbank.`,
  foundMore: 'Es gibt mehr, als aufgelistet werden kann: fügen Sie sie aus tieferen Ordnern hinzu.',
  modeTitle: 'Wie',
  modes: { replace: 'Ersetzen', merge: 'Ergänzen' },
  modeAbout: {
    replace: 'Jeder Ordner wird wie diese Datenbank: was er darüber hinaus hat, wird entfernt.',
    merge: 'Was hier ist, wird dort ergänzt und geändert; entfernt wird nichts.',
  },
  missing: { folder: 'ein Ordner', ticked: 'ein angehakter Ordner' },
  show: 'Zeigen, was sich ändern würde',
  working: {
    look: 'Datenbanken werden gesucht',
    plan: 'Wird verglichen',
    apply: 'Wird angewandt',
    undo: 'Dateien werden zurückgegeben',
  },
  stopping: {
    look: 'Wird abgebrochen…',
    plan: 'Wird abgebrochen…',
    apply: 'Wird abgebrochen: begonnene Ordner werden noch fertig.',
    undo: 'Wird abgebrochen: begonnene Ordner werden noch fertig.',
  },
  progress: (done, total) => `${done} von ${total}`,
  planTitle: (database) => `Was sich durch ${database} ändern würde`,
  planLead: 'Noch ist nichts geändert. Leertaste hakt an, Eingabetaste zeigt die Unterschiede eines Ordners.',
  plan: 'Plan',
  allBelow: 'Alle liegen in',
  state: 'Zustand',
  what: 'Was sich ändern würde',
  shown: 'Gezeigt',
  all: 'Alle',
  is: { differs: 'verschieden', same: 'gleich', refused: 'abgelehnt' },
  nothing: 'nichts',
  itself: 'Das ist die Datenbank selbst.',
  twice: 'Dieser Ordner steht zweimal auf der Liste; er wird einmal geändert.',
  tickAll: 'Alle verschiedenen',
  ticked: 'angehakt',
  notTicked: 'nicht angehakt',
  look: 'Unterschiede…',
  filter: 'Ordner filtern',
  noMatch: 'Kein Ordner passt.',
  nothingToDo: 'Jeder Ordner ist, wie er sein soll: es gibt nichts anzuwenden.',
  refusedAll: 'Kein Ordner kann geändert werden. Warum nicht, steht daneben.',
  apply: (count) => (count === 0 ? 'Anwenden' : `Auf ${folderDe(count)} anwenden`),
  back: 'Zurück',
  differencesTitle: (folder) => `Was sich in ${folder} ändern würde`,
  resultTitle: (database) => `${database} wurde angewandt`,
  result: 'Ergebnis',
  resultWhat: 'Was daraus wurde',
  outcome: { applied: 'angewandt', same: 'gleich', refused: 'abgelehnt', cancelled: 'nicht begonnen' },
  applied: (count) => `${changeDe(count)}, zurückgelesen`,
  same: 'war, wie er sein soll',
  cancelled: 'vorher abgebrochen; er ist, wie er war',
  andMore: (sentence, more) => `${sentence} (und ${more} weitere)`,
  summary: ({ applied, same, refused, cancelled }) =>
    listed([
      [applied, `${folderDe(applied)} geändert und zurückgelesen`],
      [same, `${same} schon gleich`],
      [refused, `${refused} abgelehnt und unverändert`],
      [cancelled, `${cancelled} nicht begonnen`],
    ]),
  undoAll: 'Alles zurücknehmen',
  undoAbout:
    '„Alles zurücknehmen“ gibt jedem Ordner genau die Dateien von vorher zurück; auch später, unter „Frühere Anwendungen…“.',
  restoredTitle: 'Dateien zurückgegeben',
  restored: { restored: 'wie vorher', refused: 'nicht angefasst', cancelled: 'nicht begonnen' },
  restoredWhat: {
    restored: 'hat genau die Dateien von vorher',
    cancelled: 'vorher abgebrochen; nehmen Sie es noch einmal zurück',
  },
  restoredSummary: ({ restored, refused, cancelled }) =>
    listed([
      [restored, `${folderDe(restored)} wie vorher`],
      [refused, `${refused} nicht angefasst`],
      [cancelled, `${cancelled} nicht begonnen`],
    ]),
  runsTitle: 'Frühere Anwendungen',
  runsLead: 'Von den letzten Anwendungen sind die Dateien aufbewahrt, die die Ordner vorher hatten.',
  runs: 'Anwendungen',
  noRuns: 'Noch wurde nichts auf Ordner angewandt. Danach lässt es sich hier zurücknehmen.',
  runColumns: { at: 'Wann', title: 'Datenbank', folders: 'Ordner', left: 'Rücknehmbar' },
  undone: 'zurückgenommen',
  undoRun: 'Zurücknehmen…',
  confirmTitle: 'Die Dateien von vorher zurückgeben?',
  confirm: (title, when, folders) =>
    `${title} wurde am ${when} angewandt. ${folderDe(folders)} ${folders === 1 ? 'bekommt' : 'bekommen'} genau die Dateien von vorher; was seither darin geändert wurde, wird nie überschrieben, ein solcher Ordner bleibt, wie er ist.`,
  confirmOk: (count) => `${folderDe(count)} zurückgeben`,
}

export const applyText = { en, de }

/** Those that there are, side by side. */
function listed(parts: readonly (readonly [count: number, says: string])[]): string {
  return parts.flatMap(([count, says]) => (count > 0 ? [says] : [])).join(' · ')
}
