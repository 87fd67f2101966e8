import type { Api } from '../../contract/client'

/** How far long work is; `total` 0 until the program has said it. */
export type Working = { done: number; total: number; stopping: boolean }

/** One long call at a time, with its progress and a way to stop it. */
export type LongWork = {
  run: <T>(call: (work: string) => Promise<T>) => Promise<T>
  /** Asks the program to stop; the call itself says what came of it. */
  stop: () => void
}

/** `onChange` hears how far it is, and undefined when it has ended. */
export function createLongWork(api: Api, onChange: (working: Working | undefined) => void): LongWork {
  let work: string | undefined
  let now: Working | undefined

  function tell(next: Working | undefined): void {
    now = next
    onChange(next)
  }

  return {
    async run(call) {
      const id = crypto.randomUUID()
      work = id
      tell({ done: 0, total: 0, stopping: false })
      const unsubscribe = api.on('work.progress', (progress) => {
        if (progress.work === id && now) tell({ done: progress.done, total: progress.total, stopping: now.stopping })
      })
      try {
        return await call(id)
      } finally {
        unsubscribe()
        work = undefined
        tell(undefined)
      }
    },
    stop() {
      if (work === undefined || now?.stopping === true) return
      if (now) tell({ ...now, stopping: true })
      // A refusal means that it has just ended by itself.
      api.call('work.cancel', { work }).catch(() => undefined)
    },
  }
}
