import { RequestFailure } from '../../src/main/opcua/requestFailure'
import type {
  Holder,
  ListedSession,
  OpenRequest,
  Sessions,
  StreamItem,
  StreamListener,
  StreamOptions,
} from '../../src/main/sessions/sessions'

export const SESSION = '0123456789abcdef0123456789abcdef'

type Asked =
  | { what: 'open'; holder: Holder; request: OpenRequest }
  | { what: 'close'; holder: Holder; sessionId: string; force: boolean | undefined }
  | { what: 'describe'; sessionId: string }
  | { what: 'query' | 'invoke'; sessionId: string; method: string; parameters: readonly unknown[] }
  | { what: 'stream'; sessionId: string; items: readonly StreamItem[]; options: StreamOptions | undefined }

export type FakeStream = { hear: StreamListener; closed: boolean }

/** Sessions without OPC UA: remembers what it was asked, answers what a test says. */
export type FakeSessions = Sessions & {
  asked: Asked[]
  /** Holders that gave everything up. */
  left: string[]
  listed: ListedSession[]
  streams: FakeStream[]
  /** What `query`, `invoke`, `open` and `stream` wait for and answer; `null` unless a test says otherwise. */
  answer: (asked: Asked) => Promise<string> | string
}

export function fakeSessions(): FakeSessions {
  const ask = async (asked: Asked): Promise<string> => {
    fake.asked.push(asked)
    if ('sessionId' in asked && asked.sessionId !== SESSION) {
      throw new RequestFailure('session_not_found', `Session not found: ${asked.sessionId}`)
    }
    return await fake.answer(asked)
  }
  const fake: FakeSessions = {
    asked: [],
    left: [],
    listed: [],
    streams: [],
    answer: () => 'null',
    async open(holder, request) {
      await ask({ what: 'open', holder, request })
      return { sessionId: SESSION, reused: false }
    },
    async close(holder, sessionId, options) {
      await ask({ what: 'close', holder, sessionId, force: options?.force })
    },
    list: () => fake.listed,
    rows: () => [],
    async describe(sessionId) {
      await ask({ what: 'describe', sessionId })
      return { methods: ['read'], modules: [], wireClasses: [], enumClasses: [], wireTypeIds: [] }
    },
    query: (sessionId, method, parameters) => ask({ what: 'query', sessionId, method, parameters }),
    invoke: (sessionId, method, parameters) => ask({ what: 'invoke', sessionId, method, parameters }),
    async stream(sessionId, items, hear, options) {
      const stream: FakeStream = { hear, closed: false }
      fake.streams.push(stream)
      await ask({ what: 'stream', sessionId, items, options })
      return {
        id: `stream-${fake.streams.length}`,
        statuses: items.map(() => 'Good'),
        async close() {
          stream.closed = true
        },
      }
    },
    leave(holder) {
      fake.left.push(holder)
    },
    get count() {
      return fake.listed.length
    },
    onChange: () => () => {},
    allow() {},
    allowed: { endpoints: undefined, certificateFolders: undefined },
    async end() {},
  }
  return fake
}

/** Makes every answer wait until it is said. */
export function holdAnswers(sessions: FakeSessions): { say(answer: string): void } {
  const waiting: ((answer: string) => void)[] = []
  sessions.answer = () => new Promise((resolve) => waiting.push(resolve))
  return {
    say(answer) {
      for (const resolve of waiting.splice(0)) resolve(answer)
    },
  }
}
