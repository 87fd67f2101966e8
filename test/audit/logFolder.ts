import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { auditFile, createAudit, type Audit, type AuditProblem } from '../../src/main/audit/audit'
import type { LogDisk } from '../../src/main/audit/chain'
import { temporaryFolder } from '../support/temporaryFolder'

/** 2026-03-01T10:00:00.000Z */
export const NOON = Date.UTC(2026, 2, 1, 10)

export type OpenedLog = { audit: Audit; folder: string; file: string; problems: AuditProblem[]; events: string[] }

/** An activity log in a new folder, or in one that is there already; closed when the running test is over. */
export async function openLog(parts: { folder?: string; fs?: LogDisk; now?: () => number } = {}): Promise<OpenedLog> {
  const folder = parts.folder ?? join(await temporaryFolder(), 'audit')
  const problems: AuditProblem[] = []
  const events: string[] = []
  const audit = createAudit({
    folder,
    events: { emit: (event) => void events.push(event) },
    log: (problem) => problems.push(problem),
    now: parts.now ?? (() => NOON),
    ...(parts.fs ? { fs: parts.fs } : {}),
  })
  onTestFinished(() => audit.close())
  return { audit, folder, file: auditFile(folder), problems, events }
}

export function added(user: string) {
  return {
    user: 'anna',
    peer: 'desktop',
    method: 'users.add',
    outcome: 'ok',
    about: { database: '/data/line-3', user },
  }
}

/** Records users of these names and waits until they are in the file. */
export async function addAll(audit: Audit, names: readonly string[]): Promise<void> {
  for (const name of names) audit.record(added(name))
  await audit.list({ limit: 1 })
}

export async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, 'latin1')).replace(/\n$/, '').split('\n')
}

/** What the log says happened, oldest first: the name of a user that was added, or the method. */
export async function told(audit: Audit): Promise<string[]> {
  const { entries } = await audit.list({ limit: 100_000 })
  return entries.toReversed().map(({ about, method }) => (method === 'users.add' ? String(about['user']) : method))
}
