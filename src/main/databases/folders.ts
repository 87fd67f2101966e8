import { access, opendir, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { MethodOutput } from '../../contract/contract'
import type { Handlers, ParsedInput } from '../bridge/handler'
import { absolutePath } from './folderPath'

type Completion = MethodOutput<'folders.complete'>

const MOST = 50
/** What one look may read of a folder; far more than anybody keeps folders side by side. */
const ENTRIES = 200_000
const DATABASE_FILES = ['.UserDatabase.csv', '.GroupDatabase.csv', '.UserMgmtRightsDB.csv', '.UserMgmtDB.csv']

type Ending = NonNullable<ParsedInput<'folders.complete'>['endings']>[number]

/** Completion of folders and files for the path field of browser pages, which are handed no paths by the system. */
export function completionHandlers(home: string): Pick<Handlers, 'folders.complete'> {
  return { 'folders.complete': ({ text, endings = [] }) => complete(text, home, endings) }
}

/**
 * Folders, and files with one of the endings, whose path begins with the text: `~` is the home folder, a relative path
 * starts there too. Hidden ones only when the text asks for them by a dot. A folder that cannot be read has nothing to
 * offer: while typing this is no failure.
 */
async function complete(text: string, home: string, endings: readonly Ending[]): Promise<Completion> {
  const path = absolutePath(text, home)
  const whole = path.endsWith('/') || path.endsWith(sep)
  const parent = whole ? path : dirname(path)
  const beginning = whole ? '' : basename(path)
  const named = (name: string) => endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`))
  const names = await namesIn(parent, beginning, named)
  const folders: Completion['folders'] = []
  for (const { name, is } of names) {
    const place = join(parent, name)
    const really = is === 'link' ? await behindLink(place) : is
    if (really === undefined || (really === 'file' && !named(name))) continue
    if (folders.length === MOST) return { folders, more: true }
    if (really === 'file') folders.push({ path: place, database: false, file: true })
    else folders.push({ path: place, database: await holdsDatabase(place) })
  }
  return { folders, more: false }
}

type Named = { name: string; is: 'folder' | 'file' | 'link' }

/** Only those files that are wanted: there may be very many others. */
async function namesIn(parent: string, beginning: string, isWanted: (name: string) => boolean): Promise<Named[]> {
  const wanted = beginning.toLowerCase()
  const hidden = beginning.startsWith('.')
  const found: Named[] = []
  try {
    let seen = 0
    for await (const entry of await opendir(parent, { bufferSize: 1024 })) {
      if (++seen > ENTRIES) break
      const { name } = entry
      if (!hidden && name.startsWith('.')) continue
      if (!name.toLowerCase().startsWith(wanted)) continue
      if (entry.isSymbolicLink()) found.push({ name, is: 'link' })
      else if (entry.isDirectory()) found.push({ name, is: 'folder' })
      else if (entry.isFile() && isWanted(name)) found.push({ name, is: 'file' })
    }
  } catch {
    return found
  }
  const order = new Intl.Collator(undefined, { numeric: true })
  return found.toSorted((a, b) => order.compare(a.name, b.name))
}

async function behindLink(path: string): Promise<'folder' | 'file' | undefined> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : found.isFile() ? 'file' : undefined),
    () => undefined,
  )
}

async function holdsDatabase(folder: string): Promise<boolean> {
  const found = await Promise.all(
    DATABASE_FILES.map((name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.includes(true)
}
