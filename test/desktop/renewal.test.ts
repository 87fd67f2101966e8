import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRenewal } from '../../src/main/desktop/renewal'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Renewing takes until a test says it is done. */
function build() {
  const begun: (() => void)[] = []
  const renewal = createRenewal({ every: 1000, renew: () => new Promise((done) => begun.push(done)) })
  return { begun, renewal }
}

it('a change is shown at once, many more in one go a second later', async () => {
  const { begun, renewal } = build()
  renewal.ask()
  expect(begun).toHaveLength(1)
  for (let change = 0; change < 50; change += 1) renewal.ask()
  expect(begun).toHaveLength(1)
  begun[0]?.()
  await vi.advanceTimersByTimeAsync(999)
  expect(begun).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toHaveLength(2)
  begun[1]?.()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(begun).toHaveLength(2)
})

it('a change while one is being shown is shown after it', async () => {
  const { begun, renewal } = build()
  renewal.ask()
  await vi.advanceTimersByTimeAsync(5000)
  renewal.ask()
  expect(begun).toHaveLength(1)
  begun[0]?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(begun).toHaveLength(2)
})

it('a change shortly after one was shown waits for its turn', async () => {
  const { begun, renewal } = build()
  renewal.ask()
  begun[0]?.()
  await vi.advanceTimersByTimeAsync(400)
  renewal.ask()
  await vi.advanceTimersByTimeAsync(599)
  expect(begun).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toHaveLength(2)
  begun[1]?.()
})

it('after the end nothing is begun, and what is under way is waited for', async () => {
  const { begun, renewal } = build()
  renewal.ask()
  renewal.ask()
  let closed = false
  void renewal.close().then(() => (closed = true))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(closed).toBe(false)
  begun[0]?.()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([closed, begun.length]).toEqual([true, 1])
  renewal.ask()
  expect(begun).toHaveLength(1)
})
