import { RequestFailure } from '../opcua/requestFailure'
import type { Frame } from './json'

/** Fields of a frame, checked; `invalid_argument` that names the field. Null counts as absent, as PHP sends it. */

export function textField(frame: Frame, command: string, field: string): string {
  const value = frame[field]
  if (typeof value !== 'string' || value === '') throw wrong(command, field, 'a non-empty string')
  return value
}

export function flagField(frame: Frame, command: string, field: string): boolean {
  const value = frame[field] ?? false
  if (typeof value !== 'boolean') throw wrong(command, field, 'true or false')
  return value
}

export function listField(frame: Frame, command: string, field: string, what = 'an array'): readonly unknown[] {
  const value = frame[field] ?? []
  if (!Array.isArray(value)) throw wrong(command, field, what)
  return value
}

/** An object, also as the empty array that PHP makes of an empty one. */
export function objectField(frame: Frame, command: string, field: string): Frame {
  const value = frame[field] ?? {}
  if (Array.isArray(value) ? value.length > 0 : !isObject(value)) throw wrong(command, field, 'an object')
  return isObject(value) && !Array.isArray(value) ? value : {}
}

export function isObject(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null
}

export function wrong(command: string, field: string, what: string): RequestFailure {
  return new RequestFailure('invalid_argument', `${command}: "${field}" must be ${what}.`)
}
