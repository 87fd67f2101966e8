import { z } from 'zod'

/** What the desktop does by itself; null where this program cannot do it. */
export const desktopStateSchema = z.object({
  /** The program starts with the computer, in the tray. */
  startsWithComputer: z.boolean().nullable(),
  /** Closing the window leaves the program running in the tray. */
  staysInTray: z.boolean().nullable(),
})
export type DesktopState = z.infer<typeof desktopStateSchema>

/** Something the system asked the program to open. */
export const toOpenSchema = z.discriminatedUnion('is', [
  /** A folder or one of its database files. */
  z.object({ is: z.literal('folder'), path: z.string() }),
  /** An export or a table. */
  z.object({ is: z.literal('file'), path: z.string() }),
  /** A `keyswitch://` address, which any web page can call: it only shows a place. */
  z.object({
    is: z.literal('place'),
    place: z.enum(['users-and-groups', 'access-rights', 'sessions', 'settings', 'activity']),
  }),
  /** A `keyswitch://` address that names a path: the person is asked first. */
  z.object({ is: z.literal('asked-folder'), path: z.string() }),
])
export type ToOpen = z.infer<typeof toOpenSchema>

export const vaultKindSchema = z.enum(['controller', 'client-key', 'daemon-token'])
export type VaultKind = z.infer<typeof vaultKindSchema>

/**
 * Where secrets are kept. `memory`: until the program ends, because the keychain does not answer. Nothing is asked of a
 * keychain before the first use; until then it is taken to answer.
 */
export const vaultStateSchema = z.object({
  is: z.enum(['keychain', 'memory']),
  /** Why not in the keychain; null when they are. */
  because: z
    .enum(['not-installed', 'no-service', 'locked', 'no-answer', 'crashed', 'not-kept', 'turned-off'])
    .nullable(),
  entries: z.array(
    z.object({
      entry: z.string(),
      kind: vaultKindSchema,
      /** Whom it is for, such as `anna at opc.tcp://plc-17:4840`; never the secret. */
      name: z.string(),
      /** Milliseconds since 1970. */
      kept: z.number(),
      /** False for one that ends with the program. */
      lasting: z.boolean(),
    }),
  ),
})
export type VaultState = z.infer<typeof vaultStateSchema>
