import type { Standing } from '../stores/login'

/** Words of logging in, of the first administrator, of changing one's password. */
const en = {
  title: 'Log in',
  because: {
    needed: 'The user management of this computer is active. Log in; what you were doing then goes on by itself.',
    ended: 'Your login has ended, as it does when Keyswitch is started anew. Log in again; nothing you typed is lost.',
    wished: 'Log in as somebody else. What you have not saved stays.',
  },
  noUsers:
    'There are no users on this computer, so nobody can log in. Whoever owns its files can add one with “keyswitch db”.',
  name: 'Name',
  password: 'Password',
  missing: { name: 'your name', password: 'your password', current: 'your present password' },
  capsLock: 'Caps Lock is on.',
  logIn: 'Log in',
  logOff: 'Log off',
  logOffInstead: 'Log off instead',
  loggingIn: 'Logging in…',
  legacy: {
    explains:
      'This computer takes the old login only. It protects the password against nothing: whoever can listen between this page and the program reads it. An administrator can allow the protected login under Settings.',
    agree: 'Log in the old way',
  },
  again: {
    title: (name: string) => `Is it still you, ${name}?`,
    explains: 'Nothing was done for a while. Type your password to go on; nothing you typed is lost.',
    ok: 'Go on',
  },
  change: {
    title: 'Change password',
    must: (name: string) => `${name} must choose a new password before anything else.`,
    current: 'Present password',
    wrong: 'The present password is not right.',
    ok: 'Change password',
    fresh: 'New password',
  },
  setUp: {
    title: 'Set up this station',
    step: (step: number, of: number) => `Step ${step} of ${of}`,
    what: 'This computer gets a user management of its own. It protects the sessions that Keyswitch keeps open for other programs, and the settings on the pages of this computer.',
    consequences: [
      'From then on everybody has to log in: at these pages, and each program that connects to the daemon.',
      'Programs that are connected now are refused until they log in. Keyswitch shows how under Settings.',
      'There is no default account, and no way to read a password back. You choose the name and the password now.',
    ],
    next: 'Next',
    who: 'Choose the name and password of the first administrator, who can then add all others.',
    create: 'Create administrator',
    done: (name: string) => `${name} is the first administrator of this computer and is logged in.`,
    taken: 'Somebody else has set up this computer meanwhile. Log in instead.',
    afterwards:
      'Add at least one more administrator under Users and Groups: if the only password is lost, nobody can change users any more.',
  },
  who: (name: string, groups: readonly string[]) => (groups.length === 0 ? name : `${name} · ${groups.join(', ')}`),
  whoLabel: (name: string) => `Logged in as ${name}`,
  changePassword: 'Change password…',
  mayNotChange: 'Change password (not allowed)',
  asOther: 'Log in as somebody else',
  setUpStation: 'Set up this station…',
  welcome: {
    setUp: 'Set up this station',
    setUpAbout: 'Users for this computer itself: who may use the sessions it keeps open for other programs.',
  },
  locked: {
    out: { says: 'Log in to see this.', does: 'Log in' },
    'set-up': { says: 'This computer has no administrator yet.', does: 'Set up this station' },
    'change-password': { says: 'Choose a new password to see this.', does: 'Change password' },
  } satisfies Partial<Record<Standing, { says: string; does: string }>>,
}

type LoginText = typeof en

