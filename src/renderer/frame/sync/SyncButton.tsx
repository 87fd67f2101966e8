import type { JSX } from 'react'
import { ToggleButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import type { DatabaseState } from '../../../contract/databases'
import { Icon } from '../../parts/Icon'
import { stopFollowing, synchronise } from '../../stores/sync'
import { useApp } from '../../stores/useApp'
import { useText } from '../../text/language'
import { syncText } from '../../text/sync'

const TIP_DELAY_MS = 500

/** Whether the page follows its device, and what that means for edits. */
export function SyncButton({ state }: { state: DatabaseState }): JSX.Element {
  const app = useApp()
  const text = useText(syncText)
  const { database, unsaved } = state
  const on = state.sync === 'on'
  return (
    <>
      {/* First, so that no button moves when its words change. */}
      <span className={on || unsaved === 0 ? 'tag' : 'tag tag-warn'}>{on ? text.atOnce : text.apart(unsaved)}</span>
      <TooltipTrigger delay={TIP_DELAY_MS} closeDelay={0}>
        <ToggleButton
          className="button sync-button"
          isSelected={on}
          onChange={() => void (on ? stopFollowing(app, database) : synchronise(app, database))}
        >
          <Icon name="sync" />
          {text.synchronise}
        </ToggleButton>
        <Tooltip className="tooltip" offset={4}>
          {on ? text.on : text.off}
        </Tooltip>
      </TooltipTrigger>
    </>
  )
}
