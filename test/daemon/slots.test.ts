import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createSlots, type Seat, type Seated } from '../../src/main/daemon/slots'

/** Slots on a clock of their own, and connections that only remember what became of them. */
function slotsOf(most: number) {
  const clock = { now: 0 }
  const dropped: number[] = []
  const destroyed: number[] = []
  const slots = createSlots<Seated>({ most, silentGrace: 250, now: () => clock.now })
  let last = 0
  const arrive = () => {
    const number = (last += 1)
    const connection: Seated = {
      seat: 'none' satisfies Seat,
      since: clock.now,
      drop() {
        dropped.push(number)
        slots.ending(connection)
      },
      destroy() {
        destroyed.push(number)
        slots.leave(connection)
      },
    }
    return { connection, entered: slots.enter(connection) }
  }
  const twoTurns = async () => {
    for (let turns = 0; turns < 3; turns += 1) await turn()
  }
  return { slots, clock, dropped, destroyed, arrive, twoTurns }
}

it('the oldest silent ones give way, but not before what they sent with connecting was read', async () => {
  const { slots, dropped, arrive, twoTurns } = slotsOf(3)
  const burst = Array.from({ length: 6 }, arrive)
  expect(burst.map(({ entered }) => entered)).toEqual(Array(6).fill(true))
  expect(dropped).toEqual([])
  expect(slots.admit((burst[0] as (typeof burst)[0]).connection)).toBe(true)
  await twoTurns()
  expect(dropped).toEqual([2, 3, 4])
  expect(slots.taken).toBe(1)
})

it('nobody is admitted beyond the slots, however late the token is proved', async () => {
  const { slots, arrive, dropped, twoTurns } = slotsOf(2)
  const [one, two, three] = Array.from({ length: 3 }, arrive).map(({ connection }) => connection)
  expect([three, two, one].map((connection) => connection && slots.admit(connection))).toEqual([true, true, false])
  expect(arrive().entered).toBe(false)
  await twoTurns()
  expect(dropped).toEqual([1])
  expect(slots.taken).toBe(2)
})

it('silent ones older than a moment have half of the slots', () => {
  const { slots, clock, dropped, arrive } = slotsOf(10)
  for (let count = 0; count < 8; count += 1) arrive()
  slots.sweep()
  clock.now = 251
  arrive()
  expect(dropped).toEqual([1, 2, 3])
  slots.sweep()
  expect(dropped).toEqual([1, 2, 3])
})

it('a flood within one turn is bounded, and so are ended connections', () => {
  const { slots, dropped, destroyed, arrive } = slotsOf(2)
  for (let count = 0; count < 1000; count += 1) arrive()
  expect(dropped).toHaveLength(1000 - 258)
  expect(destroyed).toHaveLength(1000 - 258 - 256)
  expect(slots.all.size).toBe(258 + 256)
})
