/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing that changes with every value is no image file */
import type { JSX } from 'react'
import type { Trace } from '../../stores/trace'
import { useLanguage, useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { extentOf, PLOT_SPAN, plotPath } from './plotPath'

const SMALL = { width: 96, height: 18 }
const LARGE = { width: 600, height: 56 }

/** The last 60 seconds of a value as a line; to a screen reader the latest, least and largest. */
export function Plot({
  trace,
  now,
  large = false,
}: {
  trace: Trace
  now: number
  large?: boolean
}): JSX.Element | null {
  const text = useText(sessionsText).watch
  const language = useLanguage()
  const points = trace.since(now, PLOT_SPAN)
  const extent = extentOf(points)
  if (!extent) return large ? <span className="plot-none">{text.noPlot}</span> : null
  const box = large ? LARGE : SMALL
  const number = (value: number): string => shortNumber(value, language)
  const line = (
    <svg
      className={large ? 'plot plot-large' : 'plot'}
      viewBox={`0 0 ${box.width} ${box.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.plot(number(extent.latest), number(extent.least), number(extent.most))}
    >
      <path d={plotPath(points, extent, box)} />
    </svg>
  )
  if (!large) return line
  return (
    <figure className="plot-figure">
      {line}
      <figcaption aria-hidden="true">
        <span title={text.largest}>{number(extent.most)}</span>
        <span title={text.least}>{number(extent.least)}</span>
      </figcaption>
    </figure>
  )
}

const LARGEST_PLAIN = 1e7
const SMALLEST_PLAIN = 1e-3

/** Six digits at most, for very large and very small numbers with an exponent. */
export function shortNumber(value: number, language: string): string {
  const size = Math.abs(value)
  if (value !== 0 && (size >= LARGEST_PLAIN || size < SMALLEST_PLAIN)) return value.toExponential(3)
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 6 }).format(value)
}
