import { z } from 'zod'
import {
  explanationsSchema,
  groupRightsSchema,
  objectListSchema,
  rightSchema,
  rightStateSchema,
  userReasonSchema,
} from './access'
import { databaseIdSchema, databaseStateSchema, differenceSchema, findingSchema } from './databases'
import type { EventName, MethodName } from './names'
import { languageSchema, settingsSchema, themeSchema } from './settings'
import { groupSchema, nameSchema, passwordSchema, userSchema } from './users'

/** What a method means, which object and right of the station it needs, what goes in and what comes out. */
export type Row = {
  about: string
  object: string
  right: 'view' | 'modify' | 'execute' | 'addRemove'
  input: z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>
  output: z.ZodType
}

const nothing = z.strictObject({})
const database = { database: databaseIdSchema }
const oneDatabase = z.strictObject(database)
const folder = z.string().min(1).max(4096)
const objectName = z.string().min(1).max(4096)
const oneOrMany = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1).max(200_000)])
/** Chosen by the caller; long work reports progress and is cancelled under it. */
const work = z.string().min(1).max(64).optional()
const subject = z.enum(['user', 'group'])
const newUser = { name: nameSchema, password: passwordSchema }
/** A member is a user or a group, never both. */
const member = z.union([
  z.strictObject({ ...database, group: nameSchema, user: nameSchema }),
  z.strictObject({ ...database, group: nameSchema, member: nameSchema }),
])
const opened = z.object({ database: databaseIdSchema })
const done = z.object({})

const DATABASES = 'Device.UserManagement'
const USERS = 'Device.UserManagement.Users'
const GROUPS = 'Device.UserManagement.Groups'
const ACCESS = 'Device.UserManagement.Access Rights'

