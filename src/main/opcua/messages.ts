import type { LinkFacts, LinkLost, LinkOptions, LinkRequest } from './opcua'

/** What the program tells the thread. `id` is answered once; a `link` is numbered by the thread. */
export type ToThread =
  | { is: 'open'; id: number; options: LinkOptions }
  | { is: 'request'; id: number; link: number; request: LinkRequest }
  | { is: 'close'; id: number; link: number }
  | { is: 'endpoints'; id: number; url: string; milliseconds: number }
  /** Nobody waits for this one any more. */
  | { is: 'forget'; id: number }

/** What the thread says. */
export type FromThread =
  | { is: 'done'; id: number; value: unknown }
  | { is: 'failed'; id: number; failure: LinkLost }
  | { is: 'lost'; link: number; because: LinkLost }
  /** For the log: what the library threw and nobody caught, or what could not be kept. */
  | { is: 'trouble'; what: string }

/** The value that answers `open`. */
export type Opened = { link: number; facts: LinkFacts }

/** What the thread is started with. */
export type ThreadData = { stateFolder: string }
