import { useEffect, useState, type JSX } from 'react'
import type { MethodOutput } from '../../contract/contract'
import { useApi } from '../api'
import { PickList } from '../parts/PickList'
import { failed, loaded, valueOf, WAITING, type Loadable } from '../stores/loadable'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'

type Completion = MethodOutput<'folders.complete'>

export type FolderFieldProps = {
  label: string
  value: string
  onChange: (folder: string) => void
  /** A database folder was chosen from the list. */
  onDatabase?: (folder: string) => void
  /** Said when there is no such folder; without it that is a dead end. */
  none?: string
  /** Files with these endings are completed, too; without it folders only. Keep the array the same object. */
  endings?: readonly FileEnding[]
  /** A file was chosen from the list. */
  onFile?: (file: string) => void
}

export type FileEnding = 'kusers' | 'csv'

const TYPING_PAUSE_MS = 60

/** The path of a folder, or with endings of a file, completed by the program: a browser hands over no paths. */
export function FolderField(props: FolderFieldProps): JSX.Element {
  const { label, value, onChange, onDatabase, none, endings, onFile } = props
  const api = useApi()
  const text = useText(dialogText).open
  const [completion, setCompletion] = useState<Loadable<Completion>>(WAITING)

  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      api.call('folders.complete', { text: value, ...(endings ? { endings: [...endings] } : {}) }).then(
        (found) => current && setCompletion(loaded(found)),
        (cause: unknown) => current && setCompletion(failed(cause)),
      )
    }, TYPING_PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [api, value, endings])

  const found = valueOf(completion)
  const items = (found?.folders ?? []).map((folder) => ({
    id: folder.path,
    database: folder.database,
    file: folder.file === true,
    shown: (
      <>
        <span className="mono">{folder.path}</span>
        {folder.database && <span className="tag">{text.isDatabase}</span>}
      </>
    ),
  }))
  const note =
    completion.is === 'failed'
      ? text.failed
      : found?.folders.length === 0
        ? (none ?? text.none)
        : found?.more
          ? text.more
          : ''
  return (
    <PickList
      label={label}
      value={value}
      onChange={onChange}
      items={items}
      mono
      note={note}
      onTab={(current) => {
        // Of a folder that is to be made the beginning of a name is no wish for another folder.
        const item = current ?? (none === undefined ? only(items, value) : undefined)
        if (item) onChange(item.file ? item.id : inside(item.id))
        return item !== undefined
      }}
      onPick={(item) => {
        if (item.file) {
          onChange(item.id)
          onFile?.(item.id)
        } else if (item.database && onDatabase) onDatabase(item.id)
        else onChange(inside(item.id))
      }}
    />
  )
}

/** The one folder a half typed name can become. After a separator Tab goes on to the next field. */
function only<T extends { id: string }>(items: readonly T[], typed: string): T | undefined {
  const [item] = items
  const half = items.length === 1 && typed !== '' && !/[\\/]$/u.test(typed)
  return half && item?.id.toLowerCase().startsWith(typed.toLowerCase()) ? item : undefined
}

/** The path with its separator at the end, so that completion goes on inside. */
function inside(path: string): string {
  const separator = path.includes('\\') && !path.includes('/') ? '\\' : '/'
  return path.endsWith(separator) ? path : path + separator
}
