import { useEffect, useRef, useState } from 'react'
import type { Estimate } from '../../contract/passwordRules'

/** How hard a password is to guess, 0 to 4. */
export type EstimatePassword = (password: string, userName: string) => Estimate

/** More are not kept: one per field of the largest dialog, and what was typed on the way. */
const MOST_KEPT = 256

/**
 * The estimate, as soon as its dictionaries are there; undefined until then. An estimate takes milliseconds, so each is
 * made once; they go with the dialog.
 */
export function useEstimate(): EstimatePassword | undefined {
  const [estimate, setEstimate] = useState<{ of: EstimatePassword }>()
  const kept = useRef(new Map<string, Estimate>())
  useEffect(() => {
    let gone = false
    const made = kept.current
    void load().then((found) => {
      if (found && !gone) setEstimate({ of: (password, userName) => remembered(made, found, password, userName) })
      return undefined
    })
    return () => {
      gone = true
      made.clear()
    }
  }, [])
  return estimate?.of
}

async function load(): Promise<EstimatePassword | undefined> {
  try {
    return (await import('./estimatePassword')).estimatePassword
  } catch {
    // Not reachable any more: the program judges alone then, and says what it refuses.
    return undefined
  }
}

function remembered(
  made: Map<string, Estimate>,
  estimate: EstimatePassword,
  password: string,
  userName: string,
): Estimate {
  const key = `${userName}\n${password}`
  const known = made.get(key)
  if (known !== undefined) return known
  if (made.size >= MOST_KEPT) made.clear()
  const found = estimate(password, userName)
  made.set(key, found)
  return found
}
