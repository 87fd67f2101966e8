import { AssertionError } from 'node:assert'
import { inspect, isDeepStrictEqual } from 'node:util'
import { AppError, type ErrorCode } from '../contract/errors'

/** What any test runner offers: `test` or `it` of vitest, `test` of node:test. */
export type Test = (title: string, body: () => Promise<void>) => unknown

/** A fresh back end for one check; it may hold anything but names that begin with `conformance`. */
export type Made<Db, Config> = {
  db: Db
  config?: Config | undefined
  /** How many handles, iterators or connections it has open at present; asked after every check, where it can be told. */
  open?: () => number
  close?: () => Promise<void> | void
}

/** What a suite is told of a back end. */
export type Conformance<MadeDb, Ability extends string> = {
  /** Stands before every title. */
  name: string
  test: Test
  make: () => Promise<MadeDb> | MadeDb
  /** What it cannot do by design: it is checked as far as its abilities go, and that it says so. */
  without?: readonly Ability[]
  /** How many entries the check with many of them makes; fewer where each takes long (a costly password hash). */
  many?: number
}

export const MANY = 1000

/** Defines a check: made, checked, nothing left open, closed, whatever happens. */
export function checksOf<MadeDb extends Made<unknown, unknown>>(
  about: Pick<Conformance<MadeDb, string>, 'name' | 'test' | 'make'>,
) {
  return (title: string, body: (made: MadeDb) => Promise<void>): void => {
    about.test(`${about.name}: ${title}`, async () => {
      const made = await about.make()
      try {
        await body(made)
        if (made.open)
          demand(made.open(), 0, 'A back end lets go of whatever it opened before a call or a listing ends.')
      } finally {
        await made.close?.()
      }
    })
  }
}

/** Fails with what the interface demands, unless both are the same. */
export function demand(actual: unknown, expected: unknown, demanded: string): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw new AssertionError({
    message: `${demanded}\nexpected: ${inspect(expected)}\nfound: ${inspect(actual)}`,
    actual,
    expected,
    operator: 'deepStrictEqual',
  })
}

/** The call fails with an AppError of this code. */
export async function refused(code: ErrorCode, call: () => Promise<unknown>, what: string): Promise<void> {
  const failure = await failureOf(call)
  demand(
    failure instanceof AppError ? failure.code : failure,
    code,
    `${what} fails with the AppError “${code}”, from this package or from \`host.AppError\`.`,
  )
}

/** What a call failed with; a call that throws at once and one that rejects are the same. */
export async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  return 'no failure'
}

/** The configuration half, which a back end has that is not declared to be without. */
export function configOf<Config>(made: Made<unknown, Config>): Config {
  if (made.config === undefined)
    throw new AssertionError({ message: 'There is no configuration half: say `without: ["config"]`.' })
  return made.config
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

/** Takes the first item and leaves, by `break` or by a failure of whoever listens. */
export async function leaveEarly<T>(source: AsyncIterable<T>, how: 'break' | 'throw'): Promise<T | undefined> {
  const left = new Error('left early')
  let first: T | undefined
  try {
    for await (const item of source) {
      first = item
      if (how === 'throw') throw left
      break
    }
  } catch (error) {
    if (error !== left) throw error
  }
  return first
}

/** Two listings, each one step after the other. */
export async function sideBySide<T>(one: AsyncIterable<T>, other: AsyncIterable<T>): Promise<[T[], T[]]> {
  const found: [T[], T[]] = [[], []]
  const iterators = [one[Symbol.asyncIterator](), other[Symbol.asyncIterator]()] as const
  for (let open = 2; open > 0;) {
    open = 0
    for (const [index, iterator] of iterators.entries()) {
      const next = await iterator.next()
      if (next.done === true) continue
      found[index as 0 | 1].push(next.value)
      open++
    }
  }
  return found
}

/** Numbered names that sort as they count. */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${String(index + 1).padStart(6, '0')}`)
}

/** For what may come back in another order. */
export function byName<T extends { name: string }>(items: readonly T[]): T[] {
  return items.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
