import type { ImportKind, Part, RowProblem } from '../../contract/exchange'
import type { Content } from '../usermgmt/transfer/content'
import type { Snapshot } from '../usermgmt/transfer/snapshot'

/** A file as it was read and checked; passwords in it stay in this process. */
export type Reading = {
  kind: ImportKind
  encrypted: boolean
  title: string | null
  /** Milliseconds since 1970. */
  made: number | null
  parts: readonly Part[]
  counts: { users: number; groups: number; objects: number }
  /** In the order of lines. */
  problems: readonly RowProblem[]
  /** Headings of a table whose columns say nothing here, as they stand in it. */
  ignored?: readonly string[]
  /**
   * What the file wants a user management to be that holds `base` now. A table says nothing of what stands beside it: a
   * table of users leaves nested groups and rights alone, a table of rights those of groups it does not name.
   */
  over(base: Snapshot): Content
}
