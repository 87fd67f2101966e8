import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { isEndpointPattern } from '../sessions/endpointRules'
import type { AllowRules } from '../sessions/sessions'
import { failureCode } from '../state/fileSystem'
import { OptionRefused } from './optionRefused'

/** As given: entries with commas between, or `@file` with one a line, which is read again when told to. */
export type AllowLists = { endpoints: string | undefined; certificateFolders: string | undefined }

/** What sessions may reach and read (session-daemon 1 and 7, 7). OptionRefused for a list that cannot be meant. */
export function readAllowRules({ endpoints, certificateFolders }: AllowLists): AllowRules {
  return {
    endpoints: entriesOf('--allowed-endpoints', endpoints, isEndpointPattern, 'takes opc.tcp://host[:port]'),
    certificateFolders: entriesOf('--allowed-cert-dirs', certificateFolders, isFolder, 'takes absolute folders'),
  }
}

type Fits = (entry: string) => boolean

function entriesOf(option: string, list: string | undefined, fits: Fits, takes: string): string[] | undefined {
  if (list === undefined) return undefined
  const entries = list.startsWith('@') ? linesOf(option, list.slice(1)) : list.split(',').map((entry) => entry.trim())
  // An empty list would be read as “none” by one person and as “all” by another.
  if (entries.length === 0 || !entries.every(fits)) throw new OptionRefused(option, takes)
  return entries
}

function linesOf(option: string, file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  } catch (error) {
    throw new OptionRefused(option, `${file} cannot be read (${failureCode(error) ?? 'unreadable'})`)
  }
}

function isFolder(entry: string): boolean {
  return isAbsolute(entry) && !entry.includes('\0')
}
