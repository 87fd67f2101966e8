import type { Api } from '../../contract/client'
import { AppError } from '../../contract/errors'

/** The name of a command's long work. */
export const WORK = 'command'

/**
 * Lets Ctrl+C, or being told to end, cancel the work instead of cutting it off: what is under way is taken back. Shows a
 * person how far it is. The second Ctrl+C ends the program at once.
 */
export async function interruptible<T>(api: Api, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = () => {
    controller.abort(new AppError('cancelled'))
    api.call('work.cancel', { work: WORK }).catch((error: unknown) => {
      // Nothing that can be cancelled by name goes on just now; the next step sees the signal.
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error
    })
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const unsubscribe = process.stderr.isTTY ? api.on('work.progress', showProgress) : () => undefined
  try {
    return await work(controller.signal)
  } finally {
    unsubscribe()
    if (process.stderr.isTTY) process.stderr.write(CLEAR)
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

/** Back to the beginning of the line, and what stands there away. */
const CLEAR = '\r\u001b[K'

function showProgress({ done, total }: { done: number; total: number }): void {
  process.stderr.write(`${CLEAR}${done} of ${total}`)
}
