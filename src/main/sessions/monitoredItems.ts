import { createIdMap, NO_ID, type IdMap } from './idMap'
import { elementsOf, membersOf, withMember } from './jsonText'

/** A monitored item somebody made by hand, with all that is needed to make it again. */
export type HandMadeItem = {
  serverId: number
  make: { is: 'value'; item: unknown } | { is: 'event'; node: unknown; selectFields: unknown }
  /** Requested parameters as they are now; every one of them, because the server replaces them all (OPC 10000-4, 5.13.3). */
  requested: RequestedParameters
  changed: boolean
  /** Items that report when this one does: client ids (OPC 10000-4, 5.13.1.6). */
  triggers: Set<number>
}

export type RequestedParameters = {
  samplingInterval: unknown
  queueSize: unknown
  clientHandle: unknown
  discardOldest: unknown
}

export type Ask = (method: string, parameters: readonly unknown[]) => Promise<string>

const VALUE: RequestedParameters = { samplingInterval: 250, queueSize: 1, clientHandle: 0, discardOldest: true }
const EVENT: RequestedParameters = { samplingInterval: 0, queueSize: 0, clientHandle: 1, discardOldest: true }
/** What is reported of events where nobody says (session-daemon 4, 16). */
export const EVENT_FIELDS = ['EventId', 'EventType', 'SourceName', 'Time', 'Message', 'Severity'] as const
const PARAMETERS = ['samplingInterval', 'queueSize', 'clientHandle', 'discardOldest'] as const

