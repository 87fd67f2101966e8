import { z } from 'zod'
import { done, nothing, SESSIONS, type Row } from './row'
import {
  browsedNodeSchema,
  certificateSchema,
  daemonStateSchema,
  endpointSchema,
  endpointUrlSchema,
  fingerprintSchema,
  nodeSchema,
  securitySchema,
  sessionIdSchema,
  sessionSchema,
  shownValueSchema,
} from './sessions'

const session = { session: sessionIdSchema }
const oneCertificate = z.strictObject({ fingerprint: fingerprintSchema })
const watch = z.string().min(1).max(64)

/** The daemon, its OPC UA sessions, and the certificates of servers. */
export const SESSION_METHODS = {
  'daemon.state': {
    about: 'Where other programs connect, and how many do.',
    object: SESSIONS,
    right: 'view',
    input: nothing,
    output: daemonStateSchema,
  },
  'sessions.list': {
    about: 'Every open OPC UA session with its state and use; does not count as use.',
    object: SESSIONS,
    right: 'view',
    input: nothing,
    output: z.object({ sessions: z.array(sessionSchema) }),
  },
  'sessions.endpoints': {
    about: 'What a server offers: security, kinds of users, certificates and whether they are trusted.',
    object: SESSIONS,
    right: 'view',
    input: z.strictObject({ endpointUrl: endpointUrlSchema }),
    output: z.object({ endpoints: z.array(endpointSchema) }),
  },
  'sessions.open': {
    about: 'Open an OPC UA session, or join the one that is open for the same server, security and user.',
    object: SESSIONS,
    right: 'execute',
    input: z.strictObject({
      endpointUrl: endpointUrlSchema,
      security: securitySchema,
      user: z.discriminatedUnion('is', [
        z.strictObject({ is: z.literal('anonymous') }),
        z.strictObject({
          is: z.literal('user-name'),
          name: z.string().max(4096),
          password: z.string().max(4096),
          /** Kept in the system's keychain once the server has taken it. */
          remember: z.boolean().optional(),
        }),
        /** With the password that is kept for this server and user. */
        z.strictObject({ is: z.literal('remembered'), name: z.string().max(4096) }),
      ]),
    }),
    output: z.object({ ...session, reused: z.boolean() }),
  },
  'sessions.remembered': {
    about: 'Users whose passwords for a server are kept in the system’s keychain.',
    object: SESSIONS,
    right: 'view',
    input: z.strictObject({ endpointUrl: endpointUrlSchema }),
    output: z.object({ names: z.array(z.string()) }),
  },
  'sessions.close': {
    about: 'Give a session up; it ends when nobody else holds it, or at once with `force`.',
    object: SESSIONS,
    right: 'execute',
    input: z.strictObject({ ...session, force: z.boolean().optional() }),
    output: done,
  },
  'sessions.browse': {
    about: 'What lies directly below a node of a server; below its root folder where no node is given.',
    object: SESSIONS,
    right: 'view',
    input: z.strictObject({ ...session, node: nodeSchema.optional() }),
    output: z.object({ nodes: z.array(browsedNodeSchema) }),
  },
  'sessions.read': {
    about: 'The attributes of one node and its value.',
    object: SESSIONS,
    right: 'view',
    input: z.strictObject({ ...session, node: nodeSchema }),
    output: z.object({
      attributes: z.array(z.object({ name: z.string(), text: z.string() })),
      value: shownValueSchema.nullable(),
    }),
  },
  'sessions.watch': {
    about: 'Follow values of a server; they come as `sessions.values` until `sessions.unwatch` or the page is gone.',
    object: SESSIONS,
    right: 'view',
    input: z.strictObject({
      ...session,
      nodes: z.array(nodeSchema).min(1).max(200),
      /** Milliseconds between two values. */
      interval: z.number().int().min(50).max(60_000).optional(),
    }),
    output: z.object({ watch, refused: z.array(z.object({ node: nodeSchema, status: z.string() })) }),
  },
  'sessions.unwatch': {
    about: 'Stop following.',
    object: SESSIONS,
    right: 'view',
    input: z.strictObject({ watch }),
    output: done,
  },
  'certificates.list': {
    about: 'Certificates that servers have shown, and what was decided about each.',
    object: SESSIONS,
    right: 'view',
    input: nothing,
    output: z.object({ certificates: z.array(certificateSchema) }),
  },
  'certificates.trust': {
    about: 'Trust the server certificate with this fingerprint from now on.',
    object: SESSIONS,
    right: 'modify',
    input: oneCertificate,
    output: done,
  },
  'certificates.reject': {
    about: 'Refuse servers that show this certificate, whoever asks; open sessions with it end.',
    object: SESSIONS,
    right: 'modify',
    input: oneCertificate,
    output: done,
  },
  'certificates.forget': {
    about: 'Take a certificate off the list, as if it had never been seen.',
    object: SESSIONS,
    right: 'modify',
    input: oneCertificate,
    output: done,
  },
} as const satisfies Record<string, Row>
