import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { failureCode } from '../state/fileSystem'
import { OptionRefused } from './optionRefused'

const MOST_BYTES = 65_536

/**
 * The token in a file: all of it, trimmed. OptionRefused for a file that somebody else can read or change, that is empty,
 * or that cannot be read. Links are followed: services get their secrets through them.
 */
export function readTokenFile(file: string, option = '--auth-token-file'): string {
  const refused = (problem: string) => new OptionRefused(option, problem)
  const opened = openToRead(file)
  if (typeof opened === 'string') throw refused(`${file} cannot be read (${opened})`)
  try {
    const facts = fstatSync(opened)
    if (!facts.isFile()) throw refused(`${file} is not a file`)
    // The mode says nothing on Windows, where a person's folders are closed to others by themselves.
    if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
      throw refused(`${file} can be read by others; close it with “chmod 600”`)
    }
    if (facts.size > MOST_BYTES) throw refused(`${file} is larger than a token`)
    const bytes = Buffer.alloc(MOST_BYTES)
    const token = textOf(bytes.subarray(0, readSync(opened, bytes)))?.trim()
    if (token === undefined) throw refused(`${file} is not UTF-8 text`)
    if (token === '') throw refused(`${file} is empty`)
    return token
  } finally {
    closeSync(opened)
  }
}

/** A pipe in its place must not keep the program waiting. */
function openToRead(file: string): number | string {
  try {
    return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    return failureCode(error) ?? 'unreadable'
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
