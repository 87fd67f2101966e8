import type { Security, SessionRow, SessionState } from '../../contract/sessions'

type Count = (count: number) => string

/** Words of the Sessions page. */
const en = {
  views: { sessions: 'Sessions', certificates: 'Certificates' },
  view: 'Sessions or certificates',
  connect: {
    label: 'How other programs connect',
    this: 'Programs connect to',
    another: 'Another Keyswitch lets programs in at',
    anotherNote: 'The sessions here are its own.',
    nobody: (problem: string) =>
      problem === ''
        ? 'No other program can connect: nothing listens for them. “keyswitch daemon” does.'
        : `No other program can connect: ${problem}`,
    peers: ((count) =>
      count === 0
        ? 'no program connected'
        : count === 1
          ? '1 program connected'
          : `${count} programs connected`) as Count,
    token: 'Token in',
    copyAddress: 'Copy the address',
    copyToken: 'Copy the path of the token file',
  },
  open: 'Open…',
  openLong: 'Open a session…',
  close: 'Close',
  filter: 'Filter sessions',
  filterHint: 'Filter',
  shown: (shown: number, all: number) => (shown === all ? String(all) : `${shown} of ${all}`),
  most: (most: number) => `of ${most} at most`,
  none: 'Sessions with OPC UA servers are listed here: those you open, and those that other programs on this computer have opened.',
  noMatch: 'Nothing matches the filter.',
  columns: {
    endpoint: 'Endpoint',
    state: 'State',
    user: 'User',
    security: 'Security',
    idle: 'Idle',
    readers: 'Readers',
    rate: 'Requests per second',
    rateShort: 'Req/s',
    errors: 'Errors',
  },
  state: (state: SessionState, now: number): string => {
    if (state.is === 'opening') return 'opening'
    if (state.is === 'open') return 'open'
    return state.retryAt === null ? 'lost, not tried again' : `lost, again in ${seconds(state.retryAt - now)}`
  },
  stateWhy: (state: SessionState): string | undefined =>
    state.is === 'lost'
      ? `${state.because}; it is ${state.retryAt === null ? 'not tried again' : 'tried again by itself'}.`
      : undefined,
  user: (user: SessionRow['user']): string =>
    user.kind === 'anonymous' ? 'nobody' : (user.name ?? (user.kind === 'certificate' ? 'a certificate' : 'a user')),
  security: ({ mode, policy }: Security): string =>
    mode === 'none' ? 'not encrypted' : `${mode === 'sign' ? 'signed' : 'signed and encrypted'} · ${policy}`,
  inUse: 'in use',
  own: 'opened here too',
  age,
  closeQuestion: {
    title: (endpoint: string) => `Close ${endpoint}?`,
    keep: ((others) =>
      others === 1
        ? 'Another program uses this session and keeps it.'
        : `${others} other programs use this session and keep it.`) as Count,
    giveUp: 'Closing gives up your share of it: what you watch here ends.',
    notOwn: 'You have not opened it yourself, so there is nothing to give up.',
    force:
      'Closing it for everybody ends it at once. What the others have asked for fails, and they have to open it again.',
    ok: 'Give up mine',
    okForce: 'Close for everybody',
  },
  menu: { browse: 'Show nodes', close: 'Close…', copy: 'Copy the endpoint' },
  detail: {
    pick: 'Choose a session to see its nodes and values.',
    ended: 'This session has ended.',
    endedHint: 'Open it again to go on.',
    openAgain: 'Open again…',
    lost: (because: string) => `The link is lost (${because}); values stand still until it is back.`,
    opening: 'The session is being opened…',
    back: 'Hide the nodes',
    sides: { node: 'Node', watch: 'Watch' },
    side: 'Node or watched values',
    watching: (count: number) => (count === 0 ? 'Watch' : `Watch ${count}`),
  },
  nodes: {
    title: 'Nodes',
    name: 'Name',
    kind: 'Kind',
    waiting: 'Loading…',
    failed: 'could not be read; Enter tries again',
    empty: 'This server shows no nodes.',
    copy: 'Copy NodeId',
    watch: 'Watch',
    reload: 'Read again',
    kinds: {
      Object: 'object',
      Variable: 'variable',
      Method: 'method',
      ObjectType: 'object type',
      VariableType: 'variable type',
      ReferenceType: 'reference type',
      DataType: 'data type',
      View: 'view',
    },
  },
  node: {
    title: 'Node',
    pick: 'Choose a node to see its attributes and value.',
    value: 'Value',
    type: 'Type',
    status: 'Status',
    time: 'Time',
    noTime: 'the server gives none',
    empty: '(empty)',
    attributes: 'Attributes of the node',
  },
  watch: {
    title: 'Watch',
    none: 'Values that are followed are listed here. Choose a variable and press W, or drag it here.',
    columns: { name: 'Node', value: 'Value', plot: 'Last 60 s', time: 'Time', status: 'Status' },
    remove: 'Remove',
    clear: 'Clear',
    interval: 'Interval',
    every: (milliseconds: number) => (milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`),
    waiting: 'waiting',
    refused: 'refused',
    ended: 'The session has ended; these are the last values.',
    failed: 'These values could not be asked for.',
    most: (most: number) => `At most ${most} values are followed at a time.`,
    plot: (latest: string, least: string, most: string) =>
      `Last 60 seconds: latest ${latest}, least ${least}, most ${most}`,
    noPlot: 'no number to draw',
    least: 'least',
    largest: 'most',
  },
}

type SessionsText = typeof en

const de: SessionsText = {
  views: { sessions: 'Sitzungen', certificates: 'Zertifikate' },
  view: 'Sitzungen oder Zertifikate',
  connect: {
    label: 'Wie andere Programme sich verbinden',
    this: 'Programme verbinden sich mit',
    another: 'Ein anderes Keyswitch lässt Programme ein unter',
    anotherNote: 'Die Sitzungen hier sind seine.',
    nobody: (problem) =>
      problem === ''
        ? 'Kein anderes Programm kann sich verbinden: nichts wartet darauf. „keyswitch daemon“ tut es.'
        : `Kein anderes Programm kann sich verbinden: ${problem}`,
    peers: (count) =>
      count === 0 ? 'kein Programm verbunden' : count === 1 ? '1 Programm verbunden' : `${count} Programme verbunden`,
    token: 'Token in',
    copyAddress: 'Adresse kopieren',
    copyToken: 'Pfad der Token-Datei kopieren',
  },
  open: 'Öffnen…',
  openLong: 'Sitzung öffnen…',
  close: 'Schließen',
  filter: 'Sitzungen filtern',
  filterHint: 'Filtern',
  shown: (shown, all) => (shown === all ? String(all) : `${shown} von ${all}`),
  most: (most) => `von höchstens ${most}`,
  none: 'Sitzungen mit OPC-UA-Servern stehen hier: Ihre eigenen und die, die andere Programme auf diesem Rechner geöffnet haben.',
  noMatch: 'Dem Filter entspricht nichts.',
  columns: {
    endpoint: 'Endpunkt',
    state: 'Zustand',
    user: 'Benutzer',
    security: 'Sicherheit',
    idle: 'Ruhe',
    readers: 'Leser',
    rate: 'Anfragen je Sekunde',
    rateShort: 'Anfr./s',
    errors: 'Fehler',
  },
  state: (state, now) => {
    if (state.is === 'opening') return 'wird geöffnet'
    if (state.is === 'open') return 'offen'
    return state.retryAt === null ? 'verloren, kein neuer Versuch' : `verloren, neu in ${seconds(state.retryAt - now)}`
  },
  stateWhy: (state) =>
    state.is === 'lost'
      ? `${state.because}; ${state.retryAt === null ? 'es wird nicht wieder versucht' : 'es wird von selbst wieder versucht'}.`
      : undefined,
  user: (user) =>
    user.kind === 'anonymous'
      ? 'niemand'
      : (user.name ?? (user.kind === 'certificate' ? 'ein Zertifikat' : 'ein Benutzer')),
  security: ({ mode, policy }) =>
    mode === 'none' ? 'unverschlüsselt' : `${mode === 'sign' ? 'signiert' : 'signiert, verschlüsselt'} · ${policy}`,
  inUse: 'aktiv',
  own: 'auch hier geöffnet',
  age,
  closeQuestion: {
    title: (endpoint) => `${endpoint} schließen?`,
    keep: (others) =>
      others === 1
        ? 'Ein anderes Programm benutzt diese Sitzung und behält sie.'
        : `${others} andere Programme benutzen diese Sitzung und behalten sie.`,
    giveUp: 'Schließen gibt Ihren Anteil auf: was Sie hier beobachten, endet.',
    notOwn: 'Sie haben sie nicht selbst geöffnet, es gibt also nichts aufzugeben.',
    force:
      'Für alle schließen beendet sie sofort. Was die anderen gefragt haben, schlägt fehl, und sie müssen sie neu öffnen.',
    ok: 'Meine aufgeben',
    okForce: 'Für alle schließen',
  },
  menu: { browse: 'Knoten zeigen', close: 'Schließen…', copy: 'Endpunkt kopieren' },
  detail: {
    pick: 'Wählen Sie eine Sitzung, um ihre Knoten und Werte zu sehen.',
    ended: 'Diese Sitzung ist beendet.',
    endedHint: 'Öffnen Sie sie neu.',
    openAgain: 'Neu öffnen…',
    lost: (because) => `Die Verbindung ist verloren (${because}); die Werte stehen, bis sie wieder da ist.`,
    opening: 'Die Sitzung wird geöffnet…',
    back: 'Knoten ausblenden',
    sides: { node: 'Knoten', watch: 'Beobachten' },
    side: 'Knoten oder beobachtete Werte',
    watching: (count) => (count === 0 ? 'Beobachten' : `Beobachten ${count}`),
  },
  nodes: {
    title: 'Knoten',
    name: 'Name',
    kind: 'Art',
    waiting: 'Wird geladen…',
    failed: 'nicht lesbar; Eingabe versucht es wieder',
    empty: 'Dieser Server zeigt keine Knoten.',
    copy: 'NodeId kopieren',
    watch: 'Beobachten',
    reload: 'Neu lesen',
    kinds: {
      Object: 'Objekt',
      Variable: 'Variable',
      Method: 'Methode',
      ObjectType: 'Objekttyp',
      VariableType: 'Variablentyp',
      ReferenceType: 'Referenztyp',
      DataType: 'Datentyp',
      View: 'Sicht',
    },
  },
  node: {
    title: 'Knoten',
    pick: 'Wählen Sie einen Knoten, um Attribute und Wert zu sehen.',
    value: 'Wert',
    type: 'Typ',
    status: 'Status',
    time: 'Zeit',
    noTime: 'der Server nennt keine',
    empty: '(leer)',
    attributes: 'Attribute des Knotens',
  },
  watch: {
    title: 'Beobachten',
    none: 'Beobachtete Werte stehen hier. Wählen Sie eine Variable und drücken Sie W, oder ziehen Sie sie hierher.',
    columns: { name: 'Knoten', value: 'Wert', plot: 'Letzte 60 s', time: 'Zeit', status: 'Status' },
    remove: 'Entfernen',
    clear: 'Leeren',
    interval: 'Abstand',
    every: (milliseconds) => (milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`),
    waiting: 'wartet',
    refused: 'abgelehnt',
    ended: 'Die Sitzung ist beendet; das sind die letzten Werte.',
    failed: 'Diese Werte konnten nicht angefordert werden.',
    most: (most) => `Höchstens ${most} Werte werden zugleich beobachtet.`,
    plot: (latest, least, most) => `Letzte 60 Sekunden: zuletzt ${latest}, kleinster ${least}, größter ${most}`,
    noPlot: 'keine Zahl zu zeichnen',
    least: 'kleinster',
    largest: 'größter',
  },
}

export const sessionsText = { en, de }

/** How long ago: `12 s`, `4 min`, `2 h`, `3 d`. */
function age(milliseconds: number): string {
  const all = Math.max(0, Math.floor(milliseconds / 1000))
  if (all < 60) return `${all} s`
  if (all < 3600) return `${Math.floor(all / 60)} min`
  return all < 172_800 ? `${Math.floor(all / 3600)} h` : `${Math.floor(all / 86_400)} d`
}

function seconds(milliseconds: number): string {
  return age(Math.max(1000, milliseconds))
}
