import { access, opendir, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { MethodOutput } from '../../contract/contract'
import type { Handlers } from '../bridge/handler'
import { absolutePath } from './folderPath'

type Completion = MethodOutput<'folders.complete'>

const MOST = 50
/** What one look may read of a folder; far more than anybody keeps folders side by side. */
const ENTRIES = 200_000
const DATABASE_FILES = ['.UserDatabase.csv', '.GroupDatabase.csv', '.UserMgmtRightsDB.csv', '.UserMgmtDB.csv']

/** Completion of folders for the path field of browser pages, which are handed no paths by the system. */
export function completionHandlers(home: string): Pick<Handlers, 'folders.complete'> {
  return { 'folders.complete': ({ text }) => completeFolders(text, home) }
}

/**
 * Folders whose path begins with the text: `~` is the home folder, a relative path starts there too. Hidden folders only
 * when the text asks for them by a dot. A folder that cannot be read has nothing to offer: while typing this is no failure.
 */
async function completeFolders(text: string, home: string): Promise<Completion> {
  const path = absolutePath(text, home)
  const whole = path.endsWith('/') || path.endsWith(sep)
  const parent = whole ? path : dirname(path)
  const beginning = whole ? '' : basename(path)
  const names = await namesIn(parent, beginning)
  const folders: Completion['folders'] = []
  for (const { name, link } of names) {
    const folder = join(parent, name)
    if (link && !(await isFolder(folder))) continue
    if (folders.length === MOST) return { folders, more: true }
    folders.push({ path: folder, database: await holdsDatabase(folder) })
  }
  return { folders, more: false }
}

async function namesIn(parent: string, beginning: string): Promise<{ name: string; link: boolean }[]> {
  const wanted = beginning.toLowerCase()
  const hidden = beginning.startsWith('.')
  const found: { name: string; link: boolean }[] = []
  try {
    let seen = 0
    for await (const entry of await opendir(parent, { bufferSize: 1024 })) {
      if (++seen > ENTRIES) break
      const link = entry.isSymbolicLink()
      if (!link && !entry.isDirectory()) continue
      if (!hidden && entry.name.startsWith('.')) continue
      if (entry.name.toLowerCase().startsWith(wanted)) found.push({ name: entry.name, link })
    }
  } catch {
    return found
  }
  const order = new Intl.Collator(undefined, { numeric: true })
  return found.toSorted((a, b) => order.compare(a.name, b.name))
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
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
