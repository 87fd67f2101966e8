import type { Security, SecurityProblem } from '../../contract/security'
import { AUTHENTICATION_TYPES, RSA_KEY_LENGTHS } from '../../contract/securityChoices'

/** What a settings file says (user-management 3); fields that it does not set, or not in a way that holds, are absent. */
export type SecurityText = {
  security: Partial<Security>
  problems: SecurityProblem[]
  /** `BackEnd` under `[Keyswitch]`: the module of a device manufacturer's own back end. */
  backEnd: string | undefined
}

const SECTION = 'CmpUserMgr'
const OWN_SECTION = 'Keyswitch'

/** How a setting is written: a value for each text that stands for it, and its text. */
type Setting<Field extends keyof Security> = {
  key: string
  /** Other spellings that are read: the heading of the seed's section 2.2 has one of its own. */
  also?: string
  read: (text: string) => Security[Field] | undefined
  write: (value: Security[Field]) => string
}

const SETTINGS: { [Field in keyof Security]: Setting<Field> } = {
  authenticationType: {
    key: 'SECURITY.UserLogin_AuthenticationType',
    read: (text) => AUTHENTICATION_TYPES.find((type) => type === text.toUpperCase()),
    write: (value) => value,
  },
  rsaKeyLength: {
    key: 'SECURITY.UserLogin_RSAKeyLen',
    also: 'SECURITY.UserLogin_RSAPKeyLen',
    read: (text) => RSA_KEY_LENGTHS.find((length) => String(length) === text),
    write: String,
  },
  enforce: { key: 'SECURITY.UserMgmtEnforce', read: (text) => choice(text, 'YES', 'NO'), write: yesOrNo },
  editTimeout: { key: 'SECURITY.UserMgrEditTimeout', read: (text) => whole(text, 86_400), write: String },
  passwordPolicy: {
    key: 'SECURITY.UserMgmt.PasswordPolicy',
    read: (text) => choice(text, 'ENABLED', 'DISABLED'),
    write: (value) => (value ? 'ENABLED' : 'DISABLED'),
  },
  loginLock: {
    key: 'SECURITY.UserMgmt.LoginLock',
    read(text) {
      const [attempts, seconds, more] = text.split(',').map((part) => part.trim())
      const lock = { attempts: whole(attempts ?? '', 1000), seconds: whole(seconds ?? '', 604_800) }
      if (more !== undefined || lock.attempts === undefined || lock.seconds === undefined) return undefined
      return { attempts: lock.attempts, seconds: lock.seconds }
    },
    write: ({ attempts, seconds }) => `${attempts},${seconds}`,
  },
}
const FIELDS = Object.keys(SETTINGS) as (keyof Security)[]

/** Reads a settings file (INI). The last line that sets a key counts, as in the runtime; `;` and `#` begin comments. */
export function readSecurityText(text: string): SecurityText {
  const found: SecurityText = { security: {}, problems: [], backEnd: undefined }
  for (const line of linesOf(text)) {
    if (same(line.section, OWN_SECTION) && same(line.key, 'BackEnd')) found.backEnd = line.value || undefined
    const field = same(line.section, SECTION) ? fieldOf(line.key) : undefined
    if (field !== undefined) take(found, field, line)
  }
  return found
}

/** The same text with some settings changed: every other line, comments and unknown keys stay byte for byte. */
export function changeSecurityText(text: string, changes: Partial<Security>): string {
  let changed = text
  for (const field of FIELDS) {
    const value = changes[field]
    if (value !== undefined) changed = set(changed, SETTINGS[field].key, field, textOf(field, value))
  }
  return changed
}

/** A new station's settings: everything as it is without a file, but enforced (user-management 3). */
export const NEW_SETTINGS = [
  '; Security settings of this computer’s user management; changes hold at once.',
  `[${SECTION}]`,
  'SECURITY.UserMgmtEnforce=YES',
  '',
].join('\n')

type Line = { number: number; section: string; key: string; value: string; start: number; end: number }

/** Lines that set something; `start` and `end` are where the value stands in the whole text. */
function* linesOf(text: string): Generator<Line> {
  let section = ''
  let at = 0
  let number = 0
  for (const raw of text.split('\n')) {
    number += 1
    const heading = /^\s*\uFEFF?\s*\[([^\]]*)\]/.exec(raw)
    const set = /^(\s*\uFEFF?\s*)([^\s=;#[][^=]*?)(\s*=[^\S\r]*)([^;#\r]*?)\s*(?:[;#].*)?\r?$/.exec(raw)
    if (heading) section = heading[1]?.trim() ?? ''
    else if (set) {
      const [, before = '', key = '', equals = '', value = ''] = set
      const start = at + before.length + key.length + equals.length
      yield { number, section, key, value, start, end: start + value.length }
    }
    at += raw.length + 1
  }
}

function take(found: SecurityText, field: keyof Security, line: Line): void {
  const value = SETTINGS[field].read(line.value)
  if (value !== undefined) {
    Object.assign(found.security, { [field]: value })
    return
  }
  delete found.security[field]
  found.problems.push({ line: line.number, key: line.key, value: line.value.slice(0, 100) })
}

function set(text: string, key: string, field: keyof Security, value: string): string {
  const mine = [...linesOf(text)].filter((line) => same(line.section, SECTION) && fieldOf(line.key) === field)
  const last = mine.at(-1)
  if (last) return text.slice(0, last.start) + value + text.slice(last.end)
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const heading = [...text.matchAll(/^\s*\uFEFF?\s*\[([^\]\n]*)\][^\n]*$/gm)].findLast((match) =>
    same(match[1]?.trim() ?? '', SECTION),
  )
  if (!heading) {
    const gap = text === '' || text.endsWith('\n') ? '' : end
    return `${text}${gap}[${SECTION}]${end}${key}=${value}${end}`
  }
  const after = heading.index + heading[0].length
  const cut = text.startsWith('\n', after) ? after + 1 : after
  const gap = cut === after ? end : ''
  return `${text.slice(0, cut)}${gap}${key}=${value}${end}${text.slice(cut)}`
}

function textOf<Field extends keyof Security>(field: Field, value: Security[Field]): string {
  return SETTINGS[field].write(value)
}

function fieldOf(key: string): keyof Security | undefined {
  return FIELDS.find((field) => same(SETTINGS[field].key, key) || same(SETTINGS[field].also ?? '', key))
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function choice(text: string, yes: string, no: string): boolean | undefined {
  if (same(text, yes)) return true
  return same(text, no) ? false : undefined
}

function yesOrNo(value: boolean): string {
  return value ? 'YES' : 'NO'
}

function whole(text: string, most: number): number | undefined {
  return /^\d{1,9}$/.test(text) && Number(text) <= most ? Number(text) : undefined
}
