import { z } from 'zod'
import { groupRightsSchema, objectListSchema, rightSchema, rightStateSchema, userReasonSchema } from './access'
import { ACCESS, done, objectName, database, oneDatabase, oneOrMany, subject, type Row } from './row'
import { nameSchema } from './users'

/** Objects and rights of an opened database. */
export const RIGHTS_METHODS = {
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
} as const satisfies Record<string, Row>
