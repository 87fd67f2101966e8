import type { Security } from '../../../contract/security'

/**
 * A user management, or some of it, on its way from one place to another: what files, tables and folders are read into and
 * written from. A part that is absent says nothing, which is not the same as an empty one.
 */
export type Content = {
  users?: readonly ContentUser[]
  /** With their direct members. */
  groups?: readonly ContentGroup[]
  objects?: readonly ContentObject[]
  settings?: Partial<Security>
}

export type ContentUser = {
  name: string
  mayChangePassword: boolean
  mustChangePassword: boolean
  internal: boolean
  /** Unix seconds; null when never or unknown. */
  lastChange: number | null
  /** What is stored for the password, in the form of the file back end (`exportCredentials`). Secret. */
  credentials?: Uint8Array
  /** A new password, from a table. Secret; never written into a file. */
  password?: string
}
/** `property`: bits of a group that its database keeps and nobody here understands. */
export type ContentGroup = { name: string; property?: number; users: readonly string[]; groups: readonly string[] }
/** 32-bit masks, unsigned. */
export type ContentObject = {
  name: string
  entries: readonly { group: string; granted: number; denied: number }[]
}
