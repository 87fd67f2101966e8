import { useEffect, useRef, useState } from 'react'
import { droppedPath } from '../../transport'

/** While this is shown, what is dropped on the window comes here instead of being opened. True once something without a path was dropped. */
export function useDroppedFolders(onFolders: (folders: string[]) => void): boolean {
  const [pathless, setPathless] = useState(false)
  const latest = useRef(onFolders)
  useEffect(() => {
    latest.current = onFolders
  })
  useEffect(() => {
    const take = (event: DragEvent): boolean => {
      if (!event.dataTransfer?.types.includes('Files')) return false
      event.preventDefault()
      // Before whoever opens what is dropped.
      event.stopImmediatePropagation()
      return true
    }
    const onOver = (event: DragEvent): void => void take(event)
    const onDrop = (event: DragEvent): void => {
      if (!take(event)) return
      const files = [...(event.dataTransfer?.files ?? [])]
      const paths = files.flatMap((file) => droppedPath(file) ?? [])
      setPathless(paths.length < files.length)
      if (paths.length > 0) latest.current(paths)
    }
    window.addEventListener('dragover', onOver, true)
    window.addEventListener('drop', onDrop, true)
    return () => {
      window.removeEventListener('dragover', onOver, true)
      window.removeEventListener('drop', onDrop, true)
    }
  }, [])
  return pathless
}
