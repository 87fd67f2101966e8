import type { Link } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'
import { readMessage, type NotificationMessage } from './notificationMessage'

/** The Publish requests of one session (OPC 10000-4, 5.14.5), which serve all its subscriptions. */
export type Publishing = {
  /** Keeps as many requests at the server as `wanted` says now. */
  fill(): void
  /** Goes out with the next request. */
  acknowledge(subscription: number, sequence: number): void
  /** Nothing of a subscription that is gone is acknowledged. */
  forget(subscription: number): void
  attach(link: Link): void
  detach(): void
}

export type PublishingParts = {
  clock: Clock
  /** How many requests should be waiting at the server. */
  wanted: () => number
  /** Milliseconds a request waits at most. */
  limit: () => number
  deliver: (message: NotificationMessage) => void
  /** The server refused a request; `waiting` are those still there. Lost links are told elsewhere. */
  refused: (failure: RequestFailure, waiting: number) => void
  /** Hears of what should never happen. */
  fault: (error: unknown) => void
}

type Acknowledgement = { subscriptionId: number; sequenceNumber: number }

/** After a failure, so that a server that refuses at once is not asked in a circle. */
const PAUSE = 250

export function createPublishing({ clock, wanted, limit, deliver, refused, fault }: PublishingParts): Publishing {
  let link: Link | undefined
  let waiting = 0
  let pausing: (() => void) | undefined
  let acknowledgements: Acknowledgement[] = []

  function fill(): void {
    const on = link
    if (pausing || !on) return
    while (waiting < wanted()) send(on).catch(fault)
  }

  async function send(on: Link): Promise<void> {
    const mine = acknowledgements
    acknowledgements = []
    waiting += 1
    let text: string
    try {
      text = await on.request({ method: 'publish', parameters: [mine], encoding: 'plain', limit: limit() })
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      // Acknowledging twice does no harm, not acknowledging fills the server's memory.
      acknowledgements = [...mine, ...acknowledgements]
      if (on !== link) return
      waiting -= 1
      pause()
      if (error.type !== 'ConnectionException') refused(error, waiting)
      return
    }
    if (on === link) waiting -= 1
    deliver(readMessage(text))
    fill()
  }

  function pause(): void {
    pausing ??= clock.after(PAUSE, () => {
      pausing = undefined
      fill()
    })
  }

  return {
    fill,
    acknowledge(subscription, sequence) {
      acknowledgements.push({ subscriptionId: subscription, sequenceNumber: sequence })
    },
    forget(subscription) {
      acknowledgements = acknowledgements.filter(({ subscriptionId }) => subscriptionId !== subscription)
    },
    attach(next) {
      link = next
      waiting = 0
      pausing?.()
      pausing = undefined
      fill()
    },
    detach() {
      link = undefined
      waiting = 0
      pausing?.()
      pausing = undefined
    },
  }
}
