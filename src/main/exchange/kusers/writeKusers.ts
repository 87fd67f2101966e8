import { AppError } from '../../../contract/errors'
import type { Content } from '../../usermgmt/transfer/content'

export type KusersOptions = {
  /** What the content was taken from, for people to read. */
  title: string
  /** Milliseconds since 1970. */
  made: number
  /** Without one the file is in clear and holds no passwords. */
  passphrase?: string | undefined
  /** Unpredictable bytes. */
  random: (bytes: number) => Uint8Array
}

/** The bytes of a `.kusers` file (docs/formats.md). `passphrase-refused` for one that is easily guessed. */
export async function writeKusers(content: Content, options: KusersOptions): Promise<Uint8Array> {
  throw new AppError('not-available', { method: 'exports.write', parts: Object.keys({ ...content, ...options }) })
}
