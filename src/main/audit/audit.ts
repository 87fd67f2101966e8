import { join } from 'node:path'
import type { AuditReport } from '../../contract/audit'
import { describeFault, type Fault } from '../bridge/fault'
import type { Events, Handlers } from '../bridge/handler'
import { failureCode } from '../state/fileSystem'
import { createChain, LogBusy, type LogDisk } from './chain'
import { LOST, shorten, type Happened } from './entry'
import { exportLog, listEntries, type Asked, type Page } from './listing'
import { sayingWhich } from './readingFailure'
import { verifyLog } from './verify'

/** Something about the activity log that a person looking for a cause should find in the program's own log. */
export type AuditProblem =
  | { is: 'not-written' | 'end-not-noted'; file: string; code: string; fault?: Fault }
  | { is: 'written-again'; file: string }
  /** The program ended, or had ended, before they could be written. */
  | { is: 'given-up'; file: string; entries: number }

export type AuditParts = {
  /** Made when it is needed, for its owner only. */
  folder: string
  events: Pick<Events, 'emit'>
  log: (problem: AuditProblem) => void
  /** Milliseconds since 1970. */
  now: () => number
  fs?: LogDisk
}

/** The activity log: who did what, each entry chained to the one before. */
export type Audit = {
  /** Returns at once and never fails; the entry is on the disk soon, in order, or counted by `verify` as unwritten. */
  record(entry: Omit<Happened, 'time'>): void
  list(asked: Asked, signal?: AbortSignal): Promise<Page>
  verify(signal?: AbortSignal): Promise<AuditReport>
  /** The file as it stands, or the lines a filter lets through. */
  exportText(filter?: string, signal?: AbortSignal): Promise<string>
  handlers: Pick<Handlers, 'audit.list' | 'audit.verify' | 'audit.export'>
  /** Makes a last attempt to write what waits. */
  close(): Promise<void>
}

const LOG_NAME = 'activity.log'
/** Kept in memory while nothing can be written. */
const MOST_WAITING = 10_000
const MOST_AT_ONCE = 1_000
const TRY_AGAIN = 3_000
/** Whoever looks at the log sees what was recorded before, if it can be written in this time. */
const WAIT_BEFORE_READING = 2_500
const CHANGED_EVERY = 200
/** Between two writings: other programs get their turn, and what comes meanwhile goes together. */
const BETWEEN = 10

/** Where the log of a program lies in its state folder. */
export function auditFolder(stateFolder: string): string {
  return join(stateFolder, 'audit')
}

/** The log in its folder. */
export function auditFile(folder: string): string {
  return join(folder, LOG_NAME)
}

export function createAudit({ folder, events, log, now, fs }: AuditParts): Audit {
  const file = auditFile(folder)
  const chain = createChain(file, fs ? { now, fs } : { now })
  const changed = atIntervals(() => events.emit('audit.changed', {}), CHANGED_EVERY)
  let waiting: Happened[] = []
  let underWay = 0
  let wrote = Number.NEGATIVE_INFINITY
  let lost = 0
  let failing = false
  let closed = false
  let writing: Promise<void> | undefined
  let later: NodeJS.Timeout | undefined

  const time = (): string => new Date(now()).toISOString()

  function write(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined
      // Recorded after the last look.
      if (waiting.length > 0 && !failing) void write()
    })
    return writing
  }

  async function writeAll(): Promise<void> {
    clearTimeout(later)
    while (waiting.length > 0) {
      await new Promise((wake) => setTimeout(wake, Math.max(0, wrote + BETWEEN - performance.now())))
      if (!(await writeSome())) return
      wrote = performance.now()
    }
  }

  async function writeSome(): Promise<boolean> {
    const batch = waiting.splice(0, MOST_AT_ONCE)
    underWay = batch.length
    let notNoted: string | undefined
    try {
      notNoted = (await chain.append(batch)).notNoted
    } catch (error) {
      underWay = 0
      waiting.unshift(...batch)
      failed(error)
      return false
    }
    underWay = 0
    written(notNoted)
    return true
  }

  function written(notNoted: string | undefined): void {
    if (failing) log({ is: 'written-again', file })
    failing = false
    if (notNoted !== undefined) log({ is: 'end-not-noted', file, code: notNoted })
    if (lost > 0) {
      const about = { entries: lost }
      waiting.unshift({ time: time(), user: null, peer: 'keyswitch', method: LOST, outcome: 'ok', about })
      lost = 0
    }
    changed.happened()
  }

  function failed(error: unknown): void {
    forgetOldest()
    if (!failing) {
      const code = error instanceof LogBusy ? 'busy' : failureCode(error)
      log({ is: 'not-written', file, code: code ?? 'unknown', ...(code ? {} : { fault: describeFault(error) }) })
      changed.happened()
    }
    failing = true
    if (closed) return
    later = setTimeout(() => void write(), TRY_AGAIN)
    later.unref()
  }

  function forgetOldest(): void {
    const over = waiting.length + underWay - MOST_WAITING
    if (over > 0) lost += waiting.splice(0, over).length
  }

  async function beforeReading(): Promise<void> {
    if (!writing || failing) return
    let limit: NodeJS.Timeout | undefined
    await Promise.race([writing, new Promise((wake) => (limit = setTimeout(wake, WAIT_BEFORE_READING)))])
    clearTimeout(limit)
  }

  async function reading<T>(work: () => Promise<T>): Promise<T> {
    await beforeReading()
    return sayingWhich(file, work)
  }

  const audit: Omit<Audit, 'handlers'> = {
    record(entry) {
      if (closed) return log({ is: 'given-up', file, entries: 1 })
      waiting.push(shorten({ ...entry, time: time() }))
      forgetOldest()
      void write()
    },
    list: (asked, signal) => reading(() => listEntries(file, asked, signal)),
    verify: (signal) =>
      reading(async () => {
        const report = await verifyLog(file, { noted: 'always', ...(signal ? { signal } : {}) })
        return { ...report, unwritten: waiting.length + underWay + lost }
      }),
    exportText: (filter, signal) => reading(() => exportLog(file, filter, signal)),
    async close() {
      if (closed) return
      closed = true
      await writing
      if (waiting.length > 0) await write()
      clearTimeout(later)
      changed.close()
      if (waiting.length + lost > 0) log({ is: 'given-up', file, entries: waiting.length + lost })
    },
  }
  return {
    ...audit,
    handlers: {
      'audit.list': (asked, { signal }) => audit.list(asked, signal),
      'audit.verify': (_, { signal }) => audit.verify(signal),
      'audit.export': async ({ filter }, { signal }) => ({
        name: `keyswitch-activity-${time().slice(0, 10)}.log`,
        text: await audit.exportText(filter, signal),
      }),
    },
  }
}

/** Says at once that something happened, and then not more often than that; the last one is always said. */
function atIntervals(say: () => void, milliseconds: number): { happened(): void; close(): void } {
  let pause: NodeJS.Timeout | undefined
  let again = false
  const happened = (): void => {
    again = pause !== undefined
    if (pause) return
    say()
    pause = setTimeout(() => {
      pause = undefined
      if (again) happened()
    }, milliseconds)
    pause.unref()
  }
  return { happened, close: () => clearTimeout(pause) }
}
