import {
  DataChangeNotification,
  EventNotificationList,
  PublishRequest,
  PublishResponse,
  RepublishRequest,
  RepublishResponse,
  StatusChangeNotification,
  SubscriptionAcknowledgement,
  type NotificationMessage,
} from 'node-opcua-client'
import { given, integerAt, listAt, objectAt, partOf, UINT32 } from '../values/argument'
import { MIN_TIME, type Instant } from '../values/dateTime'
import type { Encoding } from '../values/encoding'
import { listText } from '../values/text'
import { dataValueText, variantText } from '../values/valueText'
import { statusText } from './answers'
import type { MethodContext } from './context'
import { transact } from './transact'

/** publish(acks = [{ subscriptionId, sequenceNumber }]) → PublishResult. One request, which waits as long as `timeout`. */
export async function publish(context: MethodContext, [acks]: readonly unknown[], encoding: Encoding): Promise<string> {
  const request = new PublishRequest()
  request.subscriptionAcknowledgements = given(acks, [], (value) =>
    listAt(value, 'acknowledgements').map((ack, index) => {
      const at = `acknowledgements[${index}]`
      const object = objectAt(ack, at)
      const acknowledgement = new SubscriptionAcknowledgement()
      acknowledgement.subscriptionId = integerAt(partOf(object, 'subscriptionId'), `${at}.subscriptionId`, UINT32)
      acknowledgement.sequenceNumber = integerAt(partOf(object, 'sequenceNumber'), `${at}.sequenceNumber`, UINT32)
      return acknowledgement
    }),
  )
  const answer = await transact(context, request, PublishResponse)
  const { notificationMessage: message } = answer
  return encoding.shape('PublishResult', [
    ['subscriptionId', 'subId', String(answer.subscriptionId)],
    ['sequenceNumber', 'seq', String(message.sequenceNumber)],
    ['moreNotifications', 'more', String(answer.moreNotifications)],
    ['notifications', 'notif', notificationsText(encoding, message)],
    ['availableSequenceNumbers', 'avail', listText(answer.availableSequenceNumbers, String)],
  ])
}

/** republish(subId, sequenceNumber) → `{sequenceNumber,publishTime,notifications}`, without a wire type of its own. */
export async function republish(
  context: MethodContext,
  [id, sequence]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const request = new RepublishRequest({
    subscriptionId: integerAt(id, 'subscriptionId', UINT32),
    retransmitSequenceNumber: integerAt(sequence, 'sequenceNumber', UINT32),
  })
  const { notificationMessage: message } = await transact(context, request, RepublishResponse)
  const time: Instant | null = message.publishTime
  const published = time && time.getTime() !== MIN_TIME ? encoding.time(time, time.picoseconds ?? 0) : 'null'
  return `{"sequenceNumber":${message.sequenceNumber},"publishTime":${published},"notifications":${notificationsText(encoding, message)}}`
}

/** One flat list over all kinds, in the order they came; empty for a keep-alive. */
function notificationsText(encoding: Encoding, { notificationData }: NotificationMessage): string {
  const all: string[] = []
  for (const data of notificationData ?? []) {
    if (data instanceof DataChangeNotification) {
      for (const { clientHandle, value } of data.monitoredItems ?? []) {
        all.push(dataChangeText(encoding, clientHandle, dataValueText(encoding, value)))
      }
    } else if (data instanceof EventNotificationList) {
      for (const { clientHandle, eventFields } of data.events ?? []) {
        all.push(
          eventText(
            encoding,
            clientHandle,
            listText(eventFields, (field) => variantText(encoding, field)),
          ),
        )
      }
    } else if (data instanceof StatusChangeNotification) {
      all.push(`{"type":"StatusChange","statusCode":${statusText(data.status)}}`)
    }
  }
  return `[${all.join(',')}]`
}

function dataChangeText(encoding: Encoding, handle: number, value: string): string {
  if (encoding.name === 'plain') return `{"type":"DataChange","clientHandle":${handle},"dataValue":${value}}`
  return `{"__t":"DataChangeNotification","handle":${handle},"dv":${value}}`
}

function eventText(encoding: Encoding, handle: number, fields: string): string {
  if (encoding.name === 'plain') return `{"type":"Event","clientHandle":${handle},"eventFields":${fields}}`
  return `{"__t":"EventNotification","handle":${handle},"fields":${fields}}`
}
