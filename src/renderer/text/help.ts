import type { Page } from '../stores/database'
import type { StationPage } from '../stores/station'

/** A page that has its own help. */
export type HelpPage = Page | StationPage

type Row = readonly [keys: string, does: string]
type Shortcut = (key: string, options?: { shift: boolean }) => string

const en = {
  title: (page: HelpPage | undefined): string =>
    page === undefined
      ? 'Help'
      : {
          'users-and-groups': 'Help: Users and Groups',
          'access-rights': 'Help: Access Rights',
          sessions: 'Help: Sessions',
        }[page],
  about: {
    'users-and-groups':
      'Left: who may log in, each with the groups it is in. Right: the groups with their members; a group may be a member of another. Rights are given to groups only.',
    'access-rights':
      'Left: the objects of the controller. Right: what each group may do with the selected ones. What is not set on an object comes from the objects above it; a denial beats a grant.',
    sessions:
      'OPC UA sessions that are kept open on this computer and lent to its programs. Below a session: the nodes of its server, the attributes of one, and values that are followed. Certificates: which servers are trusted.',
  },
  pages: {
    'users-and-groups': [
      ['↑ · ↓', 'move; with Shift extend the selection'],
      ['← · →', 'close and open a row'],
      ['Ins', 'add a user, or in the right pane a group'],
      ['Enter', 'edit'],
      ['F2', 'rename'],
      ['M', 'choose the groups of the selected users, or of the group'],
      ['Del', 'delete; on a member: take it out of that group'],
      ['Ctrl+A', 'select all'],
      ['Menu', 'everything that can be done with the selection'],
    ],
    'access-rights': [
      ['↑ · ↓ · ← · →', 'move among groups and rights; with Shift extend the selection'],
      ['Space', 'grant, deny, neutral in turn'],
      ['+', 'grant'],
      ['−', 'deny'],
      ['0', 'neutral: as above'],
    ],
    sessions: [
      ['Ins', 'open a session'],
      ['Enter', 'on a session: to its nodes; on a variable: watch it; on another node: open or close it'],
      ['← · →', 'close and open a node'],
      ['W', 'watch the selected nodes'],
      ['Ctrl+C', 'copy the NodeId, the endpoint or the fingerprint'],
      ['F5', 'read again'],
      ['Del', 'close the session; stop watching; forget the certificate'],
      ['+ · −', 'trust and reject the selected certificate'],
      ['Menu', 'everything that can be done with the selection'],
    ],
  } satisfies Record<HelpPage, readonly Row[]> as Record<HelpPage, readonly Row[]>,
  everywhereTitle: 'Everywhere',
  everywhere: (shortcut: Shortcut): readonly Row[] => [
    [shortcut('K'), 'find any user, group, object or command'],
    [shortcut('F'), 'go to the filter'],
    [shortcut('S'), 'save'],
    [shortcut('Z'), 'undo'],
    [shortcut('Z', { shift: true }), 'redo'],
    [shortcut('O'), 'open a folder'],
    [shortcut('M', { shift: true }), 'findings'],
    ['Alt+1 · Alt+2', 'Users and Groups, Access Rights'],
    ['Alt+0', 'this PC: Sessions'],
    ['F6', 'from messages back to the page'],
    ['F1', 'this help'],
  ],
}

const de: typeof en = {
  title: (page) =>
    page === undefined
      ? 'Hilfe'
      : {
          'users-and-groups': 'Hilfe: Benutzer und Gruppen',
          'access-rights': 'Hilfe: Zugriffsrechte',
          sessions: 'Hilfe: Sitzungen',
        }[page],
  about: {
    'users-and-groups':
      'Links: wer sich anmelden kann, jeweils mit seinen Gruppen. Rechts: die Gruppen mit ihren Mitgliedern; auch eine Gruppe kann Mitglied sein. Rechte erhalten nur Gruppen.',
    'access-rights':
      'Links: die Objekte der Steuerung. Rechts: was jede Gruppe mit den gewählten darf. Was auf einem Objekt nicht gesetzt ist, kommt von den Objekten darüber; eine Verweigerung schlägt eine Erlaubnis.',
    sessions:
      'OPC-UA-Sitzungen, die auf diesem Rechner offen gehalten und seinen Programmen geliehen werden. Unter einer Sitzung: die Knoten ihres Servers, die Attribute eines Knotens und beobachtete Werte. Zertifikate: welchen Servern vertraut wird.',
  },
  pages: {
    'users-and-groups': [
      ['↑ · ↓', 'bewegen; mit Umschalt die Auswahl erweitern'],
      ['← · →', 'eine Zeile schließen und öffnen'],
      ['Einfg', 'einen Benutzer hinzufügen, rechts eine Gruppe'],
      ['Eingabe', 'bearbeiten'],
      ['F2', 'umbenennen'],
      ['M', 'Gruppen der gewählten Benutzer oder der Gruppe wählen'],
      ['Entf', 'löschen; auf einem Mitglied: aus dieser Gruppe nehmen'],
      ['Strg+A', 'alles auswählen'],
      ['Menü', 'alles, was mit der Auswahl möglich ist'],
    ],
    'access-rights': [
      ['↑ · ↓ · ← · →', 'durch Gruppen und Rechte gehen; mit Umschalt die Auswahl erweitern'],
      ['Leertaste', 'der Reihe nach erlauben, verweigern, neutral'],
      ['+', 'erlauben'],
      ['−', 'verweigern'],
      ['0', 'neutral: wie darüber'],
    ],
    sessions: [
      ['Einfg', 'eine Sitzung öffnen'],
      ['Eingabe', 'auf einer Sitzung: zu ihren Knoten; auf einer Variablen: beobachten; sonst öffnen oder schließen'],
      ['← · →', 'einen Knoten schließen und öffnen'],
      ['W', 'die gewählten Knoten beobachten'],
      ['Strg+C', 'NodeId, Endpunkt oder Fingerabdruck kopieren'],
      ['F5', 'neu lesen'],
      ['Entf', 'Sitzung schließen; nicht mehr beobachten; Zertifikat vergessen'],
      ['+ · −', 'dem gewählten Zertifikat vertrauen, es ablehnen'],
      ['Menü', 'alles, was mit der Auswahl möglich ist'],
    ],
  },
  everywhereTitle: 'Überall',
  everywhere: (shortcut) => [
    [shortcut('K'), 'Benutzer, Gruppe, Objekt oder Befehl suchen'],
    [shortcut('F'), 'zum Filter'],
    [shortcut('S'), 'speichern'],
    [shortcut('Z'), 'rückgängig'],
    [shortcut('Z', { shift: true }), 'wiederholen'],
    [shortcut('O'), 'einen Ordner öffnen'],
    [shortcut('M', { shift: true }), 'Befunde'],
    ['Alt+1 · Alt+2', 'Benutzer und Gruppen, Zugriffsrechte'],
    ['Alt+0', 'dieser PC: Sitzungen'],
    ['F6', 'von Meldungen zurück zur Seite'],
    ['F1', 'diese Hilfe'],
  ],
}

export const helpText = { en, de }
