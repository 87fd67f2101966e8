import { z } from 'zod'
import { databaseIdSchema } from './databases'
import {
  GROUPS,
  USERS,
  database,
  done,
  member,
  membership,
  oneDatabase,
  oneOrMany,
  work,
  newUser,
  type Row,
} from './row'
import { groupSchema, nameSchema, passwordSchema, userSchema } from './users'

/** Users and groups of an opened database. */
export const USER_METHODS = {
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
  'groups.changeMembers': {
    about: 'Put users and groups into groups and take them out, in one step; what holds already is left alone.',
    object: GROUPS,
    right: 'modify',
    input: z.strictObject({
      ...database,
      join: z.array(membership).max(200_000).optional(),
      leave: z.array(membership).max(200_000).optional(),
    }),
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
} as const satisfies Record<string, Row>
