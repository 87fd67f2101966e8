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
  /** Users whose passwords are kept for this server; asked together with what it offers. */
  remembered: Loadable<readonly string[]>
  /** The one of them that logs in. */
  kept: string | undefined
  setKept: (name: string) => void
  /** The password that is typed is to be kept. */
  keep: boolean
  setKeep: (keep: boolean) => void
  /** Whose kept password could not be read, so that it has to be typed. */
  unreadable: string | undefined
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
  const [remembered, setRemembered] = useState<Loadable<readonly string[]>>(WAITING)
  const [chosenKept, setKept] = useState<string>()
  const [keep, setKeep] = useState(false)
  const [unreadable, setUnreadable] = useState<string>()
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
  const kept = kind === 'user-name' ? chosenKept : undefined

  async function ask(): Promise<'stay'> {
    asked.current += 1
    const mine = asked.current
    setRefusal(undefined)
    setOffers(WAITING)
    const endpointUrl = url.trim()
    const names = rememberedAt(endpointUrl)
    try {
      const { endpoints } = await app.api.call('sessions.endpoints', { endpointUrl })
      // Together, so that nothing moves and nothing that was chosen changes afterwards.
      const known = await names
      if (mine !== asked.current) return 'stay'
      setRemembered(known)
      const [first] = valueOf(known) ?? []
      if (wanted === undefined && first !== undefined) choose('user-name', first)
      setOffers(loaded(strongestFirst(endpoints)))
    } catch (cause) {
      if (mine !== asked.current) return 'stay'
      setOffers(failed(cause))
      throw cause
    }
    return 'stay'
  }

  async function rememberedAt(endpointUrl: string): Promise<Loadable<readonly string[]>> {
    try {
      return loaded((await app.api.call('sessions.remembered', { endpointUrl })).names)
    } catch (cause) {
      return failed(cause)
    }
  }

  function choose(way: UserKind, name?: string): void {
    setWanted(way)
    setKept(name)
    setUnreadable(undefined)
  }

  /** A kept password that cannot be read now is asked for. */
  function askInstead(error: AppError): boolean {
    const { code, details } = error
    const gone = code === 'not-found' && details['subject'] === 'secret'
    if (kept === undefined || (!gone && code !== 'keychain-unreachable')) return false
    setName(kept)
    setPassword('')
    choose('user-name')
    setUnreadable(kept)
    return true
  }

  async function openNow(): Promise<void | 'stay'> {
    if (!endpoint || !kind) return 'stay'
    const endpointUrl = url.trim()
    setOpening(true)
    try {
      const { session, reused } = await app.api.call('sessions.open', {
        endpointUrl,
        security: endpoint.security,
        user:
          kind === 'anonymous'
            ? { is: 'anonymous' }
            : kept === undefined
              ? { is: 'user-name', name, password, ...(keep ? { remember: true } : {}) }
              : { is: 'remembered', name: kept },
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
      const error = asAppError(cause)
      if (!left.current && askInstead(error)) return 'stay'
      const found = doubtIn(error)
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
      const error = asAppError(cause)
      if (!askInstead(error)) setRefusal(error)
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
      // Another server has other users.
      if (chosenKept !== undefined) setWanted(undefined)
      setKept(undefined)
      setUnreadable(undefined)
    },
    offers,
    endpoint,
    choose: setChosen,
    kind,
    setKind: (way) => choose(way),
    name,
    setName,
    password,
    setPassword,
    remembered,
    kept,
    setKept: (who) => choose('user-name', who),
    keep,
    setKeep,
    unreadable,
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
