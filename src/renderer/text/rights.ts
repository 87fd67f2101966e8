import type { CellState, Right } from '../../contract/rights'
import type { Dictionary } from './language'

/** A piece of a sentence: plain words, or something that has a name and can be shown in its own way. */
export type Part = string | { readonly is: 'person' | 'group' | 'object' | 'right'; readonly text: string }

const person = (text: string): Part => ({ is: 'person', text })
const group = (text: string): Part => ({ is: 'group', text })
const object = (text: string): Part => ({ is: 'object', text })

type Count = (count: number) => string

const RIGHTS_EN: Record<Right, string> = {
  addRemove: 'Add/Remove',
  modify: 'Modify',
  view: 'View',
  execute: 'Execute',
}

const STATES_EN: Record<CellState, string> = {
  granted: 'granted here',
  denied: 'denied here',
  'inherited-grant': 'granted by inheritance',
  'inherited-deny': 'denied by inheritance',
  unset: 'nothing set, no access',
  mixed: 'mixed',
  unused: 'not used',
}

function joined(groups: readonly string[], and: string): Part[] {
  return groups.flatMap((name, at): Part[] => {
    const between = at === 0 ? [] : [at === groups.length - 1 ? ` ${and} ` : ', ']
    return [...between, group(name)]
  })
}

function chainEn(via: readonly string[]): Part[] {
  return via.flatMap((name, at): Part[] => (at === 0 ? [group(name)] : [', which belongs to ', group(name)]))
}

const en = {
  objects: 'Objects',
  objectTree: 'Objects',
  filterObjects: 'Filter objects',
  filterGroups: 'Filter groups',
  objectsHint: 'Objects…',
  groupsHint: 'Groups…',
  expandAll: 'Open all',
  collapseAll: 'Close all',
  objectCount: ((count) => (count === 1 ? '1 object' : `${count.toLocaleString('en')} objects`)) as Count,
  countOf: (count: number) => count.toLocaleString('en'),
  foundOf: (found: number, all: number) => `${found.toLocaleString('en')} of ${all.toLocaleString('en')}`,
  own: ((count) =>
    count === 1 ? '1 group has rights of its own here' : `${count} groups have rights of their own here`) as Count,
  implied: 'not in the file, only objects below it are',
  nothingFound: 'No object has this in its name.',
  noGroupFound: 'No group has this in its name.',
  views: { object: 'By object', matrix: 'Matrix', person: 'Person' },
  view: 'View',
  chooseObject: 'Choose an object on the left to see who may do what with it.',
  noObjects: 'This database has no objects, so there is nothing to give rights on.',
  noGroups: 'There are no groups yet. Rights go to groups: add one first.',
  toGroups: 'Go to Users and Groups',
  group: 'Group',
  object: 'Object',
  right: 'Right',
  rights: RIGHTS_EN,
  rightsShort: RIGHTS_EN,
  states: STATES_EN,
  legend: {
    granted: 'granted here',
    denied: 'denied here',
    'inherited-grant': 'inherited',
    unset: 'nothing set',
    unused: 'not used',
    mixed: 'differs',
  },
  legendLabel: 'Signs',
  waiting: 'loading',
  may: 'may',
  mayNot: 'may not',
  byObject: (name: string) => `Rights on ${name}`,
  matrix: (right: string) => `${right}: all objects and groups`,
  personGrid: (name: string) => `What ${name} may do`,
  administrators: '∗ Administrators: members have every right everywhere; nothing is set here.',
  administratorMark: 'administrators',
  source: (at: string | undefined, through: string | undefined) => {
    if (at === undefined)
      return `${through === undefined ? 'administrators' : `member of ${through}`}: every right everywhere`
    return through === undefined ? `from ${at}` : `through ${through}, set on ${at}`
  },
  keys: 'Space next · + grant · − deny · 0 nothing',
  refused: {
    administrators: 'Administrators have every right everywhere; nothing can be set for them.',
    implied: 'This object is not in the file; only objects below it are, so it cannot hold rights.',
    unused: 'This object does not use this right.',
    fixed: 'The rights of this database cannot be changed.',
    many: (limit: number) => `More than ${limit.toLocaleString('en')} cells at once; select fewer.`,
  },
  below: {
    title: 'Rights of their own below',
    body: (count: number) =>
      count === 1
        ? 'One object below has rights of its own. They are kept unless you change them too.'
        : `${count.toLocaleString('en')} objects below have rights of their own. They are kept unless you change them too.`,
    here: 'Only here',
    deep: 'Here and below',
    remember: 'Do not ask again in this session',
    remembered: { here: 'Edits: only here', below: 'Edits: here and below' },
    askAgain: 'Ask again',
  },
  why: {
    title: 'Why?',
    panel: 'Why',
    for: 'for',
    nobody: 'the group itself',
    choosePerson: 'Choose a user',
    noPerson: 'Nobody has this in the name.',
    personPlaceholder: 'a user…',
    nothing: 'Choose a cell to see why.',
    unused: (right: string): Part[] => ['This object does not use ', { is: 'right', text: right }, '.'],
    may: (name: Part, right: string, on: string): Part[] => [
      name,
      ' may ',
      { is: 'right', text: right },
      ' ',
      object(on),
    ],
    mayNot: (name: Part, right: string, on: string): Part[] => [
      name,
      ' may not ',
      { is: 'right', text: right },
      ' ',
      object(on),
    ],
    isIn: (name: string, via: readonly string[]): Part[] => [person(name), ' is in ', ...chainEn(via)],
    belongs: (via: readonly string[]): Part[] => [group(via[0] ?? ''), ' belongs to ', ...chainEn(via.slice(1))],
    grantedHere: (name: string, right: string, at: string): Part[] => [
      group(name),
      ` is granted ${right} here, on `,
      object(at),
    ],
    grantedAbove: (name: string, right: string, at: string): Part[] => [
      group(name),
      ` is granted ${right} on `,
      object(at),
      '; what lies below inherits it',
    ],
    deniedHere: (name: string, right: string, at: string): Part[] => [
      group(name),
      ` is denied ${right} here, on `,
      object(at),
    ],
    deniedAbove: (name: string, right: string, at: string): Part[] => [
      group(name),
      ` is denied ${right} on `,
      object(at),
      '; what lies below inherits it',
    ],
    denialWins: ['a denial beats every grant'] as Part[],
    noDenial: ['no group of theirs is denied it'] as Part[],
    administrators: ['administrators have every right everywhere'] as Part[],
    undecided: (groups: readonly string[], on: string): Part[] => [
      'nothing is set for ',
      ...joined(groups, 'and'),
      ' on ',
      object(on),
      ' or above it',
    ],
    noGrant: ['without a grant there is no access'] as Part[],
    noGroup: (name: string): Part[] => [person(name), ' is in no group'],
    groupsOnly: ['rights go to groups only, so there are none'] as Part[],
    failed: 'The reason could not be loaded.',
  },
  person: {
    choose: 'Choose a user to see what that person may really do, on every object.',
    only: (name: string) => `Only what ${name} may`,
    nothing: (name: string) => `${name} may do nothing here.`,
  },
}

