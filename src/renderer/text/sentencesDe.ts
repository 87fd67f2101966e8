import type { GroupReason, Right, UserReason } from '../../contract/access'
import type { Finding, Notice } from '../../contract/databases'
import type { ErrorCode, ErrorDetails } from '../../contract/errors'

/** The German of contract/sentences, function by function. */

const RIGHT_NAMES: Record<Right, string> = {
  addRemove: 'Hinzufügen/Entfernen',
  modify: 'Ändern',
  view: 'Ansehen',
  execute: 'Ausführen',
}

const NAME_FAULTS: Record<string, string> = {
  empty: 'er ist leer',
  'too-long': 'er ist länger als 59 Bytes',
  sign: 'er enthält ein Komma, ein Anführungszeichen, eine spitze Klammer, einen Zeilenumbruch oder ein anderes Steuerzeichen',
  'space-at-end': 'er beginnt oder endet mit einem Leerzeichen',
  reserved: 'dieser Name ist vergeben',
  'differs-only-in-case': 'es gibt einen, der sich nur in der Groß- und Kleinschreibung unterscheidet',
}

const PASSWORD_FAULTS: Record<string, string> = {
  empty: 'es ist leer',
  'too-long': 'es ist länger als 59 Bytes',
  length: 'es braucht mindestens 8 Zeichen',
  'not-name': 'es darf nicht der Benutzername sein',
  'not-carried': 'es lässt sich von dort, wo es liegt, nicht übertragen; dieser Benutzer braucht ein neues',
  guessable: 'es ist zu leicht zu erraten',
  current: 'es ist das jetzige Passwort',
}

const PASSPHRASE_FAULTS: Record<string, string> = {
  ...PASSWORD_FAULTS,
  'too-long': 'sie ist zu lang',
  empty: 'sie ist leer',
  length: 'sie braucht mindestens 8 Zeichen',
  guessable: 'sie ist zu leicht zu erraten',
}

const FILE_PROBLEMS: Record<string, string> = {
  cut: 'sie bricht mittendrin ab, ein Teil fehlt',
  changed: 'jemand oder etwas hat sie verändert, nachdem sie geschrieben war',
  form: 'es ist keine Datei dieser Art, oder was darin steht, hat nicht die nötige Form',
  encoding: 'sie ist kein UTF-8-Text; in Excel als „CSV UTF-8“ speichern',
  columns: 'ihre erste Zeile nennt nicht die nötigen Spalten',
  cost: 'sie verlangt mehr Speicher oder Zeit, als eine Passphrase braucht',
  nothing: 'es steht nichts darin',
}

const KEYCHAIN_PROBLEMS: Record<string, string> = {
  'not-installed': 'der Teil, der mit ihm spricht, ist nicht installiert',
  'no-service': 'in dieser Anmeldung bietet niemand einen an',
  locked: 'er ist gesperrt',
  'no-answer': 'er hat zwei Sekunden lang nicht geantwortet',
  crashed: 'der Teil, der mit ihm spricht, ist unerwartet zu Ende gegangen',
  'not-kept': 'er behält nicht, was hineingelegt wird',
  'turned-off': 'KEYSWITCH_KEYCHAIN schaltet ihn ab',
}

/** With the article each needs: “Es gibt keinen Benutzer”, “keine Gruppe”. */
const NONE: Record<string, string> = {
  user: 'keinen Benutzer',
  group: 'keine Gruppe',
  object: 'kein Objekt',
  member: 'kein Mitglied',
  database: 'keine geöffnete Datenbank',
  folder: 'keinen Ordner',
  session: 'keine Sitzung',
  watch: 'keine Beobachtung',
  certificate: 'kein Zertifikat',
  work: 'keinen Vorgang',
  file: 'keine Datei',
  import: 'keine gelesene Datei',
  plan: 'keinen Plan',
  run: 'keinen Lauf zum Zurücknehmen',
  secret: 'kein gemerktes Passwort',
  users: 'keine Benutzerliste',
  groups: 'keine Gruppenliste',
  objects: 'keine Objektliste',
}
const SOME: Record<string, string> = {
  user: 'einen Benutzer',
  group: 'eine Gruppe',
  object: 'ein Objekt',
  member: 'ein Mitglied',
  database: 'eine geöffnete Datenbank',
  folder: 'einen Ordner',
  file: 'eine Datei',
}
const OF: Record<string, string> = {
  user: 'eines Benutzers',
  group: 'einer Gruppe',
  object: 'eines Objekts',
}
const THE: Record<string, string> = {
  users: 'Die Benutzerliste',
  groups: 'Die Gruppenliste',
  objects: 'Die Objektliste',
}

