import { parentIndex, type GridRow } from './gridRows'

/** The parts of a key press the model looks at; a KeyboardEvent is one. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** What a key means in a Grid. `to` are row and column indices; `how` is what becomes of the selection. */
export type GridAct =
  | { is: 'go'; to: { row: number; column: number }; how: 'select' | 'extend' | 'move' }
  | { is: 'toggle' }
  | { is: 'select-all' }
  | { is: 'expand' | 'collapse'; row: number }
  | { is: 'activate' }
  | { is: 'menu' }
  | { is: 'type'; text: string }

export type GridSituation = {
  readonly rows: readonly GridRow<unknown>[]
  readonly at: { row: number; column: number }
  /** Column indices the keyboard may stand on, in order; in row mode none. */
  readonly stops: readonly number[]
  /** Rows that PageUp and PageDown move over. */
  readonly page: number
  readonly multiple: boolean
  /** Letters typed a moment ago: a space then belongs to the word. */
  readonly typing: boolean
}

/** The keyboard model of a tree grid (ARIA authoring practices, treegrid). Undefined: not the grid's key. Pure. */
export function gridAct(press: KeyPress, situation: GridSituation): GridAct | undefined {
  const { rows, at, stops, page, multiple } = situation
  const control = press.ctrlKey || press.metaKey
  if (press.altKey || rows.length === 0) return undefined
  const how = press.shiftKey && multiple ? 'extend' : control && multiple && stops.length === 0 ? 'move' : 'select'
  const last = rows.length - 1
  const go = (row: number, column = at.column): GridAct => ({
    is: 'go',
    to: { row: Math.max(0, Math.min(last, row)), column },
    how,
  })
  const byCell = stops.length > 0
  switch (press.key) {
    case 'ArrowDown':
      return go(at.row + 1)
    case 'ArrowUp':
      return go(at.row - 1)
    case 'PageDown':
      return go(at.row + page)
    case 'PageUp':
      return go(at.row - page)
    case 'Home':
      return byCell && !control ? go(at.row, stops[0]) : go(0)
    case 'End':
      return byCell && !control ? go(at.row, stops.at(-1)) : go(last)
    case 'ArrowLeft':
      return sideways(-1, situation, press.shiftKey) ?? (byCell ? go(at.row, beside(stops, at.column, -1)) : undefined)
    case 'ArrowRight':
      return sideways(1, situation, press.shiftKey) ?? (byCell ? go(at.row, beside(stops, at.column, 1)) : undefined)
    case 'Enter':
      return { is: 'activate' }
    case 'ContextMenu':
      return { is: 'menu' }
    case 'F10':
      return press.shiftKey ? { is: 'menu' } : undefined
    case ' ':
      if (situation.typing && !control) return { is: 'type', text: ' ' }
      return multiple ? { is: 'toggle' } : undefined
    default:
      if (control) return press.key.toLowerCase() === 'a' && multiple ? { is: 'select-all' } : undefined
      return /^.$/u.test(press.key) ? { is: 'type', text: press.key } : undefined
  }
}

/** Left and right on a tree row, or on the tree cell of a row: open, close, go to the first child or the parent. */
function sideways(step: -1 | 1, { rows, at, stops }: GridSituation, extending: boolean): GridAct | undefined {
  const byCell = stops.length > 0
  if (byCell && (at.column !== 0 || extending)) return undefined
  const row = rows[at.row]
  if (!row) return undefined
  if (step === 1) {
    if (row.expanded === false) return { is: 'expand', row: at.row }
    if (byCell || row.expanded === undefined) return undefined
    return { is: 'go', to: { row: at.row + 1, column: at.column }, how: 'select' }
  }
  if (row.expanded) return { is: 'collapse', row: at.row }
  const parent = parentIndex(rows, at.row)
  return parent === undefined ? undefined : { is: 'go', to: { row: parent, column: at.column }, how: 'select' }
}

function beside(stops: readonly number[], column: number, step: -1 | 1): number {
  const at = stops.indexOf(column)
  return stops[Math.max(0, Math.min(stops.length - 1, at + step))] ?? column
}

/** The next row whose text begins with what was typed, searching on from `from` and around; typing one letter again goes on. */
export function findTyped(
  textOf: (index: number) => string,
  count: number,
  typed: string,
  from: number,
): number | undefined {
  const same = typed.length > 0 && typed === (typed[0] ?? '').repeat(typed.length)
  const wanted = (same ? (typed[0] ?? '') : typed).toLocaleLowerCase()
  const start = same ? from + 1 : from
  for (let step = 0; step < count; step++) {
    const index = (start + step) % count
    if (textOf(index).toLocaleLowerCase().startsWith(wanted)) return index
  }
  return undefined
}
