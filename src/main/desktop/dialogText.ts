import type { DesktopLanguage } from './menuText'

/** The few words the program says without its page, because the page cannot. */
export const DIALOG_TEXT = {
  en: {
    lose: 'The page does not answer, and there are unsaved changes.',
    loseDetail: 'Cancel keeps them, and the page may come back. Closing now loses them.',
    closeAnyway: 'Close and lose them',
    cancel: 'Cancel',
    gone: 'The page has stopped.',
    goneDetail: 'Your unsaved changes are still there. Show the page again?',
    show: 'Show again',
    close: 'Close',
    noStart: 'Keyswitch cannot start',
    peers: (count: number | null) =>
      count === null
        ? 'Other programs may be connected.'
        : count === 1
          ? 'One program is connected.'
          : `${count} programs are connected.`,
    peersDetail:
      'Quitting sends them away, and the sessions they use end. Closing the window keeps everything running.',
    quit: 'Quit',
    inTray: 'Keyswitch keeps running',
    inTrayDetail:
      'Programs stay connected. The icon in the tray opens the window again and quits; Settings changes this.',
    about: (version: string) => `Keyswitch ${version}`,
    aboutDetail: 'Configures who may do what on a controller: users, groups and access rights.',
    ok: 'OK',
  },
  de: {
    lose: 'Die Seite antwortet nicht, und es gibt nicht gespeicherte Änderungen.',
    loseDetail: 'Abbrechen behält sie, und vielleicht kommt die Seite wieder. Schließen verwirft sie.',
    closeAnyway: 'Schließen und verwerfen',
    cancel: 'Abbrechen',
    gone: 'Die Seite ist ausgefallen.',
    goneDetail: 'Ihre nicht gespeicherten Änderungen sind noch da. Die Seite wieder zeigen?',
    show: 'Wieder zeigen',
    close: 'Schließen',
    noStart: 'Keyswitch kann nicht starten',
    peers: (count: number | null) =>
      count === null
        ? 'Vielleicht sind andere Programme verbunden.'
        : count === 1
          ? 'Ein Programm ist verbunden.'
          : `${count} Programme sind verbunden.`,
    peersDetail:
      'Beenden trennt sie, und die Sitzungen, die sie verwenden, enden. Das Fenster zu schließen lässt alles weiterlaufen.',
    quit: 'Beenden',
    inTray: 'Keyswitch läuft weiter',
    inTrayDetail:
      'Programme bleiben verbunden. Das Symbol in der Leiste öffnet das Fenster wieder und beendet; in den Einstellungen lässt sich das ändern.',
    about: (version: string) => `Keyswitch ${version}`,
    aboutDetail: 'Legt fest, wer auf einer Steuerung was darf: Benutzer, Gruppen und Zugriffsrechte.',
    ok: 'OK',
  },
} as const

/** In the person's language. */
export function dialogText(language: DesktopLanguage): (typeof DIALOG_TEXT)['en' | 'de'] {
  return DIALOG_TEXT[language]
}
