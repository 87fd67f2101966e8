import { realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { AppError } from '../../contract/errors'

/** What a person typed as an absolute path: `~` is the home folder, and what is relative starts there too. A closing separator stays. */
export function absolutePath(text: string, home: string): string {
  if (text === '' || text === '~') return home + sep
  if (text.startsWith('~/') || text.startsWith(`~${sep}`)) return join(home, text.slice(2) || sep)
  return isAbsolute(text) ? text : join(home, text)
}

/** The real folder somebody named, or the one a named file lies in; `not-found` when there is none. */
export async function existingFolder(text: string, home: string): Promise<string> {
  const path = absolutePath(text, home)
  try {
    const real = await realpath(path)
    return (await stat(real)).isDirectory() ? real : dirname(real)
  } catch (error) {
    throw asFolderFailure(error, path)
  }
}

/** The real path of a folder that need not be there yet: links above it are followed as far as it exists. */
export async function futureFolder(text: string, home: string): Promise<string> {
  const path = resolve(absolutePath(text, home))
  const missing: string[] = []
  for (let at = path; ; at = dirname(at)) {
    try {
      return join(await realpath(at), ...missing)
    } catch (error) {
      const failure = asFolderFailure(error, path)
      if (failure.code !== 'not-found' || dirname(at) === at) throw failure
      missing.unshift(at.slice(dirname(at).length).replace(/^[\\/]/, ''))
    }
  }
}

function asFolderFailure(error: unknown, folder: string): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    return new AppError('not-found', { subject: 'folder', name: folder }, error)
  }
  return new AppError('file-failed', { file: folder, code }, error)
}
