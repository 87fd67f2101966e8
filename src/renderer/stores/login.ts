import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { AppError } from '../../contract/errors'
import type { Who } from '../../contract/login'
import { logIn as logInto, type LoginRequest } from '../../contract/loginClient'
import type { MethodName } from '../../contract/names'
import { createAsking } from './asking'
import { asksByItself } from './asksByItself'
import { failed, loaded, valueOf, WAITING, type Loadable } from './loadable'

/** What the person is asked for, by itself or because they wished it; at most one at a time. */
export type Asked =
  /** `ended`: somebody was logged in, and the program has forgotten it. */
  | { is: 'log-in'; because: 'needed' | 'ended' | 'wished'; name: string }
  /** The edit time-out has passed (user-management 3). */
  | { is: 'again'; name: string }
  | { is: 'change-password'; because: 'needed' | 'wished'; name: string }
  | { is: 'set-up' }

export type LoginView = {
  who: Loadable<Who>
  asked: Asked | null
  /** Asks the program who is logged in. */
  load: () => Promise<void>
  /** Shows a dialog, unless one is open; `log-in` for whatever is needed at present. */
  ask: (asked: Asked) => void
  /** Away with the dialog: what waited for it fails as it had failed. */
  dismiss: () => void
  /** Throws what the program refused. */
  logIn: (request: LoginRequest) => Promise<void>
  setUp: (administrator: { name: string; password: string }) => Promise<void>
  changePassword: (passwords: { current: string; password: string }) => Promise<void>
  logOff: () => Promise<void>
  /** The person used pointer or keyboard: the program is told now and then. */
  acted: () => void
  /** Whether something refused may be asked for again: true once the person has logged in, at once where nobody need be asked. */
  settle: (refusal: Refusal) => Promise<boolean>
  /** Counts what `settle` waited for and was done: a request begun under a smaller number may be asked again. */
  done: () => number
  stop: () => void
}

export type LoginStore = StoreApi<LoginView>

export type Refusal = { error: AppError; method: MethodName }

/** How the page stands with this computer's user management. */
export type Standing = 'unknown' | 'open' | 'in' | 'out' | 'set-up' | 'change-password'

/** Milliseconds between two notes that the person is there. */
export const ACTIVE_EVERY = 30_000

/** Milliseconds from the first file of a station to its first administrator, on a slow machine. */
const SETTING_UP_TAKES = 1000

export type LoginParts = {
  api: Api
  now?: () => number
  /** Somebody has logged in: what could not be seen before can now. */
  onIn: () => void
  /** Whoever was logged in has logged off, here or in another window: nothing of what is shown may stay. */
  onOut: () => void
}

