import { RequestFailure } from '../requestFailure'

/** Reading what came from outside: own keys only, so that `__proto__` and `constructor` are no more than names. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function partOf(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Names the place, never the value. Nothing has been sent when it is thrown. */
export function refuse(at: string, why: string): never {
  throw new RequestFailure('invalid_argument', `${at} ${why}.`, { sent: false })
}

export function objectAt(value: unknown, at: string): Record<string, unknown> {
  return isObject(value) ? value : refuse(at, 'must be an object')
}

export function listAt(value: unknown, at: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(at, 'must be a list')
}

/** Left out and null mean the same. */
export function given<T>(value: unknown, fallback: T, read: (value: unknown) => T): T {
  return value === undefined || value === null ? fallback : read(value)
}

export function booleanAt(value: unknown, at: string): boolean {
  return typeof value === 'boolean' ? value : refuse(at, 'must be true or false')
}

export function stringAt(value: unknown, at: string): string {
  if (typeof value !== 'string') return refuse(at, 'must be a string')
  // Half of a surrogate pair has no form in UTF-8.
  return value.isWellFormed() ? value : refuse(at, 'is not well-formed Unicode')
}

export function integerAt(value: unknown, at: string, { min, max }: { min: number; max: number }): number {
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
    return refuse(at, `must be an integer from ${min} to ${max}`)
  }
  // −0 is no integer of its own.
  return number === 0 ? 0 : number
}

export const UINT32 = { min: 0, max: 0xffff_ffff }

/** A finite number; whole ones arrive without a fraction. */
export function numberAt(value: unknown, at: string): number {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : refuse(at, 'must be a number')
}
