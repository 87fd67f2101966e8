/** Words of access rights that the page needs as values too; no zod here, so the page's bundle stays without it. */

/** The four rights in the order the pages show them (seed 003, 1.2.6). */
export const RIGHTS = ['addRemove', 'modify', 'view', 'execute'] as const
export type Right = (typeof RIGHTS)[number]

/** What is written for a group on an object: a grant, a denial, or neither. */
export const RIGHT_STATES = ['grant', 'deny', 'neutral'] as const
export type RightState = (typeof RIGHT_STATES)[number]

/**
 * What a cell of the Access Rights page shows. `granted`, `denied`: set here for this very group. `inherited-…`: decided
 * by an object above, by a group this one belongs to, or by being Administrator. `unset`: nothing anywhere (no access).
 * `mixed`: several objects that differ. `unused`: the object does not use this right.
 */
export const CELL_STATES = [
  'granted',
  'denied',
  'inherited-grant',
  'inherited-deny',
  'unset',
  'mixed',
  'unused',
] as const
export type CellState = (typeof CELL_STATES)[number]

/** One character per cell state in `rights.matrix` and `rights.person` replies. */
export const CELL_CODES = {
  '+': 'granted',
  '-': 'denied',
  g: 'inherited-grant',
  d: 'inherited-deny',
  o: 'unset',
  x: 'unused',
} as const satisfies Record<string, CellState>
