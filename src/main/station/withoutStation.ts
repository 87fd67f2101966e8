import { AppError } from '../../contract/errors'
import type { Handlers } from '../bridge/handler'
import { UserManager } from '../usermgmt/manager'
import { createGate } from './gate'
import { loginHandlers } from './loginHandlers'
import type { Station } from './station'
import { syncHandlers } from './syncHandlers'

/** For commands that work on folders: no user database is registered, so that everything is allowed (user-management 2). */
export function withoutStation(): Station {
  const manager = new UserManager()
  const gate = createGate({
    manager,
    random: () => {
      throw new Error('nobody logs in where there is no station')
    },
    now: Date.now,
    isSibling: () => false,
  })
  const unavailable = (method: keyof Handlers) => () => Promise.reject(new AppError('not-available', { method }))
  return {
    gate,
    handlers: {
      ...loginHandlers({
        manager,
        gate,
        events: { emit: () => undefined },
        edit: (_, change) => change(manager),
        settle: () => Promise.resolve(),
        setUp: unavailable('login.setUp'),
      }),
      ...syncHandlers(() => undefined),
      'security.read': unavailable('security.read'),
      'security.change': unavailable('security.change'),
    },
    database: () => undefined,
    settings: { read: async () => ({}) },
    isUser: () => false,
    siblingKey: () => undefined,
    close: () => Promise.resolve(),
  }
}
