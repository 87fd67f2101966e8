import type { JSX } from 'react'
import { MenuButton } from '../../parts/ContextMenu'
import { Field } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { Modal } from '../../parts/Modal'
import { useStation } from '../../stores/useApp'
import { useText } from '../../text/language'
import { openSessionText } from '../../text/openSession'
import { OfferChoice } from './OfferChoice'
import { urlFault } from './offers'
import { TrustStep } from './TrustStep'
import { useOpenSession, type OpenSession } from './useOpenSession'
import { UserChoice } from './UserChoice'

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
      // Already while the answer is awaited, so that nothing moves when it comes.
      ok={asked || offers?.is === 'waiting' ? text.ok : text.ask}
      missing={missingIn(form, text)}
      refused={form.refusal}
      // The keyboard goes on at the password that has to be typed after all.
      stage={form.unreadable === undefined ? 0 : 1}
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

function missingIn(form: OpenSession, text: (typeof openSessionText)['en']): string[] {
  const url = form.url.trim()
  if (url === '' || url.toLowerCase() === 'opc.tcp://') return [text.missing.url]
  if (urlFault(url) === 'scheme') return [text.missing.goodUrl]
  if (urlFault(url) === 'secret') return [text.urlSecret.replace(/\.$/u, '')]
  if (form.offers?.is !== 'data') return []
  if (!form.endpoint) return [text.missing.security]
  if (!form.kind) return [text.missing.user]
  return form.kind === 'user-name' && form.kept === undefined && form.name === '' ? [text.missing.name] : []
}
