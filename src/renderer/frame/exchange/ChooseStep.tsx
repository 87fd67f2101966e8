import { useMemo, type JSX } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { useStore } from 'zustand'
import type { Import, ImportMode } from '../../../contract/exchange'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { Shown } from '../../parts/Shown'
import { momentText } from '../../parts/timeText'
import { chosenCount, hasMoreToSay, hasSettings } from '../../stores/exchange'
import { allDifferences, type ImportList, type ImportListStore } from '../../stores/importList'
import { asAppError, valueOf } from '../../stores/loadable'
import { countTicked, isTicked } from '../../stores/ticks'
import { useApp } from '../../stores/useApp'
import { exchangeText } from '../../text/exchange'
import { useLanguage, useText } from '../../text/language'
import { DifferenceGrid } from '../sync/DifferenceGrid'
import type { StepProps } from './FileStep'
import { useTitleOf } from './useTitleOf'
import { WorkLine } from './WorkLine'

/** What taking the file over would change, and which of it is wanted. */
export function ChooseStep({ store, onClose }: StepProps): JSX.Element | null {
  const { reading, list } = useStore(store)
  // Both are there in this step.
  return reading && list ? <Choose store={store} reading={reading} list={list} onClose={onClose} /> : null
}

type ChooseProps = StepProps & { reading: Import; list: ImportListStore }

function Choose({ store, reading, list, onClose }: ChooseProps): JSX.Element {
  const app = useApp()
  const text = useText(exchangeText)
  const { settings, working } = useStore(store)
  const { apply, goTo, stop } = store.getState()
  const view = useStore(list)
  const title = useTitleOf(reading.database)
  const known = valueOf(view.list)
  const count = chosenCount({ reading, settings }, view)
  const most = known !== undefined && count.entries > 0 && count.entries < known.total
  return (
    <Modal
      title={text.importInto(title)}
      size="l"
      onClose={working ? stop : onClose}
      ok={text.ok(count.entries, { most, settings: count.settings })}
      missing={count.entries + count.settings === 0 ? [text.missingChange] : []}
      working={working !== undefined || known === undefined}
      says={(error) => (error.code === 'sync-differs' ? text.renewed : undefined)}
      onDo={async () => {
        try {
          const result = await apply()
          const { applied, refusedTotal } = result
          app.shell.getState().say({ is: 'file-imported', title, applied, refused: refusedTotal })
          return hasMoreToSay(result) ? 'stay' : undefined
        } catch (cause) {
          if (asAppError(cause).code === 'sync-differs') await view.reload()
          throw cause
        }
      }}
      more={
        working ? undefined : (
          <Button onPress={() => goTo(hasSettings(reading) ? 'settings' : reading.problems > 0 ? 'problems' : 'file')}>
            {text.back}
          </Button>
        )
      }
    >
      <WorkLine working={working} label={text.working}>
        <Source reading={reading} />
      </WorkLine>
      <div className="exchange-form" inert={working !== undefined}>
        <Mode value={view.mode} onChange={view.choose} />
        <div className="difference-box">
          <Shown of={view.list} onRetry={() => void view.reload()}>
            {(shown) => <Differences list={list} shown={shown} mode={view.mode} />}
          </Shown>
        </div>
        <Notes reading={reading} list={list} />
      </div>
    </Modal>
  )
}

function Source({ reading }: { reading: Import }): JSX.Element {
  const text = useText(exchangeText)
  const lang = useLanguage()
  return (
    <span className="exchange-path">
      {text.source(reading)}
      {reading.made !== null && text.made(momentText(reading.made, lang))}
    </span>
  )
}

const MODES: readonly ImportMode[] = ['merge', 'replace']

function Mode({ value, onChange }: { value: ImportMode; onChange: (mode: ImportMode) => void }): JSX.Element {
  const text = useText(exchangeText)
  return (
    <RadioGroup
      className="field exchange-modes"
      value={value}
      onChange={(mode) => onChange(mode === 'replace' ? 'replace' : 'merge')}
    >
      <Label>{text.mode}</Label>
      <span>
        {MODES.map((mode) => (
          <Radio key={mode} value={mode} className="radio">
            <span>
              <b>{text.modes[mode]}</b> <span className="dim">{text.modeAbout[mode]}</span>
            </span>
          </Radio>
        ))}
      </span>
    </RadioGroup>
  )
}

function Differences({
  list,
  shown,
  mode,
}: {
  list: ImportListStore
  shown: ImportList
  mode: ImportMode
}): JSX.Element {
  const text = useText(exchangeText)
  const ticked = useStore(list, (view) => view.ticks)
  const { need, needAll, tick } = list.getState()
  const differences = useMemo(() => allDifferences(shown), [shown])
  const ticks = useMemo(
    () => ({
      isTicked: (index: number) => isTicked(ticked, index),
      onTick: tick,
      count: countTicked(ticked, shown.total),
    }),
    [ticked, tick, shown.total],
  )
  return (
    <DifferenceGrid
      key={`${mode} ${shown.revision}`}
      label={text.differences}
      differences={differences}
      total={shown.total}
      counts={shown.counts}
      ticks={ticks}
      onSight={need}
      onFilter={needAll}
      none={mode === 'merge' ? text.nothingMerged : text.nothing}
    />
  )
}

type NotesProps = { reading: Import; list: ImportListStore }

/** What whoever takes it over should know; their lines are always there, so that nothing moves. */
function Notes({ reading, list }: NotesProps): JSX.Element {
  const text = useText(exchangeText)
  const { ignored = [] } = reading
  const renewed = useStore(list, (view) => view.renewed)
  const left = useStore(list, ({ list: known, ticks }) => {
    const total = valueOf(known)?.total ?? 0
    return countTicked(ticks, total) < total
  })
  return (
    <div className="exchange-notes">
      <output>{renewed ? text.renewed : left ? text.needed : ''}</output>
      {ignored.length > 0 && <p>{text.ignored(ignored)}</p>}
      {reading.withoutPassword > 0 && <p className="exchange-warns">{text.withoutPassword(reading.withoutPassword)}</p>}
    </div>
  )
}
