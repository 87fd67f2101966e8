import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { createBatch } from './batch'
import { certificateFacts } from './certificate'
import type { FromThread, Opened, ThreadData, ToThread } from './messages'
import type { Link, LinkLost, LinkOptions, OpcUa } from './opcua'
import { RequestFailure } from './requestFailure'

export type OpcUaParts = {
  /** The built `worker.ts`. */
  workerFile: string
  /** Where the program's own certificate is kept. */
  stateFolder: string
  /** Hears that the thread has ended by itself; never text of a library. */
  log: (problem: { problem: string; exit?: number }) => void
}

/** The thread keeps its own limits; when it does not even answer late, this much later we stop waiting. */
const GRACE = 1000
const CLOSING = 1000
const ENDING = 1500
/** Measured: without these two the process takes 148 MB with fifty sessions that read, with them 134 at most. */
const HEAP = { maxYoungGenerationSizeMb: 8 }
const SPARING = '--optimize-for-size'

/** Starts the thread with the first call and again after it has crashed. */
export function createOpcUa(parts: OpcUaParts): OpcUa {
  let thread: Thread | undefined
  let closed = false
  const started = (): Thread => {
    if (closed) throw new RequestFailure('shutting_down', 'The program is ending.', { sent: false })
    thread ??= startThread(parts, () => {
      thread = undefined
    })
    return thread
  }
  return {
    async open(options, signal) {
      const current = started()
      const limit = options.timeout + GRACE
      const opened = (await current.ask({ is: 'open', options }, { limit, signal })) as Opened
      return linkOf(current, opened, options.timeout)
    },
    async endpoints(url, milliseconds) {
      return (await started().ask({ is: 'endpoints', url, milliseconds }, { limit: milliseconds + GRACE })) as string
    },
    async readCertificate(der) {
      return certificateFacts(der)
    },
    async close() {
      closed = true
      await thread?.end()
    },
  }
}

function linkOf(thread: Thread, { link, facts }: Opened, timeout: LinkOptions['timeout']): Link {
  return {
    facts,
    request: async (request) =>
      (await thread.ask({ is: 'request', link, request }, { limit: (request.limit ?? timeout) + GRACE })) as string,
    onLost: (listener) => thread.onLost(link, listener),
    close: async () => {
      try {
        await thread.ask({ is: 'close', link }, { limit: CLOSING })
      } catch (error) {
        // Whatever it was, the link is not used any more, and the server lets go of a silent session by itself.
        if (!(error instanceof RequestFailure)) throw error
      }
      thread.dropLink(link)
    },
  }
}

type Question = ToThread extends infer One ? (One extends { id: number } ? Omit<One, 'id'> : never) : never
type Thread = {
  ask(question: Question, options: { limit: number; signal?: AbortSignal | undefined }): Promise<unknown>
  onLost(link: number, listener: (because: LinkLost) => void): () => void
  dropLink(link: number): void
  end(): Promise<void>
}
type Waiting = { done: (value: unknown) => void; failed: (failure: RequestFailure) => void; timer: NodeJS.Timeout }

const ENDED: LinkLost = { type: 'ConnectionException', message: 'The OPC UA thread has ended.', facts: {} }

function startThread({ workerFile, stateFolder, log }: OpcUaParts, ended: () => void): Thread {
  const workerData: ThreadData = { stateFolder }
  // Nothing of the library's own output reaches ours: it could hold what was typed.
  // Electron locks its engine's flags once it runs.
  if (process.versions['electron'] === undefined) setFlagsFromString(SPARING)
  const worker = new Worker(workerFile, { workerData, resourceLimits: HEAP, stdout: true, stderr: true })
  worker.stdout.resume()
  worker.stderr.resume()
  const waiting = new Map<number, Waiting>()
  const listeners = new Map<number, Set<(because: LinkLost) => void>>()
  const lost = new Map<number, LinkLost>()
  let ids = 0
  let gone = false
  const send = createBatch<ToThread>((all) => worker.postMessage(all))

  function finish(id: number): Waiting | undefined {
    const one = waiting.get(id)
    if (!one) return undefined
    waiting.delete(id)
    clearTimeout(one.timer)
    return one
  }
  function loseLink(link: number, because: LinkLost): void {
    if (lost.has(link)) return
    lost.set(link, because)
    for (const listener of listeners.get(link) ?? []) listener(because)
    listeners.delete(link)
  }
  function endAll(): void {
    if (gone) return
    gone = true
    ended()
    for (const id of waiting.keys()) finish(id)?.failed(failureOf(ENDED))
    for (const link of listeners.keys()) loseLink(link, ENDED)
  }
  worker.on('message', (all: FromThread[]) => {
    for (const message of all) {
      if (message.is === 'done') finish(message.id)?.done(message.value)
      else if (message.is === 'failed') finish(message.id)?.failed(failureOf(message.failure))
      else if (message.is === 'lost') loseLink(message.link, message.because)
      else log({ problem: message.what })
    }
  })
  worker.on('error', () => {
    log({ problem: 'the OPC UA thread failed' })
    endAll()
  })
  worker.on('exit', (exit) => {
    if (!gone) log({ problem: 'the OPC UA thread ended', exit })
    endAll()
  })

  return {
    ask(question, { limit, signal }) {
      if (gone) return Promise.reject(failureOf(ENDED))
      return new Promise((done, failed) => {
        const id = ++ids
        const give = (failure: RequestFailure) => {
          if (!finish(id)) return
          send({ is: 'forget', id })
          failed(failure)
        }
        const timer = setTimeout(() => give(new RequestFailure('ConnectionException', 'Timed out.')), limit)
        waiting.set(id, { done, failed, timer })
        send({ ...question, id })
        signal?.addEventListener('abort', () => give(new RequestFailure('ConnectionException', 'Cancelled.')), {
          once: true,
        })
      })
    },
    onLost(link, listener) {
      const because = lost.get(link)
      if (because) {
        queueMicrotask(() => listener(because))
        return () => undefined
      }
      const all = listeners.get(link) ?? new Set()
      listeners.set(link, all.add(listener))
      return () => all.delete(listener)
    },
    dropLink(link) {
      listeners.delete(link)
      lost.delete(link)
    },
    async end() {
      const links = [...listeners.keys()]
      const closings = links.map((link) => this.ask({ is: 'close', link }, { limit: CLOSING }))
      await Promise.race([Promise.allSettled(closings), later(ENDING)])
      gone = true
      for (const id of waiting.keys()) finish(id)?.failed(failureOf(ENDED))
      await worker.terminate()
    },
  }
}

function failureOf({ type, message, facts }: LinkLost): RequestFailure {
  return new RequestFailure(type, message, facts)
}

function later(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds).unref())
}
