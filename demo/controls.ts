import type { OPCUAServer, ServerSession } from 'node-opcua-server'
import { AttributeIds, BrowseRequest, CreateSessionRequest, UserNameIdentityToken } from 'node-opcua-client'

/** What a server did since it started; nodes are given as NodeIds in text form. */
export type Counts = {
  sessionsOpen: number
  sessionsCreated: number
  channelsOpen: number
  channelsCreated: number
  subscriptionsOpen: number
  /** Requests received, by service (`Read`, `Browse`, …), refused ones included. */
  requests: Record<string, number>
  /** Values read and given, executed writes and executed calls, by node. */
  reads: Record<string, number>
  writes: Record<string, number>
  calls: Record<string, number>
}

export type Controls = {
  counts(): Counts
  /** Ends every session as a server does that lost its memory; channels stay open. Subscriptions go too unless kept. Tells how many. */
  forgetSessions(options?: { keepSubscriptions?: boolean }): number
  /** Ends the sessions of one user; tells how many. */
  endSessionsOf(user: string): number
  /** Deletes every subscription of every session; nobody is told. Tells how many. */
  dropSubscriptions(): number
  /** From then on no session is granted less or more than this, in milliseconds; null lifts it. */
  grantSessionTimeout(range: { least: number; most: number } | null): void
  /** From then on every request of a service (`Read`, `CreateSession`, …) is taken up this many milliseconds later; 0 lifts it. */
  delay(service: string, milliseconds: number): void
}

/** Hands on what makes a server slow, forgetful or mean, and counts what it does. With 0 references an answer holds all. */
export function control(server: OPCUAServer, { references }: { references: number }): Controls {
  const delays = new Map<string, number>()
  const requests = new Map<string, number>()
  const reads = new Map<string, number>()
  const writes = new Map<string, number>()
  const calls = new Map<string, number>()
  const sessions = new Set<ServerSession>()
  let sessionsCreated = 0
  let channelsCreated = 0
  let granted: { least: number; most: number } | null = null

  server.on('create_session', (session) => {
    sessionsCreated++
    sessions.add(session)
  })
  server.on('session_closed', (session) => void sessions.delete(session))
  server.on('newChannel', () => void channelsCreated++)

  const takeUp = server.on_request.bind(server)
  server.on_request = (message, channel) => {
    const { request } = message
    const service = request.schema.name.replace(/Request$/, '')
    count(requests, service)
    if (granted && request instanceof CreateSessionRequest)
      request.requestedSessionTimeout = Math.min(Math.max(request.requestedSessionTimeout, granted.least), granted.most)
    if (references > 0 && request instanceof BrowseRequest)
      request.requestedMaxReferencesPerNode = Math.min(request.requestedMaxReferencesPerNode || references, references)
    const delay = delays.get(service)
    if (delay) setTimeout(() => takeUp(message, channel), delay)
    else takeUp(message, channel)
  }

  const { engine } = server
  const end = (session: ServerSession, subscriptionsToo: boolean) =>
    engine.closeSession(session.authenticationToken, subscriptionsToo, 'Terminated')
  const read = engine.read.bind(engine)
  engine.read = async (context, request) => {
    for (const item of request.nodesToRead ?? [])
      if (item.attributeId === AttributeIds.Value) count(reads, String(item.nodeId))
    return read(context, request)
  }
  const write = engine.write.bind(engine)
  engine.write = async (context, items) => {
    const results = await write(context, items)
    for (const [index, item] of items.entries()) if (results[index]?.isGood()) count(writes, String(item.nodeId))
    return results
  }
  const call = engine.call.bind(engine)
  engine.call = async (context, items) => {
    for (const item of items) count(calls, String(item.methodId))
    return call(context, items)
  }

  return {
    counts: () => ({
      sessionsOpen: sessions.size,
      sessionsCreated,
      channelsOpen: server.endpoints.reduce((sum, endpoint) => sum + endpoint.activeChannelCount, 0),
      channelsCreated,
      subscriptionsOpen: engine.currentSubscriptionCount,
      requests: Object.fromEntries(requests),
      reads: Object.fromEntries(reads),
      writes: Object.fromEntries(writes),
      calls: Object.fromEntries(calls),
    }),
    forgetSessions: ({ keepSubscriptions = false } = {}) => {
      const forgotten = [...sessions]
      for (const session of forgotten) end(session, !keepSubscriptions)
      return forgotten.length
    },
    endSessionsOf: (user) => {
      const theirs = [...sessions].filter(
        ({ userIdentityToken: token }) => token instanceof UserNameIdentityToken && token.userName === user,
      )
      for (const session of theirs) end(session, true)
      return theirs.length
    },
    dropSubscriptions: () => {
      let dropped = 0
      for (const session of sessions)
        for (const { id } of session.publishEngine.subscriptions) {
          session.deleteSubscription(id)
          dropped++
        }
      return dropped
    },
    grantSessionTimeout: (range) => void (granted = range),
    delay: (service, milliseconds) => void delays.set(service, milliseconds),
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
