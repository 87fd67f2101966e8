import type { LoginResult } from '../../contract/login'
import { STATION } from '../../contract/stationId'
import { AppError } from '../../contract/errors'
import type { Events, Handlers, Peer } from '../bridge/handler'
import type { UserManager } from '../usermgmt/manager'
import type { Action } from '../../contract/databases'
import type { Credentials } from '../usermgmt/operations'
import type { StationGate } from './gate'

type LoginMethod = Extract<keyof Handlers, `login.${string}`>

export type LoginParts = {
  manager: UserManager
  gate: StationGate
  events: Pick<Events, 'emit'>
  /** One edit of the station’s database, saved at once; undefined where it keeps none. */
  edit: (action: Action, change: (manager: UserManager) => Promise<void>) => Promise<void>
  /** Saves what a login renewed. */
  settle: () => Promise<void>
  setUp: (administrator: Credentials) => Promise<void>
}

/** Logging in to the station, for every kind of peer (user-management 4). */
export function loginHandlers({ manager, gate, events, edit, settle, setUp }: LoginParts): Pick<Handlers, LoginMethod> {
  const say = () => {
    gate.changed()
    events.emit('login.changed', {})
  }
  /** Pages are known by their connection; other programs may come again on another one. */
  const loggedIn = (peer: Peer, result: Omit<LoginResult, 'loginToken'>): LoginResult => {
    const page = peer.face === 'desktop' || peer.face === 'browser'
    const loginToken = page ? null : gate.giveToken(peer)
    say()
    return { ...result, loginToken }
  }

  return {
    'login.begin': ({ types }, { peer }) => manager.beginLogin(gate.sessionOf(peer), types),
    'login.finish': async ({ login, type, user, answer, again }, { peer }) => {
      const given = { login, type, answer, ...(user === undefined ? {} : { user }), ...(again ? { again } : {}) }
      const result = await manager.finishLogin(gate.sessionOf(peer), given).catch((error: unknown) => {
        // Pages show who is locked.
        if (user !== undefined && manager.isUser(user) && manager.isLocked(user)) {
          events.emit('databases.changed', { database: STATION, what: ['users'] })
        }
        throw error
      })
      await settle()
      return loggedIn(peer, result)
    },
    'login.end': (_, { peer }) => {
      gate.logout(peer)
      say()
      return {}
    },
    'login.whoami': (_, { peer }) => manager.whoIs(gate.sessionOf(peer)),
    'login.active': (_, { peer }) => {
      manager.touch(gate.sessionOf(peer))
      return {}
    },
    'login.changePassword': async (passwords, { peer }) => {
      const session = gate.sessionOf(peer)
      const name = manager.userOf(session)
      if (name === undefined) throw new AppError('not-permitted', { object: 'Device', right: 'view' })
      await edit({ method: 'login.changePassword', name, count: 1 }, () =>
        manager.changeOwnPassword(session, passwords),
      )
      say()
      return {}
    },
    'login.setUp': async (administrator, { peer }) => {
      await setUp(administrator)
      await manager.relogin(gate.sessionOf(peer), administrator)
      return loggedIn(peer, { is: 'ok', user: administrator.name })
    },
  }
}
