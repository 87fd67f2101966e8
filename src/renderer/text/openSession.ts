import type { Trust } from '../../contract/sessions'

/** Words of opening a session, and of judging the certificate its server shows. */
const en = {
  title: 'Open a session',
  url: 'Endpoint',
  urlHint: 'The address of an OPC UA server, such as opc.tcp://192.168.1.10:4840',
  urlFault: 'An address of an OPC UA server begins with opc.tcp://',
  urlSecret: 'Leave name and password out of the address; they are asked for below.',
  recent: 'Recent endpoints',
  ask: 'Ask the server',
  askFirst:
    'First the server says what it offers: which security, and who may log in. The strongest is chosen then; you can choose another.',
  asking: 'Asking the server what it offers…',
  opening: 'Opening the session…',
  security: 'Security',
  offers: 'What the server offers, the strongest first',
  none: 'not encrypted',
  sign: 'signed',
  signAndEncrypt: 'signed and encrypted',
  oldPolicy: 'outdated',
  noOffers: 'The server answers but offers nothing to connect to.',
  user: 'User',
  anonymous: 'nobody (anonymous)',
  userName: 'name and password',
  notOffered: 'the server does not offer this here',
  certificateOnly: 'The server wants a user certificate here, which this page cannot give.',
  name: 'Name',
  password: 'Password',
  readable:
    'Without encryption everybody on the network can read the values. The name, and on many servers the password, travel readable too.',
  readableHint: 'Without encryption everybody on the network can read what is sent.',
  ok: 'Open',
  missing: {
    url: 'the address of a server',
    goodUrl: 'an address that begins with opc.tcp://',
    security: 'a security',
    user: 'a way to log in that the server offers',
    name: 'a name',
  },
  trust: { trusted: 'trusted', unknown: 'not trusted yet', changed: 'changed', rejected: 'rejected' } as Record<
    Trust,
    string
  >,
  trustStep: {
    title: {
      unknown: 'Do you trust this server?',
      changed: 'The server shows another certificate',
      rejected: 'This certificate was rejected',
    },
    body: {
      unknown:
        'Its certificate was not trusted before. Compare the thumbprint with the one the device itself shows; if they are the same, it is the device you mean.',
      known:
        'This certificate has been seen before but was never trusted. Compare the thumbprint with the one the device itself shows.',
      changed:
        'Until now another certificate was trusted for this address. That happens when the device was replaced or set up anew — or when somebody has put himself between. Ask whoever looks after the device before you trust it.',
      rejected:
        'Somebody decided that servers with this certificate are refused. Trust it only if you know why that was.',
    },
    ok: 'Trust and connect',
    back: 'Cancel',
  },
}

type OpenSessionText = typeof en

const de: OpenSessionText = {
  title: 'Sitzung öffnen',
  url: 'Endpunkt',
  urlHint: 'Adresse eines OPC-UA-Servers, etwa opc.tcp://192.168.1.10:4840',
  urlFault: 'Die Adresse eines OPC-UA-Servers beginnt mit opc.tcp://',
  urlSecret: 'Name und Passwort gehören nicht in die Adresse; danach wird unten gefragt.',
  recent: 'Letzte Endpunkte',
  ask: 'Server fragen',
  askFirst:
    'Zuerst sagt der Server, was er anbietet: welche Sicherheit, und wer sich anmelden darf. Das Stärkste ist dann gewählt; Sie können anders wählen.',
  asking: 'Der Server wird gefragt, was er anbietet…',
  opening: 'Die Sitzung wird geöffnet…',
  security: 'Sicherheit',
  offers: 'Was der Server anbietet, das Stärkste zuerst',
  none: 'unverschlüsselt',
  sign: 'signiert',
  signAndEncrypt: 'signiert, verschlüsselt',
  oldPolicy: 'veraltet',
  noOffers: 'Der Server antwortet, bietet aber keine Verbindung an.',
  user: 'Benutzer',
  anonymous: 'niemand (anonym)',
  userName: 'Name und Passwort',
  notOffered: 'bietet der Server hier nicht an',
  certificateOnly: 'Der Server verlangt hier ein Benutzerzertifikat, das diese Seite nicht geben kann.',
  name: 'Name',
  password: 'Passwort',
  readable:
    'Ohne Verschlüsselung kann jeder im Netz die Werte lesen. Auch der Name und bei vielen Servern das Passwort gehen lesbar über die Leitung.',
  readableHint: 'Ohne Verschlüsselung kann jeder im Netz mitlesen.',
  ok: 'Öffnen',
  missing: {
    url: 'die Adresse eines Servers',
    goodUrl: 'eine Adresse, die mit opc.tcp:// beginnt',
    security: 'eine Sicherheit',
    user: 'eine Anmeldung, die der Server anbietet',
    name: 'ein Name',
  },
  trust: { trusted: 'vertraut', unknown: 'noch nicht vertraut', changed: 'geändert', rejected: 'abgelehnt' },
  trustStep: {
    title: {
      unknown: 'Vertrauen Sie diesem Server?',
      changed: 'Der Server zeigt ein anderes Zertifikat',
      rejected: 'Dieses Zertifikat wurde abgelehnt',
    },
    body: {
      unknown:
        'Seinem Zertifikat wurde bisher nicht vertraut. Vergleichen Sie den Fingerabdruck mit dem, den das Gerät selbst zeigt; stimmen sie überein, ist es das gemeinte Gerät.',
      known:
        'Dieses Zertifikat wurde schon gesehen, aber nie vertraut. Vergleichen Sie den Fingerabdruck mit dem, den das Gerät selbst zeigt.',
      changed:
        'Bisher wurde für diese Adresse einem anderen Zertifikat vertraut. Das kommt vor, wenn das Gerät getauscht oder neu eingerichtet wurde — oder wenn sich jemand dazwischengesetzt hat. Fragen Sie, wer das Gerät betreut, bevor Sie ihm vertrauen.',
      rejected:
        'Jemand hat entschieden, dass Server mit diesem Zertifikat abgewiesen werden. Vertrauen Sie ihm nur, wenn Sie den Grund kennen.',
    },
    ok: 'Vertrauen und verbinden',
    back: 'Abbrechen',
  },
}

export const openSessionText = { en, de }
