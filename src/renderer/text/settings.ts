import type { Security, SecurityProblem } from '../../contract/security'
import type { Setting } from '../stores/security'

type Authentication = Security['authenticationType']
type Policy = { tone: 'good' | 'warn'; says: string }

/** How long, in words: `5 minutes`, `1 hour 30 minutes`. */
function durationEn(seconds: number): string {
  return partsOf(seconds, ['hour', 'minute', 'second'], (count, word) => (count === 1 ? word : `${word}s`))
}
function durationDe(seconds: number): string {
  return partsOf(seconds, ['Stunde', 'Minute', 'Sekunde'], (count, word) => (count === 1 ? word : `${word}n`))
}

/** Words of the Settings page. */
const en = {
  security: 'Security',
  deactivated: 'This station is not set up: nobody needs to log in. These settings hold from the moment it is.',
  setUp: 'Set up this station…',
  file: 'File',
  copyFile: 'Copy the path of the file',
  key: (key: string) => `Key in the file: ${key}`,
  names: {
    authenticationType: 'How passwords travel',
    rsaKeyLength: 'Key length',
    enforce: 'A login is always needed',
    editTimeout: 'Ask again after',
    passwordPolicy: 'Only good passwords',
    loginLock: 'Lock after wrong passwords',
  } satisfies Record<Setting, string> as Record<Setting, string>,
  about: {
    authenticationType:
      'How a program that logs in sends the password to this computer. Matters for every program that connects, and for controllers whose settings are the same.',
    rsaKeyLength:
      'Length of the RSA key that passwords are encrypted with on their way. Longer is slower: with 4096 bits making a key takes seconds, in the background.',
    enforce:
      'While there is no user, only the first administrator can be created, and nothing else is possible. Once there are users, a login is needed in any case.',
    editTimeout:
      'Whoever may change users, rights or these settings and has done nothing for this long gives the password again before the next change. Edits on the page stay. 0 turns it off.',
    passwordPolicy:
      'A new password needs 8 characters, must not be easy to guess, and not be the user name or the present password. Passwords there are already stay as they are.',
    loginLock:
      'After so many wrong passwords in a row a name cannot log in for a while, with the right password either. It ends early when an administrator sets a new password, or Keyswitch starts anew. 0 turns it off.',
  } satisfies Record<Setting, string> as Record<Setting, string>,
  authentication: {
    ONLY_ASYMMETRIC: 'Only encrypted',
    AUTO_NEGOTIATE: 'Encrypted where possible',
    ONLY_LEGACY: 'Only the old way',
  } satisfies Record<Authentication, string> as Record<Authentication, string>,
  authenticationAbout: {
    ONLY_ASYMMETRIC: 'Every password is encrypted. Clients older than V3.5 SP16 cannot log in.',
    AUTO_NEGOTIATE:
      'Clients from V3.5 SP16 on encrypt. Older ones use the old way, which whoever listens on the line can read.',
    ONLY_LEGACY:
      'No password is encrypted: whoever listens on the line can read it. For old clients only, never for long.',
  } satisfies Record<Authentication, string> as Record<Authentication, string>,
  bits: (bits: number) => `${bits} bits`,
  enforceOff:
    'Off: while there is no user, nobody can create one by logging in, and every access is refused; only the command line on this computer helps then.',
  enforceLater: 'Setting up this station switches it on.',
  policyOff: 'Off: anything of 1 to 59 bytes is taken, also “12345678”.',
  attempts: 'Wrong passwords',
  lockedFor: 'Locked for',
  off: 'off',
  duration: (seconds: number) => (seconds === 0 ? 'off' : durationEn(seconds)),
  faults: {
    duration: 'Write 5:00, 300 s, 5 min or 1 h; 0 for off.',
    range: (most: string) => `At most ${most}.`,
    attempts: 'A whole number from 0 to 1000; 0 for off.',
  },
  takeBack: (was: string) => `Take back, it was: ${was}`,
  on: 'on',
  fixed: (why: string) => `You can look at these settings but not change them. ${why}`,
  problem: ({ line, key, value }: SecurityProblem) =>
    `Line ${line} is not understood: ${key}=${value}. What is shown here holds instead.`,
  policyNow: 'What holds now',
  policy: policyEn,
  programs: 'How a program connects',
  address: 'Address',
  token: 'Token in',
  copyAddress: 'Copy the address',
  copyToken: 'Copy the path of the token file',
  noToken: 'No token is needed: whoever reaches the address is let in.',
  anotherToken: 'Another Keyswitch answers there; its settings say where its token is.',
  snippetAbout: (language: 'shell' | 'node'): string =>
    language === 'shell'
      ? 'A shell with netcat. The token is read from its file and never shown.'
      : 'Node.js on the command line. The token is read from its file and never shown.',
  copySnippet: 'Copy the lines',
  loginFirst:
    'A program logs in first, with the commands loginBegin and login; the command line with “keyswitch login --user NAME”. Until then everything but ping is refused.',
  nobody: (problem: string) =>
    problem === ''
      ? 'No other program can connect: nothing listens for them. “keyswitch daemon” does.'
      : `No other program can connect: ${problem}`,
  window: 'Appearance',
}

