import { ADMINISTRATOR } from '../../../contract/nameRules'
import type { Snapshot, SnapshotUser } from './snapshot'

/** Which names of the device go, come, and become others. */
export type Names = {
  /** The new name by the old one. */
  renamed: ReadonlyMap<string, string>
  added: readonly string[]
  removed: ReadonlySet<string>
}

/** Who goes, comes and is called otherwise. */
export type Changing = { users: Names; groups: Names }

export function changing(device: Snapshot, wanted: Snapshot): Changing {
  return { users: userNames(device.users, wanted.users), groups: groupNames(device.groups, wanted.groups) }
}

/**
 * A user with the same stored password, salt included, is the same user under another name; and names that differ in
 * case alone cannot exist side by side, so one becomes the other.
 */
function userNames(device: Snapshot['users'], wanted: Snapshot['users']): Names {
  if (device === undefined || wanted === undefined) return { renamed: new Map(), added: [], removed: new Set() }
  const [before, after] = [byFingerprint(device), byFingerprint(wanted)]
  return names(device, wanted, (name) => {
    const fingerprint = device.get(name)?.fingerprint
    return fingerprint !== undefined && before.get(fingerprint) === name ? (after.get(fingerprint) ?? null) : null
  })
}

function groupNames(device: Snapshot['groups'], wanted: Snapshot['groups']): Names {
  return names(device, wanted, () => null)
}

function names(
  device: ReadonlyMap<string, unknown>,
  wanted: ReadonlyMap<string, unknown>,
  known: (name: string) => string | null,
): Names {
  const removed = new Set([...device.keys()].filter((name) => !wanted.has(name)))
  const coming = new Set([...wanted.keys()].filter((name) => !device.has(name)))
  const folded = new Map([...coming].map((name) => [name.toLowerCase(), name]))
  const renamed = new Map<string, string>()
  for (const name of removed) {
    const to = folded.get(name.toLowerCase()) ?? known(name)
    if (to === null || !coming.has(to) || name === ADMINISTRATOR || to === ADMINISTRATOR) continue
    coming.delete(to)
    removed.delete(name)
    renamed.set(name, to)
  }
  return { renamed, added: [...coming], removed }
}

/** Names by what is stored for their passwords; null where several share it. */
function byFingerprint(users: ReadonlyMap<string, SnapshotUser>): Map<string, string | null> {
  const found = new Map<string, string | null>()
  for (const [name, { fingerprint }] of users) {
    if (fingerprint !== undefined) found.set(fingerprint, found.has(fingerprint) ? null : name)
  }
  return found
}
