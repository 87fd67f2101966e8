import { mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import pino from 'pino'
import type { LogLevel } from './config'

/** Lines of JSON. Fields are what happened, never what somebody typed or was shown. */
export type Log = {
  write(level: 'info' | 'warn' | 'error', message: string, fields: object): void
  close(): void
}

const LARGEST = 5 * 1024 * 1024

/**
 * To standard error, or into a file, which is put aside (`.old`) at a start when it has grown beyond 5 MB. Standard error
 * also where the file cannot be opened.
 */
export function openLog({ level, file }: { level: LogLevel; file?: string }): Log {
  const opened = file === undefined ? undefined : openFile(file)
  const destination = opened ?? pino.destination({ fd: 2, sync: true })
  // A log that cannot be written (a full disk, a closed pipe) must not take the program and its unsaved edits with it.
  destination.on('error', () => undefined)
  // A last line of defence: nobody passes these.
  const redact = { paths: ['password', '*.password', 'input', 'output', 'credentials'], remove: true }
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact }, destination)
  return {
    write: (severity, message, fields) => logger[severity](fields, message),
    close() {
      destination.flushSync()
      opened?.end()
    },
  }
}

/** Undefined where nothing can be written: a full disk or a read-only home must not keep the program from starting. */
function openFile(file: string): ReturnType<typeof pino.destination> | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (size > LARGEST) renameSync(file, `${file}.old`)
    return pino.destination({ dest: file, sync: true, mode: 0o600 })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
