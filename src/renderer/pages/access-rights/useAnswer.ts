import { useCallback, useEffect, useRef, useState } from 'react'
import { failed, loaded, WAITING, type Loadable } from '../../stores/loadable'

export type Answer<Q, A> = {
  /** The newest answer, which may be to an older question while the next is on its way; failed says so. */
  readonly shown: Loadable<A>
  /** What `shown` answers. */
  readonly to: Q | undefined
  /** The question on its way has waited long enough to say so. */
  readonly late: boolean
  readonly retry: () => void
}

type State<Q, A> = { shown: Loadable<A>; to: Q | undefined }

const LATE_AFTER = 250

/**
 * Asks whenever the question becomes another object; one request at a time, and of the questions that came meanwhile
 * only the newest is asked. The last answer stays until the next is there, so nothing flickers.
 */
export function useAnswer<Q extends object, A>(
  question: Q | undefined,
  ask: (question: Q) => Promise<A>,
): Answer<Q, A> {
  const [state, setState] = useState<State<Q, A>>({ shown: WAITING, to: undefined })
  const [late, setLate] = useState(false)
  const wanted = useRef<Q | undefined>(undefined)
  const running = useRef(false)
  const asking = useRef(ask)

  const run = useCallback(async () => {
    if (running.current) return
    running.current = true
    let answered: Q | undefined
    const timer = setTimeout(() => setLate(true), LATE_AFTER)
    while (wanted.current !== undefined && wanted.current !== answered) {
      const to = wanted.current
      let shown: Loadable<A>
      try {
        shown = loaded(await asking.current(to))
      } catch (cause) {
        shown = failed(cause)
      }
      answered = to
      if (wanted.current === to) setState({ shown, to })
    }
    clearTimeout(timer)
    running.current = false
    setLate(false)
  }, [])

  useEffect(() => {
    asking.current = ask
  }, [ask])
  useEffect(() => {
    wanted.current = question
    void run()
    return () => {
      wanted.current = undefined
    }
  }, [question, run])

  const retry = useCallback(() => {
    setState({ shown: WAITING, to: undefined })
    void run()
  }, [run])
  return { ...state, late, retry }
}
