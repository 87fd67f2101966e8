import type { Trust } from '../../contract/sessions'
import type { Decision } from '../stores/certificates'

/** Words of certificates: the list, one of them, decisions about it. */
const en = {
  filter: 'Filter certificates',
  none: 'Certificates that servers show are listed here, from the first time a server is asked what it offers.',
  noMatch: 'Nothing matches the filter.',
  waiting: (count: number) => (count === 1 ? '1 to decide' : `${count} to decide`),
  columns: {
    subject: 'Subject',
    trust: 'Trust',
    endpoints: 'Endpoints',
    validTo: 'Valid until',
    firstSeen: 'First seen',
    lastSeen: 'Last seen',
  },
  trust: { trusted: 'trusted', unknown: 'not decided', changed: 'changed', rejected: 'rejected' } as Record<
    Trust,
    string
  >,
  trustAbout: {
    trusted: 'Sessions with servers that show this certificate are opened.',
    unknown: 'Nobody has decided about it. Sessions from this page are opened only after it is trusted.',
    changed: 'It came in place of the certificate that is trusted for the same address.',
    rejected: 'Servers that show it are refused, whoever asks.',
  } as Record<Trust, string>,
  expired: 'expired',
  notYet: 'not valid yet',
  fields: {
    subject: 'Subject',
    issuer: 'Issuer',
    selfSigned: 'itself',
    applicationUri: 'Application',
    validFrom: 'Valid from',
    validTo: 'Valid until',
    thumbprint: 'Thumbprint (SHA-1)',
    fingerprint: 'Fingerprint (SHA-256)',
    endpoints: 'Shown by',
    firstSeen: 'First seen',
    lastSeen: 'Last seen',
  },
  field: 'Field',
  before: 'Trusted until now',
  now: 'Shown now',
  same: 'the same',
  differs: 'differs',
  noBefore: 'The certificate that was trusted before is not on the list any more.',
  notKnown: 'Nothing more is known of this certificate.',
  pick: 'Choose a certificate to see what it says.',
  facts: 'What the certificate says',
  acts: { trust: 'Trust', reject: 'Reject', forget: 'Forget' } as Record<Decision, string>,
  copy: 'Copy the fingerprint',
  decide: {
    trust: {
      title: 'Trust the changed certificate?',
      body: 'From now on sessions with servers that show it are opened. Do this only after you have compared the fingerprint with the device.',
      ok: 'Trust',
    },
    trustRejected: {
      title: 'Trust a rejected certificate?',
      body: 'Servers that show it are refused now. From then on sessions with them are opened, for everybody.',
      ok: 'Trust',
    },
    reject: {
      title: 'Reject this certificate?',
      body: 'Servers that show it are refused from now on, whoever asks. Open sessions with them end at once.',
      ok: 'Reject',
    },
    forget: {
      title: 'Forget this certificate?',
      body: 'It leaves the list as if it had never been seen. The next time a server shows it, the question comes again.',
      ok: 'Forget',
    },
  },
}

type CertificatesText = typeof en

const de: CertificatesText = {
  filter: 'Zertifikate filtern',
  none: 'Zertifikate, die Server zeigen, stehen hier, sobald ein Server das erste Mal gefragt wurde, was er anbietet.',
  noMatch: 'Dem Filter entspricht nichts.',
  waiting: (count) => `${count} zu entscheiden`,
  columns: {
    subject: 'Inhaber',
    trust: 'Vertrauen',
    endpoints: 'Endpunkte',
    validTo: 'Gültig bis',
    firstSeen: 'Zuerst',
    lastSeen: 'Zuletzt',
  },
  trust: { trusted: 'vertraut', unknown: 'nicht entschieden', changed: 'geändert', rejected: 'abgelehnt' },
  trustAbout: {
    trusted: 'Sitzungen mit Servern, die dieses Zertifikat zeigen, werden geöffnet.',
    unknown: 'Niemand hat darüber entschieden. Diese Seite öffnet Sitzungen erst, wenn ihm vertraut wird.',
    changed: 'Es kam an die Stelle des Zertifikats, dem für dieselbe Adresse vertraut wird.',
    rejected: 'Server, die es zeigen, werden abgewiesen, wer auch fragt.',
  },
  expired: 'abgelaufen',
  notYet: 'noch nicht gültig',
  fields: {
    subject: 'Inhaber',
    issuer: 'Aussteller',
    selfSigned: 'er selbst',
    applicationUri: 'Anwendung',
    validFrom: 'Gültig ab',
    validTo: 'Gültig bis',
    thumbprint: 'Fingerabdruck (SHA-1)',
    fingerprint: 'Fingerabdruck (SHA-256)',
    endpoints: 'Gezeigt von',
    firstSeen: 'Zuerst gesehen',
    lastSeen: 'Zuletzt gesehen',
  },
  field: 'Angabe',
  before: 'Bisher vertraut',
  now: 'Jetzt gezeigt',
  same: 'gleich',
  differs: 'anders',
  noBefore: 'Das Zertifikat, dem bisher vertraut wurde, steht nicht mehr auf der Liste.',
  notKnown: 'Über dieses Zertifikat ist nichts Weiteres bekannt.',
  pick: 'Wählen Sie ein Zertifikat, um zu sehen, was darin steht.',
  facts: 'Was im Zertifikat steht',
  acts: { trust: 'Vertrauen', reject: 'Ablehnen', forget: 'Vergessen' },
  copy: 'Fingerabdruck kopieren',
  decide: {
    trust: {
      title: 'Dem geänderten Zertifikat vertrauen?',
      body: 'Ab jetzt werden Sitzungen mit Servern, die es zeigen, geöffnet. Tun Sie das nur, wenn Sie den Fingerabdruck mit dem Gerät verglichen haben.',
      ok: 'Vertrauen',
    },
    trustRejected: {
      title: 'Einem abgelehnten Zertifikat vertrauen?',
      body: 'Server, die es zeigen, werden jetzt abgewiesen. Danach werden Sitzungen mit ihnen geöffnet, für alle.',
      ok: 'Vertrauen',
    },
    reject: {
      title: 'Dieses Zertifikat ablehnen?',
      body: 'Server, die es zeigen, werden ab jetzt abgewiesen, wer auch fragt. Offene Sitzungen mit ihnen enden sofort.',
      ok: 'Ablehnen',
    },
    forget: {
      title: 'Dieses Zertifikat vergessen?',
      body: 'Es verschwindet von der Liste, als wäre es nie gesehen worden. Zeigt ein Server es wieder, kommt die Frage erneut.',
      ok: 'Vergessen',
    },
  },
}

export const certificatesText = { en, de }
