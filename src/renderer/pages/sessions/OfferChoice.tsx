import type { JSX } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import type { Endpoint } from '../../../contract/sessions'
import { useText } from '../../text/language'
import { openSessionText } from '../../text/openSession'
import { isOld, securityKey } from './offers'
import type { OpenSession } from './useOpenSession'

/** What a server offers, in words. */
export function OfferChoice({ form, offers }: { form: OpenSession; offers: readonly Endpoint[] }): JSX.Element {
  const text = useText(openSessionText)
  const words = { none: text.none, sign: text.sign, 'sign-and-encrypt': text.signAndEncrypt }
  return (
    <RadioGroup
      className="field"
      value={form.endpoint ? securityKey(form.endpoint.security) : null}
      onChange={form.choose}
      aria-label={text.offers}
    >
      <Label>{text.security}</Label>
      <div className="offers">
        {offers.map(({ security, certificate }) => {
          const { mode, policy } = security
          return (
            <Radio key={securityKey(security)} value={securityKey(security)} className="radio offer">
              <span>{mode === 'none' ? words.none : `${words[mode]} · ${policy}`}</span>
              {isOld(security) && <span className="tag tag-warn">{text.oldPolicy}</span>}
              {certificate && mode !== 'none' && (
                <span className={`tag offer-trust${certificate.trust === 'trusted' ? '' : ' tag-warn'}`}>
                  {text.trust[certificate.trust]}
                </span>
              )}
            </Radio>
          )
        })}
      </div>
    </RadioGroup>
  )
}
