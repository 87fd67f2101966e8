const EN = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  help: '&Help',
  openFolder: '&Open Folder…',
  openFile: 'Open &File…',
  save: '&Save',
  undo: '&Undo',
  redo: '&Redo',
  find: '&Find in This Page',
  everywhere: 'Find &Anything…',
  page: {
    'users-and-groups': 'Users and Groups',
    'access-rights': 'Access Rights',
    sessions: 'Sessions',
    settings: 'Settings',
    activity: 'Activity',
  },
  helpPage: 'Explain This &Page',
  about: '&About Keyswitch',
  // Electron's own labels are English.
  roles: {} as Partial<Record<string, string>>,
  sessions: (count: number) => (count === 1 ? '1 session is open' : `${count} sessions are open`),
  peers: (count: number) => (count === 1 ? '1 program is connected' : `${count} programs are connected`),
  joined: 'Another Keyswitch lets programs in',
  paused: 'Paused: no other program is let in',
  off: 'No other program can connect',
  locked: 'Locked: nobody is logged in',
  user: (name: string) => `${name} is logged in`,
  open: 'Open Keyswitch',
  copyAddress: 'Copy Address',
  start: 'Start with the Computer',
  pause: 'Pause',
  resume: 'Let Programs In Again',
  quit: 'Quit Keyswitch',
}

const DE: typeof EN = {
  file: '&Datei',
  edit: '&Bearbeiten',
  view: '&Ansicht',
  help: '&Hilfe',
  openFolder: '&Ordner öffnen …',
  openFile: 'Da&tei öffnen …',
  save: '&Speichern',
  undo: '&Rückgängig',
  redo: '&Wiederholen',
  find: 'Auf dieser Seite &suchen',
  everywhere: '&Überall suchen …',
  page: {
    'users-and-groups': 'Benutzer und Gruppen',
    'access-rights': 'Zugriffsrechte',
    sessions: 'Sitzungen',
    settings: 'Einstellungen',
    activity: 'Aktivität',
  },
  helpPage: 'Diese &Seite erklären',
  about: 'Ü&ber Keyswitch',
  roles: {
    close: 'Fenster schließen',
    quit: 'Beenden',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    resetZoom: 'Originalgröße',
    zoomIn: 'Größer',
    zoomOut: 'Kleiner',
    togglefullscreen: 'Vollbild',
  },
  sessions: (count) => (count === 1 ? '1 Sitzung ist offen' : `${count} Sitzungen sind offen`),
  peers: (count) => (count === 1 ? '1 Programm ist verbunden' : `${count} Programme sind verbunden`),
  joined: 'Ein anderes Keyswitch lässt Programme ein',
  paused: 'Angehalten: kein anderes Programm wird eingelassen',
  off: 'Kein anderes Programm kann sich verbinden',
  locked: 'Gesperrt: niemand ist angemeldet',
  user: (name) => `${name} ist angemeldet`,
  open: 'Keyswitch öffnen',
  copyAddress: 'Adresse kopieren',
  start: 'Mit dem Computer starten',
  pause: 'Anhalten',
  resume: 'Programme wieder einlassen',
  quit: 'Keyswitch beenden',
}

export type DesktopLanguage = 'en' | 'de'

/** What stands in the menus of window and tray. */
export function menuText(language: DesktopLanguage): typeof EN {
  return language === 'de' ? DE : EN
}

/** The person's choice, else the system's. */
export function desktopLanguage(chosen: 'system' | DesktopLanguage, locale: string): DesktopLanguage {
  if (chosen !== 'system') return chosen
  return locale.startsWith('de') ? 'de' : 'en'
}
