const REFUSALS = {
  en: {
    title: 'Keyswitch: this address is used up',
    text: 'An address of Keyswitch opens one browser, once. Press Enter in the terminal where Keyswitch runs, or start it again, and open the new address it prints.',
  },
  de: {
    title: 'Keyswitch: diese Adresse ist verbraucht',
    text: 'Eine Adresse von Keyswitch öffnet einen Browser, einmal. Drücken Sie Enter im Terminal, in dem Keyswitch läuft, oder starten Sie es neu, und öffnen Sie die neue Adresse, die es ausgibt.',
  },
} as const

/** What a person sees who comes without a valid address: how to get one. Holds nothing of the request. */
export function refusalPage(acceptLanguage = ''): string {
  const language = /^\s*de\b/i.test(acceptLanguage) ? 'de' : 'en'
  const { title, text } = REFUSALS[language]
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<h1>${title}</h1>
<p>${text}</p>
</html>
`
}
