import fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import { differences } from '../../../src/main/usermgmt/transfer/differences'
import { snapshot } from '../../../src/main/usermgmt/transfer/snapshot'
import { arbitraryDatabase, type RandomDatabase } from '../../support/arbitraryDatabase'
import { withManagers } from './twoManagers'

const owner = { is: 'owner' } as const

test('any database becomes any sensible other one with an administrator, and then nothing differs', async () => {
  let changed = 0
  await fc.assert(
    fc.asyncProperty(arbitraryDatabase, arbitraryDatabase.map(sensible), (a, b) =>
      withManagers([a, b], async ([device, wanted]) => {
        const found = differences(await snapshot(device), await snapshot(wanted))
        changed += found.length
        const done = await applyDifferences({ from: wanted, to: device, actor: owner, differences: found })
        expect(done.refused).toEqual([])
        expect(done.applied).toBe(found.length)
        expect(differences(await snapshot(device), await snapshot(wanted))).toEqual([])
      }),
    ),
    { numRuns: 200 },
  )
  expect(changed).toBeGreaterThan(2000)
}, 120_000)

test('whatever the wanted database holds, what differs in the end is what was refused', async () => {
  let refusals = 0
  await fc.assert(
    fc.asyncProperty(arbitraryDatabase, arbitraryDatabase, (a, b) =>
      withManagers([a, b], async ([device, wanted]) => {
        const found = differences(await snapshot(device), await snapshot(wanted))
        const { refused, applied } = await applyDifferences({
          from: wanted,
          to: device,
          actor: owner,
          differences: found,
        })
        expect(applied + refused.length).toBe(found.length)
        const left = differences(await snapshot(device), await snapshot(wanted))
        expect(left.map(placeOf).toSorted()).toEqual(refused.map(({ difference }) => placeOf(difference)).toSorted())
        refusals += refused.length
      }),
    ),
    { numRuns: 200 },
  )
  expect(refusals).toBeGreaterThan(20)
}, 120_000)

test('a database is no different from itself', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDatabase, (one) =>
      withManagers([one, one], async ([device, wanted]) => {
        expect(differences(await snapshot(device), await snapshot(wanted))).toEqual([])
      }),
    ),
    { numRuns: 50 },
  )
})

/** What differs, whatever it is called by and however much of it was done. */
function placeOf(difference: object): string {
  const { fields: _, was: __, ...place } = { fields: [], was: null, ...difference }
  return JSON.stringify(place)
}

/** With an administrator, without what any user management refuses: groups in a circle, flags that contradict. */
function sensible({ users, groups, objects }: RandomDatabase): RandomDatabase {
  const order = rowsOf(groups).flatMap((row) => /^g,([^,]*),/.exec(row)?.[1] ?? [])
  const people = rowsOf(users).map((row) =>
    row.replace(/^(u,[^,]*,0x)([0-9a-f]{8})/, (_, start: string, bits: string) => {
      const property = Number.parseInt(bits, 16)
      const contradict = (property & 0x3000) === 0x1000
      return start + ((contradict ? property & ~0x1000 : property) >>> 0).toString(16).padStart(8, '0')
    }),
  )
  const kept = rowsOf(groups).filter((row) => {
    const [, outer = '', inner = ''] = /^a,([^,]*),g=(.*)$/.exec(row) ?? []
    return inner === '' || order.indexOf(outer) < order.indexOf(inner)
  })
  const boss = `u,boss,0x00002000,3,${'0b'.repeat(8)},${'55'.repeat(64)},32768,8,1,0x00000001`
  return {
    users: checked('UserDB', [...people, boss]),
    groups: checked('GroupDB', [...kept, 'a,Administrator,u=boss']),
    objects,
  }
}

function rowsOf(bytes: Buffer): string[] {
  return bytes.toString().trimEnd().split(/\r?\n/).slice(1, -1)
}

function checked(tag: string, rows: readonly string[]): Buffer {
  const lines = [`${tag},FileVersion,2`, ...rows]
  return Buffer.from([...lines, `Checksum,0x${crc32(lines.join('')).toString(16).padStart(8, '0')}`].join('\n'))
}
