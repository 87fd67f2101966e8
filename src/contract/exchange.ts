import { z } from 'zod'
import { databaseIdSchema } from './databases'
import { refusedSchema } from './sync'

/** User databases on their way in and out: files, tables, folders. */

/** What a file can hold of a user management. Memberships go with groups. */
export const partSchema = z.enum(['users', 'groups', 'rights', 'settings'])
export type Part = z.infer<typeof partSchema>

/** `kusers`: docs/formats.md; tables are CSV. `folder`: the runtime's three files. */
export const importKindSchema = z.enum(['kusers', 'users-table', 'rights-table', 'folder'])
export type ImportKind = z.infer<typeof importKindSchema>

/** `replace`: the database becomes what the file holds. `merge`: nothing is removed. */
export const importModeSchema = z.enum(['replace', 'merge'])
export type ImportMode = z.infer<typeof importModeSchema>

/** Why a row of a table cannot be taken over; it is left out with everything it says. */
export const rowFaultSchema = z.enum([
  'cells',
  'name-refused',
  'name-twice',
  'flag',
  'flags-contradict',
  'password-refused',
  'right',
  'group-refused',
  'encoding',
])
export type RowFault = z.infer<typeof rowFaultSchema>
export const rowProblemSchema = z.object({
  /** Line of the file, from 1, on which the row begins. */
  line: z.number().int(),
  /** Its heading; null for the whole row. */
  column: z.string().nullable(),
  fault: rowFaultSchema,
  /** What stands there, shortened; never a password. */
  value: z.string(),
  /** More about it, such as the faults of a name (contract/nameRules) or the missing rules of a password. */
  details: z.array(z.string()),
})
export type RowProblem = z.infer<typeof rowProblemSchema>

/** A security setting that a file would change. */
export const settingDifferenceSchema = z.object({
  setting: z.enum(['authenticationType', 'rsaKeyLength', 'enforce', 'editTimeout', 'passwordPolicy', 'loginLock']),
  before: z.string(),
  after: z.string(),
})
export type SettingDifference = z.infer<typeof settingDifferenceSchema>

/** A file that was read and can be taken over into one database. Nothing of it is kept when it is closed. */
export const importSchema = z.object({
  import: z.string(),
  database: databaseIdSchema,
  file: z.string(),
  kind: importKindSchema,
  encrypted: z.boolean(),
  /** What it was exported from, and when (milliseconds since 1970); null where the file does not say. */
  title: z.string().nullable(),
  made: z.number().nullable(),
  parts: z.array(partSchema),
  counts: z.object({ users: z.number().int(), groups: z.number().int(), objects: z.number().int() }),
  /** New users of whom the file has no password: nobody can log in as they until one is set. */
  withoutPassword: z.number().int(),
  /** Rows with problems; the first of them by `imports.problems`. */
  problems: z.number().int(),
  /** Headings of a table whose columns say nothing here, as they stand in it. */
  ignored: z.array(z.string()).optional(),
  /** Empty where nothing would change; null where the database has no settings of its own to change. */
  settings: z.array(settingDifferenceSchema).nullable(),
})
export type Import = z.infer<typeof importSchema>

export const kindCountsSchema = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
})
export type KindCounts = z.infer<typeof kindCountsSchema>

/** A failure as it is kept in a report. */
export const toldErrorSchema = z.object({ code: refusedSchema.shape.code, details: refusedSchema.shape.details })
export type ToldError = z.infer<typeof toldErrorSchema>

/** One folder a database would be applied to. `error` says why it would be left as it is. */
export const targetSchema = z.object({
  folder: z.string(),
  title: z.string(),
  is: z.enum(['differs', 'same', 'refused']),
  counts: kindCountsSchema,
  error: toldErrorSchema.nullable(),
})
export type Target = z.infer<typeof targetSchema>

/** What became of one folder. `refused`: left as it was, to the byte. */
export const outcomeSchema = z.object({
  folder: z.string(),
  title: z.string(),
  is: z.enum(['applied', 'same', 'refused', 'cancelled']),
  /** Differences applied, and read back. */
  applied: z.number().int(),
  error: toldErrorSchema.nullable(),
  /** Single differences that were refused; then nothing of that folder was changed. */
  refused: z.array(refusedSchema),
})
export type TargetOutcome = z.infer<typeof outcomeSchema>

/** What became of one folder when a run was undone. */
export const restoredSchema = z.object({
  folder: z.string(),
  is: z.enum(['restored', 'refused', 'cancelled']),
  error: toldErrorSchema.nullable(),
})
export type Restored = z.infer<typeof restoredSchema>

/** A run whose folders are kept as they were before. */
export const runSchema = z.object({
  run: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** The database that was applied. */
  title: z.string(),
  folders: z.number().int(),
  /** Folders that were not restored yet. */
  left: z.number().int(),
})
export type Run = z.infer<typeof runSchema>
