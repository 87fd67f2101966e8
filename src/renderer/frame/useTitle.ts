import { useEffect } from 'react'
import { frameText } from '../text/frame'
import { useText } from '../text/language'

/** Names the window after what is shown; undefined leaves it alone. */
export function useTitle(shown: string | undefined): void {
  const { product } = useText(frameText)
  useEffect(() => {
    if (shown === undefined) return undefined
    document.title = `${shown} – ${product}`
    return () => {
      document.title = product
    }
  }, [shown, product])
}
