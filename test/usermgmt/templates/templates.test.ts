import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { registered } from '../../../src/conformance/registered'
import { SECURITY_DEFAULTS } from '../../../src/contract/security'
import { UserManager } from '../../../src/main/usermgmt/manager'
import { registerConfigurableGroups } from '../../../src/main/usermgmt/templates/configurableGroups'
import { registerConfigurableObjects } from '../../../src/main/usermgmt/templates/configurableObjects'
import { registerConfigurableUsers } from '../../../src/main/usermgmt/templates/configurableUsers'
import {
  registerForwardingUsers,
  type CredentialCheck,
  type ForwardingOptions,
} from '../../../src/main/usermgmt/templates/forwardingUsers'
import { registerReadOnlyGroups } from '../../../src/main/usermgmt/templates/readOnlyGroups'
import { registerStaticUsers, staticCredential } from '../../../src/main/usermgmt/templates/staticUsers'
import { PASSWORD, refuses } from '../fillingLine'

const cost = { N: 16, r: 1, p: 1 }
const FLAGS = { mayChangePassword: true, mustChangePassword: false }

async function forwarding(check: CredentialCheck, options: Partial<ForwardingOptions> = {}) {
  const lines: string[] = []
  const all = { check, log: (line: string) => void lines.push(line), refusalAfter: 1, ...options }
  const { users } = await registered((to) => registerForwardingUsers(to, all))
  if (!users) throw new Error('no users were registered')
  return { db: users.db, lines, all }
}

describe('users of another system', () => {
  it('no answer is no login, but not a wrong password: it is a failure, and the log says which', async () => {
    const down = await forwarding(() => Promise.reject(new Error(`cannot bind with ${PASSWORD}`)))
    await refuses(down.db.authenticate('anna', PASSWORD), 'login-failed', {})
    expect(down.lines).toEqual(['The other system cannot be asked.'])
    const throwing = await forwarding(() => {
      throw new TypeError(PASSWORD)
    })
    await refuses(throwing.db.authenticate('anna', PASSWORD), 'login-failed', {})
    const wrong = await forwarding(async () => false)
    expect(await wrong.db.authenticate('anna', PASSWORD)).toBeUndefined()
    expect(wrong.lines).toEqual([])
  })

  it('an answer that does not come is not waited for, and the asking is stopped', async () => {
    let stopped: AbortSignal | undefined
    const { db, lines } = await forwarding(
      (_name, _password, signal) => {
        stopped = signal
        return new Promise(() => undefined)
      },
      { limit: 30 },
    )
    await refuses(db.authenticate('anna', PASSWORD), 'login-failed', {})
    expect(stopped?.aborted).toBe(true)
    expect(lines).toEqual(['The other system did not answer within 30 ms.'])
  })

  it('a system that is down locks nobody out', async () => {
    let isDown = true
    const { all } = await forwarding(async (_name, password) => {
      if (isDown) throw new Error('down')
      return password === PASSWORD
    })
    const manager = new UserManager({
      settings: () => ({ ...SECURITY_DEFAULTS, loginLock: { attempts: 2, seconds: 60 } }),
    })
    registerForwardingUsers(manager, all)
    for (let time = 0; time < 5; time++) {
      await refuses(manager.openSession({ name: 'anna', password: PASSWORD }), 'login-failed')
    }
    isDown = false
    await manager.openSession({ name: 'anna', password: PASSWORD })
    for (let time = 0; time < 2; time++) {
      await refuses(manager.openSession({ name: 'anna', password: 'wrong' }), 'login-failed')
    }
    await refuses(manager.openSession({ name: 'anna', password: PASSWORD }), 'login-failed')
  })

  it('nothing is asked about a login without a name or a password, which a directory would let in', async () => {
    const asked: string[] = []
    const { db } = await forwarding(async (name) => asked.push(name) > 0)
    expect(await db.authenticate('anna', '')).toBeUndefined()
    expect(await db.authenticate('', PASSWORD)).toBeUndefined()
    expect(asked).toEqual([])
  })

  it('refusals come after the same time, however long the other system thinks; who is right need not wait', async () => {
    const { db } = await forwarding(
      async (name, password) => {
        if (name === 'anna') await new Promise((thought) => setTimeout(thought, 20))
        return name === 'bogdan' && password === PASSWORD
      },
      { refusalAfter: 80 },
    )
    for (const name of ['anna', 'nobody']) {
      const began = performance.now()
      expect(await db.authenticate(name, 'wrong')).toBeUndefined()
      expect(performance.now() - began).toBeGreaterThan(75)
    }
    const began = performance.now()
    expect(await db.authenticate('bogdan', PASSWORD)).toBeDefined()
    expect(performance.now() - began).toBeLessThan(75)
  })
})