export function errorSentenceDe(code: ErrorCode, details: ErrorDetails): string {
  const text = (key: string): string => {
    const value = details[key]
    return Array.isArray(value) ? value.join(', ') : String(value ?? '')
  }
  const subject = text('subject')
  const line = typeof details['line'] === 'number' ? ` in Zeile ${details['line']}` : ''
  switch (code) {
    case 'invalid-input':
      return `Die Eingabe hat nicht die Form, die dieser Aufruf erwartet: ${text('fields')}.`
    case 'unknown-method':
      return `Den Aufruf „${text('method')}“ gibt es nicht.`
    case 'not-available':
      return `${text('method')} ist hier nicht verfügbar.`
    case 'not-permitted':
      if (details['right'] === 'none') return 'Melden Sie sich erst an.'
      return `Dafür ist das Recht ${RIGHT_NAMES[text('right') as Right] ?? text('right')} auf ${text('object')} nötig.`
    case 'not-configurable':
      return `${THE[subject] ?? subject} kann hier nur gelesen werden; woher sie kommt, werden keine Änderungen angenommen.`
    case 'already-registered':
      return `${THE[subject] ?? subject} hat schon ein Back-End.`
    case 'passphrase-needed':
      return `${text('file')} ist verschlüsselt und braucht die Passphrase, mit der die Datei exportiert wurde.`
    case 'passphrase-wrong':
      return `Das ist nicht die Passphrase, mit der ${text('file')} exportiert wurde. Es wurde nichts geändert.`
    case 'passphrase-refused': {
      const missing = Array.isArray(details['missing']) ? details['missing'].map(String) : []
      return `Diese Passphrase wird abgelehnt: ${missing.map((rule) => PASSPHRASE_FAULTS[rule] ?? rule).join('; ')}.`
    }
    case 'file-not-understood':
      return `${text('file')} lässt sich nicht übernehmen: ${FILE_PROBLEMS[text('problem')] ?? text('problem')}. Es wurde nichts geändert.`
    case 'file-newer':
      return `${text('file')} wurde von einem neueren Keyswitch geschrieben (Form ${text('version')}). Aktualisieren Sie dieses hier, um sie zu lesen.`
    case 'file-too-large':
      return `${text('file')} ist größer als ${text('most')} MB; so viel braucht keine Benutzerdatenbank. Es wurde nichts geändert.`
    case 'rows-refused':
      return `${text('count')} Zeilen lassen sich nicht übernehmen. Berichtigen Sie sie, oder lassen Sie sie bewusst aus.`
    case 'not-as-planned':
      return `${text('folder')} wurde nicht, was geplant war, und hat deshalb seine Dateien von vorher zurückbekommen.`
    case 'keychain-unreachable':
      return `Der Schlüsselbund des Systems ist nicht zu benutzen: ${KEYCHAIN_PROBLEMS[text('problem')] ?? text('problem')}. Darin wurde nichts geändert.`
    case 'back-end-refused':
      return `Das Back-End wird nicht angenommen: ${text('problem')}.`
    case 'login-failed':
      return 'Name oder Passwort stimmt nicht.'
    case 'reauthenticate':
      return `Eine Weile ist nichts geschehen. Melden Sie sich noch einmal als „${text('name')}“ an, um weiterzumachen; nichts ist verloren.`
    case 'other-user':
      return `Hier kann nur „${text('name')}“ weitermachen. Melden Sie sich erst ab, um sich als jemand anderes anzumelden.`
    case 'change-password':
      return `„${text('name')}“ muss vor allem anderen ein neues Passwort wählen.`
    case 'login-type-refused':
      return `Keine dieser Arten, sich anzumelden, ist hier erlaubt: ${text('types')}.`
    case 'not-found':
      return `Es gibt ${NONE[subject] ?? subject} „${text('name')}“.`
    case 'already-exists':
      if (details['subject'] === 'database')
        return `In ${text('name')} gibt es schon eine Datenbank; sie bleibt, wie sie ist.`
      if (details['subject'] === 'source') return `Aus ${text('name')} kommt diese Datenbank.`
      if (details['subject'] === 'target') return `${text('name')} steht schon in der Liste.`
      return `Es gibt schon ${SOME[subject] ?? subject} „${text('name')}“.`
    case 'name-refused':
      return `„${text('name')}“ kann nicht der Name ${OF[subject] ?? subject} sein: ${NAME_FAULTS[text('fault')] ?? text('fault')}.`
    case 'password-refused': {
      const missing = Array.isArray(details['missing']) ? details['missing'].map(String) : []
      return `Dieses Passwort wird abgelehnt: ${missing.map((rule) => PASSWORD_FAULTS[rule] ?? rule).join('; ')}.`
    }
    case 'flags-contradict':
      return `„${text('name')}“ kann nicht aufgefordert werden, ein Passwort zu ändern, das dieser Benutzer nicht ändern darf.`
    case 'last-administrator':
      return 'Danach wäre niemand mehr Administrator. Machen Sie zuerst jemand anderen zum Administrator.'
    case 'administrator-group':
      return 'Die Gruppe Administrator bleibt: sie kann weder gelöscht noch umbenannt werden.'
    case 'group-cycle':
      return `Eine Gruppe kann sich nicht selbst enthalten: ${Array.isArray(details['path']) ? details['path'].join(' → ') : ''}.`
    case 'not-a-database':
      return `In ${text('folder')} liegt keine Benutzerdatenbank: keine ihrer drei Dateien ist dort.`
    case 'database-incomplete':
      return `Die Datenbank in ${text('folder')} ist nicht vollständig: ${text('missing')} fehlt. Kopieren Sie auch diese Datei von der Steuerung.`
    case 'database-damaged':
      return `${text('file')} ist beschädigt${line}: ${text('problem')}. Es wurde nichts geändert; die Datei bleibt, wie sie ist.`
    case 'folder-in-use':
      return `Ein anderes Programm${details['by'] ? ` (${text('by')})` : ''} schreibt gerade in ${text('folder')}. Versuchen Sie es gleich noch einmal.`
    case 'read-only':
      return `In ${text('folder')} kann nicht geschrieben werden. Es wurde nichts geändert; speichern Sie eine Kopie in einem anderen Ordner.`
    case 'disk-full':
      return `Der Datenträger mit ${text('folder')} ist voll. Es wurde nichts geändert; schaffen Sie Platz und speichern Sie noch einmal.`
    case 'file-failed':
      return `${text('file')} konnte nicht gelesen oder geschrieben werden (${text('code')}).`
    case 'changed-outside':
      return `Jemand anderes hat ${text('files')} geändert, seit die Datei gelesen wurde. Es wurde nichts überschrieben.`
    case 'unsaved':
      return `Es gibt ${text('count')} nicht gespeicherte Änderungen.`
    case 'sync-differs':
      return `Was hier gezeigt wird und was im Gerät steht, unterscheidet sich an ${text('count')} Stellen. Wählen Sie, was von beidem bleibt.`
    case 'nothing-to-undo':
      return 'Es gibt nichts rückgängig zu machen oder zu wiederholen.'
    case 'cancelled':
      return 'Abgebrochen; es wurde nichts geändert.'
    case 'port-in-use':
      return `Ein anderes Programm belegt Port ${text('port')}. Wählen Sie einen anderen Port oder keinen, dann wird ein freier genommen.`
    case 'unreachable':
      return 'Das Programm antwortet nicht. Starten Sie es neu und öffnen Sie die Adresse, die es ausgibt; was dort nicht gespeichert war, ist verloren.'
    case 'server-unreachable':
      return `${text('endpoint')} antwortet nicht (${text('status')}). Prüfen Sie, ob der Server läuft und ob Adresse und Port stimmen.`
    case 'server-refused':
      return `Der Server lehnt ab: ${text('status')}.`
    case 'certificate-untrusted':
      return details['trust'] === 'changed'
        ? `Der Server zeigt ein anderes Zertifikat als das, dem für ihn vertraut wird. Vergleichen Sie den Fingerabdruck ${text('fingerprint')} mit dem Gerät, bevor Sie ihm vertrauen.`
        : `Dem Zertifikat des Servers wird nicht vertraut. Vergleichen Sie den Fingerabdruck ${text('fingerprint')} mit dem Gerät und vertrauen Sie ihm dann.`
    case 'security-failed':
      return `Es kam kein sicherer Kanal zustande (${text('status')}). Vielleicht vertraut der Server dem Zertifikat dieses Programms nicht.`
    case 'endpoint-refused':
      return `${text('endpoint')} ist keine Adresse, die hier benutzt werden darf; sie beginnt mit opc.tcp://.`
    case 'too-many-sessions':
      return `Es sind schon ${text('most')} Sitzungen offen; mehr sind nicht erlaubt. Schließen Sie erst eine.`
    case 'daemon-not-running':
      return `Unter ${text('address')} antwortet nichts. Starten Sie „keyswitch daemon“ oder nennen Sie die Adresse mit --socket.`
    case 'daemon-busy':
      return `Der Dienst unter ${text('address')} nimmt gerade keine Anfragen an. Versuchen Sie es gleich noch einmal.`
    case 'token-refused':
      return `Der Dienst unter ${text('address')} nimmt dieses Token nicht an. Nennen Sie mit --auth-token-file die Datei mit seinem Token.`
    case 'internal':
      return `Etwas Unerwartetes ist schiefgegangen. Im Protokoll steht es unter der Nummer ${text('reference')}.`
  }
}

