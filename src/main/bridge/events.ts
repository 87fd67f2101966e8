import { EVENT_PAYLOADS, type EventPayload } from '../../contract/contract'
import { EVENTS, type EventName } from '../../contract/names'
import type { Events } from './handler'

type Listener = (payload: never) => void

/** Says to whoever listens what changed. A listener that throws is reported and harms no other; payloads are stripped to what was promised. */
export function createEvents(onFault: (event: EventName, error: unknown) => void): Events {
  const listeners = new Map<EventName, Set<Listener>>(EVENTS.map((event) => [event, new Set()]))
  return {
    emit(event, payload) {
      const parsed = EVENT_PAYLOADS[event].safeParse(payload)
      if (!parsed.success) return onFault(event, parsed.error)
      for (const listener of listeners.get(event) ?? []) {
        try {
          listener(parsed.data as never)
        } catch (error) {
          onFault(event, error)
        }
      }
    },
    subscribe<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) {
      // A wrapper of its own: the same function may listen twice and leave once.
      const own: Listener = (payload) => listener(payload)
      listeners.get(event)?.add(own)
      return () => {
        listeners.get(event)?.delete(own)
      }
    },
  }
}
