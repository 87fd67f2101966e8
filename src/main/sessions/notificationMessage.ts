import { elementsOf, membersOf } from './jsonText'

/** What a Publish or Republish brought (OPC 10000-4, 5.14.5 and 5.14.6); a keep-alive has no notifications. */
export type NotificationMessage = {
  /** The server's id. */
  subscription: number
  sequence: number
  /** JSON text of each. */
  notifications: readonly string[]
  /** Sequence numbers the server still holds. */
  available: readonly number[]
  /** The whole as JSON text of a PublishResult (session-daemon 5). */
  text: string
}

export function readMessage(text: string): NotificationMessage {
  const members = membersOf(text)
  return {
    subscription: numberOf(members.get('subscriptionId')),
    sequence: numberOf(members.get('sequenceNumber')),
    notifications: listOf(members.get('notifications')),
    available: listOf(members.get('availableSequenceNumbers')).map(Number),
    text,
  }
}

/** A message that was asked for again, in the shape of one that came by itself. */
export function readRepublished(text: string, subscription: number, available: readonly number[]): NotificationMessage {
  const members = membersOf(text)
  const sequence = numberOf(members.get('sequenceNumber'))
  const notifications = listOf(members.get('notifications'))
  const whole = [
    `"subscriptionId":${subscription}`,
    `"sequenceNumber":${sequence}`,
    '"moreNotifications":false',
    `"notifications":[${notifications.join(',')}]`,
    `"availableSequenceNumbers":[${available.join(',')}]`,
  ]
  return { subscription, sequence, notifications, available, text: `{${whole.join(',')}}` }
}

/** Whether a message came after another; sequence numbers begin again at 1 after 2³² − 1 (OPC 10000-4, 5.14.1.1). */
export function isAfter(sequence: number, last: number): boolean {
  return sequence !== last && (sequence - last) >>> 0 < 2 ** 31
}

export function nextSequence(last: number): number {
  return last === 2 ** 32 - 1 ? 1 : last + 1
}

function numberOf(text: string | undefined): number {
  const number = Number(text)
  if (text === undefined || !Number.isInteger(number))
    throw new SyntaxError('a notification message without its numbers')
  return number
}

function listOf(text: string | undefined): string[] {
  return text === undefined || text === 'null' ? [] : elementsOf(text)
}
