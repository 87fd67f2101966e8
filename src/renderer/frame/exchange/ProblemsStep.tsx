import { useMemo, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { RowProblem } from '../../../contract/exchange'
import { Button } from '../../parts/Button'
import { CheckBox } from '../../parts/CheckBox'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn } from '../../parts/gridTypes'
import { Modal } from '../../parts/Modal'
import { Shown } from '../../parts/Shown'
import { asAppError } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import type { StepProps } from './FileStep'
import { useProblems } from './useProblems'
import { WorkLine } from './WorkLine'

/** Rows that cannot be taken over, before anything else: they are mended, or left out on purpose. */
export function ProblemsStep({ store, onClose }: StepProps): JSX.Element {
  const { refused } = useApp()
  const text = useText(exchangeText)
  const { reading, skipProblems, working } = useStore(store)
  const { type, read, goTo, goOn, stop } = store.getState()
  const { problems, load, needAll } = useProblems(reading?.import ?? '')
  const count = reading?.problems ?? 0
  return (
    <Modal
      title={text.problemsTitle(count)}
      size="l"
      onClose={working ? stop : onClose}
      ok={text.next}
      missing={skipProblems ? [] : [text.missingLeave]}
      working={working !== undefined}
      onDo={async () => {
        goOn()
        return 'stay'
      }}
      more={
        working ? undefined : (
          <>
            <Button onPress={() => goTo('file')}>{text.back}</Button>
            <Button onPress={() => void read().catch((cause: unknown) => refused(asAppError(cause)))}>
              {text.readAgain}
            </Button>
          </>
        )
      }
    >
      <WorkLine working={working} label={text.reading}>
        {text.problemsNote}
      </WorkLine>
      <div className="difference-box">
        <Shown of={problems} onRetry={load}>
          {(known) => <Rows problems={known} onEnd={needAll} />}
        </Shown>
      </div>
      <div data-missing={!skipProblems}>
        <CheckBox isSelected={skipProblems} onChange={(on) => type({ skipProblems: on })}>
          {text.leaveRows(count)}
        </CheckBox>
      </div>
    </Modal>
  )
}

type Row = RowProblem & { key: string }

function Rows({ problems, onEnd }: { problems: readonly RowProblem[]; onEnd: () => void }): JSX.Element {
  const text = useText(exchangeText)
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const rows = useMemo(
    () =>
      listRows(
        problems.map((problem, index): Row => ({ ...problem, key: String(index) })),
        ({ key }) => key,
      ),
    [problems],
  )
  const columns = useMemo((): readonly GridColumn<Row>[] => {
    return [
      { id: 'line', title: text.line, track: '64px', align: 'end', cell: ({ line }) => line },
      { id: 'column', title: text.column, track: 'minmax(178px, 0.8fr)', cell: ({ column }) => column ?? '–' },
      { id: 'wrong', title: text.wrong, track: 'minmax(200px, 2fr)', cell: (row) => wrong(text, row) },
      {
        id: 'value',
        title: text.value,
        track: 'minmax(90px, 0.7fr)',
        face: () => ({ className: 'mono' }),
        cell: ({ value }) => value,
      },
    ]
  }, [text])
  return (
    <Grid<Row>
      label={text.problems}
      mode="one"
      rows={rows}
      columns={columns}
      minWidth={532}
      selection={selection}
      onSelection={setSelection}
      hintOf={(row, column) =>
        column === 'wrong' ? wrong(text, row) : column === 'value' ? row.value : (row.column ?? undefined)
      }
      onSight={(_, to) => to >= problems.length && onEnd()}
    />
  )
}

function wrong(text: (typeof exchangeText)['en'], { fault, details }: RowProblem): string {
  return details.length === 0 ? text.faults[fault] : details.map((each) => text.details[each] ?? each).join('; ')
}
