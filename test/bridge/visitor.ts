import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { METHODS } from '../../src/contract/names'
import { createDispatch } from '../../src/main/bridge/dispatch'
import { createEvents } from '../../src/main/bridge/events'
import type { Handlers } from '../../src/main/bridge/handler'
import type { Hearing } from '../../src/main/bridge/hearing'
import { serveLoopback, type LoopbackParts } from '../../src/main/bridge/loopback'
import { readPages } from '../../src/main/bridge/pages'

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string }
type Asked = { method?: string; headers?: Record<string, string>; body?: string | Buffer }

/** A real server on a free port with a small built page, and a program that says `nobody here` but for what is given. */
/** Everybody may hear of everything. */
const everything: Hearing = (_peer, _event, say) => say()

export async function startServer(
  handlers: Partial<Handlers> = {},
  limits: LoopbackParts['limits'] = {},
  hearing: Hearing = everything,
) {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-pages-'))
  await writeTree(folder, {
    'index.html': '<!doctype html><title>Keyswitch</title>',
    'assets/index-abc.js': 'export {}',
    'assets/index-abc.css': 'body{}',
    'assets/index-abc.js.map': '{"sources":[]}',
    '.env': 'SECRET=1',
  })
  const faults: unknown[] = []
  const gone: string[] = []
  const events = createEvents((_, error) => faults.push(error))
  const absent = Object.fromEntries(METHODS.map((method) => [method, () => Promise.reject(new Error('nobody here'))]))
  const dispatch = createDispatch({
    handlers: { ...(absent as never as Handlers), ...handlers },
    events,
    authorize: async () => {},
    log: () => {},
    gone: ({ id }) => gone.push(id),
  })
  const pages = await readPages(folder)
  const server = await serveLoopback({
    dispatch,
    events,
    hearing,
    pages,
    port: 0,
    log: { write: (...line) => faults.push(line) },
    limits,
  })
  const origin = `http://127.0.0.1:${server.port}`
  const ask = (path: string, asked: Asked = {}) => askPort(server.port, path, asked)
  return {
    server,
    events,
    faults,
    /** Ids of browsers that have left. */
    gone,
    origin,
    ask,
    /** Opens an address as a browser does and returns the cookie it got. */
    async enter(): Promise<string> {
      const answer = await ask(new URL(server.newAddress()).pathname)
      return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    },
    call: (cookie: string, method: string, input: unknown, headers: Record<string, string> = {}) =>
      ask(`/api/${method}`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json', ...headers },
        body: typeof input === 'string' || Buffer.isBuffer(input) ? input : JSON.stringify(input),
      }),
    async close() {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** One request exactly as given: the path is not tidied and every header can be forged. */
export function askPort(port: number, path: string, { method = 'GET', headers = {}, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      readAll(answer).then((text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }), reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

/** Server-sent events as they come; `next` waits for the next one that is no heartbeat. */
export function listen(port: number, path: string, headers: Record<string, string>) {
  let text = ''
  let tell = () => {}
  const state = { ended: false }
  const sent = request({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
    answer.setEncoding('utf8')
    answer.on('data', (chunk: string) => {
      text += chunk
      tell()
    })
    answer.once('close', () => {
      state.ended = true
      tell()
    })
    answer.once('error', () => sent.destroy())
  })
  sent.once('error', () => {
    state.ended = true
    tell()
  })
  sent.end()
  const more = () => new Promise<void>((resolve) => (tell = resolve))
  return {
    async next(): Promise<{ id: string; event: string; data: unknown }> {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end < 0) {
          if (state.ended) throw new Error('the stream ended')
          await more()
          continue
        }
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
        const [id, event, data] = [field('id'), field('event'), field('data')]
        if (event !== undefined) return { id: id ?? '', event, data: JSON.parse(data ?? 'null') }
      }
    },
    async raw(part: string): Promise<void> {
      while (!text.includes(part)) await more()
    },
    async ended(): Promise<void> {
      while (!state.ended) await more()
    },
    close: () => sent.destroy(),
  }
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('utf8')
}

async function writeTree(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}
