import { z } from 'zod'
import { databaseIdSchema } from './databases'
import { nameSchema, passwordSchema } from './users'

/**
 * What a method means, which object and right of the station it needs, what goes in and what comes out. `none`: nobody
 * needs to be logged in for it.
 */
export type Row = {
  about: string
  object: string
  right: 'view' | 'modify' | 'execute' | 'addRemove' | 'none'
  input: z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>
  output: z.ZodType
}

export const nothing = z.strictObject({})
export const database = { database: databaseIdSchema }
export const oneDatabase = z.strictObject(database)
export const folder = z.string().min(1).max(4096)
export const objectName = z.string().min(1).max(4096)
export const oneOrMany = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1).max(200_000)])
/** Chosen by the caller; long work reports progress and is cancelled under it. */
export const work = z.string().min(1).max(64).optional()
export const subject = z.enum(['user', 'group'])
export const newUser = { name: nameSchema, password: passwordSchema }
const userIn = { group: nameSchema, user: nameSchema }
const groupIn = { group: nameSchema, member: nameSchema }
/** A member is a user or a group, never both. */
export const membership = z.union([z.strictObject(userIn), z.strictObject(groupIn)])
export const member = z.union([z.strictObject({ ...database, ...userIn }), z.strictObject({ ...database, ...groupIn })])
export const opened = z.object({ database: databaseIdSchema })
export const done = z.object({})

export const DATABASES = 'Device.UserManagement'
export const USERS = 'Device.UserManagement.Users'
export const GROUPS = 'Device.UserManagement.Groups'
export const ACCESS = 'Device.UserManagement.Access Rights'
export const SESSIONS = 'Device.Sessions'
export const SECURITY = 'Device.Settings.SecuritySettings'
export const AUDIT = 'Device.Logger.AuditLogger'
