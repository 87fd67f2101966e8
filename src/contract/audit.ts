import { z } from 'zod'

/** One line of the activity log. `previous` and `hash` are SHA-256 in hex; the first entry's `previous` is 64 zeros. */
export const auditEntrySchema = z.object({
  /** Counts from 1 without gaps. */
  seq: z.number().int(),
  /** ISO 8601, UTC. */
  time: z.string(),
  /** Null where nobody was logged in. */
  user: z.string().nullable(),
  /** Where it came from: a face, `program` with its number, or `keyswitch` itself. */
  peer: z.string(),
  /** A method of the contract, or `login.failed`, `token.refused`, `audit.recovered`, `station.started`. */
  method: z.string(),
  /** `ok`, or the code of the failure. */
  outcome: z.string(),
  /** Names, counts, places; never a secret. */
  about: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  previous: z.string(),
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** What verifying found. `line` counts from 1. */
export const auditReportSchema = z.object({
  file: z.string(),
  entries: z.number().int(),
  /** The last entry; compare it with what was noted elsewhere, since a chain cannot show that its end was cut off. */
  head: z.object({ seq: z.number().int(), hash: z.string() }).nullable(),
  problem: z
    .object({
      line: z.number().int(),
      /** An entry was changed, one is missing or in another place, a line is torn, or the end that was noted is gone. */
      is: z.enum(['changed', 'missing', 'torn', 'cut-off']),
    })
    .nullable(),
  /** Entries that could not be written, for example because the disk is full. */
  unwritten: z.number().int(),
})
export type AuditReport = z.infer<typeof auditReportSchema>
