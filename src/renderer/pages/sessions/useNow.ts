import { useEffect, useState } from 'react'

const EVERY = 250
/** Where the system asks for less motion a plot steps once a second. */
const CALM = 1000

/** The time, as often as a plot moves; stands still unless `moving`, and while nobody looks. */
export function useNow(moving: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!moving) return undefined
    const calm = window.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false
    const timer = setInterval(
      () => {
        if (document.visibilityState !== 'hidden') setNow(Date.now())
      },
      calm ? CALM : EVERY,
    )
    return () => clearInterval(timer)
  }, [moving])
  return now
}
