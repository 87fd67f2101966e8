import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { connect, type Api } from '../src/contract/client'
import { directTransport } from '../src/main/bridge/dispatch'
import { compose, type Program } from '../src/main/compose'
import { readConfig } from '../src/main/config'
import { openLog } from '../src/main/log'
import { median, milliseconds, REPEATS, type Figure } from './figure'
import { publish } from './publish'

// Taking tables over: a hundred thousand users and more memberships, as a page or a command does it.
const USERS = 100_000
const WITH_PASSWORDS = 50
const SAID = `${USERS / 1000} 000 users from CSV`
const ADMINISTRATOR = { name: 'admin', password: 'Rain over Ulm 7' }

type Step = 'read' | 'differences' | 'apply' | 'save'
const STEPS: readonly Step[] = ['read', 'differences', 'apply', 'save']
const STEP_NAMES: Record<Step, string> = {
  read: 'reading',
  differences: 'differences',
  apply: 'taking over',
  save: 'saving',
}

type Opened = { api: Api; program: Program; folder: string; database: string }

const folder = await mkdtemp(join(tmpdir(), 'keyswitch-bench-'))
try {
  const file = join(folder, 'users.csv')
  await writeFile(file, tableOf(USERS))
  await publish('Written by npm run bench:imports -- --write', await figures(file))
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function figures(file: string): Promise<Figure[]> {
  const steps = { read: [], differences: [], apply: [], save: [] } as Record<Step, number[]>
  const delays = { read: [], differences: [], apply: [], save: [] } as Record<Step, number[]>
  const peaks: number[] = []
  const cancelled: number[] = []
  const rates: number[] = []
  for (let time = 0; time < REPEATS; time += 1) {
    process.stderr.write(`import ${time + 1} of ${REPEATS} …\n`)
    await withProgram(join(folder, `whole-${time}`), async (opened) => {
      peaks.push(await whole(opened, file, { steps, delays }))
    })
    await withProgram(join(folder, `cancelled-${time}`), async (opened) => {
      cancelled.push(await cancelledAtHalf(opened, file))
    })
    await withProgram(join(folder, `hashed-${time}`), async (opened) => {
      rates.push(await hashed(opened))
    })
  }
  return [
    told(`${SAID}: reading the file`, 'ms', steps.read),
    told(`${SAID}: differences to the database`, 'ms', steps.differences),
    told(`${SAID}: taking over`, 'ms', steps.apply),
    told(`${SAID}: saving`, 'ms', steps.save),
    told(`${SAID}: resident memory of the program at most`, 'MB', peaks),
    ...STEPS.map((step) => told(`${SAID}: longest event-loop delay, ${STEP_NAMES[step]}`, 'ms', delays[step])),
    told(`${SAID}: cancelled at half, until the old state is back`, 'ms', cancelled),
    told(`${WITH_PASSWORDS} users with passwords, each hashed`, '/s', rates),
  ]
}

function told(what: string, unit: Figure['unit'], from: number[]): Figure {
  return { what, unit, value: median(from), from }
}

/** Gives the megabytes that were resident at most. */
async function whole(
  { api, database, folder: place }: Opened,
  file: string,
  { steps, delays }: { steps: Record<Step, number[]>; delays: Record<Step, number[]> },
): Promise<number> {
  globalThis.gc?.()
  let peak = process.memoryUsage.rss()
  const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5)
  const measured = async (step: Step, act: () => Promise<unknown>) => {
    const monitor = monitorEventLoopDelay({ resolution: 1 })
    monitor.enable()
    steps[step].push(await milliseconds(act))
    // So that what blocked last is seen too.
    await new Promise((later) => setTimeout(later, 5))
    monitor.disable()
    delays[step].push(monitor.max / 1e6)
  }
  let id = ''
  await measured('read', async () => (id = (await api.call('imports.read', { database, file })).import))
  await measured('differences', () => api.call('imports.differences', { import: id, mode: 'merge', limit: 1 }))
  await measured('apply', async () => {
    const { refusedTotal } = await api.call('imports.apply', { import: id, mode: 'merge' })
    if (refusedTotal > 0) throw new Error(`${refusedTotal} refused`)
  })
  await measured('save', () => api.call('databases.save', { database }))
  clearInterval(look)
  const rows = (await readFile(join(place, '.UserDatabase.csv'), 'utf8')).match(/^u,/gm)
  if (rows?.length !== USERS + 1) throw new Error(`${rows?.length} users arrived`)
  return peak / 2 ** 20
}

/** Gives the milliseconds from cancelling to the answer; what is there then is compared with what was there. */
async function cancelledAtHalf({ api, program, database, folder: place }: Opened, file: string): Promise<number> {
  const { import: id } = await api.call('imports.read', { database, file })
  const { total } = await api.call('imports.differences', { import: id, mode: 'merge', limit: 1 })
  const before = await stateOf(api, database, place)
  let at = Number.NaN
  const unsubscribe = program.events.subscribe('work.progress', ({ work, done }) => {
    if (done < total / 2 || !Number.isNaN(at)) return
    at = performance.now()
    void api.call('work.cancel', { work })
  })
  const failed = await api.call('imports.apply', { import: id, mode: 'merge', work: 'import' }).then(
    () => false,
    () => true,
  )
  const taken = performance.now() - at
  unsubscribe()
  if (!failed) throw new Error('it was not cancelled')
  if ((await stateOf(api, database, place)) !== before) throw new Error('the old state is not back')
  return taken
}

/** A digest of everything: files, and what is in memory, which a save would write. */
async function stateOf(api: Api, database: string, place: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(place)).toSorted()) hash.update(name).update(await readFile(join(place, name)))
  for (const method of ['databases.state', 'users.list', 'groups.list'] as const) {
    hash.update(JSON.stringify(await api.call(method, { database })))
  }
  hash.update(JSON.stringify(await api.call('databases.changes', { database, of: 'edits' })))
  return hash.digest('hex')
}

async function hashed({ api, database, folder: place }: Opened): Promise<number> {
  const file = join(place, '..', 'passwords.csv')
  await writeFile(file, tableOf(WITH_PASSWORDS, true))
  const { import: id } = await api.call('imports.read', { database, file })
  const taken = await milliseconds(() => api.call('imports.apply', { import: id, mode: 'merge' }))
  return WITH_PASSWORDS / (taken / 1000)
}

async function withProgram(state: string, work: (opened: Opened) => Promise<void>): Promise<void> {
  const log = openLog({ level: 'silent' })
  const program = await compose({ config: { ...readConfig(), stateFolder: state, home: state }, log, station: false })
  try {
    const api = connect(directTransport(program, { id: 'bench', face: 'command-line' }))
    const place = join(state, 'database')
    const { database } = await api.call('databases.create', { folder: place, administrator: ADMINISTRATOR })
    await work({ api, program, folder: place, database })
  } finally {
    await program.close()
    log.close()
    await rm(state, { recursive: true, force: true })
  }
}

/** Every user in one to three of forty groups. */
function tableOf(count: number, passwords = false): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const groups = Array.from({ length: 1 + (index % 3) }, (_, at) => `group ${(index + 7 * at) % 40}`).join('|')
    const password = passwords ? `,Rain over Ulm ${index} 7` : ''
    return `user ${String(index).padStart(6, '0')},${groups},yes,${index % 7 === 0 ? 'yes' : 'no'}${password}`
  })
  const heading = `name,groups,may change password,must change password${passwords ? ',password' : ''}`
  return [heading, ...rows, ''].join('\r\n')
}
