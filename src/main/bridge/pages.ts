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
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const pages = new Map<string, Page>()
    for (const entry of entries) {
      const type = TYPES[extname(entry.name)]
      if (!entry.isFile() || type === undefined) continue
      const file = join(entry.parentPath, entry.name)
      const path = file.slice(folder.length).replaceAll('\\', '/')
      pages.set(path.startsWith('/') ? path : `/${path}`, { body: await readFile(file), type, cache: cacheOf(path) })
    }
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

/** The build names files under assets after their content. */
function cacheOf(path: string): string {
  return /[\\/]assets[\\/]/.test(path) ? 'private, max-age=31536000, immutable' : 'no-cache'
}
