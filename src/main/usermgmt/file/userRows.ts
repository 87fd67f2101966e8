import { checkedBytes, hex32, rowsBetween, verifyChecksum } from './checkedFile'
import { FILES } from './fileNames'
import { damaged, readLines, type LineEnds } from './textLines'

/** Bits of a user's property. 0x2000 is published; the other two are inferred from a published file (user-management 5). */
export const USER_BITS = { mayChangePassword: 0x2000, mustChangePassword: 0x1000, internal: 0x4000 } as const

/** One u row. `credential` is everything after the property, kept as it is; `text` is the whole line. */
export type UserRow = {
  readonly name: string
  readonly property: number
  readonly credential: string
  readonly text: string
}

/**
 * A type 3 credential: scrypt with the row's own cost (user-management 5). Type 4, ours, is the same over the MD5 that an older
 * runtime had stored. `time` is Unix seconds, 0 for never.
 */
export type ScryptCredential = { salt: string; hash: string; cost: ScryptCost; time: number }
export type PasswordForm = 'password' | 'md5'
export type ScryptCost = { N: number; r: number; p: number }

const ROW = /^u,([^,]*),0x([0-9a-fA-F]{8}),(\d+),(.+)$/
const SCRYPT = /^[34],((?:[0-9a-fA-F]{2})+),([0-9a-fA-F]{128}),(\d{1,9}),(\d{1,9}),(\d{1,9}),0x([0-9a-fA-F]{8})$/

export function parseUsers(bytes: Uint8Array, file: string = FILES.users.name): { rows: UserRow[]; ends: LineEnds } {
  const text = readLines(file, bytes)
  const rows = rowsBetween(file, 'UserDB', text).map((line, index) => parseRow(file, line, index + 2))
  const lineOf = new Map<string, number>()
  rows.forEach(({ name }, index) => {
    const first = lineOf.get(name)
    if (first !== undefined) {
      throw damaged(file, index + 2, `the user “${name}” is there a second time, first in line ${first}`)
    }
    lineOf.set(name, index + 2)
  })
  verifyChecksum(file, text)
  return { rows, ends: text.ends }
}

export function usersBytes(rows: Iterable<UserRow>, ends: LineEnds): Buffer {
  return checkedBytes(
    'UserDB',
    Array.from(rows, ({ text }) => text),
    ends,
  )
}

export function userRow({ name, property, credential }: Omit<UserRow, 'text'>): UserRow {
  return { name, property, credential, text: `u,${name},${hex32(property)},${credential}` }
}

/** What enters the scrypt of a row: the password itself (type 3), or its MD5 in an older runtime's place (type 4). */
export function passwordForm({ credential }: Pick<UserRow, 'credential'>): PasswordForm {
  return credential.startsWith('4,') ? 'md5' : 'password'
}

/** Undefined for every other type of hash: such a row is kept, but nobody can log in with it. */
export function scryptCredential(row: Pick<UserRow, 'credential'>): ScryptCredential | undefined {
  const [, salt, hash, N, r, p, time] = SCRYPT.exec(row.credential) ?? []
  if (salt === undefined || hash === undefined || time === undefined) return undefined
  return { salt, hash, cost: { N: Number(N), r: Number(r), p: Number(p) }, time: Number.parseInt(time, 16) }
}

export function credentialText({ salt, hash, cost, time }: ScryptCredential, form: PasswordForm = 'password'): string {
  return `${form === 'md5' ? 4 : 3},${salt},${hash},${cost.N},${cost.r},${cost.p},${hex32(time)}`
}

function parseRow(file: string, line: string, number: number): UserRow {
  const [, name, property, type, rest] = ROW.exec(line) ?? []
  if (name === undefined || property === undefined || type === undefined || rest === undefined) {
    throw damaged(file, number, rowProblem(line, 'u'))
  }
  const credential = `${type},${rest}`
  if (type === '3' && !SCRYPT.test(credential)) throw damaged(file, number, 'the password hash is not whole')
  return { name, property: Number.parseInt(property, 16), credential, text: line }
}

/** Says of a line that is no row of its file whether it is of an unknown kind or torn. */
export function rowProblem(line: string, ...known: string[]): string {
  const tag = /^([^,]*),/.exec(line)?.[1]
  if (tag === undefined || known.includes(tag)) return 'the line is not whole'
  return `rows that begin with “${tag}” are not known`
}
