import {
  CreateSubscriptionRequest,
  CreateSubscriptionResponse,
  DeleteSubscriptionsRequest,
  DeleteSubscriptionsResponse,
  TransferSubscriptionsRequest,
  TransferSubscriptionsResponse,
} from 'node-opcua-client'
import { booleanAt, given, integerAt, listAt, numberAt, UINT32 } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { doubleText, listText } from '../values/text'
import { complete, statusText } from './answers'
import type { MethodContext } from './context'
import { transact } from './transact'

const BYTE = { min: 0, max: 255 }

/**
 * createSubscription(publishingInterval = 500, lifetimeCount = 2400, maxKeepAliveCount = 10,
 * maxNotificationsPerPublish = 0, publishingEnabled = true, priority = 0) → SubscriptionResult.
 */
export async function createSubscription(
  context: MethodContext,
  [interval, lifetime, keepAlive, notifications, enabled, priority]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const count = (value: unknown, at: string, fallback: number) =>
    given(value, fallback, (number) => integerAt(number, at, UINT32))
  const request = new CreateSubscriptionRequest({
    requestedPublishingInterval: given(interval, 500, (value) => numberAt(value, 'publishingInterval')),
    requestedLifetimeCount: count(lifetime, 'lifetimeCount', 2400),
    requestedMaxKeepAliveCount: count(keepAlive, 'maxKeepAliveCount', 10),
    maxNotificationsPerPublish: count(notifications, 'maxNotificationsPerPublish', 0),
    publishingEnabled: given(enabled, true, (value) => booleanAt(value, 'publishingEnabled')),
    priority: given(priority, 0, (value) => integerAt(value, 'priority', BYTE)),
  })
  const made = await transact(context, request, CreateSubscriptionResponse)
  return encoding.shape('SubscriptionResult', [
    ['subscriptionId', 'subId', String(made.subscriptionId)],
    ['revisedPublishingInterval', 'interval', doubleText(made.revisedPublishingInterval)],
    ['revisedLifetimeCount', 'lifetime', String(made.revisedLifetimeCount)],
    ['revisedMaxKeepAliveCount', 'keepAlive', String(made.revisedMaxKeepAliveCount)],
  ])
}

/** deleteSubscription(subId) → status. */
export async function deleteSubscription(context: MethodContext, [id]: readonly unknown[]): Promise<string> {
  const request = new DeleteSubscriptionsRequest({ subscriptionIds: [integerAt(id, 'subscriptionId', UINT32)] })
  const { results } = await transact(context, request, DeleteSubscriptionsResponse)
  return complete(results, 1).map(statusText).join('')
}

/** transferSubscriptions(ids, sendInitialValues = false) → TransferResults in order. */
export async function transferSubscriptions(
  context: MethodContext,
  [ids, initial]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const subscriptionIds = idsAt(ids, 'subscriptionIds')
  const request = new TransferSubscriptionsRequest({
    subscriptionIds,
    sendInitialValues: given(initial, false, (value) => booleanAt(value, 'sendInitialValues')),
  })
  const { results } = await transact(context, request, TransferSubscriptionsResponse)
  return listText(complete(results, subscriptionIds.length), ({ statusCode, availableSequenceNumbers }) =>
    encoding.shape('TransferResult', [
      ['statusCode', 'status', statusText(statusCode)],
      ['availableSequenceNumbers', 'avail', listText(availableSequenceNumbers, String)],
    ]),
  )
}

export function idsAt(value: unknown, at: string): number[] {
  return listAt(value, at).map((id, index) => integerAt(id, `${at}[${index}]`, UINT32))
}
