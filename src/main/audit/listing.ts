import type { AuditEntry } from '../../contract/audit'
import { AppError } from '../../contract/errors'
import { openToRead, type ReadableFile } from '../state/appendedFile'
import { readEntry } from './entry'
import { linesBackwards, linesFrom, type Line } from './lines'

export type Asked = { before?: number | undefined; limit?: number | undefined; filter?: string | undefined }
export type Page = { entries: AuditEntry[]; total: number; more: boolean }

const LIMIT = 100
/** More text than that goes to nobody at once; the file can be copied. */
const LARGEST_EXPORT = 64 * 1024 * 1024
/** Below this distance a place is not searched any closer. */
const NEAR = 64 * 1024

/**
 * Entries of a log, newest first; `total` counts the log, not what the filter lets through. Reads backwards from the end,
 * so a page of a long log costs no more than one of a short one, unless a filter finds little.
 */
export async function listEntries(
  path: string,
  { before, limit = LIMIT, filter }: Asked,
  signal?: AbortSignal,
): Promise<Page> {
  const log = await openToRead(path)
  if (!log) return { entries: [], total: 0, more: false }
  try {
    const size = await log.size()
    const { total } = await newest(log, size)
    const entries: AuditEntry[] = []
    const wanted = matcher(filter)
    const end = before === undefined ? size : await placeBefore(log, { size, seq: before })
    for await (const line of linesBackwards(log, end, signal)) {
      const entry = wanted(line)
      if (!entry || (before !== undefined && entry.seq >= before)) continue
      if (entries.length === limit) return { entries, total, more: true }
      entries.push(entry)
    }
    return { entries, total, more: false }
  } finally {
    await log.close()
  }
}

/** The log as it stands in its file, or its lines that a filter lets through. */
export async function exportLog(path: string, filter: string | undefined, signal?: AbortSignal): Promise<string> {
  const log = await openToRead(path)
  if (!log) return ''
  try {
    const size = await log.size()
    if (filter === undefined || filter.trim() === '') {
      if (size > LARGEST_EXPORT) throw tooLarge(path)
      return (await log.read(0, size)).toString('utf8')
    }
    const wanted = matcher(filter)
    const lines: string[] = []
    let length = 0
    for await (const line of linesFrom(log, 0, signal)) {
      if (!wanted(line)) continue
      length += line.length + 1
      if (length > LARGEST_EXPORT) throw tooLarge(path)
      lines.push(`${line.bytes?.toString('utf8')}\n`)
    }
    return lines.join('')
  } finally {
    await log.close()
  }
}

function tooLarge(file: string): AppError {
  return new AppError('file-failed', { file, code: 'EFBIG' })
}

async function newest(log: ReadableFile, size: number): Promise<{ total: number }> {
  for await (const line of linesBackwards(log, size)) {
    const entry = entryOf(line)
    if (entry) return { total: entry.seq }
  }
  return { total: 0 }
}

/** Where the first entry with this number or a later one begins, or a little after it. */
async function placeBefore(log: ReadableFile, { size, seq }: { size: number; seq: number }): Promise<number> {
  let found = size
  let low = 0
  for (let high = size; high - low > NEAR;) {
    const middle = Math.floor((low + high) / 2)
    const next = await entryAfter(log, middle)
    if (!next || next.entry.seq >= seq) {
      high = middle
      found = next?.at ?? found
    } else low = middle
  }
  return found
}

/** The first entry that begins after a place which may be in the middle of a line. */
async function entryAfter(log: ReadableFile, place: number): Promise<{ at: number; entry: AuditEntry } | undefined> {
  let first = true
  for await (const line of linesFrom(log, place)) {
    const entry = first ? undefined : entryOf(line)
    if (entry) return { at: line.at, entry }
    first = false
  }
  return undefined
}

/** An entry that was changed is shown as it stands; verifying says where the chain breaks. */
function entryOf({ bytes }: Line): AuditEntry | undefined {
  const read = bytes && readEntry(bytes)
  return read && read.is !== 'other' ? read.entry : undefined
}

/** Lets entries through in which a text stands, in upper or lower case, anywhere but in the numbers of the chain. */
function matcher(filter: string | undefined): (line: Line) => AuditEntry | undefined {
  const text = filter?.trim().toLowerCase() ?? ''
  if (text === '') return entryOf
  const sure = asWritten(text)
  return (line) => {
    // Reading an entry costs far more than finding out that the text is not in its line.
    if (sure !== '' && !line.bytes?.toString('latin1').toLowerCase().includes(sure)) return undefined
    const entry = entryOf(line)
    return entry && textsOf(entry).some((one) => one.toLowerCase().includes(text)) ? entry : undefined
  }
}

/** The longest part of a text that stands in a line as it is, in upper or lower case. */
function asWritten(text: string): string {
  const parts = text.split(/[^ -~]+|["\\]/)
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

function textsOf({ time, user, peer, method, outcome, about }: AuditEntry): string[] {
  return [
    time,
    user ?? '',
    peer,
    method,
    outcome,
    ...Object.values(about)
      .flatMap((value) => value)
      .map(String),
  ]
}
