import { basename } from 'node:path'
import { AppError } from '../../../contract/errors'
import { failureCode } from '../../state/fileSystem'

/** A failed file operation in the user's words; everything else is passed on as it is. */
export function fileFailure(error: unknown, folder: string, reading = false): unknown {
  const code = failureCode(error)
  if (code === undefined || error instanceof AppError) return error
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('disk-full', { folder }, error)
  if (!reading && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) {
    return new AppError('read-only', { folder }, error)
  }
  return new AppError('file-failed', { file: failedFile(error) ?? folder, code }, error)
}

/** Does some work on files, failing in the user's words. */
export async function inWords<T>(folder: string, work: () => Promise<T>, reading = false): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw fileFailure(error, folder, reading)
  }
}

function failedFile(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return undefined
  return basename(error.path)
}
