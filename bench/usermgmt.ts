import { randomBytes, randomInt, scrypt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { RIGHTS } from '../src/contract/rights'
import { createHashing, NEW_COST } from '../src/main/usermgmt/file/hashing'
import { openFileStore } from '../src/main/usermgmt/file/openFileStore'
import type { FileStore } from '../src/main/usermgmt/file/store'
import { UserManager } from '../src/main/usermgmt/manager'
import { BIG_PASSWORD } from '../test/support/bigDatabase'
import { figure, median, milliseconds, type Figure } from './figure'

const DRAWN = 65_536
const PASSES = 8
const LOGINS = 10

/** Figures of section 7 of the user-management specification, on a folder with a big database. */
export async function userManagementFigures(folder: string): Promise<Figure[]> {
  const opening = await figure(
    { what: 'open a folder: 10 000 users, 50 000 objects', unit: 'ms', most: 500 },
    async () => {
      globalThis.gc?.()
      let store: FileStore | undefined
      const taken = await milliseconds(async () => {
        store = await openStore(folder)
        await managerOf(store).summary()
      })
      await store?.close()
      return taken
    },
  )
  const store = await openStore(folder)
  try {
    const manager = managerOf(store)
    return [opening, await accessCheck(manager), await changeOneUser(store, manager), ...(await logins(manager))]
  } finally {
    await store.close()
  }
}

function openStore(folder: string): Promise<FileStore> {
  const hashing = createHashing({ concurrency: 2 * availableParallelism() })
  return openFileStore(folder, { hashing, now: Date.now, random: randomBytes })
}

function managerOf(store: FileStore): UserManager {
  const manager = new UserManager()
  store.registerWith(manager)
  return manager
}

/** Users, objects and rights drawn beforehand; every answer counts, so that none can be left out. */
async function accessCheck(manager: UserManager): Promise<Figure> {
  const { names } = await manager.rights.objects({ is: 'owner' })
  const users = Array.from({ length: 16 }, (_, index) => `user${String(index * 617).padStart(5, '0')}`)
  const sessions = await Promise.all(users.map((name) => manager.openSession({ name, password: BIG_PASSWORD })))
  await Promise.all(sessions.map((session) => manager.checkAccess(session, 'Device', 'view').catch(() => undefined)))
  const drawn = Array.from({ length: DRAWN }, () => ({
    session: sessions[randomInt(sessions.length)]!,
    object: names[randomInt(names.length)]!,
    right: RIGHTS[randomInt(RIGHTS.length)]!,
  }))
  const checkAll = () => {
    let allowed = 0
    let undecided = 0
    for (const { session, object, right } of drawn) {
      const may = manager.checkNow(session, object, right)
      if (may === undefined) undecided += 1
      else if (may) allowed += 1
    }
    if (undecided > 0 || allowed === 0 || allowed === DRAWN) throw new Error('the checks were not real ones')
  }
  const passes = () => {
    for (let pass = 0; pass < PASSES; pass += 1) checkAll()
  }
  passes()
  const what = 'access check, warm: 50 000 objects × 200 groups × 10 000 users'
  const checked = await figure(
    { what, unit: 'ns', most: 1000 },
    async () => ((await milliseconds(passes)) * 1e6) / (DRAWN * PASSES),
  )
  for (const session of sessions) manager.closeSession(session)
  return checked
}

function changeOneUser(store: FileStore, manager: UserManager): Promise<Figure> {
  return figure({ what: 'change one user among 10 000, until it is durable', unit: 'ms', most: 100 }, (time) =>
    milliseconds(async () => {
      await store.act({ method: 'users.change', name: 'user00042', count: 1 }, () =>
        manager.users.change({ is: 'owner' }, { name: 'user00042', mustChangePassword: time % 2 === 0 }),
      )
      await store.save()
    }),
  )
}

async function logins(manager: UserManager): Promise<Figure[]> {
  const login = async () =>
    manager.closeSession(await manager.openSession({ name: 'user00007', password: BIG_PASSWORD }))
  await login()
  // One after the other, so that both see the same machine.
  const cost = await figure({ what: 'login beyond its scrypt', unit: 'ms', most: 2 }, async () => {
    const differences: number[] = []
    for (let time = 0; time < LOGINS; time += 1) {
      const bare = await milliseconds(hashOnce)
      differences.push((await milliseconds(login)) - bare)
    }
    return Math.max(0, median(differences))
  })
  const hash = await figure({ what: 'scrypt itself (N 32768, r 8, p 1), told for comparison', unit: 'ms' }, () =>
    milliseconds(hashOnce),
  )
  const delay = await figure(
    { what: 'longest event-loop delay during 20 logins at once (less than one scrypt)', unit: 'ms', most: hash.value },
    async () => {
      const monitor = monitorEventLoopDelay({ resolution: 1 })
      monitor.enable()
      await Promise.all(Array.from({ length: 20 }, login))
      monitor.disable()
      return monitor.max / 1e6
    },
  )
  const memory = await figure(
    { what: 'memory that 50 logins at once add', unit: 'MB', most: 32 * 2 * availableParallelism() + 32 },
    () => memoryOf(() => Promise.all(Array.from({ length: 50 }, login))),
  )
  return [cost, hash, delay, memory]
}

function hashOnce(): Promise<unknown> {
  const { N, r, p } = NEW_COST
  return new Promise((done, failed) => {
    scrypt(BIG_PASSWORD, randomBytes(8), 64, { N, r, p, maxmem: 2 ** 29 }, (error, key) =>
      error ? failed(error) : done(key),
    )
  })
}

/** The highest resident memory while something runs, above what there was before. */
async function memoryOf(act: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let most = before
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5)
  const started = performance.now()
  try {
    await act()
  } finally {
    clearInterval(look)
  }
  if (performance.now() === started) throw new Error('nothing ran')
  return (most - before) / 2 ** 20
}
