import { z } from 'zod'
import { differenceSchema } from './databases'
import { AUDIT, DATABASES, SECURITY, database, done, nothing, oneDatabase, work, type Row } from './row'
import { securityProblemSchema, securitySchema } from './security'
import { downloadSchema } from './sync'
import { auditEntrySchema, auditReportSchema } from './audit'

/** The station: security settings, the page's copy of the device's database, the activity log. */
export const STATION_METHODS = {
  'security.read': {
    about:
      'The security settings of this computer’s user management, the file they stand in, and lines not understood.',
    object: SECURITY,
    right: 'view',
    input: nothing,
    output: z.object({ file: z.string(), security: securitySchema, problems: z.array(securityProblemSchema) }),
  },
  'security.change': {
    about: 'Change security settings; they hold at once. Comments and unknown keys of the file stay.',
    object: SECURITY,
    right: 'modify',
    input: z.strictObject(securitySchema.partial().shape),
    output: done,
  },
  'sync.differences': {
    about:
      'What the page’s copy holds that the device does not, and the other way round; as a download would change the device.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ ...database, limit: z.number().int().min(1).max(10_000).optional() }),
    output: z.object({ differences: z.array(differenceSchema), total: z.number().int() }),
  },
  'sync.on': {
    about:
      'Follow the device. Refused with `sync-differs` while the page’s copy differs, unless it is to be replaced (`upload`).',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ ...database, upload: z.boolean().optional() }),
    output: done,
  },
  'sync.off': {
    about: 'Stop following: from now on edits are made on a copy and reach the device with a download.',
    object: DATABASES,
    right: 'view',
    input: oneDatabase,
    output: done,
  },
  'sync.download': {
    about:
      'Change the device to what the page’s copy holds, item by item, read back, and follow it again if nothing was refused.',
    object: DATABASES,
    right: 'modify',
    input: z.strictObject({ ...database, work }),
    output: downloadSchema,
  },
  'audit.list': {
    about: 'Entries of the activity log, newest first; a filter looks at user, method and what it was about.',
    object: AUDIT,
    right: 'view',
    input: z.strictObject({
      /** Entries older than this one. */
      before: z.number().int().optional(),
      limit: z.number().int().min(1).max(500).optional(),
      filter: z.string().max(200).optional(),
    }),
    output: z.object({ entries: z.array(auditEntrySchema), total: z.number().int(), more: z.boolean() }),
  },
  'audit.verify': {
    about: 'Whether the chain of the activity log is whole, and if not, where it breaks.',
    object: AUDIT,
    right: 'view',
    input: nothing,
    output: auditReportSchema,
  },
  'audit.export': {
    about: 'The activity log as it stands in its file, one entry per line, so that it can be verified elsewhere.',
    object: AUDIT,
    right: 'view',
    input: z.strictObject({ filter: z.string().max(200).optional() }),
    output: z.object({ name: z.string(), text: z.string() }),
  },
} as const satisfies Record<string, Row>
