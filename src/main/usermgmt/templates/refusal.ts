import { setTimeout as wait } from 'node:timers/promises'

/**
 * Tells every refusal `after` milliseconds from its beginning, where the time that the check itself takes would say
 * whether a user exists. One that takes longer is told at the next multiple.
 */
export async function evenly<T>(after: number, check: () => Promise<T | undefined>): Promise<T | undefined> {
  const began = performance.now()
  const found = await check()
  if (found === undefined && after > 0) {
    const taken = performance.now() - began
    await wait(Math.ceil(taken / after) * after - taken)
  }
  return found
}
