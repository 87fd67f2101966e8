import type { ConfigKey, OpenConfig } from './openConfig'

/** The keys of `config` that `list` shows; every other one, future ones too, stays here (seed 000, 3). */
export const SHOWN_KEYS = [
  'opcuaTimeout',
  'autoRetry',
  'batchSize',
  'defaultBrowseMaxDepth',
  'securityPolicy',
  'securityMode',
  'clientCertPath',
  'userCertPath',
  'trustStorePath',
  'trustPolicy',
  'autoAccept',
  'autoAcceptForce',
  'autoDetectWriteType',
  'readMetadataCache',
] as const satisfies readonly ConfigKey[]

/** What was set, without names, passwords and paths of keys. */
export function shownConfig(config: OpenConfig): Record<string, string | number | boolean> {
  const shown: Record<string, string | number | boolean> = {}
  for (const key of SHOWN_KEYS) {
    const value = config[key]
    if (value !== undefined) shown[key] = value
  }
  return shown
}
