import type { KeyswitchBridge } from '../contract/bridge'
import type { Reply, Transport } from '../contract/client'
import { EVENTS, type EventName } from '../contract/names'

type Listener = (payload: unknown) => void
type Stream = Pick<EventSource, 'addEventListener' | 'close'>

/** What a page finds around itself; tests bring their own. */
export type Surroundings = {
  bridge: KeyswitchBridge | undefined
  fetch: (path: string, init: RequestInit) => Promise<Response>
  openStream: (path: string) => Stream
  document: Pick<Document, 'visibilityState' | 'addEventListener'>
}

/** How this page reaches the program: the window's preload where there is one, otherwise loopback. Lives as long as the page. */
export function openTransport(around: Surroundings = surroundings()): Transport {
  return around.bridge ?? loopbackTransport(around)
}

/** Where something dropped on the page lies; undefined in a browser, which hands over no paths. */
export function droppedPath(file: File, bridge: KeyswitchBridge | undefined = window.keyswitch): string | undefined {
  return bridge?.pathOf(file) || undefined
}

declare global {
  interface Window {
    keyswitch?: KeyswitchBridge
  }
}

function loopbackTransport({ fetch, openStream, document }: Surroundings): Transport {
  const listeners = new Map<EventName, Set<Listener>>(EVENTS.map((event) => [event, new Set()]))
  let stream: Stream | undefined
  let last: string | undefined

  const hear = (event: EventName, message: MessageEvent<string>) => {
    last = message.lastEventId
    const payload: unknown = JSON.parse(message.data)
    for (const listener of listeners.get(event) ?? []) {
      try {
        listener(payload)
      } catch (error) {
        // Reported by the browser as uncaught; the others still hear.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
  const open = () => {
    const opened = openStream(last === undefined ? '/events' : `/events?since=${encodeURIComponent(last)}`)
    opened.addEventListener('here', (message) => (last = (message as MessageEvent<string>).lastEventId))
    for (const event of EVENTS) {
      opened.addEventListener(event, (message) => hear(event, message as MessageEvent<string>))
    }
    stream = opened
  }
  // A browser keeps six connections to one address over all its tabs: a hidden page gives its stream back, and hears
  // what it missed when it is looked at again.
  const follow = () => {
    if (document.visibilityState === 'hidden') {
      stream?.close()
      stream = undefined
    } else if (!stream) open()
  }
  follow()
  document.addEventListener('visibilitychange', follow)

  return {
    async request(method, input) {
      try {
        const answer = await fetch(`/api/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
          credentials: 'same-origin',
        })
        const reply: unknown = answer.headers.get('content-type')?.startsWith('application/json')
          ? await answer.json()
          : undefined
        return isReply(reply) ? reply : UNREACHABLE
      } catch (error) {
        // The browser says TypeError when nobody answers, SyntaxError when the answer broke off.
        if (error instanceof TypeError || error instanceof SyntaxError) return UNREACHABLE
        throw error
      }
    },
    subscribe(event, listener) {
      const own: Listener = (payload) => listener(payload)
      listeners.get(event)?.add(own)
      return () => {
        listeners.get(event)?.delete(own)
      }
    },
  }
}

const UNREACHABLE: Reply = { ok: false, error: { code: 'unreachable', details: {} } }

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean'
}

function surroundings(): Surroundings {
  return {
    bridge: window.keyswitch,
    fetch: (path, init) => window.fetch(path, init),
    openStream: (path) => new EventSource(path),
    document,
  }
}
