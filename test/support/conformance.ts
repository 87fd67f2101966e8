import { expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'

/**
 * What the suites of the back-end interfaces share. Each suite says what every body of an interface keeps to; it takes a
 * maker of a fresh back end, which may hold anything to begin with but for names beginning with `conformance`.
 */
export type Made<Db, Config> = { db: Db; config: Config; close?: () => Promise<void> }
export type Maker<T> = () => Promise<T> | T

/** Runs a check on a fresh back end and closes it. */
export function checkWith<Db, Config>(make: Maker<Made<Db, Config>>) {
  return (title: string, body: (made: Made<Db, Config>) => Promise<void>): void => {
    it(title, async () => {
      const made = await make()
      try {
        await body(made)
      } finally {
        await made.close?.()
      }
    })
  }
}

/** The call fails with this code. */
export async function refused(code: string, call: Promise<unknown>): Promise<void> {
  const failure: unknown = await call.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(AppError)
  expect(failure).toMatchObject({ code })
}

export async function collect<T>(source: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}
