import { connect, type Socket } from 'node:net'

/** A connection that stays: many requests at a time, answers by `id`. */
export type Lines = {
  /** The `data` of the answer, still unparsed where `raw`; fails with the daemon's error. */
  ask(frame: object): Promise<unknown>
  /** Hears frames without an `id`. */
  onEvent(listener: (event: { event: string; data: unknown }) => void): void
  close(): void
}

export async function openLines(path: string, token?: string): Promise<Lines> {
  const socket = await connected(path)
  socket.setEncoding('utf8')
  const waiting = new Map<number, { done: (data: unknown) => void; failed: (error: Error) => void }>()
  const listeners = new Set<(event: { event: string; data: unknown }) => void>()
  let text = ''
  let ids = 0
  socket.on('data', (chunk: string) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) hear(JSON.parse(line) as Answer & { event?: string })
  })
  socket.on('close', () => {
    for (const { failed } of waiting.values()) failed(new Error('the connection was closed'))
  })
  function hear(answer: Answer & { event?: string }): void {
    if (answer.event !== undefined) {
      for (const listener of listeners) listener({ event: answer.event, data: answer.data })
      return
    }
    const one = waiting.get(answer.id ?? -1)
    waiting.delete(answer.id ?? -1)
    if (answer.success) one?.done(answer.data)
    else one?.failed(new Error(`${answer.error?.type}: ${answer.error?.message}`))
  }
  return {
    ask: (frame) =>
      new Promise((done, failed) => {
        if (socket.destroyed || socket.readableEnded) return failed(new Error('the connection was closed'))
        const id = ++ids
        waiting.set(id, { done, failed })
        socket.write(`${JSON.stringify({ id, ...frame, ...(token === undefined ? {} : { authToken: token }) })}\n`)
      }),
    onEvent: (listener) => listeners.add(listener),
    close: () => socket.destroy(),
  }
}

/** What the reference's own client does: connect, ask once, read one line, gone. */
export function askOnce(path: string, frame: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(path)
    let text = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write(frame))
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.endsWith('\n')) socket.end()
    })
    socket.on('close', () => done(text))
    socket.on('error', failed)
  })
}

type Answer = { id?: number; success: boolean; data?: unknown; error?: { type: string; message: string } }

function connected(path: string): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect(path, () => done(socket))
    socket.once('error', failed)
  })
}