const RIGHTS_DE: Record<Right, string> = {
  addRemove: 'Hinzufügen/Entfernen',
  modify: 'Ändern',
  view: 'Ansehen',
  execute: 'Ausführen',
}

const STATES_DE: Record<CellState, string> = {
  granted: 'hier erlaubt',
  denied: 'hier verweigert',
  'inherited-grant': 'durch Vererbung erlaubt',
  'inherited-deny': 'durch Vererbung verweigert',
  unset: 'nichts gesetzt, kein Zugriff',
  mixed: 'verschieden',
  unused: 'nicht verwendet',
}

function chainDe(via: readonly string[]): Part[] {
  return via.flatMap((name, at): Part[] => (at === 0 ? [group(name)] : [', die zu ', group(name), ' gehört']))
}

const de: typeof en = {
  objects: 'Objekte',
  objectTree: 'Objekte',
  filterObjects: 'Objekte filtern',
  filterGroups: 'Gruppen filtern',
  objectsHint: 'Objekte …',
  groupsHint: 'Gruppen …',
  expandAll: 'Alle öffnen',
  collapseAll: 'Alle schließen',
  objectCount: (count) => (count === 1 ? '1 Objekt' : `${count.toLocaleString('de')} Objekte`),
  countOf: (count) => count.toLocaleString('de'),
  foundOf: (found, all) => `${found.toLocaleString('de')} von ${all.toLocaleString('de')}`,
  own: (count) => (count === 1 ? '1 Gruppe hat hier eigene Rechte' : `${count} Gruppen haben hier eigene Rechte`),
  implied: 'nicht in der Datei, nur Objekte darunter',
  nothingFound: 'Kein Objekt hat das im Namen.',
  noGroupFound: 'Keine Gruppe hat das im Namen.',
  views: { object: 'Nach Objekt', matrix: 'Matrix', person: 'Person' },
  view: 'Ansicht',
  chooseObject: 'Links ein Objekt wählen, um zu sehen, wer was damit darf.',
  noObjects: 'Diese Datenbank hat keine Objekte, also nichts, worauf es Rechte gäbe.',
  noGroups: 'Es gibt noch keine Gruppen. Rechte bekommen Gruppen: zuerst eine anlegen.',
  toGroups: 'Zu Benutzer und Gruppen',
  group: 'Gruppe',
  object: 'Objekt',
  right: 'Recht',
  rights: RIGHTS_DE,
  rightsShort: { ...RIGHTS_DE, addRemove: 'Hinzuf./Entf.' },
  states: STATES_DE,
  legend: {
    granted: 'hier erlaubt',
    denied: 'hier verweigert',
    'inherited-grant': 'geerbt',
    unset: 'nichts',
    unused: 'unbenutzt',
    mixed: 'verschieden',
  },
  legendLabel: 'Zeichen',
  waiting: 'wird geladen',
  may: 'darf',
  mayNot: 'darf nicht',
  byObject: (name) => `Rechte auf ${name}`,
  matrix: (right) => `${right}: alle Objekte und Gruppen`,
  personGrid: (name) => `Was ${name} darf`,
  administrators: '∗ Administratoren: Mitglieder haben überall jedes Recht; hier wird nichts gesetzt.',
  administratorMark: 'Administratoren',
  source: (at, through) => {
    if (at === undefined)
      return `${through === undefined ? 'Administratoren' : `Mitglied von ${through}`}: überall jedes Recht`
    return through === undefined ? `von ${at}` : `durch ${through}, gesetzt auf ${at}`
  },
  keys: 'Leertaste weiter · + erlauben · − verweigern · 0 nichts',
  refused: {
    administrators: 'Administratoren haben überall jedes Recht; für sie lässt sich nichts setzen.',
    implied: 'Dieses Objekt steht nicht in der Datei, nur Objekte darunter; es kann keine Rechte tragen.',
    unused: 'Dieses Objekt verwendet dieses Recht nicht.',
    fixed: 'Die Rechte dieser Datenbank lassen sich nicht ändern.',
    many: (limit) => `Mehr als ${limit.toLocaleString('de')} Zellen auf einmal; bitte weniger wählen.`,
  },
  below: {
    title: 'Eigene Rechte darunter',
    body: (count) =>
      count === 1
        ? 'Ein Objekt darunter hat eigene Rechte. Sie bleiben, wenn sie nicht mit geändert werden.'
        : `${count.toLocaleString('de')} Objekte darunter haben eigene Rechte. Sie bleiben, wenn sie nicht mit geändert werden.`,
    here: 'Nur hier',
    deep: 'Hier und darunter',
    remember: 'In dieser Sitzung nicht mehr fragen',
    remembered: { here: 'Änderungen: nur hier', below: 'Änderungen: hier und darunter' },
    askAgain: 'Wieder fragen',
  },
  why: {
    title: 'Warum?',
    panel: 'Warum',
    for: 'für',
    nobody: 'die Gruppe selbst',
    choosePerson: 'Benutzer wählen',
    noPerson: 'Niemand hat das im Namen.',
    personPlaceholder: 'Benutzer …',
    nothing: 'Eine Zelle wählen, um zu sehen, warum.',
    unused: (right) => ['Dieses Objekt verwendet ', { is: 'right', text: right }, ' nicht.'],
    may: (name, right, on) => [name, ' darf ', { is: 'right', text: right }, ' auf ', object(on)],
    mayNot: (name, right, on) => [name, ' darf nicht ', { is: 'right', text: right }, ' auf ', object(on)],
    isIn: (name, via) => [person(name), ' ist in ', ...chainDe(via)],
    belongs: (via) => [group(via[0] ?? ''), ' gehört zu ', ...chainDe(via.slice(1))],
    grantedHere: (name, right, at) => [`${right} ist `, group(name), ' hier erlaubt, auf ', object(at)],
    grantedAbove: (name, right, at) => [
      `${right} ist `,
      group(name),
      ' auf ',
      object(at),
      ' erlaubt; was darunter liegt, erbt es',
    ],
    deniedHere: (name, right, at) => [`${right} ist `, group(name), ' hier verweigert, auf ', object(at)],
    deniedAbove: (name, right, at) => [
      `${right} ist `,
      group(name),
      ' auf ',
      object(at),
      ' verweigert; was darunter liegt, erbt es',
    ],
    denialWins: ['eine Verweigerung schlägt jede Erlaubnis'],
    noDenial: ['keiner der eigenen Gruppen ist es verweigert'],
    administrators: ['Administratoren haben überall jedes Recht'],
    undecided: (groups, on) => [
      'für ',
      ...joined(groups, 'und'),
      ' ist auf ',
      object(on),
      ' und darüber nichts gesetzt',
    ],
    noGrant: ['ohne Erlaubnis kein Zugriff'],
    noGroup: (name) => [person(name), ' ist in keiner Gruppe'],
    groupsOnly: ['Rechte bekommen nur Gruppen, also gibt es keine'],
    failed: 'Der Grund konnte nicht geladen werden.',
  },
  person: {
    choose: 'Einen Benutzer wählen, um zu sehen, was er auf jedem Objekt wirklich darf.',
    only: (name) => `Nur, was ${name} darf`,
    nothing: (name) => `${name} darf hier nichts.`,
  },
}

/** Words of the Access Rights page. */
export const rightsText: Dictionary<typeof en> = { en, de }
export type RightsText = typeof en
