/** Limits of a table, far above what anybody needs (docs/tables.md). */
export const MOST_MEGABYTES = 256
export const MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
export const MOST_ROWS = 1_000_000
/** Characters in one cell. */
export const MOST_IN_CELL = 64 * 1024
/** Characters in all cells of one row. */
export const MOST_IN_ROW = 1024 * 1024
/** Bytes of one row: separators count here, of which a file can be full. */
export const MOST_ROW_BYTES = 4 * MOST_IN_ROW
/** Entries of a table of rights that say something. */
export const MOST_ENTRIES = 20_000_000
