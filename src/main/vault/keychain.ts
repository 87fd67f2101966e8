import { z } from 'zod'
import type { Act, Answer, KeychainProblem, Request } from './keychainMessages'
import type { VaultProcess } from './vaultProcess'

/** The system's keychain by way of a child process, which is started for the first act and ended after a while without any. */
export type Keychain = {
  /**
   * Does one thing until a moment (`performance.now`); whatever goes wrong is an answer. A process that does not answer in
   * time, says something odd or ends is not used any more. One call at a time: the caller waits for the answer.
   */
  ask(act: Act, until: number): Promise<Answer>
  /** Ends the process; the next act starts another one. */
  end(): Promise<void>
}

export type KeychainParts = {
  start: () => VaultProcess
  /** Milliseconds without an act after which the process, and what it may still hold, is given back. */
  idle: number
}

type Running = {
  process: VaultProcess
  ended: Promise<void>
  answer: ((answer: Answer) => void) | undefined
  id: number
}

/** Milliseconds in which a killed process is gone; a system that cannot end it is not waited for. */
const GONE = 1000

const PROBLEMS = [
  'not-installed',
  'no-service',
  'locked',
  'no-answer',
  'crashed',
  'not-kept',
] as const satisfies readonly KeychainProblem[]
const id = z.number()
const replySchema = z.discriminatedUnion('is', [
  z.object({ id, is: z.literal('done'), secret: z.string().nullable() }),
  z.object({ id, is: z.literal('failed'), because: z.enum(PROBLEMS) }),
])

export function createKeychain({ start, idle }: KeychainParts): Keychain {
  let running: Running | undefined
  let resting: NodeJS.Timeout | undefined

  function started(): Running {
    const process = start()
    let gone = () => {}
    const ended = new Promise<void>((resolve) => (gone = resolve))
    const own: Running = { process, ended, answer: undefined, id: 0 }
    process.onMessage((message) => {
      const reply = replySchema.safeParse(message)
      // Whatever else it says, it is not the program we know.
      if (!reply.success || reply.data.id !== own.id) return give(own, failed('crashed'))
      const { id: _, ...answer } = reply.data
      give(own, answer)
    })
    process.onExit(() => {
      gone()
      if (running === own) running = undefined
      give(own, failed('crashed'))
    })
    return own
  }

  function asked(act: Act, until: number): Promise<Answer> {
    return new Promise((answered) => {
      let own: Running
      try {
        own = running ??= started()
      } catch (error) {
        if (error instanceof Error) return answered(failed('crashed'))
        throw error
      }
      const timer = setTimeout(() => give(own, failed('no-answer')), Math.max(0, until - performance.now()))
      own.answer = (answer) => {
        clearTimeout(timer)
        answered(answer)
      }
      own.id += 1
      own.process.send({ id: own.id, act } satisfies Request)
    })
  }

  async function end(): Promise<void> {
    clearTimeout(resting)
    if (!running) return
    const { process, ended } = running
    running = undefined
    process.kill()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, GONE)))
    await Promise.race([ended, late])
    clearTimeout(timer)
  }

  return {
    async ask(act, until) {
      clearTimeout(resting)
      const answer = await asked(act, until)
      if (isBroken(answer)) await end()
      else if (running) resting = setTimeout(() => void end(), idle).unref()
      return answer
    },
    end,
  }
}

function give(own: Running, answer: Answer): void {
  const { answer: answered } = own
  own.answer = undefined
  answered?.(answer)
}

/** A process that says nothing any more may do so for ever, and one without its keychain is of no use. */
function isBroken(answer: Answer): boolean {
  return answer.is === 'failed' && answer.because !== 'not-kept'
}

function failed(because: KeychainProblem): Answer {
  return { is: 'failed', because }
}
