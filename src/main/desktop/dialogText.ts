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
  },
} as const

/** In the language of the system. */
export function dialogText(locale: string): (typeof DIALOG_TEXT)['en' | 'de'] {
  return DIALOG_TEXT[locale.startsWith('de') ? 'de' : 'en']
}