const de: LoginText = {
  title: 'Anmelden',
  because: {
    needed:
      'Die Benutzerverwaltung dieses Rechners ist aktiv. Melden Sie sich an; was Sie gerade taten, geht dann von selbst weiter.',
    ended:
      'Ihre Anmeldung ist beendet, zum Beispiel weil Keyswitch neu gestartet wurde. Melden Sie sich wieder an; nichts Eingegebenes ist verloren.',
    wished: 'Als jemand anderes anmelden. Was Sie nicht gespeichert haben, bleibt.',
  },
  noUsers:
    'Auf diesem Rechner gibt es keine Benutzer, also kann sich niemand anmelden. Wem seine Dateien gehören, der kann mit „keyswitch db“ einen hinzufügen.',
  name: 'Name',
  password: 'Passwort',
  missing: { name: 'Ihr Name', password: 'Ihr Passwort', current: 'Ihr jetziges Passwort' },
  capsLock: 'Die Feststelltaste ist an.',
  logIn: 'Anmelden',
  logOff: 'Abmelden',
  logOffInstead: 'Stattdessen abmelden',
  loggingIn: 'Anmeldung läuft…',
  legacy: {
    explains:
      'Dieser Rechner nimmt nur die alte Anmeldung an. Sie schützt das Passwort vor nichts: wer zwischen dieser Seite und dem Programm mithört, liest es. Ein Administrator kann unter Einstellungen die geschützte Anmeldung erlauben.',
    agree: 'Auf die alte Art anmelden',
  },
  again: {
    title: (name) => `Sind Sie es noch, ${name}?`,
    explains:
      'Eine Weile ist nichts geschehen. Geben Sie Ihr Passwort ein, um weiterzumachen; nichts Eingegebenes ist verloren.',
    ok: 'Weiter',
  },
  change: {
    title: 'Passwort ändern',
    must: (name) => `${name} muss vor allem anderen ein neues Passwort wählen.`,
    current: 'Jetziges Passwort',
    wrong: 'Das jetzige Passwort stimmt nicht.',
    ok: 'Passwort ändern',
    fresh: 'Neues Passwort',
  },
  setUp: {
    title: 'Diese Station einrichten',
    step: (step, of) => `Schritt ${step} von ${of}`,
    what: 'Dieser Rechner bekommt eine eigene Benutzerverwaltung. Sie schützt die Sitzungen, die Keyswitch für andere Programme offen hält, und die Einstellungen auf den Seiten dieses Rechners.',
    consequences: [
      'Von da an müssen sich alle anmelden: auf diesen Seiten, und jedes Programm, das sich mit dem Dienst verbindet.',
      'Programme, die jetzt verbunden sind, werden abgewiesen, bis sie sich anmelden. Wie, steht unter Einstellungen.',
      'Es gibt kein vorgegebenes Konto und keinen Weg, ein Passwort wieder auszulesen. Sie wählen jetzt Namen und Passwort.',
    ],
    next: 'Weiter',
    who: 'Wählen Sie Name und Passwort des ersten Administrators, der dann alle anderen hinzufügen kann.',
    create: 'Administrator anlegen',
    done: (name) => `${name} ist der erste Administrator dieses Rechners und ist angemeldet.`,
    taken: 'Jemand anderes hat diesen Rechner inzwischen eingerichtet. Melden Sie sich stattdessen an.',
    afterwards:
      'Fügen Sie unter Benutzer und Gruppen mindestens einen weiteren Administrator hinzu: geht das einzige Passwort verloren, kann niemand mehr Benutzer ändern.',
  },
  who: (name, groups) => (groups.length === 0 ? name : `${name} · ${groups.join(', ')}`),
  whoLabel: (name) => `Angemeldet als ${name}`,
  changePassword: 'Passwort ändern…',
  mayNotChange: 'Passwort ändern (nicht erlaubt)',
  asOther: 'Als jemand anderes anmelden',
  setUpStation: 'Diese Station einrichten…',
  welcome: {
    setUp: 'Diese Station einrichten',
    setUpAbout:
      'Benutzer für diesen Rechner selbst: wer die Sitzungen nutzen darf, die er für andere Programme offen hält.',
  },
  locked: {
    out: { says: 'Melden Sie sich an, um das zu sehen.', does: 'Anmelden' },
    'set-up': { says: 'Dieser Rechner hat noch keinen Administrator.', does: 'Diese Station einrichten' },
    'change-password': { says: 'Wählen Sie ein neues Passwort, um das zu sehen.', does: 'Passwort ändern' },
  },
}

export const loginText = { en, de }
