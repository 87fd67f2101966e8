import type { Link, LinkFacts, LinkLost, LinkOptions, LinkRequest, OpcUa } from '../../src/main/opcua/opcua'
import { RequestFailure } from '../../src/main/opcua/requestFailure'

/** A request as the server of the fake sees it. */
export type FakeRequest = LinkRequest & {
  link: FakeLink
  /** Leaves this machine and is done by the server, whose answer is under way. */
  execute(): void
  /** The answer arrives; done first where it was not. */
  answer(text?: string): void
  fail(failure: RequestFailure): void
  readonly is: 'waiting' | 'executed' | 'over'
}

export type FakeLink = Link & {
  readonly options: LinkOptions
  readonly under: readonly FakeRequest[]
  /** The wire is cut: what was not sent surely was not, of the rest nobody knows. */
  cut(status?: string): void
  readonly closed: boolean
}

/** What happens to the next attempt to open: by itself it succeeds. */
export type Opening = 'succeed' | 'hang' | { fail: RequestFailure }

/** OPC UA as a test wants it: no thread, no wire, every step at the test's word. */
export type FakeOpcUa = OpcUa & {
  readonly links: FakeLink[]
  /** Every attempt to open, with its options. */
  readonly attempts: LinkOptions[]
  /** What the server has done, in order. */
  readonly executed: FakeRequest[]
  /** Asked for each attempt to open. */
  opening: (options: LinkOptions) => Opening
  /** Lets the attempts that hang succeed. */
  release(): void
  /** Answers requests at once when it gives a text; leaves them to the test when it does not. */
  reply: (request: LinkRequest) => string | RequestFailure | undefined
  /** Requests that nobody has answered yet. */
  under(): FakeRequest[]
  facts: LinkFacts
}

export function fakeOpcUa(): FakeOpcUa {
  let waiting: (() => void)[] = []
  const fake: FakeOpcUa = {
    links: [],
    attempts: [],
    executed: [],
    opening: () => 'succeed',
    reply: ({ method }) => JSON.stringify(method),
    facts: { sessionTimeout: 120_000, maxNodesPerRead: 1000, maxNodesPerWrite: 0, serverCertificate: null },
    under: () => fake.links.flatMap((link) => [...link.under]),
    release() {
      for (const go of waiting.splice(0)) go()
    },
    async open(options, signal) {
      fake.attempts.push(options)
      const opening = fake.opening(options)
      if (typeof opening === 'object') throw opening.fail
      if (opening === 'hang') {
        await new Promise<void>((done, failed) => {
          waiting.push(done)
          signal?.addEventListener('abort', () => failed(new RequestFailure('ConnectionException', 'Cancelled.')))
        })
      }
      const link = fakeLink(fake, options)
      fake.links.push(link)
      return link
    },
    endpoints: async () => '[]',
    readCertificate: () => Promise.reject(new Error('not in this fake')),
    close: async () => undefined,
  }
  return fake
}

function fakeLink(fake: FakeOpcUa, options: LinkOptions): FakeLink {
  const listeners = new Set<(because: LinkLost) => void>()
  const under: FakeRequest[] = []
  let lost: LinkLost | undefined
  let closed = false
  const end = (because: LinkLost) => {
    if (lost) return
    lost = because
    for (const request of under.splice(0)) {
      request.fail(
        new RequestFailure(because.type, because.message, { ...because.facts, sent: request.is === 'executed' }),
      )
    }
  }
  const link: FakeLink = {
    options,
    facts: fake.facts,
    under,
    get closed() {
      return closed
    },
    request(request) {
      if (lost) return Promise.reject(new RequestFailure('ConnectionException', 'The link is closed.', { sent: false }))
      const text = fake.reply(request)
      return new Promise((done, failed) => {
        let is: FakeRequest['is'] = 'waiting'
        const over = (): boolean => {
          if (is === 'over') return false
          is = 'over'
          if (under.includes(one)) under.splice(under.indexOf(one), 1)
          return true
        }
        const one: FakeRequest = {
          ...request,
          link,
          get is() {
            return is
          },
          execute() {
            if (is !== 'waiting') return
            is = 'executed'
            fake.executed.push(one)
          },
          answer(answer = JSON.stringify(request.method)) {
            one.execute()
            if (over()) done(answer)
          },
          fail(failure) {
            if (over()) failed(failure)
          },
        }
        under.push(one)
        if (typeof text === 'string') one.answer(text)
        else if (text) one.fail(text)
      })
    },
    onLost(listener) {
      const because = lost
      if (because && !closed) queueMicrotask(() => listener(because))
      else listeners.add(listener)
      return () => listeners.delete(listener)
    },
    cut(status = 'BadConnectionClosed') {
      const because: LinkLost = {
        type: 'ConnectionException',
        message: `The link is lost: ${status}.`,
        facts: { status },
      }
      end(because)
      for (const listener of listeners) listener(because)
      listeners.clear()
    },
    async close() {
      closed = true
      end({ type: 'ConnectionException', message: 'The link is closed.', facts: {} })
    },
  }
  return link
}
