import { z } from 'zod'
import { rightSchema, rightStateSchema } from './access'

export const databaseIdSchema = z.string().min(1).max(64)

/** What undo or redo would do: the method, the first name it touched, how many. */
export const actionSchema = z.object({ method: z.string(), name: z.string(), count: z.number().int() })
export type Action = z.infer<typeof actionSchema>

/** Something worth knowing about the files, found while opening. `file` is a file name, `line` counts from 1. */
export const noticeSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('copy-used'), file: z.string(), problem: z.string(), line: z.number().int().nullable() }),
  z.object({ is: z.literal('save-finished') }),
  /** The database of an older runtime was read; saving puts it aside. `skipped`: names that were not taken over. */
  z.object({ is: z.literal('old-imported'), file: z.string(), users: z.number().int(), skipped: z.array(z.string()) }),
  /** There is one of an older runtime too; it was not looked at. */
  z.object({ is: z.literal('old-left'), file: z.string() }),
])
export type Notice = z.infer<typeof noticeSchema>

/** Activation of a user management (user-management 2). */
export const activationSchema = z.enum(['deactivated', 'to-be-set-up', 'active-empty', 'active'])
export type Activation = z.infer<typeof activationSchema>

export const databaseStateSchema = z.object({
  database: databaseIdSchema,
  /** Absolute. */
  folder: z.string(),
  title: z.string(),
  readOnly: z.boolean(),
  /** Differences to what was last read or saved, as `databases.changes` lists them. */
  unsaved: z.number().int(),
  undo: actionSchema.nullable(),
  redo: actionSchema.nullable(),
  notices: z.array(noticeSchema),
  /** Files somebody else changed since they were read; empty when none. */
  outside: z.array(z.string()),
  activation: activationSchema,
  /** Whether the page follows a device; null for a folder, which has none. */
  sync: z.enum(['on', 'off']).nullable(),
  configurable: z.object({ users: z.boolean(), groups: z.boolean(), objects: z.boolean() }),
  counts: z.object({
    users: z.number().int(),
    groups: z.number().int(),
    objects: z.number().int(),
    findings: z.number().int(),
  }),
})
export type DatabaseState = z.infer<typeof databaseStateSchema>

const sideSchema = z.enum(['added', 'removed', 'changed'])
export const differenceSchema = z.discriminatedUnion('subject', [
  z.object({
    subject: z.literal('user'),
    kind: sideSchema,
    name: z.string(),
    /** The name before a rename. */
    was: z.string().nullable(),
    fields: z.array(z.enum(['name', 'password', 'mayChangePassword', 'mustChangePassword', 'other'])),
  }),
  z.object({ subject: z.literal('group'), kind: sideSchema, name: z.string(), was: z.string().nullable() }),
  z.object({
    subject: z.literal('member'),
    kind: sideSchema,
    group: z.string(),
    user: z.string().nullable(),
    member: z.string().nullable(),
  }),
  z.object({ subject: z.literal('object'), kind: sideSchema, name: z.string(), was: z.string().nullable() }),
  z.object({
    subject: z.literal('right'),
    kind: sideSchema,
    object: z.string(),
    group: z.string(),
    right: rightSchema,
    before: rightStateSchema,
    after: rightStateSchema,
  }),
])
export type Difference = z.infer<typeof differenceSchema>

/** What the Check panel lists; each names the place to jump to. */
export const findingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-administrator') }),
  z.object({ kind: z.literal('only-one-administrator'), user: z.string() }),
  z.object({ kind: z.literal('user-without-group'), user: z.string() }),
  z.object({ kind: z.literal('first-password-kept'), user: z.string() }),
  z.object({ kind: z.literal('old-password'), user: z.string() }),
  z.object({ kind: z.literal('group-without-members'), group: z.string() }),
  z.object({ kind: z.literal('empty-group-with-power'), group: z.string() }),
  z.object({ kind: z.literal('member-missing'), group: z.string(), member: z.string() }),
  z.object({ kind: z.literal('nesting-too-deep'), group: z.string(), path: z.array(z.string()) }),
  z.object({ kind: z.literal('group-cycle'), group: z.string(), path: z.array(z.string()) }),
  z.object({ kind: z.literal('rights-on-missing-object'), object: z.string() }),
  z.object({ kind: z.literal('rights-of-missing-group'), object: z.string(), group: z.string() }),
  z.object({ kind: z.literal('legacy-login'), file: z.string(), value: z.string() }),
])
export type Finding = z.infer<typeof findingSchema>
