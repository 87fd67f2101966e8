import { DATABASE_FILE } from '../../../contract/databaseFile'
import type { App } from '../../stores/app'
import type { ImportFileShown } from '../../stores/shell'

/** Whether a path, or a name, is that of an export or a table rather than of a database. */
export function isExchangeFile(path: string): boolean {
  const name = path.split(/[\\/]/u).at(-1) ?? ''
  return /\.(?:kusers|csv)$/iu.test(name) && !DATABASE_FILE.test(name)
}

/** Shows the import dialog with a file filled in. While another dialog is open it waits: nothing typed there is lost. */
export function openFile(app: App, path: string): void {
  showWhenFree(app, { is: 'import-file', file: path })
}

/** A file was dropped on a browser, which tells its name only. */
export function askForDropped(app: App, name: string): void {
  showWhenFree(app, { is: 'import-file', dropped: name })
}

function showWhenFree({ shell }: App, shown: ImportFileShown): void {
  const free = (): boolean => shell.getState().shown === null
  if (free()) {
    shell.getState().show(shown)
    return
  }
  const unsubscribe = shell.subscribe(() => {
    if (!free()) return
    unsubscribe()
    shell.getState().show(shown)
  })
}
