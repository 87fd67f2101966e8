import { useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import type { AuditEntry } from '../../../contract/audit'
import { Button } from '../../parts/Button'
import { Copied } from '../../parts/Copied'
import { asksToCopy } from '../../parts/copyText'
import { Filter } from '../../parts/Filter'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridHandle } from '../../parts/gridTypes'
import { saveFile } from '../../parts/saveFile'
import { Shown } from '../../parts/Shown'
import { useCopy } from '../../parts/useCopy'
import type { Activity as Known } from '../../stores/audit'
import { asAppError, valueOf } from '../../stores/loadable'
import { useApp, useAudit } from '../../stores/useApp'
import { activityText } from '../../text/activity'
import { useLanguage, useText } from '../../text/language'
import './activity.css'
import { ChainLine } from './ChainLine'
import { aboutOf, fromOf, outcomeOf, whatOf } from './entryWords'
import { ACTIVITY_WIDTH, useActivityColumns } from './useActivityColumns'

/** Rows below the last one in sight at which older entries are asked for. */
const AHEAD = 40
const NONE: readonly AuditEntry[] = []

/** The Activity page: who did what and when on this computer, the newest first. */
export function Activity(): JSX.Element {
  const app = useApp()
  const { audit } = app.station
  const text = useText(activityText)
  const language = useLanguage()
  const activity = useAudit((view) => view.activity)
  const filter = useAudit((view) => view.filter)
  const filtered = useAudit((view) => view.filtered)
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const grid = useRef<GridHandle>(null)
  const columns = useActivityColumns()
  const copy = useCopy()
  useEffect(() => audit.getState().need(), [audit])
  const known = valueOf(activity)
  const file = valueOf(useAudit((view) => view.verified))?.report.file
  const entries = useAudit((view) => valueOf(view.activity)?.entries) ?? NONE
  const rows = useMemo(() => listRows(entries, ({ seq }) => String(seq)), [entries])

  function onKey(event: KeyboardEvent): boolean {
    if (event.key === 'F5') {
      void audit.getState().reload()
      void audit.getState().verify()
      return true
    }
    const chosen = entries.filter(({ seq }) => selection.keys.has(String(seq)))
    if (!asksToCopy(event) || chosen.length === 0) return false
    copy(chosen.map((entry) => JSON.stringify(entry)).join('\n'))
    return true
  }

  async function save(): Promise<void> {
    try {
      const file = await audit.getState().exportText()
      saveFile(file.name, file.text)
      app.shell.getState().say({ is: 'exported', name: file.name })
    } catch (cause) {
      app.refused(asAppError(cause))
    }
  }

  const whole = filtered === ''
  return (
    <section className="pane activity-page" aria-label={text.title} data-pane="activity">
      <ChainLine />
      <div className="bar">
        <h2 className="bar-title">{text.title}</h2>
        <span className="count">{known && counted(known, whole, text, language)}</span>
        <Button onPress={() => void save()} tip={whole ? text.exportTip : text.exportFilteredTip}>
          {whole ? text.export : text.exportFiltered}
        </Button>
        {file !== undefined && (
          <span className="activity-file">
            <Copied text={file} label={text.copyFile} />
          </span>
        )}
        <Filter
          label={text.filter}
          hint={text.filterHint}
          value={filter}
          onChange={(typed) => audit.getState().setFilter(typed)}
          onLeave={() => grid.current?.focus()}
        />
      </div>
      <Shown of={activity} onRetry={() => void audit.getState().reload()}>
        {() => (
          <Grid<AuditEntry>
            handle={grid}
            label={text.title}
            rows={rows}
            columns={columns}
            minWidth={ACTIVITY_WIDTH}
            selection={selection}
            onSelection={setSelection}
            onKey={onKey}
            onSight={(_, to) => {
              if (to + AHEAD >= rows.length) void audit.getState().loadOlder()
            }}
            hintOf={(entry, column) => hintOf(entry, column, text)}
            empty={<p className="place-note">{whole ? text.none : text.noMatch}</p>}
          />
        )}
      </Shown>
      <Older />
    </section>
  )
}

type Words = (typeof activityText)['en']

function counted({ entries, total, more }: Known, whole: boolean, text: Words, language: string): string {
  const number = new Intl.NumberFormat(language)
  return text.count(number.format(entries.length), number.format(total), !whole, more)
}

/** What a column cuts off, or says shortly. */
function hintOf(entry: AuditEntry, column: string, text: Words): string | undefined {
  switch (column) {
    case 'time':
      return entry.time
    case 'what':
      return `${whatOf(entry, text)} (${entry.method})`
    case 'about':
      return aboutOf(entry, text) || undefined
    case 'peer':
      return `${fromOf(entry, text)} (${entry.peer})`
    case 'outcome':
      return entry.outcome === 'ok' ? undefined : `${outcomeOf(entry, text)} (${entry.outcome})`
    default:
      return undefined
  }
}

/** Older entries are on their way, or could not be read: never the end of the log by mistake. */
function Older(): JSX.Element | null {
  const { audit } = useApp().station
  const text = useText(activityText)
  const older = useAudit((view) => view.older)
  if (older.is === 'idle') return null
  return (
    <output className="activity-older">
      {older.is === 'loading' ? text.loadingOlder : text.olderFailed}
      {older.is === 'failed' && (
        <Button kind="flat" onPress={() => void audit.getState().loadOlder()}>
          {text.retry}
        </Button>
      )}
    </output>
  )
}
