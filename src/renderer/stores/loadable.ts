import { AppError } from '../../contract/errors'

/** What a page knows about something it asked for; a failed load is never an empty list. */
export type Loadable<T> = { is: 'waiting' } | { is: 'failed'; error: AppError } | { is: 'data'; value: T }

export const WAITING = { is: 'waiting' } as const

export function loaded<T>(value: T): Loadable<T> {
  return { is: 'data', value }
}

export function failed(cause: unknown): { is: 'failed'; error: AppError } {
  return { is: 'failed', error: asAppError(cause) }
}

/** The value where there is one. */
export function valueOf<T>(loadable: Loadable<T>): T | undefined {
  return loadable.is === 'data' ? loadable.value : undefined
}

/** What the program refused, or `internal` for a fault of the page itself. */
export function asAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  return new AppError('internal', { reference: cause instanceof Error ? cause.name : 'page' }, cause)
}
