/** The three kinds of login that must not be told apart (user-management 4). */
export const KINDS = ['unknown', 'wrong', 'locked'] as const
export type Kind = (typeof KINDS)[number]
/** Milliseconds of each round: one login of every kind, in an order drawn for the round. */
export type Round = Record<Kind, number>

export type Comparison = { one: Kind; other: Kind; difference: number; standardError: number; chance: number }

/** Every two kinds. */
export const PAIRS: readonly (readonly [Kind, Kind])[] = [
  ['unknown', 'wrong'],
  ['unknown', 'locked'],
  ['wrong', 'locked'],
]

/** A tenth at either end is left out: whatever else the machine does falls on one of the two by chance, and is large. */
const LEFT_OUT = 0.1
const FLIPS = 999

/** `attempt` does one login of a kind and says how long it took; every round does all of them, in an order of its own. */
export async function measureRounds(
  count: number,
  attempt: (kind: Kind, round: number) => Promise<number>,
): Promise<Round[]> {
  const random = drawing(1)
  const rounds: Round[] = []
  for (let round = 0; round < count; round += 1) {
    const taken: Round = { unknown: 0, wrong: 0, locked: 0 }
    const order = KINDS.map((kind) => ({ kind, at: random() })).toSorted((one, other) => one.at - other.at)
    for (const { kind } of order) taken[kind] = await attempt(kind, round)
    rounds.push(taken)
  }
  return rounds
}

/**
 * Compares two kinds by the trimmed mean of their differences within a round. `chance` is the part of 999 sign-flipped
 * copies (a permutation test of paired values) that differ as much: were the kinds the same, each sign would be an
 * accident of the order drawn.
 */
export function compare(rounds: readonly Round[], one: Kind, other: Kind): Comparison {
  const differences = rounds.map((round) => round[one] - round[other])
  const difference = trimmedMean(differences)
  const random = drawing(2)
  const flipped = Array.from({ length: FLIPS }, () =>
    trimmedMean(differences.map((value) => (random() < 0.5 ? value : -value))),
  )
  const asFar = flipped.filter((value) => Math.abs(value) >= Math.abs(difference)).length
  const standardError = Math.sqrt(flipped.reduce((sum, value) => sum + value * value, 0) / FLIPS)
  return { one, other, difference, standardError, chance: (asFar + 1) / (FLIPS + 1) }
}

function trimmedMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted()
  const out = Math.floor(sorted.length * LEFT_OUT)
  const kept = sorted.subarray(out, sorted.length - out)
  return kept.reduce((sum, value) => sum + value, 0) / kept.length
}

/** Numbers from 0 to 1 that are the same every time (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
