import { createHash } from 'node:crypto'
import { auditEntrySchema, type AuditEntry } from '../../contract/audit'

export type About = AuditEntry['about']

/** What happened, before it has its place in the chain. */
export type Happened = Pick<AuditEntry, 'time' | 'user' | 'peer' | 'method' | 'outcome' | 'about'>

/** Where an entry stands in the chain. */
export type Link = Pick<AuditEntry, 'seq' | 'hash'>

/** Before the first entry. */
export const START: Link = { seq: 0, hash: '0'.repeat(64) }

/** A line says after itself what was found where a program was stopped while it wrote. */
export const RECOVERED = 'audit.recovered'
/** The noted end was not there any more when the next entry was written. */
export const CUT_OFF = 'audit.cut-off'
/** Entries that could not be written and did not fit into memory any more. */
export const LOST = 'audit.lost'

/** No line of ours is longer, whatever names are in it; bytes. */
export const LONGEST_LINE = 512 * 1024

const LONGEST_TEXT = 1024
const LONGEST_IN_LIST = 256
const MOST_IN_LIST = 12
const MOST_FIELDS = 16

const HASH_FIELD = /^,"hash":"([\da-f]{64})"\}$/
const HASH_FIELD_LENGTH = ',"hash":""}'.length + 64

/** The line of an entry without its line feed, and its link for the next one. */
export function writeEntry(happened: Happened, before: Link): { line: string; link: Link } {
  const { time, user, peer, method, outcome, about } = happened
  const seq = before.seq + 1
  const text = ascii(JSON.stringify({ seq, time, user, peer, method, outcome, about, previous: before.hash }))
  const hash = createHash('sha256').update(text).digest('hex')
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}`, link: { seq, hash } }
}

/** A line as it was found: an entry that nobody changed, one that was changed, or something else. */
export type Read = { is: 'entry'; entry: AuditEntry } | { is: 'changed'; entry: AuditEntry } | { is: 'other' }

/** Reads a line without its line feed. Whatever is in it: one changed byte makes it another kind. */
export function readEntry(line: Buffer): Read {
  const text = line.toString('latin1')
  const at = text.length - HASH_FIELD_LENGTH
  const hash = at > 0 ? HASH_FIELD.exec(text.slice(at))?.[1] : undefined
  const entry = auditEntrySchema.safeParse(parsed(line)).data
  if (!entry) return { is: 'other' }
  const real = createHash('sha256')
    .update(line.subarray(0, Math.max(0, at)))
    .update('}')
    .digest('hex')
  return { is: real === hash ? 'entry' : 'changed', entry }
}

/** Cuts what is too long for a line and gives everything else as it is. */
export function shorten({ time, user, peer, method, outcome, about }: Happened): Happened {
  const fields = Object.entries(about).slice(0, MOST_FIELDS)
  return {
    time,
    user: user === null ? null : short(user),
    peer: short(peer),
    method: short(method),
    outcome: short(outcome),
    about: Object.fromEntries(fields.map(([name, value]) => [short(name), shortValue(value)])),
  }
}

function shortValue(value: About[string]): About[string] {
  if (typeof value === 'string') return short(value)
  // JSON has no such numbers.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return Array.isArray(value) ? value.slice(0, MOST_IN_LIST).map((text) => short(text, LONGEST_IN_LIST)) : value
}

function short(text: string, longest = LONGEST_TEXT): string {
  if (text.length <= longest) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(longest - 1)) ? longest - 1 : longest
  return `${text.slice(0, end)}…`
}

/** So that bytes are signs, wherever a line is torn and whatever carries the file elsewhere. */
function ascii(json: string): string {
  return json.replaceAll(/[\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
