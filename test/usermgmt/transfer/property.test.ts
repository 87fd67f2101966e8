import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Difference } from '../../../src/contract/databases'
import { GROUPS } from '../../../src/contract/row'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import { managerSource } from '../../../src/main/usermgmt/transfer/source'
import { differences } from '../../../src/main/usermgmt/transfer/differences'
import { snapshot } from '../../../src/main/usermgmt/transfer/snapshot'
import { arbitraryDatabase } from '../../support/arbitraryDatabase'
import { databasePairs } from './sensibleDatabase'
import { withManagers } from './twoManagers'

const actor = { is: 'owner' } as const

test('any database becomes any sensible other one with an administrator, and then nothing differs', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(databasePairs, (pair) =>
      withManagers(pair, async ([device, wanted]) => {
        const found = differences(await snapshot(device), await snapshot(wanted))
        for (const { subject, kind } of found) seen.add(`${subject} ${kind}`)
        const done = await applyDifferences({ from: managerSource(wanted), to: device, actor, differences: found })
        expect(done.refused).toEqual([])
        expect(done.applied).toBe(found.length)
        expect(differences(await snapshot(device), await snapshot(wanted))).toEqual([])
      }),
    ),
    { numRuns: 200 },
  )
  const kinds = ['user', 'group', 'object', 'right'].flatMap((subject) =>
    ['added', 'changed', 'removed'].map((kind) => `${subject} ${kind}`),
  )
  expect([...seen]).toEqual(expect.arrayContaining([...kinds, 'member added', 'member removed']))
}, 120_000)

test('whatever the wanted database holds, what differs in the end is about what was refused', async () => {
  let refusals = 0
  await fc.assert(
    fc.asyncProperty(arbitraryDatabase, arbitraryDatabase, (a, b) =>
      withManagers([a, b], async ([device, wanted]) => {
        const found = differences(await snapshot(device), await snapshot(wanted))
        const { refused, applied } = await applyDifferences({
          from: managerSource(wanted),
          to: device,
          actor,
          differences: found,
        })
        expect(applied + refused.length).toBe(found.length)
        const left = differences(await snapshot(device), await snapshot(wanted))
        const about = new Set(refused.flatMap(({ difference }) => namesIn(difference)))
        const unexplained = left.filter((difference) => !namesIn(difference).some((name) => about.has(name)))
        expect(unexplained).toEqual([])
        expect(left.length > 0).toBe(refused.length > 0)
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

/** What a difference is about; the object of a group is about that group. */
function namesIn(difference: Difference): string[] {
  switch (difference.subject) {
    case 'user':
      return [difference.name, ...(difference.was === null ? [] : [difference.was])]
    case 'group':
    case 'object':
      return [difference.name.replace(`${GROUPS}.`, '')]
    case 'member':
      return [`${difference.group} ${difference.user ?? difference.member}`, difference.user ?? difference.group]
    case 'right':
      return [`${difference.object} ${difference.group}`, difference.group]
  }
}
