import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/contract/client'
import { CONTRACT } from '../../src/contract/contract'
import type { MethodName } from '../../src/contract/names'
import { STATION } from '../../src/contract/stationId'
import { sampleCopy } from '../support/temporaryFolder'
import { ADMINISTRATOR, PASSWORD, startStationProgram } from '../support/stationProgram'

const code = (failure: string) => expect.objectContaining({ code: failure }) as Error

/** The code of every method that needs a right, asked with an empty input. */
async function answers(api: Api): Promise<Map<MethodName, string>> {
  const needing = (Object.keys(CONTRACT) as MethodName[]).filter((method) => CONTRACT[method].right !== 'none')
  const found = new Map<MethodName, string>()
  for (const method of needing) {
    const failure: unknown = await api.call(method, {}).then(
      () => ({ code: 'ok' }),
      (error: unknown) => error,
    )
    found.set(method, (failure as { code: string }).code)
  }
  return found
}

describe('without a station', () => {
  it('everything is open, nobody needs to log in, and nothing is written', async () => {
    const { peer, folder } = await startStationProgram()
    const api = peer('page')
    expect(await api.call('login.whoami', {})).toMatchObject({ activation: 'deactivated', user: null })
    expect(await api.call('databases.list', {})).toEqual({ databases: [] })
    expect(await api.call('login.begin', { types: ['asymmetric'] })).toEqual({ is: 'deactivated' })
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(api.call('databases.state', { database: STATION })).rejects.toEqual(code('not-found'))
  })

  it('a command on a folder asks nobody, whatever the station says', async () => {
    const { stateFolder } = await startStationProgram({ setUp: true })
    const folder = await sampleCopy()
    const { withApi } = await import('../../src/main/cli/database')
    const before = process.env['KEYSWITCH_STATE_DIR']
    process.env['KEYSWITCH_STATE_DIR'] = stateFolder
    try {
      const { users } = await withApi(async (api) => {
        const { database } = await api.call('databases.open', { folder })
        return api.call('users.list', { database })
      })
      expect(users.length).toBeGreaterThan(0)
    } finally {
      if (before === undefined) delete process.env['KEYSWITCH_STATE_DIR']
      else process.env['KEYSWITCH_STATE_DIR'] = before
    }
  })
})

describe('setting up', () => {
  it('makes the first administrator with the name and password chosen, logs the caller in, and shuts everybody else out', async () => {
    const { peer, said, folder } = await startStationProgram()
    const [mine, other] = [peer('mine'), peer('other')]
    await other.call('databases.list', {})
    expect(await mine.call('login.setUp', ADMINISTRATOR)).toEqual({ is: 'ok', user: 'anna', loginToken: null })
    expect(await mine.call('login.whoami', {})).toMatchObject({
      activation: 'active',
      user: { name: 'anna', groups: ['Administrator'], administrator: true, mustChangePassword: false },
    })
    await expect(other.call('databases.list', {})).rejects.toEqual(code('not-permitted'))
    expect(said).toContain('login.changed')
    expect(await readFile(join(folder, 'settings.cfg'), 'utf8')).toContain('SECURITY.UserMgmtEnforce=YES')
  })

  it('from that moment a peer without a login gets an access error on every object, and the same peer works again after a login', async () => {
    const { peer, loggedIn } = await startStationProgram()
    const other = peer('other')
    await other.call('databases.list', {})
    await peer('mine').call('login.setUp', ADMINISTRATOR)
    const refused = await answers(other)
    expect(new Set(refused.values())).toEqual(new Set(['not-permitted']))
    expect(refused.size).toBeGreaterThan(50)
    await loggedIn('other')
    const open = await answers(other)
    expect([...open].filter(([, answer]) => answer === 'not-permitted')).toEqual([])
  })

  it('keeps files that only their owner can read', async () => {
    const { folder } = await startStationProgram({ setUp: true })
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    for (const file of await readdir(folder)) {
      expect({ file, mode: (await stat(join(folder, file))).mode & 0o077 }).toEqual({ file, mode: 0 })
    }
  })

  it('refuses a weak password and a bad name before anything is written', async () => {
    const { peer, folder } = await startStationProgram()
    const api = peer('page')
    await expect(api.call('login.setUp', { name: 'anna', password: '12345678' })).rejects.toEqual(
      code('password-refused'),
    )
    await expect(api.call('login.setUp', { name: 'a,b', password: PASSWORD })).rejects.toEqual(code('name-refused'))
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await api.call('login.whoami', {})).toMatchObject({ activation: 'deactivated' })
  })

  it('of two who set it up at the same moment one comes second', async () => {
    const { peer } = await startStationProgram()
    const both = await Promise.allSettled([
      peer('one').call('login.setUp', ADMINISTRATOR),
      peer('two').call('login.setUp', { name: 'ben', password: PASSWORD }),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(peer('three').call('login.setUp', { name: 'eve', password: PASSWORD })).rejects.toEqual(
      code('not-permitted'),
    )
  })

  it('cannot be undone, so that nobody shuts everybody out', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const api = await loggedIn('page')
    await expect(api.call('databases.undo', { database: STATION })).rejects.toEqual(code('nothing-to-undo'))
  })

  it('gives a station objects for sessions, and the groups their usual rights on them', async () => {
    const { loggedIn } = await startStationProgram({ setUp: true })
    const api = await loggedIn('page')
    const { names } = await api.call('objects.list', { database: STATION })
    for (const object of ['', '.Write', '.Call', '.NodeManagement']) expect(names).toContain(`Device.Sessions${object}`)
    const may = async (name: string, object: string, right: 'view' | 'modify' | 'execute') =>
      (await api.call('rights.why', { database: STATION, subject: 'group', name, object, right })).allowed
    expect(await may('Developer', 'Device.Sessions.Write', 'modify')).toBe(true)
    expect(await may('Service', 'Device.Sessions', 'execute')).toBe(true)
    expect(await may('Service', 'Device.Sessions.Call', 'execute')).toBe(false)
    expect(await may('Watch', 'Device.Sessions', 'view')).toBe(true)
    expect(await may('Watch', 'Device.Sessions', 'execute')).toBe(false)
  })
})

