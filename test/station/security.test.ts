import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { STATION } from '../../src/contract/stationId'
import { PASSWORD, startStationProgram } from '../support/stationProgram'

const database = STATION
const code = (failure: string) => expect.objectContaining({ code: failure }) as Error

it('a changed setting holds at once, and the file keeps its comments and what it says besides', async () => {
  const { loggedIn, folder, said } = await startStationProgram({ setUp: true })
  const file = join(folder, 'settings.cfg')
  await writeFile(file, `${await readFile(file, 'utf8')}; mine\nSECURITY.Other=1\n`)
  const api = await loggedIn('page')
  const weak = { database, name: 'ben', password: 'aaaaaaaa' }
  await expect(api.call('users.add', weak)).rejects.toEqual(code('password-refused'))
  await api.call('security.change', { passwordPolicy: false, editTimeout: 600 })
  expect(said).toContain('security.changed')
  await api.call('users.add', weak)
  const text = await readFile(file, 'utf8')
  expect(text).toContain('; mine\nSECURITY.Other=1\n')
  expect(text).toContain('SECURITY.UserMgmt.PasswordPolicy=DISABLED')
  expect(await api.call('security.read', {})).toMatchObject({
    file,
    security: { passwordPolicy: false, editTimeout: 600, enforce: true },
    problems: [],
  })
})

it('what somebody writes into the file holds within two seconds, and a value that means nothing is named', async () => {
  const { loggedIn, folder } = await startStationProgram({ setUp: true })
  const api = await loggedIn('page')
  const file = join(folder, 'settings.cfg')
  await writeFile(
    file,
    '[CmpUserMgr]\nSECURITY.UserLogin_RSAKeyLen=1024\nSECURITY.UserLogin_AuthenticationType=ONLY_LEGACY\n',
  )
  await vi.waitFor(
    async () => {
      const { security, problems } = await api.call('security.read', {})
      expect(security).toMatchObject({ authenticationType: 'ONLY_LEGACY', rsaKeyLength: 2048, enforce: true })
      expect(problems).toEqual([{ line: 2, key: 'SECURITY.UserLogin_RSAKeyLen', value: '1024' }])
    },
    { timeout: 5000, interval: 50 },
  )
  await expect(loggedIn('other')).rejects.toEqual(code('login-type-refused'))
})

it('the login lock of the settings counts for every peer together, and the list of users shows it', async () => {
  const { loggedIn } = await startStationProgram({ setUp: true })
  const admin = await loggedIn('admin')
  await admin.call('security.change', { loginLock: { attempts: 2, seconds: 3600 } })
  await admin.call('users.add', { database, name: 'ben', password: PASSWORD })
  for (const peer of ['one', 'two']) {
    await expect(loggedIn(peer, { name: 'ben', password: 'wrong' })).rejects.toEqual(code('login-failed'))
  }
  const locked = async () => {
    const { users } = await admin.call('users.list', { database })
    return users.flatMap(({ name, locked: is }) => (is ? [name] : []))
  }
  expect(await locked()).toEqual(['ben'])
  await expect(loggedIn('three', { name: 'ben', password: PASSWORD })).rejects.toEqual(code('login-failed'))
  await admin.call('users.setPassword', { database, name: 'ben', password: 'Snow over Ulm 8' })
  expect(await locked()).toEqual([])
  await loggedIn('three', { name: 'ben', password: 'Snow over Ulm 8' })
})

it('only whoever may change the settings can, and a viewer reads them', async () => {
  const { loggedIn } = await startStationProgram({ setUp: true })
  const admin = await loggedIn('admin')
  await admin.call('users.add', { database, name: 'ben', password: PASSWORD, group: 'Watch' })
  const ben = await loggedIn('ben', { name: 'ben', password: PASSWORD })
  await ben.call('security.read', {})
  await expect(ben.call('security.change', { enforce: false })).rejects.toMatchObject({
    code: 'not-permitted',
    details: { object: 'Device.Settings.SecuritySettings', right: 'modify' },
  })
})
