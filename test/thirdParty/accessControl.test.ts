import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '../../src/contract/client'
import { AppError } from '../../src/contract/errors'
import { logIn } from '../../src/contract/loginClient'
import { STATION } from '../../src/contract/stationId'
import { loadBackEnd } from '../../src/main/usermgmt/backEndModule'
import { UserManager } from '../../src/main/usermgmt/manager'
import { staticCredential } from '../../src/main/usermgmt/templates/staticUsers'
import { installPackage, runNode } from '../support/installedPackage'
import { startStationProgram } from '../support/stationProgram'
import { root } from '../support/sources'
import { temporaryFolder } from '../support/temporaryFolder'

/** What the other system exports; B-3001 has lost its badge. */
const BADGES = [
  { badge: 'B-1001', department: 'Plant management' },
  { badge: 'B-1002', department: 'Maintenance' },
  { badge: 'B-2001', department: 'Maintenance' },
  { badge: 'B-3001', department: 'Canteen', revoked: true },
]
const pinOf = (badge: string) => `Pin of ${badge}`
const owner = { is: 'owner' } as const
const code = (failure: string) => expect.objectContaining({ code: failure }) as Error

/** Somebody else's project: their module, their data, and this package among their dependencies. */
let project: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'access-control-'))
  await installPackage(project)
  await cp(join(root, 'test', 'thirdParty', 'accessControl'), project, { recursive: true })
  await chmod(join(project, 'backEnd.mjs'), 0o600)
}, 120_000)

afterAll(() => rm(project, { recursive: true, force: true }))

const backEnd = () => join(project, 'backEnd.mjs')

async function exportBadges(badges: readonly { badge: string; department: string; revoked?: boolean }[] = BADGES) {
  const cost = { N: 1024, r: 8, p: 1 }
  const withPins = await Promise.all(
    badges.map(async (badge) => ({ ...badge, pin: await staticCredential(pinOf(badge.badge), randomBytes, cost) })),
  )
  await writeFile(join(project, 'badges.json'), JSON.stringify({ badges: withPins }))
}

/** A station whose settings file names the back end, as it starts with nothing else in its folder. */
async function station() {
  await exportBadges()
  const stateFolder = join(await temporaryFolder(), 'state')
  await mkdir(join(stateFolder, 'station'), { recursive: true, mode: 0o700 })
  const settings = `[Keyswitch]\nBackEnd=${backEnd()}\n\n[CmpUserMgr]\nSECURITY.UserMgmtEnforce=YES\n`
  await writeFile(join(stateFolder, 'station', 'settings.cfg'), settings, { mode: 0o600 })
  return startStationProgram({ stateFolder })
}

const administrator = (api: Api) => logIn(api, { user: 'B-1001', password: pinOf('B-1001') })

