import { parentPort, workerData } from 'node:worker_threads'
import { createBatch } from './batch'
import { endpointsOf } from './endpoints'
import { toFailure } from './failures'
import { keyPairOf, ownKeyPair, type KeyPair } from './keyPair'
import { openLink, type OpenLink } from './link'
import type { FromThread, Opened, ThreadData, ToThread } from './messages'
import type { LinkOptions } from './opcua'
import { RequestFailure } from './requestFailure'

// The thread that speaks OPC UA: everything of the library happens here, and only plain data leaves.
const { stateFolder } = workerData as ThreadData
const port = parentPort
if (!port) throw new Error('this file runs in a thread of its own')

const send = createBatch<FromThread>((all) => port.postMessage(all))
const links = new Map<number, OpenLink>()
/** Requests under way, and whether nobody waits for them any more. */
const running = new Map<number, 'heard' | 'forgotten'>()
let numbers = 0
let own: Promise<KeyPair> | undefined

port.on('message', (all: ToThread[]) => {
  for (const message of all) void answer(message)
})
// What the library throws at nobody must not end the sessions of everybody.
process.on('uncaughtException', () => send({ is: 'trouble', what: 'uncaughtException' }))
process.on('unhandledRejection', () => send({ is: 'trouble', what: 'unhandledRejection' }))

async function answer(message: ToThread): Promise<void> {
  const { id } = message
  if (message.is === 'forget') {
    if (running.has(id)) running.set(id, 'forgotten')
    return
  }
  running.set(id, 'heard')
  try {
    const value = await handle(message)
    send({ is: 'done', id, value })
  } catch (error) {
    const { type, message: text, facts } = error instanceof RequestFailure ? error : toFailure(error, true)
    send({ is: 'failed', id, failure: { type, message: text, facts } })
  } finally {
    running.delete(id)
  }
}

function handle(message: Exclude<ToThread, { is: 'forget' }>): Promise<unknown> {
  switch (message.is) {
    case 'open':
      return open(message.id, message.options)
    case 'request':
      return linkAt(message.link).request(message.request)
    case 'close':
      return close(message.link)
    case 'endpoints':
      return endpoints(message.url, message.milliseconds)
  }
}

async function open(id: number, options: LinkOptions): Promise<Opened> {
  const link = ++numbers
  const opened = await openLink(options, {
    keyPair: options.application
      ? keyPairOf(options.application.certificate, options.application.privateKey)
      : await ownPair(),
    lost: (because) => {
      links.delete(link)
      send({ is: 'lost', link, because })
    },
  })
  if (running.get(id) === 'forgotten') {
    // Nobody waits for it any more, so nobody would close it.
    void opened.close()
    throw new RequestFailure('ConnectionException', 'Timed out.', { status: 'BadTimeout' })
  }
  links.set(link, opened)
  return { link, facts: opened.facts }
}

async function endpoints(url: string, timeout: number): Promise<string> {
  return endpointsOf(url, { timeout, keyPair: await ownPair() })
}

async function ownPair(): Promise<KeyPair> {
  own ??= ownKeyPair(stateFolder, () => send({ is: 'trouble', what: 'own certificate not kept' }))
  try {
    return await own
  } catch (error) {
    own = undefined
    throw error
  }
}

function linkAt(number: number): OpenLink {
  const link = links.get(number)
  if (!link) throw new RequestFailure('ConnectionException', 'The link is closed.', { sent: false })
  return link
}

async function close(number: number): Promise<void> {
  const link = links.get(number)
  links.delete(number)
  await link?.close()
}
