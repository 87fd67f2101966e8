/** What one peer may ask of the socket (session-daemon 2). Milliseconds and bytes. */
export type Limits = {
  /** Bytes before the line feed. */
  frame: number
  /** Levels of objects and arrays, the frame itself included. */
  nesting: number
  /** From connecting to the first complete frame, however often bytes drip in. */
  firstFrame: number
  /** A multiplexed connection with nothing in flight and no stream. */
  idle: number
  /** Requests of one connection that are being answered; further ones wait unread. */
  inFlight: number
  /** Subscriptions of one connection. */
  subscriptions: number
  /** Waiting bytes above which nothing more is read from a peer. */
  unread: number
  /** Waiting bytes above which a peer that does not read is destroyed. */
  waiting: number
  /** How long a peer with more than that may take nothing. */
  stall: number
  /** How long a peer whose last answer waits may take nothing before its connection is given up. */
  flush: number
  /** How long a connection that has been ended waits for the other side to end it too. */
  linger: number
  /** A connection younger than this is not yet silent for the rule of the half. */
  silentGrace: number
  /** Failed tokens of one source within `failureWindow` that are answered at once; later ones wait `failureDelay`. */
  failures: number
  failureWindow: number
  failureDelay: number
  /** Between two looks at every limit of time. */
  sweep: number
}

export const LIMITS: Limits = {
  frame: 65_536,
  nesting: 64,
  firstFrame: 30_000,
  idle: 300_000,
  inFlight: 64,
  subscriptions: 64,
  unread: 1024 * 1024,
  waiting: 16 * 1024 * 1024,
  stall: 2000,
  flush: 30_000,
  linger: 1000,
  silentGrace: 250,
  failures: 5,
  failureWindow: 60_000,
  failureDelay: 1000,
  sweep: 250,
}
