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
          settings: 'Help: Settings',
          activity: 'Help: Activity',
        }[page],
  about: {
    'users-and-groups':
      'Left: who may log in, each with the groups it is in. Right: the groups with their members; a group may be a member of another. Rights are given to groups only.',
    'access-rights':
      'Left: the objects of the controller. Right: what each group may do with the selected ones. What is not set on an object comes from the objects above it; a denial beats a grant.',
    sessions:
      'OPC UA sessions that are kept open on this computer and lent to its programs. Below a session: the nodes of its server, the attributes of one, and values that are followed. Certificates: which servers are trusted.',
    settings:
      'Who may log in to this computer’s sessions and how, how passwords are guarded, and how other programs connect. Every change holds at once, also for those who are logged in; the arrow beside a setting takes its last change back. At the side: whether this program starts with the computer and stays in the tray, and for whom passwords are kept in the system’s keychain.',
    activity:
      'Who logged in, who changed what, and when, on this computer. Each entry is chained to the one before by a hash, so that nothing can be changed or left out in the middle without it being seen. Note the last hash elsewhere to see, too, if the end is cut off.',
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
    settings: [
      ['Tab', 'from one setting to the next'],
      ['Enter', 'in a field: take over what was typed'],
      ['Esc', 'in a field: what was there before'],
      ['Space', 'tick, open a choice'],
    ],
    activity: [
      ['↑ · ↓', 'move; older entries come as you go on'],
      ['Ctrl+C', 'copy the entry'],
      ['F5', 'read again and verify the chain'],
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
    [shortcut('E'), 'export into a file'],
    [shortcut('M', { shift: true }), 'findings'],
    ['Alt+1 · Alt+2 · …', 'Users and Groups, Access Rights, and on this PC the pages after them'],
    ['Alt+0', 'this PC'],
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
          settings: 'Hilfe: Einstellungen',
          activity: 'Hilfe: Aktivität',
        }[page],
  about: {
    'users-and-groups':
      'Links: wer sich anmelden kann, jeweils mit seinen Gruppen. Rechts: die Gruppen mit ihren Mitgliedern; auch eine Gruppe kann Mitglied sein. Rechte erhalten nur Gruppen.',
    'access-rights':
      'Links: die Objekte der Steuerung. Rechts: was jede Gruppe mit den gewählten darf. Was auf einem Objekt nicht gesetzt ist, kommt von den Objekten darüber; eine Verweigerung schlägt eine Erlaubnis.',
    sessions:
      'OPC-UA-Sitzungen, die auf diesem Rechner offen gehalten und seinen Programmen geliehen werden. Unter einer Sitzung: die Knoten ihres Servers, die Attribute eines Knotens und beobachtete Werte. Zertifikate: welchen Servern vertraut wird.',
    settings:
      'Wer sich an den Sitzungen dieses Rechners anmelden darf und wie, wie Passwörter geschützt sind und wie sich andere Programme verbinden. Jede Änderung gilt sofort, auch für Angemeldete; der Pfeil neben einer Einstellung nimmt ihre letzte Änderung zurück. Daneben: ob dieses Programm mit dem Rechner startet und im Infobereich bleibt, und für wen Passwörter im Schlüsselbund des Systems gemerkt sind.',
    activity:
      'Wer sich angemeldet hat, wer wann was geändert hat, auf diesem Rechner. Jeder Eintrag ist durch einen Hash mit dem vorigen verkettet; so fällt auf, wenn dazwischen etwas geändert oder ausgelassen wird. Notieren Sie den letzten Hash anderswo, dann fällt auch ein abgeschnittenes Ende auf.',
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
    settings: [
      ['Tab', 'von einer Einstellung zur nächsten'],
      ['Eingabe', 'in einem Feld: übernehmen, was eingegeben ist'],
      ['Esc', 'in einem Feld: was vorher da stand'],
      ['Leertaste', 'ankreuzen, eine Auswahl öffnen'],
    ],
    activity: [
      ['↑ · ↓', 'bewegen; ältere Einträge kommen beim Weitergehen'],
      ['Strg+C', 'den Eintrag kopieren'],
      ['F5', 'neu lesen und die Kette prüfen'],
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
    [shortcut('E'), 'in eine Datei exportieren'],
    [shortcut('M', { shift: true }), 'Befunde'],
    ['Alt+1 · Alt+2 · …', 'Benutzer und Gruppen, Zugriffsrechte, bei diesem PC die weiteren Seiten'],
    ['Alt+0', 'dieser PC'],
    ['F6', 'von Meldungen zurück zur Seite'],
    ['F1', 'diese Hilfe'],
  ],
}

export const helpText = { en, de }
