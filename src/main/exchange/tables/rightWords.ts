import { RIGHTS } from '../../../contract/rights'
import type { Masks } from '../../usermgmt/backends'
import { ALL_RIGHTS, RIGHT_BITS } from '../../usermgmt/rights'

/** Stands in a cell that would be empty, where an empty one could get lost. */
export const NO_RIGHTS = 'none'
const DENIED = 'no-'
const MASKS_OF_WORDS: ReadonlyMap<string, number> = new Map([
  ...RIGHTS.map((right) => [right.toLowerCase(), RIGHT_BITS[right]] as const),
  ['add/remove', RIGHT_BITS.addRemove],
  ['all', ALL_RIGHTS],
])
const ORDER = ['view', 'modify', 'execute', 'addRemove'] as const
const OTHER_BITS = /^0x[0-9a-f]{1,8}$/u
const NOTHING: Masks = { granted: 0, denied: 0 }

/** Both masks of an entry in words, with all their bits: `view no-modify`, `all`, `0xff000000`. Empty for no bits. */
export function rightWords({ granted, denied }: Masks): string {
  return [...wordsOf(granted), ...wordsOf(denied).map((word) => DENIED + word)].join(' ')
}

/** The masks that words stand for; undefined where one of them is none. */
export function masksOf(cell: string): Masks | undefined {
  let granted = 0
  let denied = 0
  const words = cell.toLowerCase().split(/\s+/u)
  for (const word of words) {
    if (word === '') continue
    if (word === NO_RIGHTS) return words.every((other) => other === word || other === '') ? NOTHING : undefined
    const isDenied = word.startsWith(DENIED)
    const mask = maskOf(isDenied ? word.slice(DENIED.length) : word)
    if (mask === undefined) return undefined
    if (isDenied) denied |= mask
    else granted |= mask
  }
  // `>>> 0`: bit operators answer in signed 32 bits, masks are unsigned.
  return { granted: granted >>> 0, denied: denied >>> 0 }
}

function wordsOf(mask: number): string[] {
  if (mask === ALL_RIGHTS) return ['all']
  const words: string[] = ORDER.filter((right) => (mask & RIGHT_BITS[right]) !== 0)
  const others = ORDER.reduce((left, right) => left & ~RIGHT_BITS[right], mask) >>> 0
  if (others !== 0) words.push(`0x${others.toString(16)}`)
  return words
}

function maskOf(word: string): number | undefined {
  return MASKS_OF_WORDS.get(word) ?? (OTHER_BITS.test(word) ? Number.parseInt(word, 16) : undefined)
}
