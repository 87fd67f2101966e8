import { RIGHTS, type Right } from '../../../contract/rights'

export const VIEWS = ['object', 'matrix', 'person'] as const
export type View = (typeof VIEWS)[number]

/** What the page showed last of a database, so that a look at the other page does not lose the place. */
export type LastShown = { view: View; right: Right; object: string | undefined; person: string | undefined }

const key = (database: string): string => `keyswitch.rights.${database}`

/** Kept as long as this window; anything unreadable counts as nothing. */
export function lastShown(database: string): LastShown {
  const kept = parsed(sessionStorage.getItem(key(database)))
  return {
    view: VIEWS.find((view) => view === kept['view']) ?? 'object',
    right: RIGHTS.find((right) => right === kept['right']) ?? 'modify',
    object: typeof kept['object'] === 'string' ? kept['object'] : undefined,
    person: typeof kept['person'] === 'string' ? kept['person'] : undefined,
  }
}

export function keepShown(database: string, shown: LastShown): void {
  sessionStorage.setItem(key(database), JSON.stringify(shown))
}

function parsed(text: string | null): Record<string, unknown> {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // Somebody else wrote there; the page starts as if for the first time.
    return {}
  }
}
