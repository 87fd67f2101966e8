import type { JSX } from 'react'
import { Modal } from '../parts/Modal'
import { useApp } from '../stores/useApp'
import { desktopText } from '../text/desktop'
import { useText } from '../text/language'
import { orThrow } from './OpenDialog'

/** An address asks to open a folder; any web page can make one, so it is named and asked about. */
export function AskedFolderDialog({ path, onClose }: { path: string; onClose: () => void }): JSX.Element {
  const { places } = useApp()
  const text = useText(desktopText)
  return (
    <Modal
      title={text.askedTitle}
      role="alertdialog"
      careful
      ok={text.askedOk}
      onClose={onClose}
      onDo={() => orThrow(places.getState().open(path))}
    >
      <p>{text.asked}</p>
      <p className="mono apply-path">{path}</p>
      <p className="dialog-note">{text.askedNote}</p>
    </Modal>
  )
}
