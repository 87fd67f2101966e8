import { AppError } from '../../contract/errors'
import { WrongUsage } from './failure'
import { readPasswords } from './terminal'

/** Passphrases of files in the order in which they are needed: a line each from a pipe, a question each to a person. */
export type Passphrases = { next(file: string): Promise<string> }

export function createPassphrases(): Passphrases {
  let lines: Promise<string[]> | undefined
  let used = 0
  return {
    async next(file) {
      const question = `Passphrase of ${file}: `
      if (process.stdin.isTTY) return (await readPasswords([question]))[0] ?? ''
      lines ??= readPasswords([])
      const line = (await lines)[used]
      used += 1
      if (line === undefined || line === '') {
        throw new WrongUsage(
          `${file} is encrypted; its passphrase is expected on standard input, a line for each file.`,
        )
      }
      return line
    },
  }
}

/** Reads once without a passphrase and, where the file turns out to need one, again. */
export async function withPassphrase<T>(
  file: string,
  passphrases: Passphrases,
  read: (passphrase: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await read(undefined)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'passphrase-needed') throw error
  }
  return read(await passphrases.next(file))
}

/** A new one; whoever types unseen types twice. */
export async function newPassphrase(): Promise<string> {
  const [passphrase, again] = await readPasswords(['Passphrase for the file: ', 'Once more: '])
  if (passphrase === undefined || passphrase === '') {
    throw new WrongUsage(
      'export: a passphrase is expected on standard input; with --clear the file holds no passwords and needs none.',
    )
  }
  if (process.stdin.isTTY && again !== passphrase) {
    throw new WrongUsage('The two passphrases differ; nothing was written.')
  }
  return passphrase
}
