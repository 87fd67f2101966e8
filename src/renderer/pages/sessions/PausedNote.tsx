import { useState, type JSX } from 'react'
import type { DaemonState } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { asAppError } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { desktopText } from '../../text/desktop'
import { useText } from '../../text/language'

/** Whether this program can let nobody in: it is the one that lets programs in. */
export function canPause(daemon: DaemonState | undefined): boolean {
  return daemon?.by === 'this' && !daemon.paused
}

/** No other program is let in: why, and the way back. */
export function PausedNote(): JSX.Element {
  const app = useApp()
  const text = useText(desktopText)
  const [asking, setAsking] = useState(false)

  async function resume(): Promise<void> {
    setAsking(true)
    try {
      await app.api.call('daemon.resume', {})
      await app.station.sessions.getState().reload()
    } catch (cause) {
      app.refused(asAppError(cause))
    } finally {
      setAsking(false)
    }
  }

  return (
    <>
      <Icon name="warning" />
      <span>{text.paused}</span>
      <Button isPending={asking} onPress={() => void resume()}>
        {text.resume}
      </Button>
    </>
  )
}

/** The way to letting nobody in; nothing where this program cannot. */
export function PauseButton({ daemon }: { daemon: DaemonState }): JSX.Element | null {
  const { shell } = useApp()
  const text = useText(desktopText)
  if (!canPause(daemon)) return null
  return (
    <Button kind="flat" onPress={() => shell.getState().show({ is: 'pause-daemon' })}>
      {text.pause}
    </Button>
  )
}
