import type { JSX } from 'react'
import { Button } from '../../parts/Button'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import type { Objects } from './useObjects'

/** Opens and closes the whole tree. */
export function TreeButtons({ objects }: { objects: Objects }): JSX.Element {
  const text = useText(rightsText)
  return (
    <span className="tree-buttons">
      <Button kind="flat" square aria-label={text.expandAll} tip={text.expandAll} onPress={objects.expandAll}>
        <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="m4 3 4 4 4-4M4 9l4 4 4-4" />
        </svg>
      </Button>
      <Button kind="flat" square aria-label={text.collapseAll} tip={text.collapseAll} onPress={objects.collapseAll}>
        <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="m4 7 4-4 4 4M4 13l4-4 4 4" />
        </svg>
      </Button>
    </span>
  )
}
