import type { JSX } from 'react'
import type { ShownValue } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Shown } from '../../parts/Shown'
import { NO_NODES, type NodeRead } from '../../stores/nodes'
import { useApp, useNodes } from '../../stores/useApp'
import { useLanguage, useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { timeText } from '../../parts/timeText'
import { useCopy } from '../../parts/useCopy'

/** The value and the attributes of the chosen node. */
export function NodePane({ session, ended }: { session: string; ended: boolean }): JSX.Element {
  const { station } = useApp()
  const text = useText(sessionsText)
  const { chosen, read } = useNodes((view) => view.trees.get(session)) ?? NO_NODES
  const copy = useCopy()
  const again = (): void => void station.nodes.getState().readAgain(session)
  return (
    <section className="pane detail-node" aria-label={text.node.title} data-pane="node">
      <div className="bar">
        <h3 className="bar-title node-name">{chosen?.name ?? text.node.title}</h3>
        <span className="push" />
        {chosen && (
          <Button
            kind="flat"
            square
            aria-label={text.nodes.copy}
            tip={text.nodes.copy}
            onPress={() => copy(chosen.node)}
          >
            <Icon name="copy" />
          </Button>
        )}
        <Button kind="flat" square isDisabled={!chosen || ended} aria-label={text.nodes.reload} onPress={again}>
          <Icon name="reload" />
        </Button>
      </div>
      {chosen ? (
        <Shown of={read} onRetry={again}>
          {(found) => <Facts read={found} />}
        </Shown>
      ) : (
        <p className="place-note">{text.node.pick}</p>
      )}
    </section>
  )
}

function Facts({ read }: { read: NodeRead }): JSX.Element {
  const text = useText(sessionsText).node
  const language = useLanguage()
  const time = (at: number): string => timeText(at, language)
  const rows = [...(read.value ? valueRows(read.value, text, time) : []), ...read.attributes.map(asRow)]
  return (
    /* What scrolls is reached by the keyboard, too. */
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="facts-box" tabIndex={0} aria-label={text.attributes}>
      <dl className="facts">
        {rows.map(({ name, said, mono, warn }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={`${mono ? 'mono' : ''}${warn ? ' cell-warn' : ''}`}>{said === '' ? text.empty : said}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

type FactRow = { name: string; said: string; mono: boolean; warn: boolean }

function asRow({ name, text }: { name: string; text: string }): FactRow {
  return { name, said: text, mono: true, warn: false }
}

function valueRows(
  value: ShownValue,
  text: (typeof sessionsText)['en']['node'],
  time: (at: number) => string,
): FactRow[] {
  return [
    { name: text.value, said: value.text, mono: true, warn: false },
    { name: text.type, said: value.type, mono: false, warn: false },
    { name: text.status, said: value.status, mono: false, warn: !value.status.startsWith('Good') },
    { name: text.time, said: value.at === null ? text.noTime : time(value.at), mono: false, warn: false },
  ]
}
