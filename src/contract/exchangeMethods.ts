import { z } from 'zod'
import { differenceSchema } from './databases'
import {
  importModeSchema,
  importSchema,
  kindCountsSchema,
  outcomeSchema,
  partSchema,
  restoredSchema,
  rowProblemSchema,
  runSchema,
  targetSchema,
  toldErrorSchema,
} from './exchange'
import { DATABASES, database, done, folder, work, type Row } from './row'
import { refusedSchema } from './sync'

const oneImport = { import: z.string().min(1).max(64) }
const file = folder
const passphrase = z.string().min(1).max(1024)
const limit = z.number().int().min(1).max(10_000).optional()
const offset = z.number().int().min(0).optional()
const plan = z.string().min(1).max(64)
const folders = z.array(folder).min(1).max(10_000)

/** Moving user databases: into files and tables, out of them, and onto many folders. */
export const EXCHANGE_METHODS = {
  'exports.write': {
    about:
      'Write a database as it is now into one file: everything encrypted under a passphrase, or in clear without passwords, or as a table (CSV).',
    object: DATABASES,
    right: 'modify',
    input: z.strictObject({
      ...database,
      file,
      what: z.discriminatedUnion('is', [
        z.strictObject({
          is: z.literal('kusers'),
          parts: z.array(partSchema).min(1),
          /** Without one the file is in clear and holds no passwords, not even hashes. */
          passphrase: passphrase.optional(),
        }),
        z.strictObject({ is: z.literal('users-table'), separator: z.enum([',', ';']).optional() }),
        z.strictObject({ is: z.literal('rights-table'), separator: z.enum([',', ';']).optional() }),
      ]),
      /** An existing file is replaced; `already-exists` otherwise. */
      overwrite: z.boolean().optional(),
      work,
    }),
    output: z.object({
      file: z.string(),
      bytes: z.number().int(),
      users: z.number().int(),
      groups: z.number().int(),
      objects: z.number().int(),
    }),
  },
  'imports.read': {
    about: 'Read a file, a table or a folder that is to be taken over into a database; nothing is changed.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ ...database, file, passphrase: passphrase.optional(), work }),
    output: importSchema,
  },
  'imports.problems': {
    about: 'Rows of a table that cannot be taken over, each with its reason.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ ...oneImport, offset, limit }),
    output: z.object({ problems: z.array(rowProblemSchema), total: z.number().int() }),
  },
  'imports.differences': {
    about: 'What taking a file over would change in the database as it is now, in the order it would be done.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ ...oneImport, mode: importModeSchema, offset, limit }),
    output: z.object({
      differences: z.array(differenceSchema),
      total: z.number().int(),
      counts: kindCountsSchema,
      /** Changes whenever the list does; `imports.apply` names the one that was looked at. */
      revision: z.string(),
    }),
  },
  'imports.apply': {
    about:
      'Take a file over as one undo step. Entries left out take with them what needs them. Cancelled: everything is as before.',
    object: DATABASES,
    right: 'modify',
    input: z.strictObject({
      ...oneImport,
      mode: importModeSchema,
      /** The list that was looked at; `sync-differs` when it is another one by now. */
      revision: z.string().optional(),
      /** Places in that list, from 0, that are left out. */
      leave: z.array(z.number().int().min(0)).max(1_000_000).optional(),
      /** Rows with problems are left out; `rows-refused` otherwise. */
      skipProblems: z.boolean().optional(),
      /** Also the security settings of the file. */
      settings: z.boolean().optional(),
      work,
    }),
    output: z.object({
      applied: z.number().int(),
      /** At most a thousand of them. */
      refused: z.array(refusedSchema),
      refusedTotal: z.number().int(),
      /** Why the settings are as they were although everything else was taken over; absent where nothing went wrong. */
      settings: toldErrorSchema.optional(),
    }),
  },
  'imports.close': {
    about: 'Forget a file that was read.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject(oneImport),
    output: done,
  },
  'apply.plan': {
    about: 'What applying a database to many folders would change in each; nothing is changed.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ ...database, folders, mode: importModeSchema.optional(), work }),
    output: z.object({ plan, targets: z.array(targetSchema) }),
  },
  'apply.differences': {
    about: 'What would change in one folder of a plan.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ plan, folder, offset, limit }),
    output: z.object({ differences: z.array(differenceSchema), total: z.number().int() }),
  },
  'apply.run': {
    about:
      'Apply a plan: each folder whole or not at all, as planned or not at all, read back, and kept as it was for `apply.undo`. Cancelled between two folders.',
    object: DATABASES,
    right: 'modify',
    input: z.strictObject({
      plan,
      /** Only these of its folders. */
      folders: folders.optional(),
      work,
    }),
    output: z.object({
      /** Null where nothing was changed. */
      run: z.string().nullable(),
      targets: z.array(outcomeSchema),
    }),
  },
  'apply.runs': {
    about: 'Runs that can be undone, newest first.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({}),
    output: z.object({ runs: z.array(runSchema) }),
  },
  'apply.undo': {
    about: 'Give the folders of a run the very files they had before; a folder that was changed since is left alone.',
    object: DATABASES,
    right: 'modify',
    input: z.strictObject({ run: z.string().min(1).max(64), work }),
    output: z.object({ targets: z.array(restoredSchema) }),
  },
} as const satisfies Record<string, Row>