describe('an enforced station without a user', () => {
  it('lets nothing be done but creating the first administrator', async () => {
    const first = await startStationProgram({ setUp: true })
    await first.close()
    const users = join(first.folder, '.UserDatabase.csv')
    for (const file of [users, `${users}_`]) await rm(file)
    await writeFile(users, await emptyUsers())
    const { peer } = await startStationProgram({ stateFolder: first.stateFolder })
    const api = peer('page')
    expect(await api.call('login.whoami', {})).toMatchObject({ activation: 'to-be-set-up' })
    expect(await api.call('login.begin', { types: ['asymmetric'] })).toEqual({ is: 'create-first-administrator' })
    expect(new Set((await answers(api)).values())).toEqual(new Set(['not-permitted']))
    await api.call('login.setUp', { name: 'ben', password: PASSWORD })
    expect(await api.call('login.whoami', {})).toMatchObject({ activation: 'active', user: { name: 'ben' } })
  })

  it('that is not enforced lets nobody in at all', async () => {
    const first = await startStationProgram({ setUp: true })
    await first.close()
    const users = join(first.folder, '.UserDatabase.csv')
    for (const file of [users, `${users}_`]) await rm(file)
    await writeFile(users, await emptyUsers())
    await writeFile(join(first.folder, 'settings.cfg'), '[CmpUserMgr]\nSECURITY.UserMgmtEnforce=NO\n')
    const { peer } = await startStationProgram({ stateFolder: first.stateFolder })
    const api = peer('page')
    expect(await api.call('login.whoami', {})).toMatchObject({ activation: 'active-empty' })
    await expect(api.call('databases.list', {})).rejects.toEqual(code('not-permitted'))
  })
})

it('a station that cannot be read is never a deactivated one: the program does not start', async () => {
  const first = await startStationProgram({ setUp: true })
  await first.close()
  for (const file of ['.UserDatabase.csv', '.UserDatabase.csv_']) {
    await writeFile(join(first.folder, file), 'UserDB,FileVersion,2\nu,anna\n')
  }
  await expect(startStationProgram({ stateFolder: first.stateFolder })).rejects.toEqual(code('database-damaged'))
})

it('settings that cannot be read are no reason to let everybody in', async () => {
  const first = await startStationProgram({ setUp: true })
  await first.close()
  const settings = join(first.folder, 'settings.cfg')
  await rm(settings)
  await import('node:fs/promises').then(({ mkdir }) => mkdir(settings))
  await expect(startStationProgram({ stateFolder: first.stateFolder })).rejects.toEqual(code('file-failed'))
  await chmod(first.folder, 0o700)
})

async function emptyUsers(): Promise<string> {
  const { usersBytes } = await import('../../src/main/usermgmt/file/userRows')
  const { RUNTIME_ENDS } = await import('../../src/main/usermgmt/file/textLines')
  return usersBytes([], RUNTIME_ENDS).toString()
}
