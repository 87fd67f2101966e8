import type { Link } from '../opcua/opcua'
import type { Stream, StreamItem, StreamListener, StreamOptions } from './sessions'

/** Everything of one session that goes through OPC UA subscriptions. Ids that clients know outlive lost links. */
export type Subscriptions = {
  /**
   * A method with place `subscription`; the answer is the JSON text of its `data`. All of them wait their turn in the
   * session's queue except `publish`, which waits here as long as the server has nothing to say, over lost links too.
   */
  run(method: string, parameters: readonly unknown[]): Promise<string>
  stream(items: readonly StreamItem[], hear: StreamListener, options?: StreamOptions): Promise<Stream>
  /** Streams that are open. While there is one, `publish` by hand fails with `auto_publish_active`. */
  readonly streams: number
  /** The link is lost: streams are told, and what is under way waits for `recover`. */
  lost(): void
  /**
   * On a new link: what the server kept is transferred (OPC 10000-4, 5.14.7), the rest made again. Fails when this link
   * is lost as well; calling it again with the next one goes on where it stopped.
   */
  recover(link: Link): Promise<void>
  /** The session is over: streams end, and nothing is asked any more. The server's side goes with the session. */
  end(because: string): void
}

export type SubscriptionsParts = {
  /** Open. */
  link: Link
  /** Milliseconds for a request. */
  timeout: number
  /** A new id of a stream. */
  newId: () => string
  /** Told when a stream is opened or closed. */
  onStreams?: () => void
}
