import { z } from 'zod'
import type { LinkBehaviour, LinkOptions, TrustRule } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'

const text = z.string().min(1).max(4096)
const secret = z.string().max(4096)
const flag = z.boolean()
const count = (least: number, most: number) => z.number().int().min(least).max(most)

/** The keys of `config` (session-daemon 3): what each has to be, in words for whoever sent something else. */
const FIELDS = {
  opcuaTimeout: { schema: z.number().positive().max(86_400), about: 'a number of seconds above 0' },
  autoRetry: { schema: count(0, 100), about: 'an integer from 0 to 100' },
  batchSize: { schema: count(0, 1_000_000), about: 'an integer from 0 to 1000000' },
  defaultBrowseMaxDepth: { schema: count(-1, 65_535), about: 'an integer from -1 to 65535' },
  securityPolicy: {
    schema: z.string().regex(/^http:\/\/opcfoundation\.org\/UA\/SecurityPolicy#\w{1,64}$/),
    about: 'the URI of a security policy',
  },
  securityMode: { schema: z.literal([1, 2, 3]), about: '1 (None), 2 (Sign) or 3 (SignAndEncrypt)' },
  username: { schema: text, about: 'a string that is not empty' },
  password: { schema: secret, about: 'a string' },
  clientCertPath: { schema: text, about: 'a path' },
  clientKeyPath: { schema: text, about: 'a path' },
  caCertPath: { schema: text, about: 'a path' },
  userCertPath: { schema: text, about: 'a path' },
  userKeyPath: { schema: text, about: 'a path' },
  trustStorePath: { schema: text, about: 'a path' },
  trustPolicy: {
    schema: z.enum(['fingerprint', 'fingerprint+expiry', 'full']),
    about: 'fingerprint, fingerprint+expiry or full',
  },
  autoAccept: { schema: flag, about: 'true or false' },
  autoAcceptForce: { schema: flag, about: 'true or false' },
  autoDetectWriteType: { schema: flag, about: 'true or false' },
  readMetadataCache: { schema: flag, about: 'true or false' },
} as const satisfies Record<string, { schema: z.ZodType; about: string }>

type Fields = typeof FIELDS
export type ConfigKey = keyof Fields
/** What was set; `null` counts as not set. */
export type OpenConfig = { readonly [Key in ConfigKey]?: z.infer<Fields[Key]['schema']> }

const PAIRS = [
  ['username', 'password'],
  ['clientCertPath', 'clientKeyPath'],
  ['userCertPath', 'userKeyPath'],
] as const
const NO_POLICY = 'http://opcfoundation.org/UA/SecurityPolicy#None'

/**
 * Reads the `config` of an `open`; an empty list is an empty config, as PHP writes one. Fails with invalid_argument, which
 * names the key and never the value.
 */
export function parseConfig(given: unknown): OpenConfig {
  const config: Record<string, unknown> = {}
  for (const [key, value] of entriesOf(given)) {
    if (!isConfigKey(key)) throw refuse(`Unknown config key: ${key.slice(0, 64)}`)
    if (value === null || value === undefined) continue
    const { schema, about } = FIELDS[key]
    if (!schema.safeParse(value).success) throw refuse(`config.${key} must be ${about}.`)
    config[key] = value
  }
  // Every key is known and every value has just passed its schema.
  const parsed = config as OpenConfig
  checkPairs(parsed)
  checkSecurity(parsed)
  return parsed
}

/** Policy and mode of the channel; none of both where nothing is said. */
export function securityOf(config: OpenConfig): LinkOptions['security'] {
  return { policy: config.securityPolicy ?? NO_POLICY, mode: config.securityMode ?? 1 }
}

/** Milliseconds for connecting and for each request; 5 s where nothing is said. */
export function timeoutOf(config: OpenConfig): number {
  return secondsOf(config) * 1000
}

export function secondsOf(config: OpenConfig): number {
  return config.opcuaTimeout ?? 5
}

/** How often a request that may be repeated is asked again after a lost link. */
export function retriesOf(config: OpenConfig): number {
  return config.autoRetry ?? 1
}

export function behaviourOf(config: OpenConfig): LinkBehaviour {
  return {
    batchSize: config.batchSize ?? null,
    defaultBrowseMaxDepth: config.defaultBrowseMaxDepth ?? 10,
    autoDetectWriteType: config.autoDetectWriteType ?? true,
    readMetadataCache: config.readMetadataCache ?? false,
  }
}

export function trustPolicyOf(config: OpenConfig): TrustRule['policy'] {
  return config.trustPolicy ?? 'none'
}

/** Who logs in to the server. */
export function userOf(config: OpenConfig): {
  kind: 'anonymous' | 'user-name' | 'certificate'
  name: string | null
} {
  if (config.username !== undefined) return { kind: 'user-name', name: config.username }
  return { kind: config.userCertPath === undefined ? 'anonymous' : 'certificate', name: null }
}

function entriesOf(given: unknown): [string, unknown][] {
  if (given === undefined || given === null) return []
  if (Array.isArray(given) && given.length === 0) return []
  if (typeof given !== 'object' || Array.isArray(given)) throw refuse('config must be an object.')
  return Object.entries(given)
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(FIELDS, key)
}

function checkPairs(config: OpenConfig): void {
  for (const [one, other] of PAIRS) {
    if ((config[one] === undefined) !== (config[other] === undefined)) {
      throw refuse(`config.${one} and config.${other} go together; one of them is missing.`)
    }
  }
  if (config.username !== undefined && config.userCertPath !== undefined) {
    throw refuse('config.username and config.userCertPath exclude each other.')
  }
}

/** The reference connects without any security where only one of the two is set; we refuse (session-daemon 3). */
function checkSecurity(config: OpenConfig): void {
  const { policy, mode } = securityOf(config)
  if (mode === 1 && policy !== NO_POLICY) throw refuse('config.securityPolicy needs config.securityMode 2 or 3.')
  if (mode !== 1 && policy === NO_POLICY) throw refuse('config.securityMode 2 and 3 need a config.securityPolicy.')
}

function refuse(message: string): RequestFailure {
  return new RequestFailure('invalid_argument', message, { sent: false })
}
