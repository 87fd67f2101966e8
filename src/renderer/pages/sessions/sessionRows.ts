import type { SessionRow } from '../../../contract/sessions'

export const SORTS = ['endpoint', 'state', 'user', 'security', 'idle', 'readers', 'rate', 'errors'] as const
export type SortColumn = (typeof SORTS)[number]
export type Sort = { column: SortColumn; direction: 'ascending' | 'descending' }

export type RowWords = {
  user: (user: SessionRow['user']) => string
  security: (security: SessionRow['security']) => string
  collator: Intl.Collator
}

/** Lost sessions need somebody, open ones nobody. */
const STATE_RANK = { lost: 0, opening: 1, open: 2 } as const
const MODE_RANK = { none: 0, sign: 1, 'sign-and-encrypt': 2 } as const

/** The rows that match the filter, in order; equal ones by endpoint, then in the order they were opened, so that nothing jumps. */
export function shownRows(rows: readonly SessionRow[], filter: string, sort: Sort, words: RowWords): SessionRow[] {
  const wanted = filter.trim().toLowerCase()
  const sign = sort.direction === 'ascending' ? 1 : -1
  const compare = comparing(sort.column, words)
  return rows
    .filter((row) => textOf(row, words).toLowerCase().includes(wanted))
    .toSorted(
      (a, b) =>
        sign * compare(a, b) ||
        words.collator.compare(a.endpointUrl, b.endpointUrl) ||
        a.opened - b.opened ||
        compareIds(a, b),
    )
}

function textOf(row: SessionRow, { user, security }: RowWords): string {
  return `${row.endpointUrl} ${user(row.user)} ${security(row.security)}`
}

function comparing(column: SortColumn, words: RowWords): (a: SessionRow, b: SessionRow) => number {
  switch (column) {
    case 'endpoint':
      return (a, b) => words.collator.compare(a.endpointUrl, b.endpointUrl)
    case 'state':
      return (a, b) => STATE_RANK[a.state.is] - STATE_RANK[b.state.is]
    case 'user':
      return (a, b) => words.collator.compare(words.user(a.user), words.user(b.user))
    case 'security':
      return (a, b) =>
        MODE_RANK[a.security.mode] - MODE_RANK[b.security.mode] ||
        words.collator.compare(a.security.policy, b.security.policy)
    case 'idle':
      return (a, b) => b.lastUsed - a.lastUsed
    case 'readers':
      return (a, b) => a.readers - b.readers
    case 'rate':
      return (a, b) => a.rate - b.rate
    case 'errors':
      return (a, b) => a.errors - b.errors
  }
}

function compareIds(a: SessionRow, b: SessionRow): number {
  return a.session < b.session ? -1 : 1
}

/** How many others hold a session, besides this page. */
export function othersOf(row: Pick<SessionRow, 'readers' | 'own'>): number {
  return Math.max(0, row.readers - (row.own ? 1 : 0))
}
