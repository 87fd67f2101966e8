import { resolve } from 'node:path'
import type { AllowRules } from '../sessions/sessions'
import { AddressRefused, defaultAddress, parseAddress, runtimeFolder, writeAddress, type Address } from './address'
import { readAllowRules, type AllowLists } from './allowLists'
import { OptionRefused } from './optionRefused'
import { parseOptions, type Given } from './parseOptions'
import { readTokenFile } from './tokenFile'

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
  /** As read at the start; `readAllowRules(allowLists)` reads them again. */
  allow: AllowRules
  allowLists: AllowLists
  /** Undefined for standard error. */
  logFile: string | undefined
  logLevel: DaemonLogLevel
  cache: { driver: 'memory' | 'none'; ttl: number } | { driver: 'file'; path: string; ttl: number }
  /** Sentences for standard error. */
  warnings: readonly string[]
}

export const DAEMON_LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const
export type DaemonLogLevel = (typeof DAEMON_LOG_LEVELS)[number]

/**
 * `keychain`: one that lies in the system's keychain and stays the same; `written`: a random one that the daemon writes for
 * its clients; `nobody`: everybody who reaches the socket may ask.
 */
export type TokenSource =
  | { is: 'given'; token: string; by: 'environment' | 'option' }
  | { is: 'file'; token: string; file: string }
  | { is: 'keychain' }
  | { is: 'written' }
  | { is: 'nobody' }

export type Surroundings = {
  /** Where --state-dir is not given. */
  stateFolder: string
  platform?: NodeJS.Platform
  user?: string
  /** Where relative paths start. */
  folder?: string
}

export type AskedOfDaemon = { is: 'run' | 'print-config'; options: DaemonOptions } | { is: 'help' }

/** Reads the command line after `daemon`. OptionRefused names the option that cannot be meant; nothing is created. */
export function readCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  surroundings: Surroundings,
): AskedOfDaemon {
  const given = parseOptions(args)
  if (given.has('--help')) return { is: 'help' }
  return {
    is: given.has('--print-config') ? 'print-config' : 'run',
    options: optionsOf(given, environment, surroundings),
  }
}

/** The options of a daemon that runs; the same as `readCommandLine` for whoever has no command line of its own. */
export function readDaemonOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  surroundings: Surroundings,
): DaemonOptions {
  return optionsOf(parseOptions(args), environment, surroundings)
}

/** As JSON for a person, without a secret in it. */
export function shownOptions(options: DaemonOptions): object {
  const { address, socketMode, token, allow, cache } = options
  return {
    socket: writeAddress(address),
    socketMode: `0${socketMode.toString(8).padStart(3, '0')}`,
    auth: token.is === 'given' ? { is: 'token', by: token.by, token: MASKED } : shownToken(token),
    timeout: options.timeout,
    cleanupInterval: options.cleanupInterval,
    maxSessions: options.maxSessions,
    maxConnections: options.maxConnections,
    allowedEndpoints: allow.endpoints ?? null,
    allowedCertDirs: allow.certificateFolders ?? null,
    cache: { driver: cache.driver, path: cache.driver === 'file' ? cache.path : null, ttl: cache.ttl },
    stateDir: options.stateFolder,
    logFile: options.logFile ?? null,
    logLevel: options.logLevel,
  }
}

const MASKED = '***'

function shownToken(token: Exclude<TokenSource, { is: 'given' }>): object {
  if (token.is === 'file') return { is: 'token', by: 'file', file: token.file, token: MASKED }
  if (token.is === 'keychain') return { is: 'token', by: 'keychain', token: MASKED }
  return { is: token.is === 'written' ? 'token written at the start' : 'none' }
}

function optionsOf(given: Given, environment: NodeJS.ProcessEnv, surroundings: Surroundings): DaemonOptions {
  const { folder = process.cwd(), ...around } = surroundings
  const path = (text: string) => resolve(folder, text)
  const state = given.get('--state-dir')
  const stateFolder = state === undefined ? surroundings.stateFolder : path(state)
  const logFile = given.get('--log-file')
  const allowLists = {
    endpoints: listOf(given.get('--allowed-endpoints'), path),
    certificateFolders: listOf(given.get('--allowed-cert-dirs'), path),
  }
  const address = addressOf(given.get('--socket'), { environment, ...around, stateFolder })
  const token = tokenOf(given, environment, path)
  if (token.is === 'keychain' && address.is === 'tcp' && address.port === 0) {
    throw new OptionRefused('--auth-token-keychain', 'needs a port of its own in --socket, to be found again by it')
  }
  const warnings = given.has('--auth-token')
    ? ['--auth-token: everybody on this machine can see it in the list of processes; use --auth-token-file.']
    : []
  return {
    address,
    socketMode: modeOf(given.get('--socket-mode') ?? '0600'),
    stateFolder,
    runtimeFolder: runtimeFolder({ environment, stateFolder }),
    timeout: numberOf(given, '--timeout', 600, MOST_SECONDS),
    cleanupInterval: numberOf(given, '--cleanup-interval', 30, MOST_SECONDS),
    maxSessions: numberOf(given, '--max-sessions', 100, 100_000),
    maxConnections: numberOf(given, '--max-connections', 50, 100_000),
    allowLists,
    allow: readAllowRules(allowLists),
    logFile: logFile === undefined ? undefined : path(logFile),
    logLevel: oneOf(given, '--log-level', DAEMON_LOG_LEVELS, 'info'),
    cache: cacheOf(given, path),
    token,
    warnings,
  }
}

