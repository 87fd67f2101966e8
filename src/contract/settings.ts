import { z } from 'zod'

export const languageSchema = z.enum(['system', 'en', 'de'])
export type Language = z.infer<typeof languageSchema>
export const themeSchema = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof themeSchema>

export const recentSchema = z.object({ folder: z.string(), title: z.string() })
export type Recent = z.infer<typeof recentSchema>

/** What this person's program remembers; newest recent place first. */
export const settingsSchema = z.object({
  language: languageSchema,
  theme: themeSchema,
  recent: z.array(recentSchema),
})
export type Settings = z.infer<typeof settingsSchema>
