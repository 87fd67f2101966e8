import { createConnection } from 'node:net'
import { frameText, readReply, type Fields, type Reply } from './classicClient'

export type Push = { event: string; data: Record<string, unknown> }

/** A program on a connection that stays open: its frames carry an `id`, and answers come as they are ready. */
export type Multiplexed = {
  request(command: string, fields?: Fields): Promise<Reply>
  /** What came unasked, in order. */
  readonly pushed: readonly Push[]
  /** Resolves when the daemon has closed it. */
  readonly closed: Promise<void>
  close(): void
}

export async function openMultiplexed(socket: string, token: string): Promise<Multiplexed> {
  const connection = createConnection(socket)
  await new Promise<void>((connected, failed) => connection.once('connect', connected).once('error', failed))
  const waiting = new Map<unknown, { heard: (reply: Reply) => void; failed: (error: Error) => void }>()
  const pushed: Push[] = []
  let rest = ''
  let last = 0
  connection.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const reply = readReply(line)
      if ('event' in reply) pushed.push(reply as unknown as Push)
      else waiting.get(reply.id)?.heard(reply)
      waiting.delete(reply.id)
    }
  })
  connection.on('error', () => connection.destroy())
  const closed = new Promise<void>((done) => {
    connection.once('close', () => {
      for (const { failed } of waiting.values()) failed(new Error('The daemon closed the connection.'))
      done()
    })
  })
  return {
    request: (command, fields = {}) =>
      new Promise((heard, failed) => {
        const id = ++last
        waiting.set(id, { heard, failed })
        connection.write(`${frameText({ id, command, ...fields, authToken: token })}\n`)
      }),
    pushed,
    closed,
    close: () => void connection.destroy(),
  }
}
