import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AuditEntry, AuditReport } from '../../contract/audit'
import { AppError } from '../../contract/errors'
import { auditFile, auditFolder } from '../audit/audit'
import { listEntries } from '../audit/listing'
import { sayingWhich } from '../audit/readingFailure'
import { verifyLog } from '../audit/verify'
import { readConfig } from '../config'
import { EXIT } from './failure'
import { print, printJson } from './terminal'

export type AuditAsked = { file?: string; json?: true }

const SHOWN = 50
const PROBLEMS: Record<NonNullable<AuditReport['problem']>['is'], string> = {
  changed: 'it was changed, or is no entry',
  missing: 'an entry before it is missing or in another place',
  torn: 'it was not written to its end',
  'cut-off': 'the log was cut off here; a later entry was noted',
}

/** Whether the chain of an activity log is whole; exit code 1 when it is not. */
export async function verifyAudit(asked: AuditAsked): Promise<number> {
  const report = await reading(asked, (file) =>
    verifyLog(file, { noted: asked.file === undefined ? 'always' : 'if-there' }),
  )
  if (asked.json) printJson(report)
  else print(sentence(report))
  return report.problem ? EXIT.refused : EXIT.fine
}

/** The last entries of an activity log, the newest at the end. */
export async function showAudit(asked: AuditAsked & { filter?: string; limit?: number }): Promise<number> {
  const { filter, limit = SHOWN } = asked
  const page = await reading(asked, (file) => listEntries(file, { limit, filter }))
  if (asked.json) printJson(page)
  else if (page.entries.length === 0) print('There is no such entry.')
  else print(page.entries.toReversed().map(lineOf).join('\n'))
  return EXIT.fine
}

/** The log in the state folder, or one that lies elsewhere; nothing has been done yet where the first is missing. */
async function reading<T>(asked: AuditAsked, work: (file: string) => Promise<T>): Promise<T> {
  const file = asked.file === undefined ? auditFile(auditFolder(readConfig().stateFolder)) : resolve(asked.file)
  if (asked.file !== undefined && !existsSync(file)) throw new AppError('file-failed', { file, code: 'ENOENT' })
  return sayingWhich(file, () => work(file))
}

function sentence({ file, entries, head, problem }: Omit<AuditReport, 'unwritten'>): string {
  if (problem) return `The activity log ${file} is broken at line ${problem.line}: ${PROBLEMS[problem.is]}.`
  if (!head) return `The activity log ${file} has no entry yet.`
  return `The activity log ${file} is whole: ${entries} ${entries === 1 ? 'entry' : 'entries'}, the last with the hash ${head.hash}.`
}

function lineOf({ time, user, peer, method, outcome, about }: AuditEntry): string {
  const fields = Object.entries(about).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`)
  return [time, user ?? '–', peer, method, outcome, fields.join('; ')].map(printable).join('  ').trimEnd()
}

/** Names may have been chosen to move the cursor of whoever reads them, or to turn the direction of what follows. */
function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
