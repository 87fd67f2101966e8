import { randomBytes } from 'node:crypto'
import type { Peer } from '../../src/main/bridge/handler'
import { createEvents } from '../../src/main/bridge/events'
import { createApply, type Apply } from '../../src/main/apply/apply'
import { createDatabases } from '../../src/main/databases/databases'
import { disk, type FileSystem } from '../../src/main/state/fileSystem'
import { createHashing } from '../../src/main/usermgmt/file/hashing'
import { openFileStore } from '../../src/main/usermgmt/file/openFileStore'
import { watchedFileSystem } from '../support/watchedFileSystem'

/**
 * A program of its own for tests: `node applyProgram.mjs ASKED`, one JSON object. As an ordinary user where it is started
 * by root, which nothing is read-only for. `killedAt`: it ends itself by SIGKILL before so many steps of writing to
 * targets; the others print what came of it as one line of JSON.
 */
type Asked = { kept: string; home: string } & (
  { is: 'plan' | 'apply'; from: string; folders: string[]; killedAt?: number } | { is: 'undo'; run?: string }
)

const PEER: Peer = { id: 'test', face: 'command-line' }

async function main(asked: Asked): Promise<void> {
  if (process.getuid?.() === 0) {
    process.setgid?.(65534)
    process.setuid?.(65534)
  }
  const hashing = createHashing({ concurrency: 1 })
  const databases = createDatabases({
    events: createEvents(() => undefined),
    hashing,
    now: Date.now,
    random: randomBytes,
    home: asked.home,
    sample: undefined,
    sampleCopies: asked.home,
    recent: () => undefined,
  })
  const fs = asked.is !== 'undo' && asked.killedAt !== undefined ? killedBefore(asked.killedAt) : disk
  const apply = createApply({
    databaseOf: (id) => databases.get(id),
    openedAt: () => undefined,
    openStore: (folder) => openFileStore(folder, { hashing, now: Date.now, random: randomBytes, fs }),
    keptFolder: asked.kept,
    home: asked.home,
    random: randomBytes,
    now: Date.now,
    log: (problem) => say({ log: problem }),
  })
  const open = async (folder: string) => (await databases.handlers['databases.open']({ folder }, context)).database
  await doIt(apply, asked, open)
  await databases.close()
}

const context = { peer: PEER, signal: new AbortController().signal, progress: () => undefined }

async function doIt({ handlers }: Apply, asked: Asked, open: (folder: string) => Promise<string>): Promise<void> {
  if (asked.is === 'undo') {
    const { runs } = await handlers['apply.runs']({}, context)
    const run = asked.run ?? runs[0]?.run ?? ''
    return say({ runs, ...(await handlers['apply.undo']({ run }, context)) })
  }
  const { from, folders } = asked
  const planned = await handlers['apply.plan']({ database: await open(from), folders }, context)
  if (asked.is === 'plan') return say(planned)
  say(await handlers['apply.run']({ plan: planned.plan }, context))
}

/** Killed before anything else is, for the folders, killed before the next of these. */
function killedBefore(last: number): FileSystem {
  let step = -1
  return watchedFileSystem(disk, async (operation) => {
    if (!['open', 'writeFile', 'rename', 'unlink'].includes(operation)) return
    step += 1
    if (step < last) return
    process.kill(process.pid, 'SIGKILL')
    // The signal takes a moment; nothing may happen meanwhile.
    await new Promise(() => undefined)
  })
}

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

const [asked = '{}'] = process.argv.slice(2)
await main(JSON.parse(asked) as Asked)