type SettingsText = typeof en

const de: SettingsText = {
  security: 'Sicherheit',
  deactivated:
    'Diese Station ist nicht eingerichtet: niemand muss sich anmelden. Diese Einstellungen gelten, sobald sie es ist.',
  setUp: 'Diese Station einrichten…',
  file: 'Datei',
  copyFile: 'Den Pfad der Datei kopieren',
  key: (key) => `Schlüssel in der Datei: ${key}`,
  names: {
    authenticationType: 'Wie Passwörter reisen',
    rsaKeyLength: 'Schlüssellänge',
    enforce: 'Anmeldung immer nötig',
    editTimeout: 'Neu fragen nach',
    passwordPolicy: 'Nur gute Passwörter',
    loginLock: 'Sperre nach Fehlversuchen',
  },
  about: {
    authenticationType:
      'Wie ein Programm, das sich anmeldet, das Passwort an diesen Rechner schickt. Gilt für jedes Programm, das sich verbindet, und für Steuerungen mit denselben Einstellungen.',
    rsaKeyLength:
      'Länge des RSA-Schlüssels, mit dem Passwörter unterwegs verschlüsselt sind. Länger ist langsamer: bei 4096 Bit dauert das Erzeugen Sekunden, im Hintergrund.',
    enforce:
      'Solange es keinen Benutzer gibt, kann nur der erste Administrator angelegt werden, sonst nichts. Sobald es Benutzer gibt, ist in jedem Fall eine Anmeldung nötig.',
    editTimeout:
      'Wer Benutzer, Rechte oder diese Einstellungen ändern darf und so lange nichts getan hat, gibt vor der nächsten Änderung das Passwort noch einmal ein. Änderungen auf der Seite bleiben. 0 schaltet es ab.',
    passwordPolicy:
      'Ein neues Passwort braucht 8 Zeichen, darf nicht leicht zu erraten sein und weder Benutzername noch jetziges Passwort sein. Vorhandene Passwörter bleiben, wie sie sind.',
    loginLock:
      'Nach so vielen falschen Passwörtern in Folge kann sich ein Name eine Weile nicht anmelden, auch nicht mit dem richtigen. Es endet früher, wenn ein Administrator ein neues Passwort setzt oder Keyswitch neu startet. 0 schaltet es ab.',
  },
  authentication: {
    ONLY_ASYMMETRIC: 'Nur verschlüsselt',
    AUTO_NEGOTIATE: 'Wenn möglich verschlüsselt',
    ONLY_LEGACY: 'Nur auf alte Art',
  },
  authenticationAbout: {
    ONLY_ASYMMETRIC: 'Jedes Passwort ist verschlüsselt. Clients vor V3.5 SP16 können sich nicht anmelden.',
    AUTO_NEGOTIATE:
      'Clients ab V3.5 SP16 verschlüsseln. Ältere nutzen die alte Art, die jeder lesen kann, der die Leitung abhört.',
    ONLY_LEGACY:
      'Kein Passwort ist verschlüsselt: wer die Leitung abhört, kann es lesen. Nur für alte Clients, nie auf Dauer.',
  },
  bits: (bits) => `${bits} Bit`,
  enforceOff:
    'Aus: solange es keinen Benutzer gibt, kann sich niemand anmelden, um einen anzulegen, und jeder Zugriff wird abgelehnt; dann hilft nur die Befehlszeile auf diesem Rechner.',
  enforceLater: 'Das Einrichten der Station schaltet es ein.',
  policyOff: 'Aus: alles von 1 bis 59 Bytes wird genommen, auch „12345678“.',
  attempts: 'Falsche Passwörter',
  lockedFor: 'Gesperrt für',
  off: 'aus',
  duration: (seconds) => (seconds === 0 ? 'aus' : durationDe(seconds)),
  faults: {
    duration: 'Schreiben Sie 5:00, 300 s, 5 min oder 1 h; 0 für aus.',
    range: (most) => `Höchstens ${most}.`,
    attempts: 'Eine ganze Zahl von 0 bis 1000; 0 für aus.',
  },
  takeBack: (was) => `Zurücknehmen, es war: ${was}`,
  on: 'an',
  fixed: (why) => `Sie können diese Einstellungen ansehen, aber nicht ändern. ${why}`,
  problem: ({ line, key, value }) =>
    `Zeile ${line} ist nicht verständlich: ${key}=${value}. Stattdessen gilt, was hier steht.`,
  policyNow: 'Was jetzt gilt',
  policy: policyDe,
  programs: 'So verbindet sich ein Programm',
  address: 'Adresse',
  token: 'Token in',
  copyAddress: 'Die Adresse kopieren',
  copyToken: 'Den Pfad der Token-Datei kopieren',
  noToken: 'Kein Token nötig: wer die Adresse erreicht, wird eingelassen.',
  anotherToken: 'Dort antwortet ein anderes Keyswitch; seine Einstellungen sagen, wo sein Token liegt.',
  snippetAbout: (language) =>
    language === 'shell'
      ? 'Eine Shell mit netcat. Das Token wird aus seiner Datei gelesen und nie gezeigt.'
      : 'Node.js auf der Befehlszeile. Das Token wird aus seiner Datei gelesen und nie gezeigt.',
  copySnippet: 'Die Zeilen kopieren',
  loginFirst:
    'Ein Programm meldet sich zuerst an, mit den Befehlen loginBegin und login; die Befehlszeile mit „keyswitch login --user NAME“. Bis dahin wird alles außer ping abgelehnt.',
  nobody: (problem) =>
    problem === ''
      ? 'Kein anderes Programm kann sich verbinden: nichts wartet auf sie. „keyswitch daemon“ tut es.'
      : `Kein anderes Programm kann sich verbinden: ${problem}`,
  window: 'Darstellung',
}

