import { useCallback } from 'react'
import { copyText } from './copyText'
import { useApp } from '../stores/useApp'

/** Copies text and says so in the status line. */
export function useCopy(): (text: string) => void {
  const { shell } = useApp()
  return useCallback(
    (text) => shell.getState().say(copyText(text) ? { is: 'copied', text } : { is: 'not-copied' }),
    [shell],
  )
}
