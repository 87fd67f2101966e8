import { z } from 'zod'
import { differenceSchema } from './databases'

/** Something the device did not take, and why. */
export const refusedSchema = z.object({
  difference: differenceSchema,
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.array(z.string())])),
})
export type RefusedDifference = z.infer<typeof refusedSchema>

/** What became of a download: what was applied and read back, and what the device refused. */
export const downloadSchema = z.object({ applied: z.number().int(), refused: z.array(refusedSchema) })
export type Download = z.infer<typeof downloadSchema>
