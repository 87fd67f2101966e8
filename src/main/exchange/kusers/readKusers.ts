import { AppError } from '../../../contract/errors'
import type { Reading } from '../reading'

export type KusersSource = {
  /** As failures name it. */
  file: string
  passphrase?: string | undefined
}

/**
 * Reads the bytes of a `.kusers` file (docs/formats.md). Fails with `passphrase-needed`, `passphrase-wrong`,
 * `file-not-understood`, `file-newer` or `file-too-large`; never gives a part of what the file holds.
 */
export async function readKusers(bytes: Uint8Array, { file }: KusersSource): Promise<Reading> {
  throw new AppError('not-available', { method: 'imports.read', file, bytes: bytes.length })
}
