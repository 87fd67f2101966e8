import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Transport } from '../../contract/client'
import { AppError } from '../../contract/errors'

/** Whether the program answers. */
export type Link = { is: 'open' } | { is: 'gone' }
export type LinkStore = StoreApi<Link>

const GONE = 'program-gone'

/** Watches a transport: a request that gets no reply at all means that the program is gone, a reply that it is there. */
export function watchLink(transport: Transport): { transport: Transport; link: LinkStore } {
  const link = createStore<Link>()(() => ({ is: 'open' }))
  const say = (is: Link['is']): void => {
    if (link.getState().is !== is) link.setState({ is })
  }
  return {
    link,
    transport: {
      async request(method, input) {
        try {
          const reply = await transport.request(method, input)
          say('open')
          return reply
        } catch (cause) {
          say('gone')
          throw new AppError('internal', { reference: GONE }, cause)
        }
      },
      subscribe: (event, listener) => transport.subscribe(event, listener),
    },
  }
}

/** Failures of a program that is gone; the frame says so once, for all of them. */
export function isGone(error: AppError): boolean {
  return error.code === 'internal' && error.details['reference'] === GONE
}
