import { useMemo, type JSX } from 'react'
import type { VaultState } from '../../../contract/desktop'
import { Button } from '../../parts/Button'
import { Shown } from '../../parts/Shown'
import { Sign } from '../../parts/Sign'
import { dayText } from '../../parts/timeText'
import { asAppError } from '../../stores/loadable'
import { useApp, useVault } from '../../stores/useApp'
import { useLanguage, useText } from '../../text/language'
import { vaultText } from '../../text/vault'

/** Where secrets are kept, for whom, and forgetting them; never a secret. */
export function KeptPasswords(): JSX.Element {
  const { vault } = useApp().station
  const text = useText(vaultText)
  const state = useVault((view) => view.state)
  return (
    <section aria-label={text.title}>
      <h2 className="settings-head">{text.title}</h2>
      <Shown of={state} onRetry={() => void vault.getState().reload()}>
        {(known) => (
          <>
            <Where state={known} />
            <Entries entries={known.entries} />
          </>
        )}
      </Shown>
    </section>
  )
}

function Where({ state: { is, because } }: { state: VaultState }): JSX.Element {
  const app = useApp()
  const text = useText(vaultText)
  const checking = useVault((view) => view.checking)
  if (is === 'keychain')
    return (
      <p className="settings-line kept-where">
        <Sign shape="tick" tone="good" />
        <span>{text.inKeychain}</span>
      </p>
    )
  return (
    <div className="settings-line kept-where">
      <Sign shape="triangle" tone="warn" />
      <div>
        <p>
          {because !== null && text.because[because]} {text.inMemory}
        </p>
        <Button
          isPending={checking}
          onPress={() =>
            void app.station.vault
              .getState()
              .check()
              .catch((cause: unknown) => app.refused(asAppError(cause)))
          }
        >
          {checking ? text.trying : text.again}
        </Button>
      </div>
    </div>
  )
}

function Entries({ entries }: { entries: VaultState['entries'] }): JSX.Element {
  const { shell } = useApp()
  const text = useText(vaultText)
  const language = useLanguage()
  const sorted = useMemo(() => {
    const collator = new Intl.Collator(language, { numeric: true })
    return entries.toSorted((a, b) => collator.compare(a.name, b.name))
  }, [entries, language])
  if (entries.length === 0) return <p className="settings-line dim">{text.none}</p>
  return (
    <ul className="kept-list" aria-label={text.list}>
      {sorted.map(({ entry, kind, name, kept, lasting }) => (
        <li key={entry}>
          <span className="mono kept-name">{name}</span>
          <span className="kept-about">
            {text.kinds[kind]} · {text.kept(dayText(kept, language))}
            {!lasting && <span className="cell-warn"> · {text.thisRun}</span>}
          </span>
          <Button
            kind="flat"
            aria-label={text.forgetOne(name)}
            onPress={() => shell.getState().show({ is: 'forget-secret', entry })}
          >
            {text.forget}
          </Button>
        </li>
      ))}
    </ul>
  )
}
