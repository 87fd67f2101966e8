import { useState, type JSX } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { MenuButton } from '../../parts/ContextMenu'
import { Field, PasswordField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { Modal } from '../../parts/Modal'
import { useStation } from '../../stores/useApp'
import { useText } from '../../text/language'
import { openSessionText } from '../../text/openSession'
import { OfferChoice } from './OfferChoice'
import { USER_KINDS, urlFault, type UserKind } from './offers'
import { TrustStep } from './TrustStep'
import { useOpenSession, type OpenSession } from './useOpenSession'

export type OpenSessionDialogProps = { endpointUrl: string | undefined; onClose: () => void }

/** Opens a session: the server is asked what it offers, the strongest is chosen, its certificate is judged. */
export function OpenSessionDialog({ endpointUrl, onClose }: OpenSessionDialogProps): JSX.Element {
  const form = useOpenSession(endpointUrl)
  if (form.doubt) return <TrustStep key="trust" doubt={form.doubt} form={form} onClose={onClose} />
  return <OpenForm key="form" form={form} onClose={onClose} />
}

function OpenForm({ form, onClose }: { form: OpenSession; onClose: () => void }): JSX.Element {
  const text = useText(openSessionText)
  const recent = useStation((view) => view.recent)
  const { offers, opening } = form
  const fault = form.url === '' || 'opc.tcp://'.startsWith(form.url) ? undefined : urlFault(form.url.trim())
  const asked = offers?.is === 'data'
  const doing = offers?.is === 'waiting' ? text.asking : opening ? text.opening : undefined
  return (
    <Modal
      title={text.title}
      size="l"
      onClose={onClose}
      ok={asked ? text.ok : text.ask}
      missing={missingIn(form, text)}
      refused={form.refusal}
      onDo={asked ? form.open : form.ask}
    >
      <Field
        label={text.url}
        value={form.url}
        onChange={form.setUrl}
        mono
        hint={doing ?? text.urlHint}
        fault={fault && (fault === 'secret' ? text.urlSecret : text.urlFault)}
        after={
          recent.length > 0 && (
            <MenuButton
              square
              label={text.recent}
              acts={recent.map((url) => ({ id: url, name: url, do: () => form.setUrl(url) }))}
            >
              <Icon name="down" />
            </MenuButton>
          )
        }
      />
      <output className="unseen">{doing}</output>
      {/* As high as it becomes, so that nothing moves when the answer comes. */}
      <div className="open-offers">
        {!asked && <p className="dialog-note">{text.askFirst}</p>}
        {asked && offers.value.length === 0 && <p className="dialog-note">{text.noOffers}</p>}
        {asked && offers.value.length > 0 && (
          <>
            <OfferChoice form={form} offers={offers.value} />
            <UserChoice form={form} />
          </>
        )}
      </div>
    </Modal>
  )
}

function UserChoice({ form }: { form: OpenSession }): JSX.Element {
  const text = useText(openSessionText)
  const [revealed, setRevealed] = useState(false)
  const { endpoint, kind } = form
  const names: Record<UserKind, string> = { anonymous: text.anonymous, 'user-name': text.userName }
  const open = endpoint?.security.mode === 'none'
  return (
    <>
      <RadioGroup
        className="field"
        value={kind ?? null}
        onChange={(value) => {
          const found = USER_KINDS.find((each) => each === value)
          if (found) form.setKind(found)
        }}
      >
        <Label>{text.user}</Label>
        <div className="radios">
          {USER_KINDS.map((each) => (
            <Radio key={each} value={each} className="radio" isDisabled={!endpoint?.users.includes(each)}>
              {names[each]}
            </Radio>
          ))}
        </div>
        {!kind && (
          <span className="field-hint field-fault">
            {endpoint?.users.includes('certificate') ? text.certificateOnly : text.notOffered}
          </span>
        )}
      </RadioGroup>
      {kind === 'user-name' && (
        <>
          <Field label={text.name} value={form.name} onChange={form.setName} />
          <PasswordField
            label={text.password}
            value={form.password}
            onChange={form.setPassword}
            revealed={revealed}
            onReveal={setRevealed}
          />
        </>
      )}
      {open && (
        <p className={kind === 'user-name' ? 'open-warning' : 'dialog-note'} role="note">
          {kind === 'user-name' && <Icon name="warning" />}
          {kind === 'user-name' ? text.readable : text.readableHint}
        </p>
      )}
    </>
  )
}

function missingIn(form: OpenSession, text: (typeof openSessionText)['en']): string[] {
  const url = form.url.trim()
  if (url === '' || url.toLowerCase() === 'opc.tcp://') return [text.missing.url]
  if (urlFault(url) === 'scheme') return [text.missing.goodUrl]
  if (urlFault(url) === 'secret') return [text.urlSecret.replace(/\.$/u, '')]
  if (form.offers?.is !== 'data') return []
  if (!form.endpoint) return [text.missing.security]
  if (!form.kind) return [text.missing.user]
  return form.kind === 'user-name' && form.name === '' ? [text.missing.name] : []
}
