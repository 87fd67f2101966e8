import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createApply } from '../src/main/apply/apply'
import { createEvents } from '../src/main/bridge/events'
import type { Context } from '../src/main/bridge/handler'
import { createDatabases } from '../src/main/databases/databases'
import { createHashing } from '../src/main/usermgmt/file/hashing'
import { openFileStore } from '../src/main/usermgmt/file/openFileStore'
import { writeBigDatabase } from '../test/support/bigDatabase'
import { median, milliseconds, REPEATS, type Figure } from './figure'
import { table } from './table'

/** Folders a plant has; what is applied differs from each in all memberships, a few rights, and in half of its users. */
const FOLDERS = 200
const SIZES = [10, 1000]

const context: Context = {
  peer: { id: 'bench', face: 'command-line' },
  signal: new AbortController().signal,
  progress: () => undefined,
}

type Measured = Record<'plan' | 'apply' | 'undo', { taken: number; late: number; grown: number }>

async function measure(users: number): Promise<Measured> {
  const home = await mkdtemp(join(tmpdir(), 'keyswitch-bench-'))
  const hashing = createHashing({ concurrency: 1 })
  const parts = { hashing, now: Date.now, random: randomBytes, home }
  const databases = createDatabases({
    ...parts,
    events: createEvents(() => undefined),
    sample: undefined,
    sampleCopies: home,
    recent: () => undefined,
  })
  try {
    const { from, folders } = await writeFolders(home, users)
    const { handlers } = createApply({
      ...parts,
      databaseOf: (id) => databases.get(id),
      openedAt: () => undefined,
      openStore: (folder) => openFileStore(folder, parts),
      keptFolder: join(home, 'kept'),
      log: () => undefined,
    })
    const { database } = await databases.handlers['databases.open']({ folder: from }, context)
    let plan = ''
    let run = ''
    const planned = await watched(async () => {
      const { plan: id, targets } = await handlers['apply.plan']({ database, folders }, context)
      plan = id
      if (targets.some(({ is }) => is !== 'differs')) throw new Error('a folder does not differ')
    })
    const applied = await watched(async () => {
      const { run: id, targets } = await handlers['apply.run']({ plan }, context)
      run = id ?? ''
      if (targets.some(({ is }) => is !== 'applied')) throw new Error('a folder was not applied')
    })
    const undone = await watched(async () => {
      const { targets } = await handlers['apply.undo']({ run }, context)
      if (targets.some(({ is }) => is !== 'restored')) throw new Error('a folder was not restored')
    })
    return { plan: planned, apply: applied, undo: undone }
  } finally {
    await databases.close()
    await rm(home, { recursive: true })
  }
}

async function writeFolders(home: string, users: number): Promise<{ from: string; folders: string[] }> {
  const from = join(home, 'wanted')
  const original = join(home, 'original')
  await writeBigDatabase(from, { users, objects: 60, groups: 6, seed: 1 })
  await writeBigDatabase(original, { users: users / 2, objects: 60, groups: 6, seed: 2 })
  const folders = Array.from({ length: FOLDERS }, (_, index) => join(home, 'plant', String(index)))
  await mkdir(join(home, 'plant'))
  for (const folder of folders) await cp(original, folder, { recursive: true })
  return { from, folders }
}

/** Milliseconds, the longest delay of the event loop, and the resident memory that came along at its peak. */
async function watched(work: () => Promise<void>): Promise<Measured['plan']> {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let peak = before
  const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10)
  const monitor = monitorEventLoopDelay({ resolution: 1 })
  monitor.enable()
  const taken = await milliseconds(work)
  monitor.disable()
  clearInterval(look)
  return { taken, late: monitor.max / 1e6, grown: (peak - before) / 2 ** 20 }
}

async function figures(users: number): Promise<Figure[]> {
  const times: Measured[] = []
  for (let time = 0; time < REPEATS; time += 1) {
    process.stderr.write(`${FOLDERS} folders of ${users} users, ${time + 1} of ${REPEATS} …\n`)
    times.push(await measure(users))
  }
  const of = (what: string, unit: Figure['unit'], from: number[]): Figure => ({ what, unit, value: median(from), from })
  return (['plan', 'apply', 'undo'] as const).flatMap((step) => {
    const at = `${step} of ${FOLDERS} folders, ${users} users each`
    return [
      of(
        at,
        'ms',
        times.map((time) => time[step].taken),
      ),
      of(
        `${at}: longest event-loop delay`,
        'ms',
        times.map((time) => time[step].late),
      ),
      of(
        `${at}: resident memory it adds`,
        'MB',
        times.map((time) => time[step].grown),
      ),
    ]
  })
}

const all: Figure[] = []
for (const users of SIZES) all.push(...(await figures(users)))
process.stdout.write(`${table(all)}\n`)
