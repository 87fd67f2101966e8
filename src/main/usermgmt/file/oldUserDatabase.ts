import { nameFault } from '../../../contract/nameRules'
import { OLD_FILE } from './fileNames'
import { damaged, decodeText } from './textLines'
import { rowProblem } from './userRows'

/**
 * The database of runtimes before V3.5 SP16. Its layout is not public: the one read here is **our assumption**
 * (docs/formats.md, Old databases), and this file is the only place that knows it.
 */
export type OldUserDatabase = {
  users: readonly OldUser[]
  groups: readonly OldGroup[]
  /** Names that are not taken over: the built-in Anonymous, users without a password, members that are no users, names no database can hold. */
  skipped: readonly string[]
}
/** `md5`: of the password, 32 hexadecimal digits in lower case. */
export type OldUser = { name: string; property: number; md5: string }
export type OldGroup = { name: string; users: readonly string[] }

const USER = /^u,([^,]+),0x([0-9a-f]{8}),([0-9a-f]{32}|)$/i
const GROUP = /^g,([^,]+)((?:,[^,]+)*)$/
/** Stood for logins with empty credentials (seed 003, 1.4); there is no such user any more. */
const ANONYMOUS = 'Anonymous'
const MD5_OF_NOTHING = 'd41d8cd98f00b204e9800998ecf8427e'

/**
 * Tolerant where nothing can be misread: line ends of any system, empty lines, a byte order mark, upper-case digits.
 * A line that is not understood is damage: nobody's password or rights are guessed.
 */
export function parseOldUsers(bytes: Uint8Array): OldUserDatabase {
  const users = new Map<string, OldUser>()
  const groups = new Map<string, string[]>()
  for (const { line, number } of linesOf(bytes)) {
    const [, user, bits, md5] = USER.exec(line) ?? []
    const [, group, members] = GROUP.exec(line) ?? []
    if (user !== undefined && bits !== undefined && md5 !== undefined) {
      if (users.has(user)) throw damaged(OLD_FILE, number, `the user “${user}” is there a second time`)
      users.set(user, { name: user, property: Number.parseInt(bits, 16), md5: md5.toLowerCase() })
    } else if (group !== undefined && members !== undefined) {
      if (groups.has(group)) throw damaged(OLD_FILE, number, `the group “${group}” is there a second time`)
      groups.set(group, members.split(',').slice(1))
    } else throw damaged(OLD_FILE, number, rowProblem(line, 'u', 'g'))
  }
  if (users.size === 0) throw damaged(OLD_FILE, 1, 'there is no user in it')
  const people = [...users.values()].filter(isTaken)
  const taken = new Set(people.map(({ name }) => name))
  const kept = [...groups].filter(([name]) => nameFault(name) === undefined)
  const named = [...users.keys(), ...groups.keys(), ...[...groups.values()].flat()]
  const known = new Set([...taken, ...kept.map(([name]) => name)])
  return {
    users: people,
    // A member that is nobody would be waiting for whoever gets that name next.
    groups: kept.map(([name, members]) => ({ name, users: [...new Set(members)].filter((user) => taken.has(user)) })),
    skipped: [...new Set(named)].filter((name) => !known.has(name)),
  }
}

/** A user without a password would let anybody in, or nobody. */
function isTaken({ name, md5 }: OldUser): boolean {
  return name !== ANONYMOUS && md5 !== '' && md5 !== MD5_OF_NOTHING && nameFault(name) === undefined
}

function linesOf(bytes: Uint8Array): { line: string; number: number }[] {
  const lines = decodeText(OLD_FILE, bytes)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
  return lines.map((line, index) => ({ line, number: index + 1 })).filter(({ line }) => line.trim() !== '')
}
