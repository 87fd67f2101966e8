import { z } from 'zod'
import { desktopStateSchema, toOpenSchema, vaultStateSchema } from './desktop'
import { DATABASES, done, folder, nothing, SESSIONS, work, type Row } from './row'

/** What the program does outside of its page: tray, files that are opened with it, the system's keychain. */
export const DESKTOP_METHODS = {
  'desktop.state': {
    about: 'Whether the program starts with the computer and stays in the tray.',
    object: 'Device',
    right: 'none',
    input: nothing,
    output: desktopStateSchema,
  },
  'desktop.change': {
    about: 'Change whether it does (desktop only).',
    object: 'Device',
    right: 'view',
    input: z.strictObject({ startsWithComputer: z.boolean().optional(), staysInTray: z.boolean().optional() }),
    output: desktopStateSchema,
  },
  'app.toOpen': {
    about: 'What the system asked this window to open since it was asked last (desktop only; empty elsewhere).',
    object: 'Device',
    right: 'none',
    input: nothing,
    output: z.object({ items: z.array(toOpenSchema) }),
  },
  'files.pick': {
    about: 'Ask for a file with the system’s own dialog (desktop only); null when cancelled.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({
      to: z.enum(['open', 'save']),
      /** Offered first when saving. */
      name: z.string().max(255).optional(),
      endings: z.array(z.enum(['kusers', 'csv'])).min(1),
    }),
    output: z.object({ file: z.string().nullable() }),
  },
  'folders.databases': {
    about: 'Folders with a database anywhere below a folder, such as the volumes of all containers.',
    object: DATABASES,
    right: 'view',
    input: z.strictObject({ folder, work }),
    output: z.object({ folders: z.array(z.string()), more: z.boolean() }),
  },
  'daemon.pause': {
    about: 'Let no other program in until `daemon.resume`; those that are connected are sent away, sessions end.',
    object: SESSIONS,
    right: 'modify',
    input: nothing,
    output: done,
  },
  'daemon.resume': {
    about: 'Let other programs in again.',
    object: SESSIONS,
    right: 'modify',
    input: nothing,
    output: done,
  },
  'vault.state': {
    about: 'Where secrets are kept, and for whom; never a secret.',
    object: SESSIONS,
    right: 'view',
    input: nothing,
    output: vaultStateSchema,
  },
  'vault.check': {
    about: 'Try the system’s keychain again; what was kept in memory moves there.',
    object: SESSIONS,
    right: 'modify',
    input: nothing,
    output: vaultStateSchema,
  },
  'vault.forget': {
    about: 'Forget one secret, also in the keychain.',
    object: SESSIONS,
    right: 'modify',
    input: z.strictObject({ entry: z.string().min(1).max(200) }),
    output: done,
  },
} as const satisfies Record<string, Row>