/** Longer timers end at once (Node, `setTimeout`). */
const MOST_SECONDS = 2_147_483

function addressOf(text: string | undefined, around: Parameters<typeof defaultAddress>[0]): Address {
  if (text === undefined) return defaultAddress(around)
  try {
    return parseAddress(text, around.platform)
  } catch (error) {
    if (error instanceof AddressRefused) throw new OptionRefused('--socket', error.message)
    throw error
  }
}

/** To connect to a socket is to write to it (unix(7)), so whom the mode lets write is let in. */
function modeOf(text: string): number {
  if (!/^(?:0o?)?[0-7]{3}$/.test(text)) throw new OptionRefused('--socket-mode', 'takes an octal mode such as 0600')
  const mode = Number.parseInt(text.slice(-3), 8)
  if ((mode & 0o022) !== 0) throw new OptionRefused('--socket-mode', `${text} would let others write to the socket`)
  if ((mode & 0o600) !== 0o600) throw new OptionRefused('--socket-mode', `${text} would keep yourself out`)
  return mode
}

function numberOf(given: Given, option: NumberOption, fallback: number, most: number): number {
  const text = given.get(option)
  if (text === undefined) return fallback
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < 1 || value > most) {
    throw new OptionRefused(option, `takes a whole number from 1 to ${most}`)
  }
  return value
}

type NumberOption = '--timeout' | '--cleanup-interval' | '--max-sessions' | '--max-connections' | '--cache-ttl'

function oneOf<T extends string>(given: Given, option: ChoiceOption, choices: readonly T[], fallback: T): T {
  const text = given.get(option)
  if (text === undefined) return fallback
  const found = choices.find((choice) => choice === text)
  if (found === undefined) throw new OptionRefused(option, `takes ${choices.join(', ')}`)
  return found
}

type ChoiceOption = '--log-level' | '--cache-driver'

function cacheOf(given: Given, absolute: (path: string) => string): DaemonOptions['cache'] {
  const driver = oneOf(given, '--cache-driver', ['memory', 'file', 'none'] as const, 'memory')
  const path = given.get('--cache-path')
  const ttl = numberOf(given, '--cache-ttl', 300, MOST_SECONDS)
  if (driver !== 'file') return { driver, ttl }
  if (path === undefined) throw new OptionRefused('--cache-path', 'is needed for --cache-driver file')
  return { driver, path: absolute(path), ttl }
}

/** The environment before the file before the option (session-daemon 1), and that before the keychain. */
function tokenOf(given: Given, environment: NodeJS.ProcessEnv, absolute: (path: string) => string): TokenSource {
  const fromEnvironment = environment['OPCUA_AUTH_TOKEN']
  const file = given.get('--auth-token-file')
  const option = given.get('--auth-token')
  if (given.has('--no-auth')) {
    const also = fromEnvironment ? 'OPCUA_AUTH_TOKEN' : file === undefined ? undefined : '--auth-token-file'
    const kept = given.has('--auth-token-keychain') ? '--auth-token-keychain' : undefined
    const other = also ?? (option === undefined ? kept : '--auth-token')
    if (other !== undefined) throw new OptionRefused('--no-auth', `but there is a token in ${other}`)
    return { is: 'nobody' }
  }
  if (fromEnvironment) return { is: 'given', token: fromEnvironment, by: 'environment' }
  if (file !== undefined) return { is: 'file', token: readTokenFile(absolute(file)), file: absolute(file) }
  if (option !== undefined) return { is: 'given', token: option, by: 'option' }
  return { is: given.has('--auth-token-keychain') ? 'keychain' : 'written' }
}

function listOf(list: string | undefined, absolute: (path: string) => string): string | undefined {
  return list?.startsWith('@') ? `@${absolute(list.slice(1))}` : list
}
