import { AppError } from '../../contract/errors'
import type { Handlers } from '../bridge/handler'
import { workOf } from '../databases/given'
import { STATION } from '../../contract/stationId'
import type { StationDatabase } from './stationDatabase'

type SyncMethod = Extract<keyof Handlers, `sync.${string}`>

/** Differences a page can still be read through. */
const MOST = 1000

/** Following a device, and settling what differs (pages: Synchronise). */
export function syncHandlers(station: () => StationDatabase | undefined): Pick<Handlers, SyncMethod> {
  const device = (database: string): StationDatabase => {
    const found = database === STATION ? station() : undefined
    if (!found) throw new AppError('not-found', { subject: 'database', name: database })
    return found
  }
  return {
    'sync.differences': async ({ database, limit }) => {
      const found = await device(database).differences()
      return { differences: found.slice(0, limit ?? MOST), total: found.length }
    },
    'sync.on': async ({ database, upload }) => {
      await device(database).follow({ upload: upload ?? false })
      return {}
    },
    'sync.off': async ({ database }) => {
      await device(database).unfollow()
      return {}
    },
    'sync.download': ({ database }, context) => device(database).download(context.peer, workOf(context)),
  }
}
