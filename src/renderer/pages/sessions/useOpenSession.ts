import { useEffect, useRef, useState } from 'react'
import type { AppError } from '../../../contract/errors'
import type { Endpoint, Trust } from '../../../contract/sessions'
import { asAppError, failed, loaded, valueOf, WAITING, type Loadable } from '../../stores/loadable'
import { withoutUser } from '../../stores/station'
import { useApp } from '../../stores/useApp'
import { securityKey, strongestFirst, userKindOf, type UserKind } from './offers'

export type Doubt = { fingerprint: string; trust: Exclude<Trust, 'trusted'> }

/** What is typed and chosen in the dialog, and what came of it. */
export type OpenSession = {
  url: string
  setUrl: (url: string) => void
  /** What the server at that address offers; undefined before it was asked. */
  offers: Loadable<readonly Endpoint[]> | undefined
  endpoint: Endpoint | undefined
  choose: (key: string) => void
  kind: UserKind | undefined
  setKind: (kind: UserKind) => void
  name: string
  setName: (name: string) => void
  password: string
  setPassword: (password: string) => void
  opening: boolean
  /** A certificate somebody has to judge before the session can be opened. */
  doubt: Doubt | undefined
  /** Why the session could not be opened after its certificate was trusted. */
  refusal: AppError | undefined
  ask: () => Promise<'stay'>
  /** Opens it, or leads to the doubt; resolves to `stay` while there is more to do. */
  open: () => Promise<void | 'stay'>
  trustAndOpen: (doubt: Doubt) => Promise<void | 'stay'>
  back: () => void
}

/** Opening a session step by step: ask the server, choose, judge its certificate, open. */
export function useOpenSession(endpointUrl: string | undefined): OpenSession {
  const app = useApp()
  const { station } = app
  const [url, setUrl] = useState(endpointUrl ?? station.view.getState().recent[0] ?? 'opc.tcp://')
  const [offers, setOffers] = useState<Loadable<readonly Endpoint[]>>()
  const [chosen, setChosen] = useState<string>()
  const [wanted, setWanted] = useState<UserKind>()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [opening, setOpening] = useState(false)
  const [doubt, setDoubt] = useState<Doubt>()
  const [refusal, setRefusal] = useState<AppError>()
  /** Counts questions, so that an answer for an address that was changed meanwhile says nothing. */
  const asked = useRef(0)
  const left = useRef(false)
  useEffect(() => {
    left.current = false
    return () => {
      left.current = true
    }
  }, [])

  const all = offers && valueOf(offers)
  const endpoint = all?.find((each) => securityKey(each.security) === chosen) ?? all?.[0]
  const kind = userKindOf(endpoint, wanted)

  async function ask(): Promise<'stay'> {
    asked.current += 1
    const mine = asked.current
    setRefusal(undefined)
    setOffers(WAITING)
    try {
      const { endpoints } = await app.api.call('sessions.endpoints', { endpointUrl: url.trim() })
      if (mine === asked.current) setOffers(loaded(strongestFirst(endpoints)))
    } catch (cause) {
      if (mine !== asked.current) return 'stay'
      setOffers(failed(cause))
      throw cause
    }
    return 'stay'
  }

  async function openNow(): Promise<void | 'stay'> {
    if (!endpoint || !kind) return 'stay'
    const endpointUrl = url.trim()
    setOpening(true)
    try {
      const { session, reused } = await app.api.call('sessions.open', {
        endpointUrl,
        security: endpoint.security,
        user: kind === 'anonymous' ? { is: 'anonymous' } : { is: 'user-name', name, password },
      })
      if (left.current) return await giveBack(session)
      const shown = withoutUser(endpointUrl)
      station.view.getState().remember(endpointUrl)
      await station.sessions.getState().reload()
      station.view.getState().show('sessions')
      station.view.getState().choose(session)
      app.shell.getState().say({ is: 'session-opened', endpointUrl: shown, reused })
    } finally {
      if (!left.current) setOpening(false)
    }
  }

  /** The dialog was left while the session was being opened: nobody wants it any more. */
  async function giveBack(session: string): Promise<void> {
    const known = valueOf(station.sessions.getState().sessions)?.find((row) => row.session === session)
    if (!known?.own) await app.api.call('sessions.close', { session })
  }

  async function open(): Promise<void | 'stay'> {
    setRefusal(undefined)
    try {
      // A certificate nobody trusts is refused before anything secret is sent, and is known from then on. What the server
      // listed before was not proven to be its own.
      return await openNow()
    } catch (cause) {
      const found = doubtIn(asAppError(cause))
      if (!found || left.current) throw cause
      await station.certificates.getState().reload()
      setDoubt(found)
      return 'stay'
    }
  }

  async function trustAndOpen({ fingerprint }: Doubt): Promise<void | 'stay'> {
    await station.certificates.getState().decide('trust', fingerprint)
    setOffers((before) =>
      before?.is === 'data' ? loaded(before.value.map((each) => trusted(each, fingerprint))) : before,
    )
    try {
      return await openNow()
    } catch (cause) {
      // The certificate is settled; what is wrong now is in the form.
      setRefusal(asAppError(cause))
      setDoubt(undefined)
      return 'stay'
    }
  }

  return {
    url,
    setUrl(typed) {
      setUrl(typed)
      asked.current += 1
      setOffers(undefined)
    },
    offers,
    endpoint,
    choose: setChosen,
    kind,
    setKind: setWanted,
    name,
    setName,
    password,
    setPassword,
    opening,
    doubt,
    refusal,
    ask,
    open,
    trustAndOpen,
    back: () => setDoubt(undefined),
  }
}

function doubtIn({ code, details }: AppError): Doubt | undefined {
  const { fingerprint, trust } = details
  if (code !== 'certificate-untrusted' || typeof fingerprint !== 'string') return undefined
  return { fingerprint, trust: trust === 'changed' || trust === 'rejected' ? trust : 'unknown' }
}

function trusted(endpoint: Endpoint, fingerprint: string): Endpoint {
  return endpoint.certificate?.fingerprint === fingerprint
    ? { ...endpoint, certificate: { fingerprint, trust: 'trusted' } }
    : endpoint
}
