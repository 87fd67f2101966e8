import type { StatusCode } from 'node-opcua-client'
import { statusFailure } from '../failures'
import { RequestFailure } from '../requestFailure'

/** Operation-level answers: as many as were asked for, in order, or the answer is none at all. */
export function complete<T>(results: readonly T[] | null | undefined, count: number): readonly T[] {
  if (results?.length === count) return results
  throw new RequestFailure('EncodingException', 'The server answered for another number of items.', { sent: true })
}

/** For shapes without a place for a status: a bad one is a ServiceException that names it. */
export function goodOrFail(status: StatusCode): void {
  if (isBad(status)) throw statusFailure(status.name, true)
}

export function isBad({ value }: StatusCode): boolean {
  return value >= 0x8000_0000
}

export function statusText({ value }: StatusCode): string {
  return String(value)
}

/** Lists in parts of at most `size`, 0 for one part. */
export function batches<T>(items: readonly T[], size: number): (readonly T[])[] {
  if (size <= 0 || items.length <= size) return [items]
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** Nodes per request: the smaller of what the server and what the session's config says; 0 for no limit. */
export function batchSize(serverLimit: number, configured: number | null): number {
  if (configured === 0) return 0
  if (configured === null) return serverLimit
  return serverLimit === 0 ? configured : Math.min(serverLimit, configured)
}
