import type { RightState } from '../../contract/access'
import type { Difference } from '../../contract/databases'
import type { KindCounts, SettingDifference } from '../../contract/exchange'
import { RIGHT_NAMES } from '../../contract/sentences'

const SIGNS = { added: '+', changed: '~', removed: '-' } as const
const STATES: Record<RightState, string> = { neutral: 'nothing', grant: 'granted', deny: 'denied' }
const SECTIONS = [
  ['user', 'Users'],
  ['group', 'Groups'],
  ['member', 'Members'],
  ['object', 'Objects'],
  ['right', 'Rights'],
] as const
const FIELDS = {
  name: 'name',
  password: 'password',
  mayChangePassword: 'may change the password',
  mustChangePassword: 'must change the password',
  other: 'kind of account',
} as const

/** Differences by what they are about, a line each: `+` comes, `~` changes, `-` goes. */
export function differenceLines(differences: readonly Difference[]): string[] {
  return SECTIONS.flatMap(([subject, title]) => {
    const lines = differences.filter((one) => one.subject === subject).map(lineOf)
    return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${printable(line)}`)]
  })
}

export function settingLines(settings: readonly SettingDifference[]): string[] {
  if (settings.length === 0) return []
  return ['Settings', ...settings.map(({ setting, before, after }) => `  ~ ${setting}: ${before} → ${after}`)]
}

/** “3 added, 1 changed, 0 removed” */
export function countsText({ added, changed, removed }: KindCounts): string {
  return `${added} added, ${changed} changed, ${removed} removed`
}

export function kindCounts(differences: readonly Difference[]): KindCounts {
  const counts = { added: 0, changed: 0, removed: 0 }
  for (const { kind } of differences) counts[kind] += 1
  return counts
}

/** One difference in words, such as in front of why it was refused. */
export function lineOf(difference: Difference): string {
  const sign = SIGNS[difference.kind]
  switch (difference.subject) {
    case 'user': {
      const fields = difference.fields.map((field) => FIELDS[field]).join(', ')
      return `${sign} ${named(difference)}${fields === '' ? '' : `: ${fields}`}`
    }
    case 'group':
    case 'object':
      return `${sign} ${named(difference)}`
    case 'member':
      return `${sign} ${difference.user ?? `group ${difference.member}`} in ${difference.group}`
    case 'right': {
      const { group, object, right, before, after } = difference
      return `${sign} ${group} on ${object}: ${RIGHT_NAMES[right]} ${STATES[before]} → ${STATES[after]}`
    }
  }
}

/** Names may have been chosen to move the cursor of whoever reads them, or to turn the direction of what follows. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function named({ name, was }: { name: string; was: string | null }): string {
  return was === null ? name : `${was} → ${name}`
}
