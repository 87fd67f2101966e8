import { useEffect, useState, type JSX } from 'react'
import { droppedPath } from '../transport'
import { useApp } from '../stores/useApp'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { askForDropped, isExchangeFile, openFile } from './exchange/openFile'
import { openPath } from './openFolder'

/** A folder or file dropped anywhere on the window is opened, an export or a table imported; a browser does not say where it lies, so it is asked for. */
export function DropTarget(): JSX.Element | null {
  const app = useApp()
  const text = useText(frameText)
  const [over, setOver] = useState(false)

  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer?.files[0]
      const path = file && droppedPath(file)
      if (path !== undefined) {
        if (isExchangeFile(path)) openFile(app, path)
        else void openPath(app, path)
      } else if (file && isExchangeFile(file.name)) askForDropped(app, file.name)
      else app.shell.getState().show({ is: 'open', dropped: true })
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [app])

  return over ? <div className="drop-note">{text.dropHere}</div> : null
}
