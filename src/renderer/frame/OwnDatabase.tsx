import { useEffect, type JSX } from 'react'
import { Button } from '../parts/Button'
import { Failed, Waiting } from '../parts/Shown'
import type { Page } from '../stores/database'
import { useApp } from '../stores/useApp'
import { useDatabase, useDatabaseStore } from '../stores/useDatabase'
import { frameText } from '../text/frame'
import { useText } from '../text/language'

/** A page of this computer's own user management, or what belongs there while it is not set up. */
export function OwnDatabase({ page, children }: { page: Page; children: JSX.Element }): JSX.Element {
  const store = useDatabaseStore()
  const state = useDatabase((view) => view.state)
  useEffect(() => store.getState().need('state'), [store])
  if (state.is === 'data') return children
  return (
    <div className="own-database">
      {state.is === 'waiting' ? (
        <Waiting />
      ) : state.error.code === 'not-found' ? (
        <NotSetUp page={page} />
      ) : (
        <Failed error={state.error} onRetry={() => store.getState().refresh()} />
      )}
    </div>
  )
}

function NotSetUp({ page }: { page: Page }): JSX.Element {
  const { login } = useApp()
  const text = useText(frameText).notSetUp
  return (
    <div className="place-note not-set-up">
      <h2>{text.title[page]}</h2>
      <p>{text.about[page]}</p>
      <p>{text.now}</p>
      <Button kind="primary" onPress={() => login.getState().ask({ is: 'set-up' })}>
        {text.setUp}
      </Button>
    </div>
  )
}