/** The table: one row per method. Dispatch, transports, command line, help, docs/contract.md and tests read it. */
export const CONTRACT = {
  'app.about': {
    about: 'Version, face and abilities of the running program.',
    object: 'Device',
    right: 'view',
    input: nothing,
    output: z.object({
      version: z.string(),
      face: z.enum(['desktop', 'browser', 'command-line']),
      platform: z.string(),
      /** Whether `folders.pick` can show the system's own dialog. */
      canPickFolders: z.boolean(),
      home: z.string(),
      sample: z.boolean(),
    }),
  },
  'app.leave': {
    about: 'Close the window after the page has dealt with unsaved edits (desktop only).',
    object: 'Device',
    right: 'view',
    input: nothing,
    output: done,
  },
  'settings.read': {
    about: 'Language, theme and recent places.',
    object: 'Device',
    right: 'view',
    input: nothing,
    output: settingsSchema,
  },
  'settings.change': {
    about: 'Change language or theme.',
    object: 'Device',
    right: 'view',
    input: z.strictObject({ language: languageSchema.optional(), theme: themeSchema.optional() }),
    output: settingsSchema,
  },
  'recent.forget': {
    about: 'Take a folder off the list of recent places; the folder itself stays.',
    object: 'Device',
    right: 'view',
    input: z.strictObject({ folder }),
    output: settingsSchema,
  },
  'folders.complete': {
    about: 'Folders whose path begins with a text, for the path field.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ text: z.string().max(4096) }),
    output: z.object({ folders: z.array(z.object({ path: z.string(), database: z.boolean() })), more: z.boolean() }),
  },
  'folders.pick': {
    about: 'Ask for a folder with the system’s own dialog (desktop only); null when cancelled.',
    object: DATABASES,
    right: 'view',
    input: nothing,
    output: z.object({ folder: z.string().nullable() }),
  },
  'work.cancel': {
    about: 'Cancel long work; what it did so far is taken back.',
    object: 'Device',
    right: 'view',
    input: z.strictObject({ work: z.string().min(1).max(64) }),
    output: done,
  },
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
    input: z.strictObject({ ...database, discard: z.boolean().optional() }),
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
  'users.list': {
    about: 'Users with their properties and direct groups.',
    object: USERS,
    right: 'view',
    input: oneDatabase,
    output: z.object({ users: z.array(userSchema) }),
  },
  'users.add': {
    about: 'Add a user with a password, in a group.',
    object: USERS,
    right: 'addRemove',
    input: z.strictObject({
      ...database,
      ...newUser,
      group: nameSchema.optional(),
      mayChangePassword: z.boolean().optional(),
      mustChangePassword: z.boolean().optional(),
    }),
    output: done,
  },
  'users.change': {
    about: 'Rename a user or change its password properties; optionally its password and groups in the same step.',
    object: USERS,
    right: 'modify',
    input: z.strictObject({
      ...database,
      name: nameSchema,
      to: nameSchema.optional(),
      password: passwordSchema.optional(),
      groups: z.array(nameSchema).optional(),
      mayChangePassword: z.boolean().optional(),
      mustChangePassword: z.boolean().optional(),
    }),
    output: done,
  },
  'users.setPassword': {
    about: 'Give a user a new password.',
    object: USERS,
    right: 'modify',
    input: z.strictObject({ ...database, ...newUser }),
    output: done,
  },
  'users.setGroups': {
    about: 'Put a user, or several, into exactly these groups.',
    object: USERS,
    right: 'modify',
    input: z.strictObject({ ...database, name: oneOrMany(nameSchema), groups: z.array(nameSchema) }),
    output: done,
  },
  'users.remove': {
    about: 'Remove a user, or several in one step, with their memberships.',
    object: USERS,
    right: 'addRemove',
    input: z.strictObject({ ...database, name: oneOrMany(nameSchema) }),
    output: done,
  },
  'users.import': {
    about: 'Copy users from another opened database; each gets the password given here, never the old one.',
    object: USERS,
    right: 'addRemove',
    input: z.strictObject({
      ...database,
      from: databaseIdSchema,
      users: z
        .array(z.strictObject({ ...newUser, mustChangePassword: z.boolean().optional() }))
        .min(1)
        .max(100_000),
      work,
    }),
    /** Memberships in groups that the target lacks are not carried over. */
    output: z.object({ added: z.number().int(), withoutGroup: z.array(z.string()) }),
  },
  'users.verify': {
    about: 'Whether a password is the user’s; says no more than that.',
    object: USERS,
    right: 'view',
    input: z.strictObject({ ...database, ...newUser }),
    output: z.object({ mustChangePassword: z.boolean() }),
  },
  'groups.list': {
    about: 'Groups with their direct members.',
    object: GROUPS,
    right: 'view',
    input: oneDatabase,
    output: z.object({ groups: z.array(groupSchema) }),
  },
  'groups.add': {
    about: 'Add a group.',
    object: GROUPS,
    right: 'addRemove',
    input: z.strictObject({ ...database, name: nameSchema }),
    output: done,
  },
  'groups.rename': {
    about: 'Rename a group; members and rights go with it.',
    object: GROUPS,
    right: 'modify',
    input: z.strictObject({ ...database, name: nameSchema, to: nameSchema }),
    output: done,
  },
  'groups.remove': {
    about: 'Remove a group, or several in one step, with memberships and rights.',
    object: GROUPS,
    right: 'addRemove',
    input: z.strictObject({ ...database, name: oneOrMany(nameSchema) }),
    output: done,
  },
  'groups.addMember': {
    about: 'Put a user or a group into a group.',
    object: GROUPS,
    right: 'modify',
    input: member,
    output: done,
  },
  'groups.removeMember': {
    about: 'Take a user or a group out of a group.',
    object: GROUPS,
    right: 'modify',
    input: member,
    output: done,
  },
  'groups.import': {
    about: 'Copy groups from another opened database, with the nesting among them and, if asked for, their rights.',
    object: GROUPS,
    right: 'addRemove',
    input: z.strictObject({
      ...database,
      from: databaseIdSchema,
      groups: z.array(nameSchema).min(1).max(100_000),
      rights: z.boolean().optional(),
    }),
    output: z.object({ added: z.number().int() }),
  },
  'objects.list': {
    about: 'All objects in tree order.',
    object: ACCESS,
    right: 'view',
    input: oneDatabase,
    output: objectListSchema,
  },
  'objects.add': {
    about: 'Add an object.',
    object: ACCESS,
    right: 'addRemove',
    input: z.strictObject({ ...database, name: objectName }),
    output: done,
  },
  'objects.remove': {
    about: 'Remove an object with the rights set on it.',
    object: ACCESS,
    right: 'addRemove',
    input: z.strictObject({ ...database, name: objectName }),
    output: done,
  },
  'rights.set': {
    about:
      'Grant, deny or clear rights of groups on objects; `below` also changes entries of their own on objects underneath.',
    object: ACCESS,
    right: 'modify',
    input: z.strictObject({
      ...database,
      object: oneOrMany(objectName),
      group: oneOrMany(nameSchema),
      right: oneOrMany(rightSchema),
      state: rightStateSchema,
      below: z.boolean().optional(),
    }),
    output: done,
  },
  'rights.byObject': {
    about: 'Rights of every group on the selected objects, as the page shows them.',
    object: ACCESS,
    right: 'view',
    input: z.strictObject({ ...database, objects: z.array(objectName).min(1).max(200_000) }),
    output: z.object({
      groups: z.array(groupRightsSchema),
      /** Objects underneath the selected ones that have entries of their own. */
      entriesBelow: z.number().int(),
    }),
  },
  'rights.matrix': {
    about: 'One right of all groups on some objects: a text per object, a character per group (CELL_CODES).',
    object: ACCESS,
    right: 'view',
    input: z.strictObject({ ...database, right: rightSchema, objects: z.array(objectName).min(1).max(1024) }),
    output: z.object({ groups: z.array(z.string()), rows: z.array(z.string()) }),
  },
  'rights.person': {
    about:
      'One user’s effective rights on all objects: a text per right, a character per object in tree order (+ − x).',
    object: ACCESS,
    right: 'view',
    input: z.strictObject({ ...database, user: nameSchema }),
    output: z.object({ rights: z.record(rightSchema, z.string()) }),
  },
  'rights.why': {
    about: 'Why a user, or a group, has or lacks a right on an object.',
    object: ACCESS,
    right: 'view',
    input: z.strictObject({ ...database, subject, name: nameSchema, object: objectName, right: rightSchema }),
    output: z.object({ allowed: z.boolean(), reason: userReasonSchema }),
  },
} as const satisfies Record<MethodName, Row>

/** Payloads of events. */
export const EVENT_PAYLOADS = {
  'databases.changed': z.object({
    database: databaseIdSchema,
    what: z.array(z.enum(['state', 'users', 'groups', 'rights'])),
  }),
  'places.changed': z.object({}),
  'settings.changed': z.object({}),
  'work.progress': z.object({ work: z.string(), done: z.number().int(), total: z.number().int() }),
  'app.leaving': z.object({}),
} as const satisfies Record<EventName, z.ZodType>

export type MethodInput<M extends MethodName> = z.input<(typeof CONTRACT)[M]['input']>
export type MethodOutput<M extends MethodName> = z.output<(typeof CONTRACT)[M]['output']>
export type EventPayload<E extends EventName> = z.output<(typeof EVENT_PAYLOADS)[E]>
