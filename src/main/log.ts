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

/** To standard error, or into a file that is put aside (`.old`) at a start when it has grown beyond 5 MB. */
export function openLog({ level, file }: { level: LogLevel; file?: string }): Log {
  if (file !== undefined) makeRoom(file)
  const destination = pino.destination(
    file === undefined ? { fd: 2, sync: true } : { dest: file, sync: true, mode: 0o600 },
  )
  // A last line of defence: nobody passes these.
  const redact = { paths: ['password', '*.password', 'input', 'output', 'credentials'], remove: true }
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact }, destination)
  return {
    write: (severity, message, fields) => logger[severity](fields, message),
    close() {
      destination.flushSync()
      if (file !== undefined) destination.end()
    },
  }
}

function makeRoom(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LARGEST) renameSync(file, `${file}.old`)
}
