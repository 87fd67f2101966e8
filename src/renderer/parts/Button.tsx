import type { JSX } from 'react'
import {
  Button as AriaButton,
  Tooltip,
  TooltipTrigger,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components'

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'style'> & {
  kind?: 'plain' | 'primary' | 'flat' | 'danger' | 'link'
  /** A square for an icon alone; such a button needs an aria-label. */
  square?: boolean
  /** Shown after a while of resting on the button, and when the keyboard stops there. */
  tip?: string | undefined
}

const TIP_DELAY_MS = 500

export function Button({ kind = 'plain', square = false, tip, ...rest }: ButtonProps): JSX.Element {
  const button = <AriaButton {...rest} className={`button button-${kind}${square ? ' button-square' : ''}`} />
  if (tip === undefined) return button
  return (
    <TooltipTrigger delay={TIP_DELAY_MS} closeDelay={0}>
      {button}
      <Tooltip className="tooltip" offset={4}>
        {tip}
      </Tooltip>
    </TooltipTrigger>
  )
}
