import { useCallback, useEffect, useRef, useState } from 'react'
import type { RowProblem } from '../../../contract/exchange'
import { failed, loaded, valueOf, WAITING, type Loadable } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'

const LIMIT = 1_000

/** The problems of a file that was read: the first of them, and more as the end of what is here comes into sight. */
export function useProblems(id: string): {
  problems: Loadable<readonly RowProblem[]>
  load: () => void
  needAll: () => void
} {
  const { api } = useApp()
  const [problems, setProblems] = useState<Loadable<readonly RowProblem[]>>(WAITING)
  const now = useRef({ total: Number.POSITIVE_INFINITY, asking: false, of: id })

  const ask = useCallback(
    (offset: number) => {
      if (now.current.asking || offset >= now.current.total) return
      now.current.asking = true
      api.call('imports.problems', { import: id, offset, limit: LIMIT }).then(
        ({ problems: more, total }) => {
          if (now.current.of !== id) return undefined
          now.current = { total, asking: false, of: id }
          setProblems((before) => loaded([...(offset === 0 ? [] : (valueOf(before) ?? [])), ...more]))
          return undefined
        },
        (cause: unknown) => {
          if (now.current.of !== id) return
          now.current.asking = false
          setProblems(failed(cause))
        },
      )
    },
    [api, id],
  )
  const load = useCallback(() => {
    now.current = { total: Number.POSITIVE_INFINITY, asking: false, of: id }
    ask(0)
  }, [ask, id])
  useEffect(load, [load])
  const known = valueOf(problems)?.length ?? 0
  const needAll = useCallback(() => {
    if (known > 0) ask(known)
  }, [ask, known])
  return { problems, load, needAll }
}
