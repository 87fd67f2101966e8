import type { Right } from '../../contract/access'
import type { CELL_CODES } from '../../contract/rights'
import type { GroupClosure, Masks, ObjectDb } from './backends'
import { ALL_RIGHTS, RIGHT_BITS } from './rights'
import { usedRights } from './standardObjects'

/** One cell as `rights.matrix` writes it. */
export type CellCode = keyof typeof CELL_CODES

const EVERYTHING: Masks = { granted: ALL_RIGHTS, denied: 0 }

/** One group's rights on one object: what stands there for this very group, and what is decided in the end. */
export type GroupOnObject = { own: Masks | undefined; decided: Masks; used: readonly Right[] }

export function groupOnObject(objects: ObjectDb, closure: GroupClosure, object: string): GroupOnObject {
  const decided = closure.administrator === undefined ? objects.decide(closure, object) : EVERYTHING
  return { own: objects.masks(object, closure.group), decided, used: usedRights(object) }
}

/**
 * What is set here for this very group comes first, whatever comes of it; `unused` never hides a bit that is set. A
 * group that has both bits here is denied.
 */
export function cellCode({ own, decided, used }: GroupOnObject, right: Right): CellCode {
  const bit = RIGHT_BITS[right]
  if (own !== undefined) {
    if ((own.denied & bit) !== 0) return '-'
    if ((own.granted & bit) !== 0) return '+'
  }
  if (!used.includes(right)) return 'x'
  if ((decided.denied & bit) !== 0) return 'd'
  return (decided.granted & bit) !== 0 ? 'g' : 'o'
}
