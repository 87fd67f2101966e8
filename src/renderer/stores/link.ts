import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Transport } from '../../contract/client'
import { AppError } from '../../contract/errors'

/** Whether the program answers. */
export type Link = { is: 'open' } | { is: 'gone' }
export type LinkStore = StoreApi<Link>

/** Watches a transport: `unreachable`, or no reply at all, means that the program is gone; any other reply that it is there. */
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
          say(!reply.ok && reply.error.code === 'unreachable' ? 'gone' : 'open')
          return reply
        } catch (cause) {
          say('gone')
          throw cause instanceof AppError ? cause : new AppError('unreachable', {}, cause)
        }
      },
      subscribe: (event, listener) => transport.subscribe(event, listener),
    },
  }
}

/** Failures of a program that is gone; the frame says so once, for all of them. */
export function isGone(error: AppError): boolean {
  return error.code === 'unreachable'
}
