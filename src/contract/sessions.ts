import { z } from 'zod'

/** OPC UA sessions as a person sees them. Times are milliseconds since 1970 unless said otherwise. */

export const sessionIdSchema = z.string().regex(/^[\da-f]{32}$/)
export const endpointUrlSchema = z.string().min(1).max(4096)
/** A NodeId in its text form, such as `ns=2;s=Speed` (OPC 10000-6, 5.3.1.10). */
export const nodeSchema = z.string().min(1).max(4096)
/** SHA-256 of the certificate's DER form, 64 lower-case hex characters. */
export const fingerprintSchema = z.string().regex(/^[\da-f]{64}$/)

export const securityModeSchema = z.enum(['none', 'sign', 'sign-and-encrypt'])
export type SecurityMode = z.infer<typeof securityModeSchema>
/** The last part of the policy's address: `None`, `Basic256Sha256`, … (OPC 10000-7, 6.6.161). */
export const securitySchema = z.object({ policy: z.string().regex(/^\w{1,64}$/), mode: securityModeSchema })
export type Security = z.infer<typeof securitySchema>

export const sessionUserKindSchema = z.enum(['anonymous', 'user-name', 'certificate'])

export const sessionStateSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('opening'), since: z.number() }),
  z.object({ is: z.literal('open'), since: z.number() }),
  /** `because` is the name of what happened, such as `BadConnectionClosed`; `retryAt` null when it will not be tried again. */
  z.object({ is: z.literal('lost'), since: z.number(), retryAt: z.number().nullable(), because: z.string() }),
])
export type SessionState = z.infer<typeof sessionStateSchema>

export const sessionSchema = z.object({
  session: sessionIdSchema,
  /** Without a name or a password that stood in it. */
  endpointUrl: z.string(),
  state: sessionStateSchema,
  /** The name only for a page; other programs do not learn who else is here (seed 000, 3). */
  user: z.object({ kind: sessionUserKindSchema, name: z.string().nullable() }),
  security: securitySchema,
  opened: z.number(),
  lastUsed: z.number(),
  /** Programs and pages that opened it and have not closed it. */
  readers: z.number().int(),
  /** Streams of values, this page's watches included. */
  streams: z.number().int(),
  requests: z.number().int(),
  /** Requests per second over the last ten seconds. */
  rate: z.number(),
  errors: z.number().int(),
  /** Whether the page that asks has opened it. */
  own: z.boolean(),
})
export type SessionRow = z.infer<typeof sessionSchema>

/** `changed`: another certificate than the one trusted for this endpoint. */
export const trustSchema = z.enum(['trusted', 'unknown', 'changed', 'rejected'])
export type Trust = z.infer<typeof trustSchema>

export const endpointSchema = z.object({
  endpointUrl: z.string(),
  security: securitySchema,
  /** The server's own ranking, 0 to 255; higher is better. */
  level: z.number().int(),
  users: z.array(sessionUserKindSchema),
  /** Null where the endpoint has none. */
  certificate: z.object({ fingerprint: fingerprintSchema, trust: trustSchema }).nullable(),
})
export type Endpoint = z.infer<typeof endpointSchema>

export const certificateSchema = z.object({
  fingerprint: fingerprintSchema,
  /** SHA-1, 40 hex characters: what OPC UA calls the thumbprint and other tools show. */
  thumbprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  applicationUri: z.string().nullable(),
  validFrom: z.number(),
  validTo: z.number(),
  trust: trustSchema,
  /** Endpoints that showed it. */
  endpoints: z.array(z.string()),
  firstSeen: z.number(),
  lastSeen: z.number(),
  /** The fingerprint trusted for the same endpoint before, when this one is `changed`. */
  insteadOf: fingerprintSchema.nullable(),
})
export type Certificate = z.infer<typeof certificateSchema>

export const nodeClassSchema = z.enum([
  'Object',
  'Variable',
  'Method',
  'ObjectType',
  'VariableType',
  'ReferenceType',
  'DataType',
  'View',
])
export type NodeClass = z.infer<typeof nodeClassSchema>

export const browsedNodeSchema = z.object({
  node: nodeSchema,
  /** Display name, or the browse name where that is empty. */
  name: z.string(),
  browseName: z.string(),
  nodeClass: nodeClassSchema,
  /** Browse name of the type definition's id, or its NodeId; null where there is none. */
  typeDefinition: z.string().nullable(),
})
export type BrowsedNode = z.infer<typeof browsedNodeSchema>

/** A value as text for people, and as a number where it can be drawn. */
export const shownValueSchema = z.object({
  node: nodeSchema,
  /** Source time, or the server's where there is none; null where there is neither. */
  at: z.number().nullable(),
  /** `Good`, `BadNodeIdUnknown`, … */
  status: z.string(),
  /** `Double`, `Int32[3]`, …; empty where there is no value. */
  type: z.string(),
  /** At most 1 000 characters. */
  text: z.string(),
  number: z.number().nullable(),
})
export type ShownValue = z.infer<typeof shownValueSchema>

export const daemonStateSchema = z.object({
  /** `unix:///…`, `pipe:…` or `tcp://127.0.0.1:…`; null while no other program can connect. */
  address: z.string().nullable(),
  /** Who answers there: this program, another Keyswitch, or nobody. */
  by: z.enum(['this', 'another', 'nobody']),
  /** Somebody has paused it here. */
  paused: z.boolean(),
  /** Why nobody answers; empty otherwise. */
  problem: z.string(),
  /** Where the token lies that other programs need; null without one, and for other programs. */
  tokenFile: z.string().nullable(),
  /** Connected programs. */
  peers: z.number().int(),
  started: z.number(),
  maxSessions: z.number().int(),
})
export type DaemonState = z.infer<typeof daemonStateSchema>
