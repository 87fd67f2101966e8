import type { Finding } from '../../contract/databases'
import type { UserManager } from '../usermgmt/manager'
import { findingsOf, groupOfObject, type LegacyLogin, type RightsSummary } from './check'
import { OWNER } from './owner'

/** Findings of one database, worked out when asked for and kept until something changes. */
export type Findings = {
  list(): Promise<readonly Finding[]>
  /** Whether objects or rights are part of what changed: gathering them is the long part. */
  changed(rights: boolean): void
}

export function createFindings(manager: UserManager, legacyLogin: () => readonly LegacyLogin[]): Findings {
  let found: Promise<readonly Finding[]> | undefined
  let summary: Promise<RightsSummary> | undefined

  const work = async (): Promise<readonly Finding[]> => {
    summary ??= summarise(manager)
    const [users, groups, rights] = await Promise.all([manager.users.list(OWNER), manager.groups.list(OWNER), summary])
    return findingsOf({ users, groups, rights, legacyLogin: legacyLogin() })
  }

  return {
    list() {
      const listing = (found ??= work())
      // A failure is the asker's to hear; the next one tries again.
      listing.catch(() => {
        if (found === listing) found = summary = undefined
      })
      return listing
    },
    changed(rights) {
      found = undefined
      if (rights) summary = undefined
    },
  }
}

async function summarise(manager: UserManager): Promise<RightsSummary> {
  const groups = new Map<string, { granted: boolean; objects: string[] }>()
  const groupObjects = new Map<string, string>()
  for (const { object, group, masks } of await manager.rights.entries(OWNER)) {
    const granted = (masks.granted & ~masks.denied) !== 0
    const known = groups.get(group)
    if (known) {
      known.granted ||= granted
      known.objects.push(object)
    } else groups.set(group, { granted, objects: [object] })
    const protecting = groupOfObject(object)
    if (protecting !== undefined) groupObjects.set(protecting, object)
  }
  return { groups, groupObjects }
}