/** The monitored items of one subscription made by hand. */
export function createMonitoredItems(ask: Ask) {
  const items: IdMap<HandMadeItem> = createIdMap()
  const serverIdOf = (clientId: unknown): unknown =>
    typeof clientId === 'number' ? (items.get(clientId)?.serverId ?? NO_ID) : clientId

  /** Takes up one MonitoredItemResult; answers it with the client's id. */
  function takeUp(result: string, made: Pick<HandMadeItem, 'make' | 'requested'>): string {
    const serverId = idOf(result)
    if (serverId === undefined) return result
    const id = items.add({ ...made, serverId, changed: false, triggers: new Set() })
    return withMember(result, 'monitoredItemId', String(id))
  }

  return {
    async create(subscription: number, wanted: unknown): Promise<string> {
      const results = elementsOf(await ask('createMonitoredItems', [subscription, wanted]))
      const list: readonly unknown[] = Array.isArray(wanted) ? wanted : []
      const answers = results.map((result, at) =>
        takeUp(result, { make: { is: 'value', item: list[at] }, requested: parametersOf(list[at], VALUE) }),
      )
      return `[${answers.join(',')}]`
    },

    async createEvent(subscription: number, [node, fields, handle]: readonly unknown[]): Promise<string> {
      const selectFields = fields ?? EVENT_FIELDS
      const requested = { ...EVENT, clientHandle: handle ?? EVENT.clientHandle }
      const rest = [node, selectFields, requested.clientHandle]
      const result = await ask('createEventMonitoredItem', [subscription, ...rest])
      return takeUp(result, { make: { is: 'event', node, selectFields }, requested })
    },

    async delete(subscription: number, ids: unknown): Promise<string> {
      if (!Array.isArray(ids)) return ask('deleteMonitoredItems', [subscription, ids])
      const text = await ask('deleteMonitoredItems', [subscription, ids.map(serverIdOf)])
      for (const [at, status] of elementsOf(text).entries()) {
        const id: unknown = ids[at]
        if (Number(status) >>> 30 !== 0 || typeof id !== 'number') continue
        items.delete(id)
        for (const item of items.values()) item.triggers.delete(id)
      }
      return text
    },

    async modify(subscription: number, changes: unknown): Promise<string> {
      if (!Array.isArray(changes)) return ask('modifyMonitoredItems', [subscription, changes])
      const known = changes.map((change: unknown) => {
        const id = fieldOf(change, 'monitoredItemId')
        const item = typeof id === 'number' ? items.get(id) : undefined
        // What is not named stays as it is; the server knows no such thing.
        return { item, id, requested: parametersOf(change, item?.requested ?? VALUE) }
      })
      const sent = known.map(({ id, requested }) => ({ monitoredItemId: serverIdOf(id), ...requested }))
      const text = await ask('modifyMonitoredItems', [subscription, sent])
      for (const [at, result] of elementsOf(text).entries()) {
        const one = known[at]
        if (one?.item && statusOf(result) === 0) Object.assign(one.item, { requested: one.requested, changed: true })
      }
      return text
    },

    async trigger(subscription: number, [triggering, add = [], remove = []]: readonly unknown[]): Promise<string> {
      const lists = [add, remove].map((list) => (Array.isArray(list) ? list.map(serverIdOf) : list))
      const text = await ask('setTriggering', [subscription, serverIdOf(triggering), ...lists])
      const members = membersOf(text)
      const item = typeof triggering === 'number' ? items.get(triggering) : undefined
      for (const id of doneOf(add, members.get('addResults'))) item?.triggers.add(id)
      for (const id of doneOf(remove, members.get('removeResults'))) item?.triggers.delete(id)
      return text
    },

    /** Everything anew in a subscription that has nothing yet; items the server no longer takes have no id there. */
    async recreate(subscription: number): Promise<void> {
      const all = [...items.values()]
      for (const item of all) item.serverId = NO_ID
      const values = all.flatMap((item) => (item.make.is === 'value' ? [{ item, wanted: item.make.item }] : []))
      if (values.length > 0) {
        const wanted = values.map((one) => one.wanted)
        const results = elementsOf(await ask('createMonitoredItems', [subscription, wanted]))
        for (const [at, { item }] of values.entries()) item.serverId = idOf(results[at]) ?? NO_ID
      }
      for (const item of all) {
        if (item.make.is !== 'event') continue
        const { node, selectFields } = item.make
        const rest = [node, selectFields, item.requested.clientHandle]
        item.serverId = idOf(await ask('createEventMonitoredItem', [subscription, ...rest])) ?? NO_ID
      }
      const changed = all.filter((item) => item.changed && item.serverId !== NO_ID)
      if (changed.length > 0) {
        const sent = changed.map(({ serverId, requested }) => ({ monitoredItemId: serverId, ...requested }))
        await ask('modifyMonitoredItems', [subscription, sent])
      }
      for (const item of all) {
        if (item.triggers.size === 0 || item.serverId === NO_ID) continue
        await ask('setTriggering', [subscription, item.serverId, [...item.triggers].map(serverIdOf), []])
      }
    },
  }
}

/** The id in a MonitoredItemResult that is good. */
function idOf(result: string | undefined): number | undefined {
  if (result === undefined || statusOf(result) !== 0) return undefined
  return Number(membersOf(result).get('monitoredItemId'))
}

/** Good in any of its forms is 0 here: the two highest bits (OPC 10000-4, 7.38.1). */
function statusOf(result: string): number {
  return Number(membersOf(result).get('statusCode') ?? 0) >>> 30
}

function parametersOf(given: unknown, otherwise: RequestedParameters): RequestedParameters {
  const parameters = { ...otherwise }
  for (const name of PARAMETERS) parameters[name] = fieldOf(given, name) ?? otherwise[name]
  return parameters
}

function fieldOf(given: unknown, name: string): unknown {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, name)) return undefined
  return (given as Record<string, unknown>)[name]
}

/** Ids whose link was made or removed. */
function doneOf(ids: unknown, results: string | undefined): number[] {
  if (!Array.isArray(ids) || results === undefined) return []
  const statuses = elementsOf(results).map((status) => Number(status) >>> 30)
  return ids.filter((id: unknown, at): id is number => typeof id === 'number' && statuses[at] === 0)
}