describe('static users and read-only groups', () => {
  it('an unknown user costs a hash of the same price as a known one', async () => {
    const costs: (number | undefined)[] = []
    const credential = await staticCredential(PASSWORD, randomBytes, cost)
    const hashing = {
      hash: async () => '',
      verify: async (_: string, against: { cost: { N: number } } | undefined) => {
        costs.push(against?.cost.N)
        return false
      },
    }
    const { users } = await registered((to) =>
      registerStaticUsers(to, { users: [{ name: 'anna', credential }], hashing }),
    )
    await users?.db.authenticate('anna', 'wrong')
    await users?.db.authenticate('nobody', 'wrong')
    // Hashing takes undefined for a hash of the usual price.
    expect(costs).toEqual([16, undefined])
  })

  it('a list that is changed after it was given changes nothing', async () => {
    const groups = [{ name: 'Watch', users: ['anna'] }]
    const taken = await registered((to) => registerReadOnlyGroups(to, groups))
    groups[0]?.users.push('bogdan')
    groups.push({ name: 'Service', users: [] })
    const names: string[] = []
    for await (const { name } of taken.groups?.db.groups() ?? []) names.push(name)
    expect(names).toEqual(['Watch'])
    expect(await taken.groups?.db.hasUser('Watch', 'bogdan')).toBe(false)
  })

  it('groups that are replaced while they are listed are listed as they were', async () => {
    const { groups, result } = await registered((to) => registerReadOnlyGroups(to, [{ name: 'One' }, { name: 'Two' }]))
    const names: string[] = []
    for await (const { name } of groups?.db.groups() ?? []) {
      names.push(name)
      result.replace([{ name: 'Three' }])
    }
    expect(names).toEqual(['One', 'Two'])
  })
})

describe('configurable templates', () => {
  /** What was made durable, and whether that works. */
  function storage() {
    const store = { kept: undefined as Uint8Array | undefined, full: false }
    const keep = async (whole: Uint8Array) => {
      if (store.full) throw new Error('disk full')
      store.kept = whole
    }
    return { store, keep }
  }

  it('what was kept is there after a restart', async () => {
    const [users, groups, objects] = [storage(), storage(), storage()]
    const start = async () => ({
      users: await registered((to) =>
        registerConfigurableUsers(to, { random: randomBytes, now: () => 5000, cost, keep: users.keep, ...kept(users) }),
      ),
      groups: await registered((to) => registerConfigurableGroups(to, { keep: groups.keep, ...kept(groups) })),
      objects: await registered((to) =>
        registerConfigurableObjects(to, { objects: [{ name: 'Device' }], keep: objects.keep, ...kept(objects) }),
      ),
    })
    const first = await start()
    await first.users.users?.config?.addUser('anna', PASSWORD, FLAGS)
    await first.groups.groups?.config?.addGroup('Watch')
    await first.groups.groups?.config?.addUserTo('Watch', 'anna')
    await first.objects.objects?.config?.setRight('Device', 'Watch', 'view', 'grant')
    const second = await start()
    const found = await second.users.users?.db.authenticate('anna', PASSWORD)
    expect(found).toEqual({ ...FLAGS, internal: false, lastChange: 5 })
    expect(await second.groups.groups?.db.hasUser('Watch', 'anna')).toBe(true)
    expect(second.objects.objects?.db.masks('Device', 'Watch')).toEqual({ granted: 1, denied: 0 })
    expect(new TextDecoder().decode(users.store.kept)).not.toContain(PASSWORD)
  })

  it('a change that cannot be kept is not made, and the next one is', async () => {
    const { store, keep } = storage()
    const options = { random: randomBytes, now: Date.now, cost, keep }
    const { users } = await registered((to) => registerConfigurableUsers(to, options))
    await users?.config?.addUser('anna', PASSWORD, FLAGS)
    store.full = true
    await expect(users?.config?.setCredentials('anna', 'Another line 2!')).rejects.toThrow('disk full')
    await expect(users?.config?.removeUser('anna')).rejects.toThrow('disk full')
    await expect(users?.config?.deleteAllUsers()).rejects.toThrow('disk full')
    expect(await users?.db.authenticate('anna', PASSWORD)).toBeDefined()
    store.full = false
    await users?.config?.setCredentials('anna', 'Another line 2!')
    expect(await users?.db.authenticate('anna', PASSWORD)).toBeUndefined()
  })

  it.each([
    ['half of it', (text: string) => text.slice(0, -4)],
    ['nothing', () => ''],
    ['something else', () => '{"users":[]}'],
    ['a user twice', (text: string) => `[${text.slice(1, -1)},${text.slice(1, -1)}]`],
    ['a user without a hash', (text: string) => text.replace(/"hash":"[^"]*"/, '"hash":""')],
  ])('what was kept and is damaged (%s) is refused, and never an empty database', async (_, damage) => {
    const { store, keep } = storage()
    const options = { random: randomBytes, now: Date.now, cost, keep }
    const { users } = await registered((to) => registerConfigurableUsers(to, options))
    await users?.config?.addUser('anna', PASSWORD, FLAGS)
    const kept = new TextEncoder().encode(damage(new TextDecoder().decode(store.kept)))
    const start = registered((to) => registerConfigurableUsers(to, { ...options, kept }))
    await refuses(start, 'database-damaged')
  })
})

function kept({ store }: { store: { kept: Uint8Array | undefined } }) {
  return store.kept === undefined ? {} : { kept: store.kept }
}
