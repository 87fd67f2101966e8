import { z } from 'zod'
import { CELL_STATES, RIGHT_STATES, RIGHTS } from './rights'

export type { Right, RightState } from './rights'

export const rightSchema = z.enum(RIGHTS)
export const rightStateSchema = z.enum(RIGHT_STATES)

/**
 * Why a group has or lacks a right on an object. `via` is the chain of groups from the one asked about (first) to the
 * one whose entry decided (last); `inherited` means that the entry stands on an object above.
 */
export const groupReasonSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('administrator'), via: z.array(z.string()) }),
  z.object({ is: z.literal('granted'), via: z.array(z.string()), at: z.string(), inherited: z.boolean() }),
  z.object({ is: z.literal('denied'), via: z.array(z.string()), at: z.string(), inherited: z.boolean() }),
  z.object({ is: z.literal('undecided') }),
])
export type GroupReason = z.infer<typeof groupReasonSchema>

/** Why a user has or lacks a right. `via[0]` is a group the user is directly in; `undecided` names all of them. */
export const userReasonSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('administrator'), via: z.array(z.string()) }),
  z.object({ is: z.literal('granted'), via: z.array(z.string()), at: z.string(), inherited: z.boolean() }),
  z.object({ is: z.literal('denied'), via: z.array(z.string()), at: z.string(), inherited: z.boolean() }),
  z.object({ is: z.literal('undecided'), groups: z.array(z.string()) }),
  z.object({ is: z.literal('no-group') }),
])
export type UserReason = z.infer<typeof userReasonSchema>

export const cellStateSchema = z.enum(CELL_STATES)

export const cellSchema = z.object({ state: cellStateSchema, reason: groupReasonSchema.nullable() })

export const groupRightsSchema = z.object({
  group: z.string(),
  /** Administrator itself, or a group nested in it: has every right everywhere, whatever its masks say. */
  administrator: z.boolean(),
  cells: z.record(rightSchema, cellSchema),
})
export type GroupRights = z.infer<typeof groupRightsSchema>

/** Objects in tree order, columns of equal length. `own[i]`: groups with an entry of their own; −1: implied by a child, not in the file. */
export const objectListSchema = z.object({ names: z.array(z.string()), own: z.array(z.number().int()) })
export type ObjectList = z.infer<typeof objectListSchema>

/** `{user: {object: {right: {allowed, because}}}}`, `because` an English sentence. */
export const explanationsSchema = z.record(
  z.string(),
  z.record(z.string(), z.record(rightSchema, z.object({ allowed: z.boolean(), because: z.string() }))),
)
export type Explanations = z.infer<typeof explanationsSchema>
