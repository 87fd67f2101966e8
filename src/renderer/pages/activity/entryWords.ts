import type { AuditEntry } from '../../../contract/audit'
import type { activityText } from '../../text/activity'

type ActivityText = (typeof activityText)['en']

/** What happened, in words; a method nobody has words for as it is. */
export function whatOf({ method }: AuditEntry, text: ActivityText): string {
  return text.methods[method] ?? method
}

/** What it was about, in the order the program gave it; where it was done comes last. */
export function aboutOf({ about }: AuditEntry, text: ActivityText): string {
  const keys = Object.keys(about).toSorted((one, other) => Number(one === 'database') - Number(other === 'database'))
  return keys
    .map((key) => {
      const raw = about[key] ?? ''
      const value = Array.isArray(raw) ? raw.join(', ') : String(raw)
      const tell = text.about[key]
      if (tell) return tell(value, raw)
      return key.endsWith('Count') ? `(${value})` : `${key} ${value}`
    })
    .filter((words) => words !== undefined && words !== '')
    .join(' · ')
}

/** Where it came from: a face, a program with its number, or the program itself. */
export function fromOf({ peer }: AuditEntry, text: ActivityText): string {
  const known = text.peers[peer]
  if (known !== undefined) return known
  const number = /^program[-\s](.+)$/u.exec(peer)?.[1]
  return number === undefined ? peer : `${text.peers['program'] ?? 'program'} ${number}`
}

export function outcomeOf({ outcome }: AuditEntry, text: ActivityText): string {
  return outcome === 'ok' ? text.done : (text.outcomes[outcome] ?? outcome)
}
