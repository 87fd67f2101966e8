/** How many stand how; `none` names every state with 0. */
export function countStates<Is extends string>(
  all: readonly { readonly is: Is }[],
  none: Readonly<Record<Is, number>>,
): Record<Is, number> {
  const counts: Record<Is, number> = { ...none }
  for (const { is } of all) counts[is] += 1
  return counts
}
