import { useCallback, useEffect, useState, type JSX } from 'react'
import type { Finding } from '../../contract/databases'
import { Button } from '../parts/Button'
import { Icon } from '../parts/Icon'
import { Shown } from '../parts/Shown'
import type { Target } from '../stores/database'
import { failed, loaded, WAITING, type Loadable } from '../stores/loadable'
import { useApp } from '../stores/useApp'
import { useDatabase, useDatabaseStore } from '../stores/useDatabase'
import { dialogText } from '../text/dialogs'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { sentences } from '../text/sentences'

/** Findings under the page, each with a jump to its place. Follows every edit. */
export function CheckPanel(): JSX.Element {
  const app = useApp()
  const store = useDatabaseStore()
  const text = useText(dialogText).check
  const frame = useText(frameText)
  const database = useDatabase((view) => view.id)
  const revision = useDatabase((view) => view.revision)
  const [findings, setFindings] = useState<Loadable<readonly Finding[]>>(WAITING)
  const load = useCallback(() => {
    let current = true
    app.api.call('databases.check', { database }).then(
      (found) => current && setFindings(loaded(found.findings)),
      (cause: unknown) => current && setFindings(failed(cause)),
    )
    return () => {
      current = false
    }
  }, [app, database])
  // Asked anew whenever users, groups or rights changed.
  useEffect(() => (revision < 0 ? undefined : load()), [load, revision])
  return (
    <section className="check-panel" aria-label={text.title}>
      <div className="bar">
        <h2 className="bar-title">{text.title}</h2>
        {findings.is === 'data' && <span className="count">{frame.findings(findings.value.length)}</span>}
        <span className="push" />
        <Button kind="flat" square aria-label={frame.close} onPress={() => app.shell.getState().check(false)}>
          <Icon name="close" />
        </Button>
      </div>
      <div className="check-list">
        <Shown of={findings} onRetry={load}>
          {(found) =>
            found.length === 0 ? (
              <p className="place-note">{text.none}</p>
            ) : (
              <ul className="plain-list">
                {found.map((finding) => (
                  <Found
                    key={JSON.stringify(finding)}
                    finding={finding}
                    onGo={(target) => store.getState().goTo(target)}
                  />
                ))}
              </ul>
            )
          }
        </Shown>
      </div>
    </section>
  )
}

function Found({ finding, onGo }: { finding: Finding; onGo: (target: Target) => void }): JSX.Element {
  const { finding: sentence } = useText(sentences)
  const target = targetOf(finding)
  return (
    <li className={SERIOUS.has(finding.kind) ? 'found found-serious' : 'found'}>
      <Icon name="warning" />
      {target ? (
        <button type="button" className="found-go" onClick={() => onGo(target)}>
          {sentence(finding)}
        </button>
      ) : (
        <span>{sentence(finding)}</span>
      )}
    </li>
  )
}

const SERIOUS: ReadonlySet<Finding['kind']> = new Set([
  'no-administrator',
  'group-cycle',
  'empty-group-with-power',
  'legacy-login',
])

/** Where a finding leads to. */
export function targetOf(finding: Finding): Target | undefined {
  switch (finding.kind) {
    case 'no-administrator':
      return { group: 'Administrator' }
    case 'only-one-administrator':
    case 'user-without-group':
    case 'first-password-kept':
    case 'old-password':
      return { user: finding.user }
    case 'group-without-members':
    case 'member-missing':
    case 'nesting-too-deep':
    case 'group-cycle':
    case 'empty-group-with-power':
      return { group: finding.group }
    case 'rights-on-missing-object':
      return { object: finding.object }
    case 'rights-of-missing-group':
      return { object: finding.object, group: finding.group }
    case 'legacy-login':
      return undefined
  }
}
