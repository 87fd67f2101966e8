import { once } from 'node:events'
import { createConnection } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SESSION } from './fakeSessions'
import { openClient, startStage, TOKEN, type Stage } from './stage'

/** The figures of the specification with KEYSWITCH_FUZZ=full; a part of them otherwise, so that nobody has to wait. */
const full = process.env['KEYSWITCH_FUZZ'] === 'full'
const FRAMES = full ? 100_000 : 4000
const DROPPED = full ? 10_000 : 1500
const PINGS = full ? 1_000_000 : 60_000
const MINUTES = 60_000

const word = fc.oneof(
  fc.constantFrom('ping', 'list', 'open', 'close', 'describe', 'query', 'invoke', 'call', 'subscribe', 'unsubscribe'),
  fc.constantFrom('metrics', 'login', 'read', 'addNodes', 'app.about', 'daemon.changed', SESSION, '__proto__', ''),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const value = fc.oneof(word, fc.jsonValue({ maxDepth: 3 }), fc.bigInt(), fc.double())
const field = fc.oneof(
  fc.constantFrom('command', 'id', 'sessionId', 'method', 'params', 'args', 'input', 'endpointUrl', 'config', 'force'),
  fc.constantFrom('topic', 'items', 'publishingInterval', 'subscription', 'authToken', '__proto__', 'constructor', 'x'),
)
const frame = fc
  .tuple(fc.dictionary(field, value), fc.boolean())
  .map(([fields, known]) => spell(known ? { ...fields, authToken: TOKEN } : fields))
const mutated = fc.tuple(
  frame,
  fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('put', 'cut', 'add')), { maxLength: 4 }),
)
const bytes = fc.oneof(
  { weight: 6, arbitrary: frame.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: mutated.map(([text, changes]) => mutate(Buffer.from(text), changes)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)) },
  {
    weight: 1,
    arbitrary: fc.nat(80).map((levels) => Buffer.from(`{"authToken":"${TOKEN}","a":${'['.repeat(levels)}`)),
  },
)

function spell(fields: object): string {
  return JSON.stringify(fields, (_, one: unknown) => (typeof one === 'bigint' ? `@${one}@` : one)).replaceAll(
    /"@(-?\d+)@"/g,
    '$1',
  )
}

function mutate(whole: Buffer, changes: readonly (readonly [number, number, string])[]): Buffer {
  let changed = whole
  for (const [place, byte, how] of changes) {
    const at = place % (changed.length + 1)
    const after = changed.subarray(how === 'add' ? at : at + 1)
    changed = Buffer.concat([changed.subarray(0, at), Buffer.from(how === 'cut' ? [] : [byte]), after])
  }
  return changed
}

/** Sends lines as one peer and waits until the daemon has ended; whatever it says has to be replies or events. */
async function send(stage: Stage, lines: readonly Buffer[]): Promise<void> {
  const client = await openClient(stage.where)
  client.socket.end(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])))
  for (const reply of await client.restOfReplies()) {
    if (typeof reply['event'] === 'string') continue
    expect(typeof reply['success']).toBe('boolean')
    if (reply['success'] === false) {
      const { type, message } = reply['error'] as { type: string; message: string }
      expect(type).toMatch(/^[\w-]+$/)
      expect(message.length).toBeLessThanOrEqual(500)
    }
  }
  client.socket.destroy()
}

async function openConnections(stage: Stage): Promise<number> {
  const { data } = (await stage.ask({ command: 'metrics' })) as { data: { connections: { open: number } } }
  return data.connections.open
}

it(
  'survives random and mutated frames and leaves no connection behind',
  async () => {
    const stage = await startStage({ limits: { failureDelay: 0 } })
    const seed = Number(process.env['KEYSWITCH_SEED'] ?? Math.trunc(Math.random() * 2 ** 31))
    process.stdout.write(`fuzz: ${FRAMES} frames, KEYSWITCH_SEED=${seed}\n`)
    let sent = 0
    const property = fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 40 }), async (lines) => {
      if (sent >= FRAMES) return
      sent += lines.length
      // Frames of one connection, and each again as the first of its own.
      await Promise.all([send(stage, lines), ...lines.slice(0, 4).map((line) => send(stage, [line]))])
      sent += Math.min(4, lines.length)
    })
    await fc.assert(property, { seed, numRuns: FRAMES })
    expect(sent).toBeGreaterThanOrEqual(FRAMES)
    expect(stage.log.filter(({ level, fields }) => level === 'error' && fields['command'] !== 'call')).toEqual([])
    expect(await openConnections(stage)).toBe(1)
    expect(stage.daemon.peers).toBe(0)
  },
  10 * MINUTES,
)

it(
  'forgets connections that are opened and dropped',
  async () => {
    const stage = await startStage()
    for (let dropped = 0; dropped < DROPPED; dropped += 50) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const socket = createConnection(stage.where)
          socket.on('error', () => socket.destroy())
          await once(socket, 'connect')
          if (index % 3 === 1) socket.write('{"command":"pi')
          if (index % 3 === 2) socket.write(`{"id":1,"command":"ping","authToken":"${TOKEN}"}\n`)
          socket.destroy()
        }),
      )
      // The system queues only some hundreds that nobody has accepted yet.
      await stage.ask({ command: 'ping' })
    }
    await expect.poll(() => openConnections(stage), { timeout: 5000 }).toBe(1)
    expect(stage.daemon.peers).toBe(0)
  },
  10 * MINUTES,
)

it(
  'answers ping after ping in the same memory',
  async () => {
    const stage = await startStage()
    const clients = await Promise.all(Array.from({ length: 4 }, () => openClient(stage.where)))
    const frames = `{"id":1,"command":"ping","authToken":"${TOKEN}"}\n`.repeat(50)
    const pingAll = async (count: number) => {
      for (let done = 0; done < count; done += 200) {
        await Promise.all(
          clients.map(async (client) => {
            client.send(frames)
            for (let answers = 0; answers < 50; answers += 1) await client.line()
          }),
        )
      }
    }
    // The first ones fill what the engine keeps for itself.
    await pingAll(PINGS / 2)
    const before = process.memoryUsage.rss()
    await pingAll(PINGS / 2)
    const after = process.memoryUsage.rss()
    process.stdout.write(`${PINGS} pings: ${mega(before)} MB after half of them, ${mega(after)} MB after all\n`)
    expect(after).toBeLessThan(before * 1.1)
    for (const client of clients) client.socket.destroy()
  },
  10 * MINUTES,
)

const mega = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)
