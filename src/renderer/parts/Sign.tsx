import type { JSX } from 'react'

/** Drawn rather than written: what a font makes of ○ is not certain. */
const SHAPES = {
  dot: <circle cx="6" cy="6" r="4" />,
  ring: <circle cx="6" cy="6" r="3.5" className="shape-line" />,
  dashes: <circle cx="6" cy="6" r="3.75" className="shape-line" strokeDasharray="1.6 2.3" />,
  triangle: <path d="M6 1.5 11 10.5H1Z" />,
  tick: <path d="m1.5 6.5 3 3 6-7" className="shape-line" />,
  cross: <path d="m2 2 8 8m0-8-8 8" className="shape-line" />,
  question: <path d="M3.5 4a2.5 2.5 0 1 1 3.6 2.2C6.3 6.6 6 7 6 7.8M6 10.4h.01" className="shape-line" />,
} as const

export type SignProps = {
  shape: keyof typeof SHAPES
  /** Of the state; the shape tells it as well. */
  tone: 'good' | 'warn' | 'bad' | 'quiet'
}

/** A sign beside the word it stands for; shapes differ, not only colours. */
export function Sign({ shape, tone }: SignProps): JSX.Element {
  return (
    <svg className={`shape shape-${tone}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {SHAPES[shape]}
    </svg>
  )
}
