/** A cell, or with `column` undefined a whole row. */
export type GridPlace = { readonly row: string; readonly column: string | undefined }

/**
 * What is selected in a Grid: whole rows, or in cell mode the cells of those rows between two columns. `active` is where
 * the keyboard is, `anchor` where extending began. A page holds it; the Grid only says what it should become.
 */
export type GridSelection = {
  readonly keys: ReadonlySet<string>
  readonly active: GridPlace | undefined
  readonly anchor: GridPlace | undefined
}

export const NOTHING_SELECTED: GridSelection = { keys: new Set(), active: undefined, anchor: undefined }

/** Exactly this row or cell. */
export function selectOnly(place: GridPlace): GridSelection {
  return { keys: new Set([place.row]), active: place, anchor: place }
}

/** The keyboard goes elsewhere; what is selected stays. */
export function moveOnly(selection: GridSelection, place: GridPlace): GridSelection {
  return { keys: selection.keys, active: place, anchor: place }
}

/** Adds the row, or takes it out. */
export function toggle(selection: GridSelection, place: GridPlace): GridSelection {
  const keys = new Set(selection.keys)
  if (!keys.delete(place.row)) keys.add(place.row)
  return { keys, active: place, anchor: { row: place.row, column: selection.anchor?.column ?? place.column } }
}

/** Everything between the anchor and this place; the anchor stays. `keys` are all rows in order, `index` says where each is. */
export function extendTo(
  selection: GridSelection,
  place: GridPlace,
  rows: readonly { readonly key: string }[],
  index: ReadonlyMap<string, number>,
): GridSelection {
  const anchor = selection.anchor && index.has(selection.anchor.row) ? selection.anchor : place
  const from = index.get(anchor.row) ?? 0
  const to = index.get(place.row) ?? from
  const keys = new Set<string>()
  for (let at = Math.min(from, to); at <= Math.max(from, to); at++) {
    const row = rows[at]
    if (row) keys.add(row.key)
  }
  return { keys, active: place, anchor }
}

/** Every row and every column; the keyboard stays where it is. */
export function selectAll(
  selection: GridSelection,
  rows: readonly { readonly key: string }[],
  columns: readonly string[],
): GridSelection {
  const first = rows[0]
  if (!first) return NOTHING_SELECTED
  const active = selection.active ?? { row: first.key, column: columns[0] }
  const anchor: GridPlace = { row: active.row, column: columns[0] }
  return {
    keys: new Set(rows.map((row) => row.key)),
    // Cells are selected between anchor and active, so a selection of all columns ends at the last one.
    active: active.column === undefined ? active : { row: active.row, column: columns.at(-1) },
    anchor: active.column === undefined ? active : anchor,
  }
}

/** The columns between anchor and active, in order of `columns`; empty without an active cell. */
export function selectedColumns(selection: GridSelection, columns: readonly string[]): string[] {
  const range = columnRange(selection, columns)
  return range ? columns.slice(range[0], range[1] + 1) : []
}

/** First and last selected column, as indices into `columns`. */
export function columnRange(selection: GridSelection, columns: readonly string[]): [number, number] | undefined {
  const active = indexOf(columns, selection.active?.column)
  if (active < 0) return undefined
  const anchor = indexOf(columns, selection.anchor?.column)
  return anchor < 0 ? [active, active] : [Math.min(active, anchor), Math.max(active, anchor)]
}

function indexOf(columns: readonly string[], column: string | undefined): number {
  return column === undefined ? -1 : columns.indexOf(column)
}
