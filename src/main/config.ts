import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import envPaths from 'env-paths'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Where this program lies and where it keeps its things; all folders absolute. */
export type Config = {
  version: string
  /** Settings, the log, copies of the sample; KEYSWITCH_STATE_DIR chooses another one. */
  stateFolder: string
  /** KEYSWITCH_LOG_LEVEL; `warn` when not set or not a level. */
  logLevel: LogLevel
  /** Undefined where the sample was not shipped. */
  sampleFolder: string | undefined
  /** The built page. */
  pagesFolder: string
  /** The bridge of the desktop page. */
  preloadFile: string
  /** The built thread that speaks OPC UA. */
  opcuaWorkerFile: string
  /** The built child process that speaks to the system's keychain. */
  keychainProcessFile: string
  home: string
}

/** What surrounds the program, as it was started. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { folder, version } = ownPackage(import.meta.dirname)
  const level = LOG_LEVELS.find((known) => known === environment['KEYSWITCH_LOG_LEVEL'])
  const state = environment['KEYSWITCH_STATE_DIR']
  return {
    version,
    stateFolder: state ? resolve(state) : envPaths('keyswitch', { suffix: '' }).data,
    logLevel: level ?? 'warn',
    sampleFolder: [join(folder, 'resources', 'sample'), ...packagedSample()].find((sample) => existsSync(sample)),
    pagesFolder: join(folder, 'out', 'renderer'),
    preloadFile: join(folder, 'out', 'preload', 'index.cjs'),
    opcuaWorkerFile: join(folder, 'out', 'main', 'opcuaWorker.js'),
    keychainProcessFile: join(folder, 'out', 'main', 'keychainProcess.js'),
    home: homedir(),
  }
}

/** A folder of its own for one part of the program, which only this person can read. */
export function makeStateFolder({ stateFolder }: Pick<Config, 'stateFolder'>, name: string): string {
  const folder = join(stateFolder, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** The built program lies at different depths below its package, the sources too. */
function ownPackage(from: string): { folder: string; version: string } {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
      if (isOwn(content)) return { folder, version: content.version }
    }
    if (dirname(folder) === folder) throw new Error(`no package.json of keyswitch above ${from}`)
  }
}

function isOwn(content: unknown): content is { version: string } {
  if (typeof content !== 'object' || content === null) return false
  return (
    'name' in content && content.name === 'keyswitch' && 'version' in content && typeof content.version === 'string'
  )
}

/** A packaged app keeps files that people open beside its archive. */
function packagedSample(): string[] {
  const resources: unknown = 'resourcesPath' in process ? process.resourcesPath : undefined
  return typeof resources === 'string' ? [join(resources, 'sample')] : []
}
