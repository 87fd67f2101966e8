import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

export type BigDatabase = { users: number; objects: number; groups: number; entriesPerObject?: number; seed?: number }

/** The password of every user of a big database. */
export const BIG_PASSWORD = 'Filling-line 1'

const ALL = '0xffffffff'
const NONE = '0x00000000'
// The hash of BIG_PASSWORD for one salt; one for all users, since thousands of hashes would take minutes.
const SALT = '8c6976e5b5410415'
const HASH =
  '957a2c8ca9861acb22a91b8f68e9e71bee8da3ad1144dda9d4a359a02a3961897cf54e13806bd3f50002e6cc9876b5ada45e73a99c2a230b19fc92ca406b9bfb'

/**
 * Writes a database of a given size, the same for the same numbers: users `user00000`… and `admin`, groups Administrator,
 * Developer, Service, Watch and `group004`…, objects as areas, machines and variables under Device.PlcLogic, `/` included.
 */
export async function writeBigDatabase(folder: string, wanted: BigDatabase): Promise<void> {
  const random = randomBelow(wanted.seed ?? 1)
  const groups = groupNames(wanted.groups)
  const users = Array.from(
    { length: Math.max(0, wanted.users - 1) },
    (_, index) => `user${String(index).padStart(5, '0')}`,
  )
  const members = users.map((user) => `a,${groups[1 + random(Math.max(1, groups.length - 1))] ?? groups[0]},u=${user}`)
  const nested = groups
    .slice(4)
    .flatMap((group, index) => (index % 3 === 0 ? [`a,${groups[1 + (index % 3)]},g=${group}`] : []))
  const userFile = checked('UserDB', [
    ...(wanted.users > 0 ? [userRow('admin', '0x00002000')] : []),
    ...users.map((name, index) => userRow(name, index % 7 === 0 ? '0x00003000' : '0x00002000')),
  ])
  const groupFile = checked('GroupDB', [
    ...groups.map((name) => `g,${name},${NONE}`),
    ...(wanted.users > 0 ? [`a,${groups[0]},u=admin`] : []),
    ...members,
    ...nested,
  ])
  await mkdir(folder, { recursive: true })
  for (const [name, text] of [
    ['.UserDatabase.csv', userFile],
    ['.UserDatabase.csv_', userFile],
    ['.GroupDatabase.csv', groupFile],
    ['.GroupDatabase.csv_', groupFile],
    ['.UserMgmtRightsDB.csv', rightsFile(wanted, groups, random)],
  ] as const) {
    await writeFile(join(folder, name), text)
  }
}

function groupNames(count: number): string[] {
  const first = ['Administrator', 'Developer', 'Service', 'Watch']
  const more = Array.from(
    { length: Math.max(0, count - first.length) },
    (_, index) => `group${String(index + 4).padStart(3, '0')}`,
  )
  return [...first, ...more].slice(0, count)
}

function userRow(name: string, property: string): string {
  return `u,${name},${property},3,${SALT},${HASH},32768,8,1,0x68b20000`
}

function rightsFile(
  { objects, entriesPerObject = 3 }: BigDatabase,
  groups: string[],
  random: (below: number) => number,
): string {
  const entry = (group: string | undefined, granted: string, denied: string) =>
    `,<group name="${group}" rights=${granted} deniedrights=${denied}/>`
  const lines = objectNames(objects).map((name, index) => {
    let line = `<object name="${name}"/>`
    if (index === 0 || name === '/')
      return groups.reduce((text, group) => text + entry(group, index === 0 ? '0x00000001' : ALL, NONE), line)
    const first = random(groups.length)
    const count = Math.min(groups.length, random(2 * entriesPerObject + 1))
    for (let at = 0; at < count; at++) {
      const bits = 1 + random(15)
      const granted = random(16) & bits
      line += entry(groups[(first + at) % groups.length], hex(granted), hex(bits & ~granted))
    }
    return line
  })
  return ['#Object,GroupRights(group=,rights=,deniedrights=)', ...lines].join('\n')
}

/** Parents before children, in the order of a tree. */
function objectNames(count: number): string[] {
  const names = ['Device', 'Device.PlcLogic']
  for (let area = 0; names.length < count - 1; area++) {
    names.push(`Device.PlcLogic.Area${area}`)
    for (let machine = 0; machine < 50 && names.length < count - 1; machine++) {
      names.push(`Device.PlcLogic.Area${area}.Machine${machine}`)
      for (let variable = 0; variable < 100 && names.length < count - 1; variable++) {
        names.push(`Device.PlcLogic.Area${area}.Machine${machine}.Variable${variable}`)
      }
    }
  }
  return [...names, '/'].slice(0, count)
}

function checked(tag: string, rows: readonly string[]): string {
  const lines = [`${tag},FileVersion,2`, ...rows]
  return [...lines, `Checksum,${hex(crc32(lines.join('')))}`].join('\n')
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`
}

/** Numbers that are the same in every run, from a digest of seed and counter. */
function randomBelow(seed: number): (below: number) => number {
  let counter = 0
  let pool = Buffer.alloc(0)
  return (below) => {
    if (pool.length < 4) pool = createHash('sha512').update(`${seed} ${counter++}`).digest()
    const value = pool.readUInt32LE(0)
    pool = pool.subarray(4)
    return value % below
  }
}
