import { createHash } from 'node:crypto'
import type { Difference } from '../../contract/databases'
import type { ImportMode, KindCounts } from '../../contract/exchange'
import type { UserManager } from '../usermgmt/manager'
import { chooseDifferences } from '../usermgmt/transfer/choose'
import { differences } from '../usermgmt/transfer/differences'
import { snapshot } from '../usermgmt/transfer/snapshot'
import { contentSource, type Source } from '../usermgmt/transfer/source'
import type { Reading } from './reading'

/** What taking a file over would change in a user management as it is at one moment. */
export type Listing = {
  /** The user management as the file wants it. */
  source: Source
  /** Everything in which the two differ, also what `merge` leaves alone. */
  all: readonly Difference[]
  /** What the mode changes; `leave` counts places in it. */
  offered: readonly Difference[]
  counts: KindCounts
  /** The same for the same list and no other. */
  revision: string
}

/** Milliseconds of work after which others have their turn. */
const TURN = 20
const TOGETHER = 500

export async function listDifferences(manager: UserManager, reading: Reading, mode: ImportMode): Promise<Listing> {
  const base = await snapshot(manager)
  await turn()
  const content = reading.over(base)
  await turn()
  const source = contentSource(content, base)
  const wanted = await source.snapshot()
  await turn()
  const all = differences(base, wanted)
  await turn()
  const offered = chooseDifferences(all, { mode })
  return { source, all, offered, counts: countsOf(offered), revision: await revisionOf(offered) }
}

export function countsOf(list: readonly Difference[]): KindCounts {
  const counts = { added: 0, changed: 0, removed: 0 }
  for (const { kind } of list) counts[kind] += 1
  return counts
}

async function revisionOf(list: readonly Difference[]): Promise<string> {
  const hash = createHash('sha256')
  let since = performance.now()
  for (let at = 0; at < list.length; at += TOGETHER) {
    hash.update(JSON.stringify(list.slice(at, at + TOGETHER)))
    if (performance.now() - since < TURN) continue
    await turn()
    since = performance.now()
  }
  return hash.digest('base64url')
}

function turn(): Promise<void> {
  return new Promise((next) => setImmediate(next))
}