export const settingsText = { en, de }

/** What the settings come to, in sentences. */
function policyEn(security: Security, deactivated: boolean): Policy[] {
  const { authenticationType, rsaKeyLength, editTimeout, passwordPolicy, enforce, loginLock } = security
  const locks = loginLock.attempts > 0 && loginLock.seconds > 0
  return [
    deactivated
      ? warn('Nobody needs to log in: this station is not set up. What follows holds once it is.')
      : enforce
        ? good('Nothing is possible without a login, not even while there is no user.')
        : warn('While there is no user, nobody can log in and every access is refused.'),
    authenticationType === 'ONLY_ASYMMETRIC'
      ? good(`Every password is encrypted on its way, with ${rsaKeyLength} bits.`)
      : authenticationType === 'AUTO_NEGOTIATE'
        ? warn(
            `Passwords are encrypted on their way with ${rsaKeyLength} bits, but old programs may send theirs readable.`,
          )
        : warn('Every password can be read on its way.'),
    passwordPolicy ? good('New passwords are hard to guess.') : warn('New passwords may be as easy to guess as “1”.'),
    locks
      ? good(
          `After ${loginLock.attempts} wrong ${loginLock.attempts === 1 ? 'password' : 'passwords'} a name is locked for ${durationEn(loginLock.seconds)}.`,
        )
      : warn('Passwords may be tried without end.'),
    editTimeout > 0
      ? good(`Who configures and is idle for ${durationEn(editTimeout)} gives the password again.`)
      : warn('Who has logged in may configure until logging off, however long nobody sits there.'),
  ]
}

function policyDe(security: Security, deactivated: boolean): Policy[] {
  const { authenticationType, rsaKeyLength, editTimeout, passwordPolicy, enforce, loginLock } = security
  const locks = loginLock.attempts > 0 && loginLock.seconds > 0
  return [
    deactivated
      ? warn('Niemand muss sich anmelden: diese Station ist nicht eingerichtet. Das Weitere gilt, sobald sie es ist.')
      : enforce
        ? good('Ohne Anmeldung geht nichts, auch nicht, solange es keinen Benutzer gibt.')
        : warn('Solange es keinen Benutzer gibt, kann sich niemand anmelden, und jeder Zugriff wird abgelehnt.'),
    authenticationType === 'ONLY_ASYMMETRIC'
      ? good(`Jedes Passwort ist unterwegs mit ${rsaKeyLength} Bit verschlüsselt.`)
      : authenticationType === 'AUTO_NEGOTIATE'
        ? warn(
            `Passwörter sind unterwegs mit ${rsaKeyLength} Bit verschlüsselt, alte Programme dürfen ihres aber lesbar schicken.`,
          )
        : warn('Jedes Passwort ist unterwegs lesbar.'),
    passwordPolicy
      ? good('Neue Passwörter sind schwer zu erraten.')
      : warn('Neue Passwörter dürfen so leicht zu erraten sein wie „1“.'),
    locks
      ? good(
          `Nach ${loginLock.attempts === 1 ? 'einem falschen Passwort' : `${loginLock.attempts} falschen Passwörtern`} ist ein Name gesperrt: ${durationDe(loginLock.seconds)}.`,
        )
      : warn('Passwörter lassen sich ohne Ende ausprobieren.'),
    editTimeout > 0
      ? good(`Wer konfiguriert und nichts tut (${durationDe(editTimeout)}), gibt das Passwort noch einmal ein.`)
      : warn('Wer angemeldet ist, darf bis zum Abmelden konfigurieren, gleich wie lange niemand davor sitzt.'),
  ]
}

function good(says: string): Policy {
  return { tone: 'good', says }
}
function warn(says: string): Policy {
  return { tone: 'warn', says }
}

type Word = (count: number, word: string) => string

function partsOf(seconds: number, [hour, minute, second]: readonly [string, string, string], word: Word): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), hour],
    [Math.floor((seconds % 3600) / 60), minute],
    [seconds % 60, second],
  ]
  const said = parts.flatMap(([count, name]) => (count === 0 ? [] : [`${count} ${word(count, name)}`]))
  return said.length === 0 ? `0 ${word(0, second)}` : said.join(' ')
}
