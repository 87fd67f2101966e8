import type { JSX } from 'react'
import { CheckBox } from '../../parts/CheckBox'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import type { ListedDifference } from './toldDifferences'

/** Which entries of a list of differences are wanted, by their places in it. */
export type DifferenceTicks = {
  isTicked: (index: number) => boolean
  onTick: (indices: readonly number[], on: boolean) => void
  /** Ticked ones of the whole list. */
  count: number
}

export type TickAllProps = {
  ticks: DifferenceTicks
  shown: readonly ListedDifference[]
  total: number
  /** Not all of them are shown. */
  filtered: boolean
}

/** Ticks all or none of what is shown, and says how many are ticked. */
export function TickAll({ ticks, shown, total, filtered }: TickAllProps): JSX.Element {
  const text = useText(exchangeText)
  const { count } = ticks
  const among = filtered ? shown.reduce((sum, { index }) => (ticks.isTicked(index) ? sum + 1 : sum), 0) : count
  const of = filtered ? shown.length : total
  return (
    <span className="tick-all">
      <CheckBox
        isSelected={of > 0 && among === of}
        isIndeterminate={among > 0 && among < of}
        isDisabled={of === 0}
        onChange={(on) =>
          ticks.onTick(
            shown.map(({ index }) => index),
            on,
          )
        }
      >
        {filtered ? text.allShown : text.all}
      </CheckBox>
      <span className="count">{text.ticked(count, total)}</span>
    </span>
  )
}
