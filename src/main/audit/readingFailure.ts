import { AppError } from '../../contract/errors'
import { failureCode } from '../state/fileSystem'

/** What goes wrong while a log is read, as a failure that says which file. */
export async function sayingWhich<T>(file: string, reading: () => Promise<T>): Promise<T> {
  try {
    return await reading()
  } catch (error) {
    const code = failureCode(error)
    throw code === undefined || error instanceof AppError ? error : new AppError('file-failed', { file, code }, error)
  }
}
