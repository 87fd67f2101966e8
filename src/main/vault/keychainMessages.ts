import { z } from 'zod'

/** Why the keychain did not do what it was asked; the same words as `because` of `vault.state`. */
export const keychainProblemSchema = z.enum([
  'not-installed',
  'no-service',
  'locked',
  'no-answer',
  'crashed',
  'not-kept',
])
export type KeychainProblem = z.infer<typeof keychainProblemSchema>

/** `probe` proves that the keychain takes something, gives it back and removes it. Accounts are names within our service. */
export const actSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('probe') }),
  z.object({ act: z.literal('read'), account: z.string() }),
  z.object({ act: z.literal('keep'), account: z.string(), secret: z.string() }),
  z.object({ act: z.literal('forget'), account: z.string() }),
])
export type Act = z.infer<typeof actSchema>

/** What the program sends to its child process. */
export const requestSchema = z.intersection(z.object({ id: z.number() }), actSchema)

/** `secret` is null where there is none, and for everything but `read`. */
export const answerSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('done'), secret: z.string().nullable() }),
  z.object({ is: z.literal('failed'), because: keychainProblemSchema }),
])
export type Answer = z.infer<typeof answerSchema>

/** What the child process sends back. */
export const replySchema = z.intersection(z.object({ id: z.number() }), answerSchema)
