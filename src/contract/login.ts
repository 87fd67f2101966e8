import { z } from 'zod'
import { activationSchema } from './databases'
import { nameSchema } from './users'

/** `asymmetric`, `legacy`, `x509` (user-management 4), or a plug-in’s own. */
export const loginTypeSchema = z.string().min(1).max(64)

/** One login under way; works once, for 60 seconds. */
export const loginIdSchema = z.string().min(1).max(64)

/**
 * Named texts that a login type and its client exchange. `asymmetric` gives `keyId`, `publicKey` (SPKI) and `nonce` and
 * takes `keyId` and `password`: RSA-OAEP-SHA-256 of nonce ‖ password. `legacy` gives `challenge` and takes `password`.
 * `x509` gives `challenge` and takes `certificate` (DER) and `signature`. Bytes are base64.
 */
export const loginTextsSchema = z.record(z.string().max(64), z.string().max(16_384))
export type LoginTexts = z.infer<typeof loginTextsSchema>

/** What beginning leads to: a challenge, or that there is nothing to log in to. */
export const loginStartSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('challenge'), login: loginIdSchema, type: loginTypeSchema, challenge: loginTextsSchema }),
  /** Deactivated: empty credentials do. */
  z.object({ is: z.literal('deactivated') }),
  z.object({ is: z.literal('create-first-administrator') }),
])
export type LoginStart = z.infer<typeof loginStartSchema>

export const loginResultSchema = z.object({
  /** `change-password`: nothing else is possible before. */
  is: z.enum(['ok', 'change-password']),
  user: z.string(),
  /** For programs that connect anew for every request: stands for this login in later frames, together with `user`. */
  loginToken: z.string().nullable(),
})
export type LoginResult = z.infer<typeof loginResultSchema>

/** Who a peer is to the station. */
export const whoSchema = z.object({
  activation: activationSchema,
  /** Null without a login. */
  user: z
    .object({
      name: nameSchema,
      groups: z.array(z.string()),
      administrator: z.boolean(),
      mayChangePassword: z.boolean(),
      /** Before anything else. */
      mustChangePassword: z.boolean(),
      /** The edit time-out has passed: the next change asks for the password again. */
      reauthenticate: z.boolean(),
    })
    .nullable(),
  /** Login types that are offered at present, the best first. */
  types: z.array(loginTypeSchema),
})
export type Who = z.infer<typeof whoSchema>
