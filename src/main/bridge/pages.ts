import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { AppError } from '../../contract/errors'

export type Page = { body: Buffer; type: string; cache: string }

/** The built files of the page by path: what is not in this map does not exist, so no path can lead anywhere else. */
export type Pages = ReadonlyMap<string, Page>

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Reads the built page once; `/` is its index.html. Files of other kinds are left out. `file-failed` when it is not built. */
export async function readPages(folder: string): Promise<Pages> {
  try {
    const pages = new Map<string, Page>()
    await collect(folder, '/', pages)
    const index = pages.get('/index.html')
    if (!index) throw new AppError('file-failed', { file: join(folder, 'index.html'), code: 'ENOENT' })
    return pages.set('/', index)
  } catch (error) {
    if (error instanceof AppError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO'
    throw new AppError('file-failed', { file: folder, code }, error)
  }
}

/** The page at a path, with its query cut off; undefined for everything that was not built. Pure. */
export function pageAt(pages: Pages, path: string): Page | undefined {
  return pages.get(path.split('?', 1)[0] ?? '')
}

/** Folder by folder, because a packaged app's archive does not list folders in depth everywhere. */
async function collect(folder: string, above: string, pages: Map<string, Page>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name)
    const path = `${above}${entry.name}`
    const type = TYPES[extname(entry.name)]
    if (entry.isDirectory()) await collect(file, `${path}/`, pages)
    else if (entry.isFile() && type !== undefined) {
      pages.set(path, { body: await readFile(file), type, cache: cacheOf(path) })
    }
  }
}

/** The build names files under assets after their content. */
function cacheOf(path: string): string {
  return path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache'
}
