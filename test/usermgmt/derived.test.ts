import { expect, it } from 'vitest'
import { Derived } from '../../src/main/usermgmt/derived'

it('is read once for all who wait, and again only after it was said to be stale', async () => {
  let readings = 0
  const derived = new Derived(async () => ++readings)
  expect(derived.known).toBeUndefined()
  expect(await Promise.all([derived.fresh(), derived.fresh()])).toEqual([1, 1])
  expect(derived.known).toBe(1)
  derived.stale()
  expect(derived.known).toBeUndefined()
  expect(await derived.fresh()).toBe(2)
})

it('what was read while it became stale is not handed out, and a failure then is tried again', async () => {
  const outcomes = ['old', 'failed', 'new']
  const derived: Derived<string> = new Derived(async () => {
    const outcome = outcomes.shift() ?? 'asked too often'
    await Promise.resolve()
    if (outcome !== 'new') derived.stale()
    if (outcome === 'failed') throw new Error('changed underneath')
    return outcome
  })
  expect(await derived.fresh()).toBe('new')
  expect(outcomes).toEqual([])
})

it('a failed reading reaches who asked and is not kept', async () => {
  let broken = true
  const derived = new Derived(async () => {
    if (broken) throw new Error('the line is down')
    return 'there'
  })
  await expect(derived.fresh()).rejects.toThrow('the line is down')
  expect(derived.known).toBeUndefined()
  broken = false
  expect(await derived.fresh()).toBe('there')
})
