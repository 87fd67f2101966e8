import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Difference } from '../../contract/databases'
import type { SettingDifference } from '../../contract/exchange'
import { createHashing } from '../usermgmt/file/hashing'
import { openFileStore } from '../usermgmt/file/openFileStore'
import { differences } from '../usermgmt/transfer/differences'
import type { Snapshot } from '../usermgmt/transfer/snapshot'
import { contentSource } from '../usermgmt/transfer/source'
import { settingDifferences } from './importedSettings'
import type { Reading } from './reading'
import { readSource } from './readSource'

/** What would have to change in the one for it to be the other. */
export type Comparison = {
  differences: Difference[]
  /** Only where both say something about settings. */
  settings: SettingDifference[]
  /** Users that both have and of whom one of the two holds no password to compare. */
  passwordsUnknown: number
}

const NOTHING: Snapshot = { users: new Map(), groups: new Map(), objects: new Map() }

/** Reads a folder, a `.kusers` file or a table that is not opened anywhere; for commands. */
export function readForComparison(path: string, passphrase: string | undefined): Promise<Reading> {
  const hashing = createHashing({ concurrency: availableParallelism() })
  const openStore = (folder: string) => openFileStore(folder, { hashing, now: Date.now, random: randomBytes })
  return readSource(path, { passphrase, openStore, policy: false })
}

/** A table says nothing of what stands beside it, so two of them cannot be compared. */
export function isTable({ kind }: Reading): boolean {
  return kind === 'users-table' || kind === 'rights-table'
}

/**
 * Compares two that were read. What one of them says nothing about does not differ. Passwords are compared by what is
 * stored for them, which is salted: the same password set twice differs.
 */
export async function compareReadings(one: Reading, other: Reading): Promise<Comparison> {
  const [first, second] = isTable(one) ? [other, one] : [one, other]
  const known = await wantedBy(first, NOTHING)
  const said = await wantedBy(second, known)
  const completed = await wantedBy(first, said)
  const [before, after] = isTable(one) ? [said, completed] : [completed, said]
  const [settings, others] = [settingsOf(one), settingsOf(other)]
  return {
    differences: differences(before, after),
    settings: settings && others ? settingDifferences(settings, others) : [],
    passwordsUnknown: unknownPasswords(before, after),
  }
}

function wantedBy(reading: Reading, base: Snapshot): Promise<Snapshot> {
  return contentSource(reading.over(base), base).snapshot()
}

function settingsOf(reading: Reading) {
  return reading.parts.includes('settings') ? (reading.over(NOTHING).settings ?? {}) : undefined
}

function unknownPasswords({ users: before }: Snapshot, { users: after }: Snapshot): number {
  let count = 0
  for (const [name, { fingerprint }] of before ?? []) {
    const there = after?.get(name)
    if (there && (fingerprint === undefined || there.fingerprint === undefined)) count += 1
  }
  return count
}
