import type { JSX } from 'react'
import { Button } from './Button'
import { Icon } from './Icon'
import { useCopy } from './useCopy'

/** Text with a button that copies it. `label`: what the button says it copies. */
export function Copied({ text, label }: { text: string; label: string }): JSX.Element {
  const copy = useCopy()
  return (
    <span className="connect-copy">
      <span className="mono" title={text}>
        {text}
      </span>
      <Button kind="flat" square aria-label={label} tip={label} onPress={() => copy(text)}>
        <Icon name="copy" />
      </Button>
    </span>
  )
}
