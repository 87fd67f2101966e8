import { useEffect, useRef, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import { shownStore } from '../../stores/acts'
import type { App } from '../../stores/app'
import { createImportFile, NEW_DATABASE, type ImportTyped } from '../../stores/exchange'
import { asAppError, valueOf } from '../../stores/loadable'
import type { ImportFileShown } from '../../stores/shell'
import { useApp } from '../../stores/useApp'
import { ChooseStep } from './ChooseStep'
import { FileStep } from './FileStep'
import { FolderStep } from './FolderStep'
import { PassphraseStep } from './PassphraseStep'
import { ProblemsStep } from './ProblemsStep'
import { RefusedStep } from './RefusedStep'
import { SettingsStep } from './SettingsStep'

/** Takes a file over into a database: which file, what is in its way, what it would change, what became of it. */
export function ImportFileDialog({ shown, onClose }: { shown: ImportFileShown; onClose: () => void }): JSX.Element {
  const app = useApp()
  const [store] = useState(() => createImportFile(app, firstTyped(app, shown)))
  const step = useStore(store, (view) => view.step)
  const refused = useRef(app.refused)
  useEffect(
    () => () => {
      store
        .getState()
        .end()
        .catch((cause: unknown) => refused.current(asAppError(cause)))
    },
    [store],
  )
  const props = { store, onClose }
  switch (step) {
    case 'file':
      return <FileStep {...props} shown={shown} />
    case 'folder':
      return <FolderStep {...props} />
    case 'passphrase':
      return <PassphraseStep {...props} />
    case 'problems':
      return <ProblemsStep {...props} />
    case 'settings':
      return <SettingsStep {...props} />
    case 'choose':
      return <ChooseStep {...props} />
    case 'refused':
      return <RefusedStep {...props} />
  }
}

/** What is known already: the file that was dropped, the database that is shown; without one a new one. */
function firstTyped(app: App, { file, database }: ImportFileShown): Partial<ImportTyped> {
  const home = valueOf(app.settings.getState().about)?.home
  const beginning = home === undefined ? '' : `${home}/`
  const into = database ?? shownStore(app)?.getState().id ?? NEW_DATABASE
  return { file: file ?? beginning, folder: beginning, into }
}