/** Who is logged in, and what the person has to be asked for. Passwords pass through its functions and are never kept. */
export function createLoginStore({ api, now = Date.now, onIn, onOut }: LoginParts): LoginStore {
  let pending: { answer: Promise<boolean>; end: (go: boolean) => void } | undefined
  /** The person has put the dialog away, or logged off: what pages ask for by themselves does not bring it back. */
  let declined = false
  /** The program has said that logins changed, so a login that is gone was ended on purpose. */
  let told = false
  /** Whose login the program has forgotten. */
  let lost: string | undefined
  /** What the program said last, whatever failed since. */
  let known: Loadable<Who> = WAITING
  /** The first administrator is being made here. */
  let busy = false
  let finished = 0
  let lastActive = Number.NEGATIVE_INFINITY

  const asking = createAsking(async () => {
    let who: Loadable<Who>
    try {
      who = loaded(await api.call('login.whoami', {}))
    } catch (cause) {
      who = failed(cause)
    }
    take(who)
  })

  function take(who: Loadable<Who>): void {
    // A moment of the person's own setting up.
    if (busy && standing(who) === 'set-up') return
    store.setState({ who })
    if (who.is !== 'data') return
    const before = known
    const onPurpose = told
    known = who
    told = false
    const was = userOf(before)?.name
    const is = userOf(who)?.name
    if (was === is) {
      // The user management has come into being (seed 003, 1.4): the dialog shows before anything fails.
      const without = standing(before) === 'open' || standing(before) === 'set-up'
      if (without && standing(who) === 'out') void bring(askedOf(who))
      keepUp(who)
      return
    }
    // Whoever is logged in when the page begins: nothing has been asked for yet.
    if (before.is === 'waiting') return
    if (was !== undefined && is === undefined && !onPurpose) lost = was
    else if (was !== undefined) {
      declined = is === undefined
      close(false)
      onOut()
    }
    if (is === undefined) return
    lastActive = now()
    // Logged in by another window of this browser.
    if (store.getState().asked?.is === 'log-in' && standing(who) === 'in') done()
    onIn()
  }

  /** Somebody else is just setting this computer up, which takes a moment: not this person is asked for a name then. */
  async function untilSetUp(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, SETTING_UP_TAKES))
    await asking.again()
  }

  /** What is asked for may have become something else: somebody else has set this computer up, or it needs no login any more. */
  function keepUp(who: Loadable<Who>): void {
    const { asked } = store.getState()
    const now = standing(who)
    if (busy || (asked?.is !== 'log-in' && asked?.is !== 'set-up')) return
    if (now === 'open' && asked.is === 'log-in') done()
    else if ((now === 'out' && asked.is === 'set-up') || (now === 'set-up' && asked.is === 'log-in'))
      store.setState({ asked: askedOf(who) })
  }

  function askedOf(who: Loadable<Who>): Asked {
    const name = valueOf(who)?.user?.name ?? ''
    const now = standing(who)
    if (now === 'set-up') return { is: 'set-up' }
    if (now === 'change-password') return { is: 'change-password', because: 'needed', name }
    return { is: 'log-in', because: lost === undefined ? 'needed' : 'ended', name: lost ?? '' }
  }

  /** The one dialog, for all that wait for it. */
  function bring(asked: Asked): Promise<boolean> {
    if (pending) return pending.answer
    let end = (_go: boolean): void => undefined
    const answer = new Promise<boolean>((resolve) => (end = resolve))
    pending = { answer, end }
    store.setState({ asked })
    return answer
  }

  function close(go: boolean): void {
    const { end } = pending ?? {}
    pending = undefined
    if (store.getState().asked !== null) store.setState({ asked: null })
    end?.(go)
  }

  function done(): void {
    finished += 1
    declined = false
    lost = undefined
    close(true)
  }

  const store = createStore<LoginView>()((set, get) => ({
    who: WAITING,
    asked: null,
    load: asking.again,
    ask: (asked) => void bring(asked.is === 'log-in' && asked.because === 'needed' ? askedOf(get().who) : asked),
    dismiss() {
      declined = true
      close(false)
    },
    async logIn(request) {
      const outcome = await logInto(api, request)
      await asking.again()
      if (outcome.is === 'create-first-administrator') set({ asked: { is: 'set-up' } })
      else if (outcome.is === 'change-password')
        set({ asked: { is: 'change-password', because: 'needed', name: outcome.user } })
      else done()
    },
    async setUp(administrator) {
      busy = true
      try {
        await api.call('login.setUp', administrator)
        await asking.again()
      } finally {
        busy = false
      }
      finished += 1
      declined = false
      // The dialog stays for its last step; what waited for it goes on.
      const waiting = pending
      pending = undefined
      waiting?.end(true)
    },
    async changePassword(passwords) {
      await api.call('login.changePassword', passwords)
      await asking.again()
      if (get().asked?.is === 'change-password') done()
    },
    async logOff() {
      await api.call('login.end', {})
      told = true
      await asking.again()
    },
    acted() {
      const time = now()
      if (userOf(get().who) === undefined || time - lastActive < ACTIVE_EVERY) return
      lastActive = time
      // Nobody asked for it, and what becomes of it shows in the next request.
      api.call('login.active', {}).catch(() => undefined)
    },
    async settle({ error, method }) {
      const open = pending?.answer
      if (open) return open
      if (error.code === 'reauthenticate') return bring({ is: 'again', name: String(error.details['name'] ?? '') })
      if (error.code !== 'not-permitted' && error.code !== 'change-password') return false
      const wasOpen = standing(known) === 'open'
      await asking.again()
      if (wasOpen && standing(get().who) === 'set-up') await untilSetUp()
      const { who } = get()
      if (!isLocked(who) || (declined && asksByItself(method))) return false
      // Another request may have brought the dialog meanwhile; then this waits for the same one.
      return bring(askedOf(who))
    },
    done: () => finished,
    stop() {
      unsubscribe()
      close(false)
    },
  }))

  const unsubscribe = api.on('login.changed', () => {
    told = true
    void asking.again()
  })
  return store
}

export function standing(who: Loadable<Who>): Standing {
  if (who.is !== 'data') return 'unknown'
  const { activation, user } = who.value
  if (user) return user.mustChangePassword ? 'change-password' : 'in'
  if (activation === 'deactivated') return 'open'
  return activation === 'to-be-set-up' ? 'set-up' : 'out'
}

/** Whether nothing can be seen before the person has logged in, created the first administrator or chosen a password. */
export function isLocked(who: Loadable<Who>): boolean {
  const now = standing(who)
  return now === 'out' || now === 'set-up' || now === 'change-password'
}

/** Who is logged in. */
export function userOf(who: Loadable<Who>): Who['user'] | undefined {
  return valueOf(who)?.user ?? undefined
}
