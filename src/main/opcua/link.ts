import type { ClientSession, OPCUAClient } from 'node-opcua-client'
import { createClient, identityOf } from './client'
import { toFailure } from './failures'
import type { KeyPair } from './keyPair'
import type { MethodContext, Metadata } from './methods/context'
import { DEFAULT_BEHAVIOUR } from './methods/context'
import { readOnce } from './methods/read'
import { runMethod } from './methods/run'
import { createTogether } from './methods/together'
import type { LinkFacts, LinkLost, LinkOptions, LinkRequest } from './opcua'
import { RequestFailure } from './requestFailure'
import { withLimit } from './withLimit'

/** An open channel with a session, in the thread. */
export type OpenLink = {
  readonly facts: LinkFacts
  request(request: LinkRequest): Promise<string>
  close(): Promise<void>
}

const CLOSING = 700
/** A silent session is asked for the server's state this often, or three times within what the server grants. */
const LONGEST_SILENCE = 30_000

/** Statuses that say the server no longer knows this session or this channel. */
const FORGOTTEN = new Set([
  'BadSessionIdInvalid',
  'BadSessionClosed',
  'BadSessionNotActivated',
  'BadSecureChannelIdInvalid',
  'BadSecureChannelClosed',
  'BadSecureChannelTokenUnknown',
  'BadConnectionClosed',
  'BadNotConnected',
])

export async function openLink(
  options: LinkOptions,
  { keyPair, lost }: { keyPair: KeyPair; lost: (because: LinkLost) => void },
): Promise<OpenLink> {
  const { client, verdict } = createClient(options, keyPair)
  const abandon = async (): Promise<void> => {
    await withLimit(client.disconnect(), CLOSING).catch(() => undefined)
  }
  let session: ClientSession
  try {
    session = await withLimit(connect(client, options), options.timeout)
  } catch (error) {
    void abandon()
    verdict()
    throw error instanceof RequestFailure ? error : unreached(error)
  }
  let is: 'open' | 'closed' = 'open'
  const end = (because: LinkLost) => {
    if (is === 'closed') return
    is = 'closed'
    clearInterval(keepAlive)
    lost(because)
    void abandon()
  }
  client.on('close', () =>
    end({ type: 'ConnectionException', message: 'The link was lost.', facts: { status: 'BadConnectionClosed' } }),
  )

  const metadata: Metadata = new Map()
  const behaviour = options.behaviour ?? DEFAULT_BEHAVIOUR
  const limits = { maxNodesPerRead: 0, maxNodesPerWrite: 0 }
  const together = createTogether(readOnce)

  async function run(request: LinkRequest): Promise<string> {
    const limit = request.limit ?? options.timeout
    const stop = new AbortController()
    let sent = false
    const context: MethodContext = {
      session,
      limits,
      behaviour,
      metadata,
      together,
      timeout: limit,
      signal: stop.signal,
      markSent: () => {
        sent = true
      },
    }
    try {
      return await withLimit(runMethod(context, request), limit)
    } catch (error) {
      // What is still under way is not to go on; where all went well nothing is, and aborting would only cost time.
      stop.abort()
      const failure = error instanceof RequestFailure ? error : toFailure(error, sent)
      throw failure.facts.sent === undefined
        ? new RequestFailure(failure.type, failure.message, { ...failure.facts, sent })
        : failure
    }
  }

  async function request(asked: LinkRequest): Promise<string> {
    if (is === 'closed') throw new RequestFailure('ConnectionException', 'The link is closed.', { sent: false })
    if (asked.method === 'flushCache' || asked.method === 'invalidateCache') {
      metadata.clear()
      return 'null'
    }
    try {
      return await run(asked)
    } catch (error) {
      if (error instanceof RequestFailure && FORGOTTEN.has(error.facts.status ?? '')) {
        end({ type: 'ConnectionException', message: error.message, facts: { status: error.facts.status ?? '' } })
      }
      throw error
    }
  }

  const silence = Math.max(250, Math.min(session.timeout / 3, LONGEST_SILENCE))
  const keepAlive = setInterval(() => {
    const quiet = Date.now() - session.lastResponseReceivedTime.getTime()
    if (quiet < silence * 0.9) return
    request({ method: 'read', parameters: ['i=2259'], encoding: 'plain' }).catch((error: unknown) => {
      const status = error instanceof RequestFailure ? (error.facts.status ?? 'BadTimeout') : 'BadUnexpectedError'
      end({ type: 'ConnectionException', message: 'The server did not answer any more.', facts: { status } })
    })
  }, silence)

  try {
    Object.assign(limits, await operationLimits(run))
  } catch (error) {
    end({ type: 'ConnectionException', message: 'The link was lost.', facts: {} })
    throw error
  }
  return {
    facts: { sessionTimeout: session.timeout, ...limits, serverCertificate: verdict() },
    request,
    async close() {
      if (is === 'closed') return
      is = 'closed'
      clearInterval(keepAlive)
      await withLimit(session.close(true), CLOSING).catch(() => undefined)
      await abandon()
    },
  }
}

async function connect(client: OPCUAClient, { endpointUrl, identity }: LinkOptions): Promise<ClientSession> {
  const user = identityOf(identity)
  await client.connect(endpointUrl)
  return client.createSession(user)
}

/** Nobody there, or no such name: found in the library's text, which is not passed on. */
function unreached(error: unknown): RequestFailure {
  const text = error instanceof Error ? error.message : ''
  const failed = (message: string, status: string) =>
    new RequestFailure('ConnectionException', message, { status, sent: false })
  if (/ECONNREFUSED/.test(text)) return failed('No server listens at this address.', 'BadConnectionRejected')
  if (/ENOTFOUND|EAI_AGAIN/.test(text)) return failed('There is no computer of this name.', 'BadNoCommunication')
  return toFailure(error, false)
}

/** MaxNodesPerRead and MaxNodesPerWrite (OPC 10000-5, 6.3.11); 0 where a server does not say. */
async function operationLimits(
  run: (request: LinkRequest) => Promise<string>,
): Promise<{ maxNodesPerRead: number; maxNodesPerWrite: number }> {
  const nodes = [{ nodeId: 'i=11705' }, { nodeId: 'i=11707' }]
  const values = JSON.parse(await run({ method: 'readMulti', parameters: [nodes], encoding: 'plain' })) as unknown[]
  const [maxNodesPerRead = 0, maxNodesPerWrite = 0] = values.map((value) =>
    typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'number'
      ? value.value
      : 0,
  )
  return { maxNodesPerRead, maxNodesPerWrite }
}
