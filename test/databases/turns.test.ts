import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createTurns } from '../../src/main/databases/turns'

/** Notes when each piece of work begins and ends. */
function diary() {
  const lines: string[] = []
  const work =
    (name: string, milliseconds = 5) =>
    async () => {
      lines.push(`${name} begins`)
      await pause(milliseconds)
      lines.push(`${name} ends`)
      return name
    }
  return { lines, work }
}

it('readers look at the same time', async () => {
  const { lines, work } = diary()
  const turns = createTurns()
  await Promise.all([turns.read(work('a', 20)), turns.read(work('b'))])
  expect(lines).toEqual(['a begins', 'b begins', 'b ends', 'a ends'])
})

it('a writer waits for readers before it, and readers after it wait for the writer', async () => {
  const { lines, work } = diary()
  const turns = createTurns()
  await Promise.all([turns.read(work('a', 20)), turns.write(work('w')), turns.read(work('b'))])
  expect(lines).toEqual(['a begins', 'a ends', 'w begins', 'w ends', 'b begins', 'b ends'])
})

it('writers come one after the other, in the order they asked', async () => {
  const { lines, work } = diary()
  const turns = createTurns()
  await Promise.all([turns.write(work('v', 20)), turns.write(work('w'))])
  expect(lines).toEqual(['v begins', 'v ends', 'w begins', 'w ends'])
})

it('a failure reaches the one who asked, and the line goes on', async () => {
  const turns = createTurns()
  const failing = turns.write(() => Promise.reject(new Error('full')))
  const reading = turns.read(() => Promise.reject(new Error('torn')))
  const next = turns.write(() => 'fine')
  await expect(failing).rejects.toThrow('full')
  await expect(reading).rejects.toThrow('torn')
  await expect(next).resolves.toBe('fine')
})