export function findingSentenceDe(finding: Finding): string {
  switch (finding.kind) {
    case 'no-administrator':
      return 'Niemand ist Administrator: Benutzer und Rechte ließen sich auf der Steuerung nicht mehr ändern.'
    case 'only-one-administrator':
      return `${finding.user} ist der einzige Administrator; geht dieses Passwort verloren, kann niemand mehr Benutzer ändern.`
    case 'user-without-group':
      return `${finding.user} ist in keiner Gruppe und hat deshalb gar keine Rechte.`
    case 'first-password-kept':
      return `${finding.user} hat das erste Passwort nie geändert.`
    case 'old-password':
      return `${finding.user} hat ein Passwort aus einem älteren Laufzeitsystem: es gilt hier, auf einer Steuerung aber erst, wenn es hier einmal benutzt oder neu gesetzt wurde.`
    case 'group-without-members':
      return `${finding.group} hat keine Mitglieder.`
    case 'empty-group-with-power':
      return `${finding.group} hat keine Mitglieder, aber Rechte: wer hineinkommt, erhält sie.`
    case 'member-missing':
      return `${finding.group} führt ${finding.member} auf, das es nicht gibt.`
    case 'nesting-too-deep':
      return `Gruppen sind tiefer als 3 verschachtelt: ${finding.path.join(' → ')}.`
    case 'group-cycle':
      return `Gruppen enthalten sich im Kreis: ${finding.path.join(' → ')}.`
    case 'rights-on-missing-object':
      return `Auf ${finding.object} sind Rechte gesetzt, aber diese Gruppe gibt es nicht.`
    case 'rights-of-missing-group':
      return `${finding.object} hat Rechte für ${finding.group}, eine Gruppe, die es nicht gibt.`
    case 'legacy-login':
      return `${finding.file} erlaubt die alte Anmeldung (${finding.value}), die Passwörter vor nichts schützt.`
  }
}

