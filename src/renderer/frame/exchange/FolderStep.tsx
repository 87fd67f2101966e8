import type { JSX } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import { dialogText } from '../../text/dialogs'
import { FolderField } from '../FolderField'
import { PickFolder } from '../PickFolder'
import type { StepProps } from './FileStep'
import { WorkLine } from './WorkLine'

/** Where the database is to be that is made of the file. */
export function FolderStep({ store, onClose }: StepProps): JSX.Element {
  const text = useText(exchangeText)
  const { create } = useText(dialogText)
  const { folder, working } = useStore(store)
  const { type, read, goTo, stop } = store.getState()
  return (
    <Modal
      title={text.folderTitle}
      size="l"
      onClose={working ? stop : onClose}
      ok={text.next}
      missing={folder.trim() === '' ? [text.missingFolder] : []}
      working={working !== undefined}
      onDo={async () => {
        type({ folder: folder.trim() })
        await read()
        return 'stay'
      }}
      more={
        working ? undefined : (
          <>
            <PickFolder onPick={(picked) => type({ folder: picked })} />
            <Button onPress={() => goTo('file')}>{text.back}</Button>
          </>
        )
      }
    >
      <div className="exchange-form" inert={working !== undefined}>
        <p className="dialog-note">{text.folderNote}</p>
        <FolderField
          label={text.folder}
          value={folder}
          onChange={(path) => type({ folder: path })}
          none={create.willBe}
        />
      </div>
      <WorkLine working={working} label={text.reading} />
    </Modal>
  )
}
