import { z } from 'zod'
import { explanationsSchema } from './access'
import { databaseStateSchema, differenceSchema, findingSchema } from './databases'
import {
  ACCESS,
  DATABASES,
  database,
  done,
  folder,
  newUser,
  nothing,
  objectName,
  oneDatabase,
  opened,
  type Row,
} from './row'
import { nameSchema } from './users'

/** Opened databases: open, save, undo, compare, check, explain. */
export const DATABASE_METHODS = {
  'databases.list': {
    about: 'The opened databases.',
    object: DATABASES,
    right: 'view',
    input: nothing,
    output: z.object({ databases: z.array(databaseStateSchema) }),
  },
  'databases.open': {
    about: 'Open a folder with the three database files, or any one of those files.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ folder }),
    output: opened,
  },
  'databases.openSample': {
    about: 'Open a fresh copy of the sample database.',
    object: DATABASES,
    right: 'view',
    input: nothing,
    output: opened,
  },
  'databases.create': {
    about: 'Write a new database into an empty or new folder, with a first administrator if one is given, and open it.',
    object: DATABASES,
    right: 'addRemove',
    input: z.strictObject({ folder, administrator: z.strictObject(newUser).optional() }),
    output: opened,
  },
  'databases.state': {
    about: 'Title, unsaved edits, what undo would do, notices and counts of one database.',
    object: DATABASES,
    right: 'view',
    input: oneDatabase,
    output: databaseStateSchema,
  },
  'databases.close': {
    about: 'Close a database; unsaved edits are refused unless they are to be discarded.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({
      ...database,
      discard: z.boolean().optional(),
      /** Its files go, too: only of a database that `databases.create` made and nobody has written into since. */
      remove: z.boolean().optional(),
    }),
    output: done,
  },
  'databases.save': {
    about: 'Write all edits to the folder; refused if somebody else changed the files, unless told to overwrite.',
    object: DATABASES,
    right: 'modify',
    input: z.strictObject({ ...database, overwrite: z.boolean().optional() }),
    output: databaseStateSchema,
  },
  'databases.saveCopy': {
    about: 'Write the database as it is now into another folder and go on with that one.',
    object: DATABASES,
    right: 'modify',
    input: z.strictObject({ ...database, folder }),
    output: databaseStateSchema,
  },
  'databases.reload': {
    about: 'Read the files again and drop unsaved edits.',
    object: DATABASES,
    right: 'view',
    input: oneDatabase,
    output: databaseStateSchema,
  },
  'databases.undo': {
    about: 'Take back the last edit.',
    object: DATABASES,
    right: 'modify',
    input: oneDatabase,
    output: databaseStateSchema,
  },
  'databases.redo': {
    about: 'Do again what was taken back last.',
    object: DATABASES,
    right: 'modify',
    input: oneDatabase,
    output: databaseStateSchema,
  },
  'databases.changes': {
    about: 'What differs: now against last saved, or the folder (changed by somebody else) against last read.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({
      ...database,
      of: z.enum(['edits', 'outside']),
      limit: z.number().int().min(1).max(10_000).optional(),
    }),
    output: z.object({ differences: z.array(differenceSchema), total: z.number().int() }),
  },
  'databases.check': {
    about: 'Findings: what an engineer should look at before this database goes to a controller.',
    object: DATABASES,
    right: 'view',
    input: oneDatabase,
    output: z.object({ findings: z.array(findingSchema) }),
  },
  'databases.explain': {
    about: 'Every user’s effective rights on every object, each with its reason.',
    object: ACCESS,
    right: 'view',
    input: z.strictObject({ ...database, user: nameSchema.optional(), object: objectName.optional() }),
    output: z.object({ explanations: explanationsSchema }),
  },
} as const satisfies Record<string, Row>
