import { CELL_CODES, type CellState, type Right } from '../../../contract/rights'
import type { GroupReason } from '../../../contract/access'
import type { GridFace } from '../../parts/gridTypes'

/** One face per state, made once: cells are many. */
export function faces(names: Readonly<Record<CellState, string>>): Readonly<Record<CellState, GridFace>> {
  const face = (state: CellState): GridFace => ({
    className: `sign sign-${state}`,
    label: names[state],
    disabled: state === 'unused',
  })
  return {
    granted: face('granted'),
    denied: face('denied'),
    'inherited-grant': face('inherited-grant'),
    'inherited-deny': face('inherited-deny'),
    unset: face('unset'),
    mixed: face('mixed'),
    unused: face('unused'),
  }
}

/**
 * What a cell shows for an administrator group: every right the object uses, whatever the masks say (user-management 6).
 */
export function shownState(state: CellState, administrator: boolean): CellState {
  return administrator && state !== 'unused' ? 'inherited-grant' : state
}

/** The state a code of `rights.matrix` or `rights.person` stands for. */
export function stateOfCode(code: string | undefined): CellState | undefined {
  return code !== undefined && isCode(code) ? CELL_CODES[code] : undefined
}

function isCode(code: string): code is keyof typeof CELL_CODES {
  return Object.hasOwn(CELL_CODES, code)
}

/** Grant → deny → neutral → grant; what is only inherited counts as neutral. */
export function nextState(state: CellState | undefined): 'grant' | 'deny' | 'neutral' {
  if (state === 'granted') return 'deny'
  return state === 'denied' ? 'neutral' : 'grant'
}

/** Where an inherited cell comes from; undefined for a cell that speaks for itself. */
export function sourceOf(
  reason: GroupReason | null,
): { at: string | undefined; group: string | undefined } | undefined {
  if (!reason || reason.is === 'undecided') return undefined
  const group = reason.via.length > 1 ? reason.via.at(-1) : undefined
  if (reason.is === 'administrator') return { at: undefined, group }
  return reason.inherited || group !== undefined ? { at: reason.at, group } : undefined
}

/** The state that keys `+`, `-` and `0` set; `next` for Space. Undefined: not an editing key. */
export function keyMeaning(press: {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}): 'grant' | 'deny' | 'neutral' | 'next' | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined
  switch (press.key) {
    case '+':
      return 'grant'
    case '-':
    case '−':
      return 'deny'
    case '0':
    case 'Delete':
    case 'Backspace':
      return 'neutral'
    case ' ':
      return 'next'
    default:
      return undefined
  }
}

/** A right by its column, where a column is one. */
export function isRight(column: string | undefined): column is Right {
  return column === 'addRemove' || column === 'modify' || column === 'view' || column === 'execute'
}
