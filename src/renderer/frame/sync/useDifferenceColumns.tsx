import { useMemo } from 'react'
import type { Difference } from '../../../contract/databases'
import { Icon } from '../../parts/Icon'
import type { GridColumn } from '../../parts/gridTypes'
import { dialogText } from '../../text/dialogs'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import type { DifferenceTicks } from './TickAll'
import type { ListedDifference, Told } from './toldDifferences'

/** A fourth column, such as why something was refused. */
export type MoreColumn = { title: string; say: (difference: Difference) => string }

type ColumnsOf = {
  tell: (difference: Difference) => Told
  more: MoreColumn | undefined
  ticks: DifferenceTicks | undefined
  onTick: (index: number) => void
}

/** The columns of a list of differences; the same objects until something they show changes. */
export function useDifferenceColumns({
  tell,
  more,
  ticks,
  onTick,
}: ColumnsOf): readonly GridColumn<ListedDifference>[] {
  const words = useText(dialogText).changes
  const exchange = useText(exchangeText)
  const ticked = ticks !== undefined
  return useMemo(() => {
    const isTicked = (index: number): boolean => ticks?.isTicked(index) ?? false
    const kind: GridColumn<ListedDifference> = {
      id: 'kind',
      title: words.kind,
      track: ticked ? '128px' : '92px',
      face: ({ difference, index }) => ({
        className: difference && `kind-${difference.kind}`,
        label:
          ticked && difference
            ? `${words.kinds[difference.kind]}, ${isTicked(index) ? exchange.taken : exchange.left}`
            : undefined,
      }),
      cell: ({ difference, index }) =>
        ticked ? (
          <>
            {/* The keyboard ticks with Space; this is for the pointer. */}
            <button
              type="button"
              className={isTicked(index) ? 'tick tick-on' : 'tick'}
              tabIndex={-1}
              aria-hidden="true"
              onClick={() => onTick(index)}
            >
              <span className="tick-box">
                <Icon name="tick" />
              </span>
            </button>
            {difference ? words.kinds[difference.kind] : '…'}
          </>
        ) : (
          difference && words.kinds[difference.kind]
        ),
    }
    const what: GridColumn<ListedDifference> = {
      id: 'what',
      title: words.what,
      track: 'minmax(180px, 1.2fr)',
      cell: ({ difference }) => difference && tell(difference).what,
    }
    const where: GridColumn<ListedDifference> = {
      id: 'where',
      title: words.where,
      track: 'minmax(140px, 1fr)',
      face: ({ difference }) => (difference?.subject === 'right' ? { className: 'mono' } : {}),
      cell: ({ difference }) => difference && tell(difference).where,
    }
    if (!more) return [kind, what, where]
    const why: GridColumn<ListedDifference> = {
      id: 'more',
      title: more.title,
      track: 'minmax(200px, 1.6fr)',
      cell: ({ difference }) => difference && more.say(difference),
    }
    return [kind, what, where, why]
  }, [words, exchange, tell, more, ticked, ticks, onTick])
}
