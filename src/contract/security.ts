import { z } from 'zod'
import { AUTHENTICATION_TYPES, RSA_KEY_LENGTHS } from './securityChoices'

/** The security settings of a user management (user-management 3); times in seconds, 0 turns a limit off. */
export const securitySchema = z.object({
  authenticationType: z.enum(AUTHENTICATION_TYPES),
  rsaKeyLength: z.literal(RSA_KEY_LENGTHS),
  enforce: z.boolean(),
  editTimeout: z.number().int().min(0).max(86_400),
  passwordPolicy: z.boolean(),
  loginLock: z.object({ attempts: z.number().int().min(0).max(1000), seconds: z.number().int().min(0).max(604_800) }),
})
export type Security = z.infer<typeof securitySchema>

/** What holds where a file says nothing; a new station is enforced, opened files are not. */
export const SECURITY_DEFAULTS: Security = {
  authenticationType: 'AUTO_NEGOTIATE',
  rsaKeyLength: 2048,
  enforce: false,
  editTimeout: 300,
  passwordPolicy: true,
  loginLock: { attempts: 5, seconds: 3600 },
}

/** A line of the settings file that was not understood; the default holds instead. `line` counts from 1. */
export const securityProblemSchema = z.object({ line: z.number().int(), key: z.string(), value: z.string() })
export type SecurityProblem = z.infer<typeof securityProblemSchema>
