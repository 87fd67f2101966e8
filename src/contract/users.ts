import { z } from 'zod'

/** Any text a name could be; whether it is a good name is `nameFault`'s to say, with a sentence of its own. */
export const nameSchema = z.string().max(4096)
export const passwordSchema = z.string().max(4096)

export const userSchema = z.object({
  name: z.string(),
  mayChangePassword: z.boolean(),
  mustChangePassword: z.boolean(),
  /** An account of the controller itself; never logs in by hand. */
  internal: z.boolean(),
  /** Unix seconds of the last password change; null where the file says 0. */
  lastChange: z.number().int().nullable(),
  /** The password is kept in a form that came from an older runtime, until the user's next login. */
  outdated: z.literal(true).optional(),
  /** Too many wrong passwords: no login for a while, or until somebody sets a new one. */
  locked: z.literal(true).optional(),
  /** Direct memberships only, in file order. */
  groups: z.array(z.string()),
})
export type User = z.infer<typeof userSchema>

export const groupSchema = z.object({
  name: z.string(),
  users: z.array(z.string()),
  groups: z.array(z.string()),
  /** Objects on which this group has an entry of its own. */
  rights: z.number().int(),
})
export type Group = z.infer<typeof groupSchema>
