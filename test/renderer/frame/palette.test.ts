import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/contract/databases'
import { targetOf } from '../../../src/renderer/frame/CheckPanel'
import { paletteSource, searchPalette } from '../../../src/renderer/frame/paletteSearch'

const SOURCES = [
  paletteSource('command', ['Save', 'Add user']),
  paletteSource('user', ['anna', 'Dana', 'user.anna']),
  paletteSource('object', ['Device.PlcLogic', 'Device.PlcLogic.Logger']),
]

describe('finding anything', () => {
  test('names that begin so come first, then parts that do, then the rest', () => {
    expect(searchPalette(SOURCES, 'AN', 10).map((hit) => hit.name)).toEqual(['anna', 'user.anna', 'Dana'])
  })

  test('nothing typed lists the commands first', () => {
    expect(searchPalette(SOURCES, '', 2).map((hit) => hit.kind)).toEqual(['command', 'command'])
  })

  test('there are never more than asked for, whatever their rank', () => {
    const many = paletteSource(
      'object',
      Array.from({ length: 50_000 }, (_, index) => `Device.PlcLogic.Machine${index}`),
    )
    expect(searchPalette([many], 'machine', 60)).toHaveLength(60)
  })

  test('50 000 objects are searched within a frame or two', () => {
    const many = paletteSource(
      'object',
      Array.from({ length: 50_000 }, (_, index) => `Device.PlcLogic.Area${index % 10}.Machine${index}`),
    )
    const start = performance.now()
    for (let round = 0; round < 10; round++) searchPalette([many], 'machine49', 60)
    // 16 ms are a frame; the machine that tests may be busy with other things.
    expect((performance.now() - start) / 10).toBeLessThan(50)
  })
})

describe('a finding leads to its place', () => {
  const cases: [Finding, ReturnType<typeof targetOf>][] = [
    [{ kind: 'no-administrator' }, { group: 'Administrator' }],
    [{ kind: 'user-without-group', user: 'erin' }, { user: 'erin' }],
    [{ kind: 'empty-group-with-power', group: 'Watch' }, { group: 'Watch' }],
    [{ kind: 'member-missing', group: 'Watch', member: 'gone' }, { group: 'Watch' }],
    [{ kind: 'rights-on-missing-object', object: 'Device.X' }, { object: 'Device.X' }],
    [
      { kind: 'rights-of-missing-group', object: 'Device', group: 'Gone' },
      { object: 'Device', group: 'Gone' },
    ],
    [{ kind: 'legacy-login', file: 'CODESYSControl.cfg', value: 'ONLY_LEGACY' }, undefined],
  ]
  test.each(cases)('%j', (finding, target) => {
    expect(targetOf(finding)).toEqual(target)
  })
})
