import { useCallback, useMemo, type JSX } from 'react'
import type { MethodOutput } from '../../../contract/contract'
import type { Right } from '../../../contract/rights'
import { useApi } from '../../api'
import { useDatabase } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { rightsText, type Part } from '../../text/rights'
import { sentences } from '../../text/sentences'
import { PersonPicker } from './PersonPicker'
import { Sentence } from './Sentence'
import { useAnswer } from './useAnswer'
import { whySteps } from './whySteps'

/** The cell that Why? speaks about. `unused`: there is nothing to explain. */
export type WhyCell = { object: string; group: string | undefined; right: Right; unused: boolean }

export type WhyProps = {
  cell: WhyCell | undefined
  /** Asked about instead of the group. */
  person: string | undefined
  onPerson?: (name: string | undefined) => void
  /** Something the page has to say about the cell, such as that it cannot be set. */
  note: string | undefined
}

type Question = { database: string; subject: 'user' | 'group'; name: string; object: string; right: Right }

/** Why somebody may or may not: the chain in words. */
export function Why({ cell, person, onPerson, note }: WhyProps): JSX.Element {
  const text = useText(rightsText)
  const { error: errorSentence } = useText(sentences)
  const api = useApi()
  const database = useDatabase((view) => view.id)
  const revision = useDatabase((view) => view.revision)
  const name = person ?? cell?.group
  const { object, right, unused } = cell ?? {}
  const question = useMemo((): (Question & { revision: number }) | undefined => {
    if (object === undefined || right === undefined || unused || name === undefined) return undefined
    return { database, subject: person === undefined ? 'group' : 'user', name, object, right, revision }
  }, [database, person, name, object, right, unused, revision])
  const ask = useCallback(
    ({ database, subject, name, object, right }: Question) =>
      api.call('rights.why', { database, subject, name, object, right }),
    [api],
  )
  const answer = useAnswer(question, ask)
  const fits = question !== undefined && sameCell(answer.to, question)

  return (
    <section className="why" aria-label={text.why.panel}>
      <div className="why-head">
        <p aria-live="polite">
          <b>{text.why.title}</b>{' '}
          {cell && unused ? <Sentence parts={text.why.unused(text.rights[cell.right])} plain /> : null}
          {!cell || (!unused && name === undefined) ? <span className="why-quiet">{text.why.nothing}</span> : null}
          {fits && answer.shown.is === 'data' ? (
            <Sentence parts={headline(text.why, answer.to, answer.shown.value, text.rights)} plain />
          ) : null}
        </p>
        {onPerson ? (
          <span className="why-for">
            {text.why.for}
            <PersonPicker person={person} onChoose={onPerson} nobody={text.why.nobody} />
          </span>
        ) : null}
      </div>
      {fits && answer.shown.is === 'failed' ? (
        <p role="alert">
          {text.why.failed} {errorSentence(answer.shown.error.code, answer.shown.error.details)}
        </p>
      ) : null}
      {fits && answer.shown.is === 'data' && answer.to ? (
        <ol>
          {whySteps(text.why, answer.to, answer.shown.value.reason, text.rights[answer.to.right]).map((step) => (
            <li key={plainText(step)}>
              <Sentence parts={step} />
            </li>
          ))}
        </ol>
      ) : null}
      {note === undefined ? null : <output className="why-note">{note}</output>}
    </section>
  )
}

function headline(
  text: { may: Headline; mayNot: Headline },
  to: Question | undefined,
  { allowed }: MethodOutput<'rights.why'>,
  rights: Readonly<Record<Right, string>>,
): Part[] {
  if (!to) return []
  const name: Part = { is: to.subject === 'user' ? 'person' : 'group', text: to.name }
  return (allowed ? text.may : text.mayNot)(name, rights[to.right], to.object)
}

type Headline = (name: Part, right: string, on: string) => Part[]

function plainText(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')
}

/** An answer from before an edit still fits until the next is there; one about another cell does not. */
function sameCell(a: Question | undefined, b: Question): boolean {
  return a?.object === b.object && a.right === b.right && a.name === b.name && a.subject === b.subject
}
