import { RequestFailure } from '../opcua/requestFailure'
import type { StreamItem, StreamListener, StreamOptions } from './sessions'

/** One stream, and what its items are called at the server. */
export type OpenStream = { id: string; hear: StreamListener; items: readonly FollowedItem[] }

/** One thing that is followed, for as many streams as want the same. */
export type FollowedItem = {
  readonly key: string
  /** Its number in notifications. */
  readonly handle: number
  readonly wanted: { nodeId: unknown; attributeId: number; samplingInterval: number; queueSize: number }
  /** StatusCode of the last try to follow it. */
  status: number
  /** Null while the server does not follow it. */
  serverId: number | null
  /** Whoever comes later starts with it. */
  lastValue: string | null
  readonly readers: Map<OpenStream, number[]>
}

/** EventNotifier (OPC 10000-6, A.1): events are followed instead of values. */
export const EVENTS_OF = 12
const VALUE_OF = 13
const LONGEST_INTERVAL = 86_400_000
const LONGEST_QUEUE = 10_000

/** What an item asks for, checked; faster sampling than publishing gets a queue that holds what comes between. */
export function wantedOf(item: StreamItem, interval: number): FollowedItem['wanted'] {
  const attributeId = item.attributeId ?? VALUE_OF
  const sampling = item.samplingInterval ?? interval
  if (!isNumber(attributeId, 1, 27) || !Number.isInteger(attributeId)) throw refuse('attributeId', 'from 1 to 27')
  if (!isNumber(sampling, -1, LONGEST_INTERVAL)) throw refuse('samplingInterval', 'of milliseconds')
  const between = sampling > 0 ? Math.ceil(interval / sampling) : 1
  const queueSize = item.queueSize ?? Math.min(Math.max(1, between), LONGEST_QUEUE)
  if (!isNumber(queueSize, 0, LONGEST_QUEUE) || !Number.isInteger(queueSize)) {
    throw refuse('queueSize', `from 0 to ${LONGEST_QUEUE}`)
  }
  return { nodeId: item.nodeId, attributeId, samplingInterval: sampling, queueSize }
}

/** Milliseconds between two messages; 500 where nothing is said. */
export function intervalOf({ publishingInterval = 500 }: StreamOptions = {}): number {
  const interval = publishingInterval ?? 500
  if (!isNumber(interval, 0, LONGEST_INTERVAL)) throw refuse('publishingInterval', 'of milliseconds')
  return interval
}

/** The same for the same wish, written in the same way. */
export function keyOf(wanted: FollowedItem['wanted']): string {
  return JSON.stringify(wanted, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}

function isNumber(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most
}

function refuse(field: string, about: string): RequestFailure {
  return new RequestFailure('invalid_argument', `${field} must be a number ${about}.`, { sent: false })
}
