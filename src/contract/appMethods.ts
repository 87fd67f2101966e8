import { z } from 'zod'
import { DATABASES, done, folder, nothing, type Row } from './row'
import { languageSchema, settingsSchema, themeSchema } from './settings'

/** The program itself: what it is, what it remembers, folders, cancelling. */
export const APP_METHODS = {
  'app.about': {
    about: 'Version, face and abilities of the running program.',
    object: 'Device',
    right: 'none',
    input: nothing,
    output: z.object({
      version: z.string(),
      face: z.enum(['desktop', 'browser', 'command-line', 'program']),
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
    right: 'none',
    input: nothing,
    output: done,
  },
  'settings.read': {
    about: 'Language, theme and recent places.',
    object: 'Device',
    right: 'none',
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
    about: 'Folders, and files of some endings, whose path begins with a text, for the path field.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ text: z.string().max(4096), endings: z.array(z.enum(['kusers', 'csv'])).optional() }),
    output: z.object({
      folders: z.array(z.object({ path: z.string(), database: z.boolean(), file: z.literal(true).optional() })),
      more: z.boolean(),
    }),
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
    right: 'none',
    input: z.strictObject({ work: z.string().min(1).max(64) }),
    output: done,
  },
} as const satisfies Record<string, Row>
