/** Words of the Import dialog. */
const en = {
  title: 'Import from another database',
  from: 'From',
  noOther: 'Users and groups are taken from another database that is open. Open one first.',
  open: 'Open…',
  users: 'Users',
  groups: 'Groups',
  pick: 'Choose with a click; Shift and Ctrl choose several, Ctrl+A all. What exists here already is not listed.',
  nothing: 'Everything in it exists here already.',
  rights: 'Groups come with their rights',
  passwords: 'Passwords are not imported: every user gets one here.',
  way: 'Passwords',
  one: 'One for all',
  each: 'One for each',
  must: 'They must change it at first login',
  fixed: (names: readonly string[]) =>
    `Not ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}: may not change the password.`,
  tooMany: (most: number) => `One for each is possible for up to ${most} users.`,
  next: 'Next',
  back: 'Back',
  ok: (users: number, groups: number) =>
    `Import ${[users === 0 ? '' : `${users} ${users === 1 ? 'user' : 'users'}`, groups === 0 ? '' : `${groups} ${groups === 1 ? 'group' : 'groups'}`].filter(Boolean).join(' and ')}`,
  progress: (done: number, total: number) => `${done} of ${total}`,
  working: 'Importing',
  stopping: 'Cancelling…',
  missingEach: (names: readonly string[]) =>
    `a good password for ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`,
}

const de: typeof en = {
  title: 'Aus einer anderen Datenbank übernehmen',
  from: 'Aus',
  noOther: 'Benutzer und Gruppen werden aus einer anderen geöffneten Datenbank übernommen. Öffnen Sie zuerst eine.',
  open: 'Öffnen…',
  users: 'Benutzer',
  groups: 'Gruppen',
  pick: 'Mit Klick wählen; Umschalt und Strg wählen mehrere, Strg+A alle. Was es hier schon gibt, ist nicht aufgeführt.',
  nothing: 'Alles daraus gibt es hier schon.',
  rights: 'Gruppen kommen mit ihren Rechten',
  passwords: 'Passwörter werden nicht übernommen: jeder Benutzer erhält hier eines.',
  way: 'Passwörter',
  one: 'Eines für alle',
  each: 'Für jeden eines',
  must: 'Sie müssen es bei der ersten Anmeldung ändern',
  fixed: (names) =>
    `Nicht ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}: darf das Passwort nicht ändern.`,
  tooMany: (most) => `Für jeden eines geht bis zu ${most} Benutzern.`,
  next: 'Weiter',
  back: 'Zurück',
  ok: (users, groups) =>
    `${[users === 0 ? '' : `${users} Benutzer`, groups === 0 ? '' : `${groups} ${groups === 1 ? 'Gruppe' : 'Gruppen'}`].filter(Boolean).join(' und ')} übernehmen`,
  progress: (done, total) => `${done} von ${total}`,
  working: 'Wird übernommen',
  stopping: 'Wird abgebrochen…',
  missingEach: (names) => `ein gutes Passwort für ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`,
}

export const importText = { en, de }