describe('a third party’s back end, which knows nothing but the package', () => {
  it('passes the conformance checks on Node’s own test runner', async () => {
    await exportBadges()
    const { code, output } = await runNode(project, ['--test', '--test-reporter=tap', 'conformance.mjs'])
    expect(output).toContain('badges: lists each user once, with the properties a login gives and without a password')
    expect(output).toContain(
      'departments: each group is listed once, and asking for one member agrees with listing them',
    )
    expect(output).toMatch(/# pass 14\n# fail 0/)
    expect(code).toBe(0)
  })

  it('registers with a user management, which is active from then on and follows what it says', async () => {
    await exportBadges()
    const manager = new UserManager()
    const lines: string[] = []
    const host = { AppError, stateFolder: project, log: (line: string) => void lines.push(line) }
    const loaded = await loadBackEnd(backEnd(), manager, host)
    try {
      expect(await manager.activation()).toBe('active')
      const users = await manager.users.list(owner)
      expect(users.map(({ name, groups }) => [name, groups])).toEqual([
        ['B-1001', ['Administrator']],
        ['B-1002', ['Maintenance']],
        ['B-2001', ['Maintenance']],
      ])
      const session = await manager.openSession({ name: 'B-1001', password: pinOf('B-1001') })
      await manager.checkAccess(session, 'Device', 'modify')
      await exportBadges(BADGES.slice(1))
      await expect.poll(() => lines).toEqual(['badges were read again'])
      await expect(manager.checkAccess(session, 'Device', 'modify')).rejects.toEqual(code('not-permitted'))
      expect((await manager.users.list(owner)).length).toBe(2)
    } finally {
      await loaded.close()
    }
    expect(await manager.activation()).toBe('deactivated')
  })
})

describe('a station with a third party’s back end', () => {
  it('asks for a login, which the back end decides about', async () => {
    const { peer } = await station()
    const page = peer('page')
    expect(await page.call('login.whoami', {})).toMatchObject({ activation: 'active', user: null })
    await expect(page.call('users.list', { database: STATION })).rejects.toEqual(code('not-permitted'))
    for (const [user, password] of [
      ['B-1001', pinOf('B-1002')],
      ['B-3001', pinOf('B-3001')],
      ['anna', pinOf('B-1001')],
    ] as const) {
      await expect(logIn(page, { user, password })).rejects.toEqual(code('login-failed'))
    }
    expect(await administrator(page)).toMatchObject({ is: 'ok', user: 'B-1001' })
    expect(await page.call('login.whoami', {})).toMatchObject({
      user: { name: 'B-1001', groups: ['Administrator'], administrator: true, mayChangePassword: false },
    })
  })

  it('drives the page of users and groups: both are shown, and each change says that they can only be read', async () => {
    const { peer } = await station()
    const page = peer('page')
    await administrator(page)
    const database = STATION
    expect((await page.call('databases.state', { database })).configurable).toEqual({
      users: false,
      groups: false,
      objects: true,
    })
    const { users } = await page.call('users.list', { database })
    expect(users.map(({ name, groups }) => [name, groups])).toEqual([
      ['B-1001', ['Administrator']],
      ['B-1002', ['Maintenance']],
      ['B-2001', ['Maintenance']],
    ])
    const { groups } = await page.call('groups.list', { database })
    expect(groups.map(({ name, users }) => [name, users])).toEqual([
      ['Administrator', ['B-1001']],
      ['Maintenance', ['B-1002', 'B-2001']],
    ])
    const password = 'Rain over Ulm 7'
    const refusals = [
      () => page.call('users.add', { database, name: 'neu', password }),
      () => page.call('users.change', { database, name: 'B-1002', mustChangePassword: false }),
      () => page.call('users.setPassword', { database, name: 'B-1002', password }),
      () => page.call('users.remove', { database, name: 'B-1002' }),
      () => page.call('users.setGroups', { database, name: 'B-1002', groups: ['Administrator'] }),
      () => page.call('groups.add', { database, name: 'Neu' }),
      () => page.call('groups.rename', { database, name: 'Maintenance', to: 'Neu' }),
      () => page.call('groups.remove', { database, name: 'Maintenance' }),
      () => page.call('groups.addMember', { database, group: 'Maintenance', user: 'B-1001' }),
    ]
    for (const refusal of refusals) await expect(refusal()).rejects.toEqual(code('not-configurable'))
    expect((await page.call('users.list', { database })).users).toEqual(users)
  })

  it('drives the page of access rights: its groups are the columns, and what is set there holds at once', async () => {
    const { peer } = await station()
    const [page, other] = [peer('page'), peer('other')]
    await administrator(page)
    await logIn(other, { user: 'B-1002', password: pinOf('B-1002') })
    const database = STATION
    const object = 'Device.UserManagement.Users'
    const matrix = await page.call('rights.matrix', { database, right: 'view', objects: [object] })
    expect(matrix.groups).toEqual(['Administrator', 'Maintenance'])
    await expect(other.call('users.list', { database })).rejects.toEqual(code('not-permitted'))
    await page.call('rights.set', { database, object, group: 'Maintenance', right: 'view', state: 'grant' })
    expect((await other.call('users.list', { database })).users.length).toBe(3)
    const why = { database, subject: 'user', name: 'B-1002', object, right: 'view' } as const
    expect(await page.call('rights.why', why)).toMatchObject({
      allowed: true,
      reason: { is: 'granted', via: ['Maintenance'], at: object },
    })
    expect((await page.call('rights.byObject', { database, objects: [object] })).groups.length).toBe(2)
    expect((await page.call('objects.list', { database })).names).toContain(object)
  })

  it('rights that were given outlast a restart, and who lost the badge does not get in again', async () => {
    const first = await station()
    const page = first.peer('page')
    await administrator(page)
    const object = 'Device.UserManagement.Users'
    await page.call('rights.set', { database: STATION, object, group: 'Maintenance', right: 'view', state: 'grant' })
    await first.close()
    await exportBadges(BADGES.filter(({ badge }) => badge !== 'B-2001'))
    const second = await startStationProgram({ stateFolder: first.stateFolder })
    const again = second.peer('page')
    await expect(logIn(again, { user: 'B-2001', password: pinOf('B-2001') })).rejects.toEqual(code('login-failed'))
    await logIn(again, { user: 'B-1002', password: pinOf('B-1002') })
    expect((await again.call('users.list', { database: STATION })).users.map(({ name }) => name)).toEqual([
      'B-1001',
      'B-1002',
    ])
  })

  it('does not start, and says why, where somebody else could have changed the module', async () => {
    await chmod(backEnd(), 0o666)
    try {
      await expect(station()).rejects.toMatchObject({
        code: 'back-end-refused',
        details: { problem: `The back end ${backEnd()} is not used: it can be changed by others` },
      })
    } finally {
      await chmod(backEnd(), 0o600)
    }
  })
})