/** What was found wrong while reading, as the program names it in English. */
export function noticeSentenceDe(notice: Notice): string {
  switch (notice.is) {
    case 'copy-used':
      return `${notice.file} ist beschädigt${notice.line === null ? '' : ` in Zeile ${notice.line}`} (${notice.problem}); gelesen wurde die zweite Kopie. Speichern behebt das.`
    case 'save-finished':
      return 'Ein unterbrochenes Speichern wurde zu Ende gebracht.'
    case 'old-imported':
      return `${notice.file}, die Datenbank eines älteren Laufzeitsystems, wurde gelesen: übernommene Benutzer: ${notice.users}.${notice.skipped.length === 0 ? '' : ` Nicht übernommen: ${notice.skipped.join(', ')}.`} Speichern schreibt die neuen Dateien und behält die alte unter anderem Namen.`
    case 'old-left':
      return `${notice.file}, die Datenbank eines älteren Laufzeitsystems, liegt auch hier. Sie blieb unberührt; es gelten die neuen Dateien.`
  }
}

export function reasonSentenceDe(reason: UserReason | GroupReason): string {
  switch (reason.is) {
    case 'administrator':
      return `Mitglied von ${chain(reason.via)}: Administratoren haben überall jedes Recht`
    case 'granted':
      return `Gruppe ${chain(reason.via)}, erlaubt bei ${reason.at}`
    case 'denied':
      return `Gruppe ${chain(reason.via)}, verweigert bei ${reason.at}; eine Verweigerung schlägt jede Erlaubnis`
    case 'undecided':
      return 'groups' in reason
        ? `für ${reason.groups.join(', ')} ist auf diesem Objekt und darüber nichts gesetzt`
        : 'auf diesem Objekt und darüber ist nichts gesetzt'
    case 'no-group':
      return 'in keiner Gruppe, also ohne Rechte'
  }
}

const MAY: Record<Right, string> = {
  addRemove: 'Unterobjekte hinzufügen und entfernen',
  modify: 'ändern',
  view: 'ansehen',
  execute: 'ausführen',
}

export function whySentenceDe(
  name: string,
  allowed: boolean,
  right: Right,
  object: string,
  reason: UserReason,
): string {
  const may = `darf ${right === 'addRemove' ? 'unter ' : ''}${object}${allowed ? '' : ' nicht'} ${MAY[right]}`
  return `${name} ${may}: ${reasonSentenceDe(reason)}.`
}

function chain(groups: readonly string[]): string {
  return groups.map((group, index) => (index === 0 ? group : `die zu ${group} gehört`)).join(', ')
}
