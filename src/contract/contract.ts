import { z } from 'zod'
import { APP_METHODS } from './appMethods'
import { DATABASE_METHODS } from './databaseMethods'
import { databaseIdSchema } from './databases'
import { DESKTOP_METHODS } from './desktopMethods'
import { EXCHANGE_METHODS } from './exchangeMethods'
import { LOGIN_METHODS } from './loginMethods'
import type { EventName, MethodName } from './names'
import { RIGHTS_METHODS } from './rightsMethods'
import type { Row } from './row'
import { SESSION_METHODS } from './sessionMethods'
import { shownValueSchema } from './sessions'
import { STATION_METHODS } from './stationMethods'
import { USER_METHODS } from './userMethods'

/** The table: one row per method. Dispatch, transports, command line, help, docs/contract.md and tests read it. */
export const CONTRACT = {
  ...APP_METHODS,
  ...DATABASE_METHODS,
  ...USER_METHODS,
  ...RIGHTS_METHODS,
  ...SESSION_METHODS,
  ...LOGIN_METHODS,
  ...STATION_METHODS,
  ...EXCHANGE_METHODS,
  ...DESKTOP_METHODS,
} as const satisfies Record<MethodName, Row>

/** Payloads of events. */
export const EVENT_PAYLOADS = {
  'databases.changed': z.object({
    database: databaseIdSchema,
    what: z.array(z.enum(['state', 'users', 'groups', 'rights'])),
  }),
  'places.changed': z.object({}),
  'settings.changed': z.object({}),
  'work.progress': z.object({ work: z.string(), done: z.number().int(), total: z.number().int() }),
  'app.leaving': z.object({}),
  'daemon.changed': z.object({}),
  'sessions.changed': z.object({}),
  'sessions.values': z.object({ watch: z.string(), values: z.array(shownValueSchema) }),
  'certificates.changed': z.object({}),
  /** Somebody logged in or out, or whether a login is needed has changed: ask `login.whoami`. */
  'login.changed': z.object({}),
  'security.changed': z.object({}),
  'audit.changed': z.object({}),
  'desktop.changed': z.object({}),
  /** There is something to open: ask `app.toOpen`. */
  'app.toOpen': z.object({}),
  'vault.changed': z.object({}),
} as const satisfies Record<EventName, z.ZodType>

export type MethodInput<M extends MethodName> = z.input<(typeof CONTRACT)[M]['input']>
export type MethodOutput<M extends MethodName> = z.output<(typeof CONTRACT)[M]['output']>
export type EventPayload<E extends EventName> = z.output<(typeof EVENT_PAYLOADS)[E]>
