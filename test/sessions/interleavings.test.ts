import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import type { FakeRequest } from './fakeOpcUa'
import { ANNA, stage, wish } from './fakeParts'
import { settled } from './manualClock'

/** What may happen next: `at` chooses among the requests that are at the server. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('ask' as const),
      method: fc.constantFrom('read', 'read', 'browseAll', 'write', 'call'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ is: fc.constantFrom('execute' as const, 'answer' as const), at: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('forget' as const), at: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constantFrom('down' as const, 'up' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('pass' as const), milliseconds: fc.constantFrom(0, 1, 250, 1000, 4000) }),
  },
)

type Asked = { number: number; method: string; outcome: string | RequestFailure | undefined }

test('whatever is lost whenever, nothing that changes a server is done twice, and the order stays', async () => {
  let asks = 0
  let cuts = 0
  let repeats = 0
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 80 }), async (happenings) => {
      const { sessions, opcua, clock } = stage()
      const { sessionId } = await sessions.open(ANNA, wish({ opcuaTimeout: 10 }))
      const all: Asked[] = []
      const handed: FakeRequest[] = []
      opcua.reply = () => undefined
      const look = () => {
        for (const request of opcua.under()) if (!handed.includes(request)) handed.push(request)
      }
      const chosen = (at: number) => opcua.under()[at % Math.max(opcua.under().length, 1)]

      for (const one of happenings) {
        if (one.is === 'ask') {
          const asked: Asked = { number: all.length, method: one.method, outcome: undefined }
          all.push(asked)
          asks += 1
          sessions.query(sessionId, one.method, [asked.number]).then(
            (text) => (asked.outcome = text),
            (failure: RequestFailure) => (asked.outcome = failure),
          )
        } else if (one.is === 'execute') chosen(one.at)?.execute()
        else if (one.is === 'answer') chosen(one.at)?.answer()
        else if (one.is === 'forget') {
          const request = chosen(one.at)
          const sent = request?.is === 'executed'
          request?.fail(
            new RequestFailure('ConnectionException', 'BadSessionClosed', { status: 'BadSessionClosed', sent }),
          )
        } else if (one.is === 'cut') {
          cuts += 1
          opcua.links.at(-1)?.cut()
        } else if (one.is === 'down') {
          opcua.opening = () => ({ fail: new RequestFailure('ConnectionException', 'Nobody there.', {}) })
        } else if (one.is === 'up') opcua.opening = () => 'succeed'
        else if (one.is === 'pass') await clock.pass(one.milliseconds)
        await settled()
        look()
      }
      opcua.opening = () => 'succeed'
      for (let rest = 0; rest < 200 && all.some(({ outcome }) => outcome === undefined); rest += 1) {
        opcua.under()[0]?.answer()
        await clock.pass(500)
        look()
      }

      const number = (request: FakeRequest) => request.parameters[0] as number
      const changing = (method: string) => method === 'write' || method === 'call'
      for (const { number: wanted, method, outcome } of all) {
        const times = opcua.executed.filter((request) => number(request) === wanted).length
        expect(outcome, 'everybody gets an answer').toBeDefined()
        if (changing(method)) expect(times, 'done twice').toBeLessThanOrEqual(1)
        else expect(times, 'repeated more than once').toBeLessThanOrEqual(2)
        if (times > 1) repeats += 1
        if (typeof outcome === 'string') expect(times).toBeGreaterThanOrEqual(1)
        else if (outcome?.facts.sent === false && changing(method)) expect(times, 'said to be unsent').toBe(0)
      }
      // A change begins after everything before it is over, and is over before anything after it begins.
      for (const [place, request] of handed.entries()) {
        if (!changing(request.method)) continue
        for (const earlier of handed.slice(0, place)) expect(number(earlier)).toBeLessThanOrEqual(number(request))
        for (const later of handed.slice(place + 1)) expect(number(later)).toBeGreaterThanOrEqual(number(request))
      }
      // On one link everything begins in the order in which it was asked for, but what was looked up here first.
      for (const link of opcua.links) {
        const order = handed.filter((one) => one.link === link && one.method !== 'browseAll').map(number)
        expect(order).toEqual(order.toSorted((one, other) => one - other))
      }
      await sessions.end()
      expect(clock.timers).toBe(0)
    }),
    { numRuns: 3000 },
  )
  expect(Math.min(asks, cuts, repeats)).toBeGreaterThan(100)
}, 120_000)
