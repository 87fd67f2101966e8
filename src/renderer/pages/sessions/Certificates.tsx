import { useDeferredValue, useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import type { Certificate } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { ContextMenu } from '../../parts/ContextMenu'
import { asksToCopy } from '../../parts/copyText'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridHandle } from '../../parts/gridTypes'
import { Shown } from '../../parts/Shown'
import type { Decision } from '../../stores/certificates'
import { valueOf } from '../../stores/loadable'
import { useApp, useCertificates } from '../../stores/useApp'
import { certificatesText } from '../../text/certificates'
import { useLanguage, useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { usersText } from '../../text/users'
import { CertificateTable } from './CertificateTable'
import { shortName, shownCertificates } from './certificateWords'
import { canDecide, decide } from './deciding'
import { CERTIFICATES_WIDTH, useCertificateColumns } from './useCertificateColumns'
import { useCopy } from '../../parts/useCopy'
import { ViewBar } from './ViewBar'

const KEYS: Record<string, Decision> = { '+': 'trust', '-': 'reject', Delete: 'forget' }

/** Certificates that servers have shown, what was decided about each, and what changed. */
export function Certificates(): JSX.Element {
  const app = useApp()
  const text = useText(certificatesText)
  const words = useText(sessionsText)
  const { deleteKey } = useText(usersText)
  const language = useLanguage()
  const certificates = useCertificates((view) => view.certificates)
  const [filter, setFilter] = useState('')
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const grid = useRef<GridHandle>(null)
  const columns = useCertificateColumns()
  const copy = useCopy()
  const wanted = useDeferredValue(filter)
  const collator = useMemo(() => new Intl.Collator(language, { numeric: true }), [language])
  const all = valueOf(certificates)
  const rows = useMemo(
    () => listRows(shownCertificates(all ?? [], wanted, collator), (each) => each.fingerprint),
    [all, wanted, collator],
  )
  useEffect(() => app.station.certificates.getState().need(), [app])

  const one = all?.find((each) => selection.keys.has(each.fingerprint))
  const act = (decision: Decision): (() => void) | undefined =>
    canDecide(one, decision) ? () => void decide(app, one, decision) : undefined

  function onKey(event: KeyboardEvent): boolean {
    const decision = event.key === '−' ? 'reject' : KEYS[event.key]
    if (decision) act(decision)?.()
    else if (event.key === 'F5') void app.station.certificates.getState().reload()
    else if (!asksToCopy(event)) return false
    else if (one) copy(one.fingerprint)
    return true
  }

  const button = (decision: Decision): JSX.Element => (
    <Button kind="flat" isDisabled={!act(decision)} onPress={() => act(decision)?.()}>
      {text.acts[decision]}
    </Button>
  )

  return (
    <div className="sessions-split certificates-split">
      <section className="pane" aria-label={words.views.certificates} data-pane="certificates">
        <ViewBar
          count={all ? words.shown(rows.length, all.length) : ''}
          filter={filter}
          onFilter={setFilter}
          filterLabel={text.filter}
          onLeave={() => grid.current?.focus()}
        >
          {button('trust')}
          {button('reject')}
          {button('forget')}
        </ViewBar>
        <Shown of={certificates} onRetry={() => void app.station.certificates.getState().reload()}>
          {(known) => (
            <Grid<Certificate>
              handle={grid}
              label={words.views.certificates}
              mode="one"
              rows={rows}
              columns={columns}
              minWidth={CERTIFICATES_WIDTH}
              selection={selection}
              onSelection={setSelection}
              onKey={onKey}
              onMenu={(_, at) => setMenu(at)}
              textOf={shortName}
              hintOf={(each, column) => (column === 'trust' ? text.trustAbout[each.trust] : undefined)}
              empty={<p className="place-note">{known.length > 0 ? text.noMatch : text.none}</p>}
            />
          )}
        </Shown>
      </section>
      <section className="pane certificate-detail" aria-label={text.facts} data-pane="certificate">
        {one && all ? <Detail one={one} all={all} /> : <p className="place-note">{text.pick}</p>}
      </section>
      {menu && (
        <ContextMenu
          at={menu}
          label={words.views.certificates}
          onClose={() => setMenu(undefined)}
          acts={[
            { id: 'trust', name: text.acts.trust, keys: '+', do: act('trust') },
            { id: 'reject', name: text.acts.reject, keys: '−', do: act('reject') },
            '-',
            { id: 'copy', name: text.copy, do: one && (() => copy(one.fingerprint)) },
            { id: 'forget', name: text.acts.forget, keys: deleteKey, do: act('forget'), danger: true },
          ]}
        />
      )}
    </div>
  )
}

function Detail({ one, all }: { one: Certificate; all: readonly Certificate[] }): JSX.Element {
  const text = useText(certificatesText)
  const before = one.insteadOf === null ? undefined : (all.find((each) => each.fingerprint === one.insteadOf) ?? null)
  return (
    /* What scrolls is reached by the keyboard, too. */
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="facts-box" tabIndex={0} aria-label={shortName(one)}>
      <p className="certificate-about">
        <b>{text.trust[one.trust]}.</b> {text.trustAbout[one.trust]} {before === null && text.noBefore}
      </p>
      <CertificateTable now={one} before={before} />
    </section>
  )
}
