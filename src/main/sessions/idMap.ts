/** Ids that clients were given, and what they stand for; a server may give the same id again for something else. */
export type IdMap<T extends { serverId: number }> = {
  /** Under the server's own id where no client knows that one yet. */
  add(value: T): number
  get(clientId: number): T | undefined
  clientIdOf(value: T): number | undefined
  delete(clientId: number): void
  entries(): Iterable<[clientId: number, value: T]>
  values(): Iterable<T>
  readonly size: number
}

export function createIdMap<T extends { serverId: number }>(): IdMap<T> {
  const byId = new Map<number, T>()
  // Ids that were given out once: somebody may still use one after it was deleted.
  let highest = 0
  return {
    add(value) {
      const taken = byId.has(value.serverId)
      const id = taken || value.serverId <= 0 ? highest + 1 : value.serverId
      highest = Math.max(highest, id)
      byId.set(id, value)
      return id
    },
    get: (clientId) => byId.get(clientId),
    clientIdOf: (value) => [...byId].find(([, one]) => one === value)?.[0],
    delete: (clientId) => void byId.delete(clientId),
    entries: () => byId.entries(),
    values: () => byId.values(),
    get size() {
      return byId.size
    },
  }
}

/** Never valid (OPC 10000-4, 7.19): stands for an id we do not know, so that the server refuses it in its own words. */
export const NO_ID = 0
