import { expect, it } from 'vitest'
import { createReadings } from '../../src/main/exchange/readings'
import type { Reading } from '../../src/main/exchange/reading'
import { codeOf } from './opened'

const reading: Reading = {
  kind: 'folder',
  encrypted: false,
  title: null,
  made: null,
  parts: [],
  counts: { users: 0, groups: 0, objects: 0 },
  problems: [],
  over: () => ({}),
}

function started() {
  let now = 0
  let made = 0
  const readings = createReadings({ random: (bytes) => Buffer.alloc(bytes, ++made), now: () => now })
  const keep = () => readings.keep({ peer: 'anna', database: 'line', file: '/line', reading }).id
  return { readings, keep, wait: (milliseconds: number) => (now += milliseconds) }
}

it('a file that nobody asked for in half an hour is forgotten, one that was asked for is not', async () => {
  const { readings, keep, wait } = started()
  const [asked, left] = [keep(), keep()]
  wait(20 * 60_000)
  expect(readings.get('anna', asked).id).toBe(asked)
  wait(10 * 60_000 + 1)
  expect(readings.get('anna', asked).id).toBe(asked)
  expect(await codeOf(Promise.resolve().then(() => readings.get('anna', left)))).toBe('not-found')
  wait(30 * 60_000 + 1)
  expect(await codeOf(Promise.resolve().then(() => readings.get('anna', asked)))).toBe('not-found')
  readings.close()
})

it('what another peer has read is neither seen nor forgotten by asking', async () => {
  const { readings, keep } = started()
  const id = keep()
  expect(await codeOf(Promise.resolve().then(() => readings.get('bogdan', id)))).toBe('not-found')
  expect(await codeOf(Promise.resolve().then(() => readings.forget('bogdan', id)))).toBe('not-found')
  expect(readings.get('anna', id).file).toBe('/line')
  readings.forget('anna', id)
  expect(await codeOf(Promise.resolve().then(() => readings.get('anna', id)))).toBe('not-found')
  readings.close()
})
