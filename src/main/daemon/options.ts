import type { AllowRules } from '../sessions/sessions'
import type { Address } from './address'

/** What a daemon was started with, checked and with its defaults. Durations are seconds, as they are given. */
export type DaemonOptions = {
  address: Address
  socketMode: number
  stateFolder: string
  /** For what has no place beside a socket: locks and tokens of TCP ports and pipes. */
  runtimeFolder: string
  token: TokenSource
  timeout: number
  cleanupInterval: number
  maxSessions: number
  maxConnections: number
  /** As read at the start; `readAllowRules` reads them again. */
  allow: AllowRules
  /** As given: lists, or `@file` with one entry a line. */
  allowLists: { endpoints: string | undefined; certificateFolders: string | undefined }
  /** Undefined for standard error. */
  logFile: string | undefined
  logLevel: DaemonLogLevel
  cache: { driver: 'memory' | 'none'; ttl: number } | { driver: 'file'; path: string; ttl: number }
  printConfig: boolean
  /** Sentences for standard error. */
  warnings: readonly string[]
}

export const DAEMON_LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const
export type DaemonLogLevel = (typeof DAEMON_LOG_LEVELS)[number]

/** `written`: a random one that the daemon writes for its clients; `nobody`: everybody who reaches the socket may ask. */
export type TokenSource =
  | { is: 'given'; token: string; by: 'environment' | 'option' }
  | { is: 'file'; token: string; file: string }
  | { is: 'written' }
  | { is: 'nobody' }

/** Options that cannot be meant as they are; the message is one line that names the option. Nothing was created. */
export class OptionRefused extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'OptionRefused'
  }
}
