import type { SessionRow } from '../../contract/sessions'

/**
 * OPC UA sessions that are kept open and lent (session-daemon 6). Failures are RequestFailures. Answers are JSON text
 * of `data`, made where the values were decoded, so that 64-bit numbers stay exact and nothing is encoded twice.
 */
export type Sessions = {
  open(holder: Holder, request: OpenRequest): Promise<{ sessionId: string; reused: boolean }>
  /** Gives it up for this holder; ends it when nobody holds it, or with `force`. */
  close(holder: Holder, sessionId: string, options?: { force?: boolean }): Promise<void>
  list(): ListedSession[]
  /** For pages: with use and state; `own` and names are filled in by who asks. */
  rows(): (Omit<SessionRow, 'own'> & { holders: readonly string[] })[]
  describe(sessionId: string): Promise<Description>
  query(sessionId: string, method: string, parameters: readonly unknown[]): Promise<string>
  invoke(sessionId: string, method: string, parameters: readonly unknown[]): Promise<string>
  /** Follows values; the session counts as used until the stream is closed. Ends by itself when the session does. */
  stream(
    sessionId: string,
    items: readonly StreamItem[],
    hear: StreamListener,
    options?: StreamOptions,
  ): Promise<Stream>
  /** A holder is gone: what it held is given up; the sessions stay for others until they expire. */
  leave(holderId: string): void
  readonly count: number
  /** Told when the list of sessions, or the state of one, has changed. Returns its own unsubscribe. */
  onChange(listener: () => void): () => void
  /** New allowed endpoints and certificate folders, for sessions opened from now on. */
  allow(rules: AllowRules): void
  /** What is allowed now. */
  readonly allowed: AllowRules
  /** Ends every session; new ones are refused with `shutting_down`. */
  end(): Promise<void>
}

/** Who opens sessions: a connection that stays, a page, or `classic` for all connections that ask once. */
export type Holder = { id: string }

/** As it came from outside; `config` is parsed by `open`. */
export type OpenRequest = { endpointUrl: unknown; config: unknown; forceNew: unknown }

/** For the `list` command: redacted (seed 000, 3). `lastUsed` is seconds since 1970. */
export type ListedSession = {
  id: string
  endpointUrl: string
  lastUsed: number
  config: Record<string, string | number | boolean>
  state: 'Connected' | 'Broken' | 'Disconnected'
}

export type Description = {
  methods: readonly string[]
  modules: readonly string[]
  wireClasses: Readonly<Record<string, string>> | readonly string[]
  enumClasses: Readonly<Record<string, string>> | readonly string[]
  wireTypeIds: readonly string[]
}

export type AllowRules = {
  /** `opc.tcp://host[:port]` patterns; undefined for any opc.tcp. */
  endpoints: readonly string[] | undefined
  /** Absolute folders; undefined for anywhere. */
  certificateFolders: readonly string[] | undefined
}

export type StreamItem = { nodeId: unknown; attributeId?: unknown; samplingInterval?: unknown; queueSize?: unknown }
export type StreamOptions = { publishingInterval?: unknown }

/** `item` is the position among the items asked for; `value` the JSON text of a plain DataValue. */
export type StreamListener = {
  values(values: readonly { item: number; value: string }[]): void
  /** The link was lost or is back; between the two values may be missing. */
  state(state: 'lost' | 'open'): void
  /** Nothing more will come. */
  ended(because: string): void
}

export type Stream = {
  readonly id: string
  /** Status name per item, `Good` for those that are followed. */
  readonly statuses: readonly string[]
  close(): Promise<void>
}
