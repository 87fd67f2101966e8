import type { JSX } from 'react'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Sign } from '../../parts/Sign'
import { momentText } from '../../parts/timeText'
import { useCopy } from '../../parts/useCopy'
import type { Verified } from '../../stores/audit'
import { useApp, useAudit } from '../../stores/useApp'
import { activityText } from '../../text/activity'
import { useLanguage, useText } from '../../text/language'
import { sentences } from '../../text/sentences'

/** Whether the chain of the log is whole, up to which entry, and where it breaks. */
export function ChainLine(): JSX.Element {
  const { station } = useApp()
  const text = useText(activityText)
  const { error: sentence } = useText(sentences)
  const verified = useAudit((view) => view.verified)
  const verifying = useAudit((view) => view.verifying)
  return (
    <section className="connect chain" aria-label={text.verify}>
      {verified.is === 'waiting' && <span className="dim">{text.verifying}</span>}
      {verified.is === 'failed' && (
        <>
          <Icon name="warning" />
          <span>{sentence(verified.error.code, verified.error.details)}</span>
        </>
      )}
      {verified.is === 'data' && <Told verified={verified.value} />}
      <span className="push" />
      <Button isDisabled={verifying} onPress={() => void station.audit.getState().verify()}>
        {text.verify}
      </Button>
    </section>
  )
}

const HASH_SHOWN = 12

function Told({ verified: { report, at } }: { verified: Verified }): JSX.Element {
  const text = useText(activityText)
  const language = useLanguage()
  const copy = useCopy()
  const number = new Intl.NumberFormat(language)
  const { problem, head, entries, unwritten } = report
  return (
    <>
      {/* Read out when it was verified anew. */}
      <output className="chain-says">
        {problem ? (
          <>
            <Sign shape="cross" tone="bad" />
            <b>{text.broken}:</b> {text.problem[problem.is](number.format(problem.line))}
          </>
        ) : entries === 0 ? (
          <>
            <Sign shape="ring" tone="quiet" />
            {text.empty}
          </>
        ) : (
          <>
            <Sign shape="tick" tone="good" />
            <b>{text.whole}</b>
          </>
        )}
      </output>
      {unwritten > 0 && (
        <output className="chain-says cell-warn">
          <Sign shape="triangle" tone="warn" />
          {text.unwritten(number.format(unwritten))}
        </output>
      )}
      <span className="dim">{text.entries(number.format(entries))}</span>
      {head && (
        <span className="chain-head">
          <span className="dim">{text.last(number.format(head.seq))}</span>
          <span className="mono" title={head.hash}>
            {head.hash.slice(0, HASH_SHOWN)}…
          </span>
          <Button
            kind="flat"
            square
            aria-label={text.copyHead}
            tip={text.copyHead}
            onPress={() => copy(`${head.seq} ${head.hash}`)}
          >
            <Icon name="copy" />
          </Button>
        </span>
      )}
      <span className="dim">{text.verifiedAt(momentText(at, language))}</span>
    </>
  )
}
