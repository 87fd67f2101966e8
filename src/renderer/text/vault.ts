import type { VaultKind, VaultState } from '../../contract/desktop'

type Because = NonNullable<VaultState['because']>

/** Words of kept passwords and of the system's keychain. */
const en = {
  title: 'Kept passwords',
  inKeychain: 'They are kept in the system’s keychain, where only your account reads them.',
  inMemory: 'They are kept in memory until Keyswitch ends, never on the disk.',
  because: {
    'not-installed':
      'The part of Keyswitch that speaks to the keychain is not installed. Install Keyswitch again, on Linux after the package libsecret.',
    'no-service': 'No keychain answers on this computer. On Linux start GNOME Keyring or KWallet, then try again.',
    locked: 'The keychain is locked. Unlock it with the system’s own program for passwords, then try again.',
    'no-answer':
      'The keychain did not answer in time. See whether it asks something in a window of its own, then try again.',
    crashed: 'The keychain broke off while it was asked. Try again; if it happens again, start this computer anew.',
    'not-kept':
      'The keychain took a value on trial and did not give it back. See whether it is full or read-only, then try again.',
    'turned-off': 'KEYSWITCH_KEYCHAIN turns it off. Start Keyswitch without it to use the keychain.',
  } satisfies Record<Because, string> as Record<Because, string>,
  again: 'Try again',
  trying: 'Trying…',
  none: 'None. A password is kept only where you tick it, when you open a session.',
  list: 'Kept passwords',
  kinds: {
    controller: 'Password of a server',
    'client-key': 'Passphrase of a client key',
    'daemon-token': 'Token of the daemon',
  } satisfies Record<VaultKind, string> as Record<VaultKind, string>,
  kept: (when: string) => `kept ${when}`,
  thisRun: 'until Keyswitch ends',
  forget: 'Forget',
  forgetOne: (name: string) => `Forget the password for ${name}`,
  forgetTitle: 'Forget this password?',
  forgetBody: (lasting: boolean) =>
    `${lasting ? 'It is removed from the keychain, too.' : 'It is in memory only.'} Whoever connects next types it again.`,
  /** When a session is opened. */
  remember: 'Remember the password in the system’s keychain',
  rememberHere: 'Remember the password until Keyswitch ends',
  rememberWhy: (because: string) => `It cannot go into the system’s keychain. ${because}`,
  rememberedUser: (name: string) => `${name}, with the kept password`,
  notReadable: (name: string) => `The kept password of ${name} cannot be read now. Type it.`,
  notListed: (why: string) => `Whether a password is kept for this server is not known: ${why}`,
}

type VaultText = typeof en

const de: VaultText = {
  title: 'Aufbewahrte Passwörter',
  inKeychain: 'Sie liegen im Schlüsselbund des Systems, wo nur Ihr Konto sie liest.',
  inMemory: 'Sie liegen im Speicher, bis Keyswitch endet, nie auf der Platte.',
  because: {
    'not-installed':
      'Der Teil von Keyswitch, der mit dem Schlüsselbund spricht, ist nicht installiert. Installieren Sie Keyswitch neu, unter Linux nach dem Paket libsecret.',
    'no-service':
      'Auf diesem Rechner antwortet kein Schlüsselbund. Starten Sie unter Linux GNOME-Keyring oder KWallet und versuchen Sie es erneut.',
    locked:
      'Der Schlüsselbund ist gesperrt. Entsperren Sie ihn mit dem Programm des Systems für Passwörter und versuchen Sie es erneut.',
    'no-answer':
      'Der Schlüsselbund hat nicht rechtzeitig geantwortet. Sehen Sie nach, ob er in einem eigenen Fenster etwas fragt, und versuchen Sie es erneut.',
    crashed:
      'Der Schlüsselbund ist beim Fragen abgebrochen. Versuchen Sie es erneut; geschieht es wieder, starten Sie den Rechner neu.',
    'not-kept':
      'Der Schlüsselbund hat einen Probewert genommen und nicht wieder hergegeben. Sehen Sie nach, ob er voll oder schreibgeschützt ist, und versuchen Sie es erneut.',
    'turned-off': 'KEYSWITCH_KEYCHAIN schaltet ihn ab. Starten Sie Keyswitch ohne diese Variable, um ihn zu nutzen.',
  },
  again: 'Erneut versuchen',
  trying: 'Wird versucht…',
  none: 'Keine. Ein Passwort wird nur aufbewahrt, wo Sie es beim Öffnen einer Sitzung anhaken.',
  list: 'Aufbewahrte Passwörter',
  kinds: {
    controller: 'Passwort eines Servers',
    'client-key': 'Passphrase eines Client-Schlüssels',
    'daemon-token': 'Token des Dienstes',
  },
  kept: (when) => `seit ${when}`,
  thisRun: 'bis Keyswitch endet',
  forget: 'Vergessen',
  forgetOne: (name) => `Das Passwort für ${name} vergessen`,
  forgetTitle: 'Dieses Passwort vergessen?',
  forgetBody: (lasting) =>
    `${lasting ? 'Es wird auch aus dem Schlüsselbund entfernt.' : 'Es liegt nur im Speicher.'} Wer sich das nächste Mal verbindet, gibt es wieder ein.`,
  remember: 'Passwort im Schlüsselbund des Systems aufbewahren',
  rememberHere: 'Passwort aufbewahren, bis Keyswitch endet',
  rememberWhy: (because) => `In den Schlüsselbund des Systems kann es nicht. ${because}`,
  rememberedUser: (name) => `${name}, mit aufbewahrtem Passwort`,
  notReadable: (name) => `Das aufbewahrte Passwort von ${name} ist jetzt nicht lesbar. Geben Sie es ein.`,
  notListed: (why) => `Ob für diesen Server ein Passwort aufbewahrt ist, ist nicht bekannt: ${why}`,
}

export const vaultText = { en, de }
