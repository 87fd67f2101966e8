import type { Certificate } from '../../../contract/sessions'

/** What a certificate is called in lists: the common name of its subject, or the whole of it. */
export function shortName({ subject }: Pick<Certificate, 'subject'>): string {
  const found = /(?:^|[,/;]\s*)CN\s*=\s*([^,/;]+)/iu.exec(subject)
  return found?.[1]?.trim() || subject || '–'
}

/** Hex digits in groups of four, which eyes can compare. */
export function grouped(hex: string): string {
  return hex.toUpperCase().replaceAll(/(.{4})(?=.)/gu, '$1 ')
}

/** Whether now lies in a certificate's time. */
export function validity({ validFrom, validTo }: Certificate, now: number): 'expired' | 'not-yet' | 'valid' {
  if (now > validTo) return 'expired'
  return now < validFrom ? 'not-yet' : 'valid'
}

/** Those that need a decision first, then by name. */
export function shownCertificates(all: readonly Certificate[], filter: string, collator: Intl.Collator): Certificate[] {
  const wanted = filter.trim().toLowerCase()
  return all
    .filter((each) =>
      [each.subject, each.issuer, each.applicationUri ?? '', each.fingerprint, each.thumbprint, ...each.endpoints]
        .join(' ')
        .toLowerCase()
        .includes(wanted),
    )
    .toSorted(
      (a, b) =>
        RANK[a.trust] - RANK[b.trust] ||
        collator.compare(shortName(a), shortName(b)) ||
        b.lastSeen - a.lastSeen ||
        (a.fingerprint < b.fingerprint ? -1 : 1),
    )
}

const RANK: Record<Certificate['trust'], number> = { changed: 0, unknown: 1, trusted: 2, rejected: 3 }
