import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MethodOutput } from '../../src/contract/contract'
import { bundleEntry, removeBundles } from '../support/bundle'
import { SAMPLE } from '../support/temporaryFolder'
import { giveToOrdinaryUser, runChild } from './childProgram'
import { bytesIn, copiesOf, startStage, type Bytes } from './stage'

let program = ''
beforeAll(async () => {
  program = await bundleEntry('test/apply/applyProgram.ts')
})
afterAll(removeBundles)

/** Steps of writing to targets before which it is killed: at the first of them, while others are done, at their end. */
const STEPS = [0, 7, 16, 23, 31, 38, 47, 55, 62, 71, 78, 90]

test.skipIf(process.platform === 'win32')(
  'a program killed in the middle has changed whole folders or none, and another one gives all their bytes back',
  async () => {
    const { place, from } = await startStage(0)
    const home = join(place, 'home')
    await mkdir(home)
    const original = await copiesOf(SAMPLE, place, 6)
    await giveToOrdinaryUser(place, program)
    const before = await bytesIn(original)
    const ask = (asked: object) => runChild(program, JSON.stringify({ home, from, folders: original, ...asked }))
    const seen = new Set<number>()
    for (const killedAt of STEPS) {
      const kept = join(home, `kept-${killedAt}`)
      const { signal, err } = await ask({ is: 'apply', kept, killedAt })
      expect(`${err}${signal}`).toBe('SIGKILL')
      const undone = await ask({ is: 'undo', kept })
      const told = undone.code === 0 ? (JSON.parse(undone.out) as MethodOutput<'apply.undo'>).targets : []
      // Before the first folder was kept nothing was touched.
      if (undone.code !== 0) expect(undone.err).toContain('not-found')
      expect(told.filter(({ is }) => is !== 'restored')).toEqual([])
      seen.add(told.length)
      expect((await bytesIn(original)).map(withoutLeftovers), `killed at ${killedAt}`).toEqual(before)
      // What the killed program left behind goes with the next use.
      const again = await ask({ is: 'apply', kept })
      const applied = JSON.parse(again.out) as MethodOutput<'apply.run'>
      expect(applied.targets.map(({ is, error }) => [is, error])).toEqual(original.map(() => ['applied', null]))
      await ask({ is: 'undo', kept, run: applied.run })
      expect(await bytesIn(original)).toEqual(before)
      expect((await readdir(original[0] ?? '')).toSorted()).toEqual(Object.keys(before[0] ?? {}).toSorted())
    }
    expect(seen.size).toBeGreaterThan(1)
  },
  180_000,
)

/** The lock of a program that is dead, and what it had not put in place yet, are nobody's. */
function withoutLeftovers(files: Bytes): Bytes {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith('.keyswitch')))
}
