import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporaryFolder'
import { fakeKeychain } from './fakeKeychain'
import { ANNA, openVault } from './vaults'

/** The list of what is kept. */
const SECRET = 'geheim-Größe-7'
const list = (folder: string) => join(folder, 'kept-secrets.json')

it('holds places and times, no secret, for its owner only', async () => {
  const keychain = fakeKeychain()
  const vault = await openVault({ ...keychain, now: () => 5 })
  await vault.keep(ANNA, SECRET)
  expect(JSON.parse(await readFile(list(vault.folder), 'utf8'))).toEqual({
    version: 1,
    entries: [{ ...ANNA, kept: 5 }],
  })
  expect(await readdir(vault.folder)).toEqual(['kept-secrets.json'])
})

it('is one for all programs of a person', async () => {
  const keychain = fakeKeychain()
  const stateFolder = await temporaryFolder()
  const one = await openVault({ ...keychain, stateFolder })
  const other = await openVault({ ...fakeKeychain(), start: keychain.start, stateFolder })
  const places = Array.from({ length: 12 }, (_, at) => ({ kind: 'controller', name: `user ${at}` }) as const)
  await Promise.all(places.map((place, at) => (at % 2 === 0 ? one : other).keep(place, `secret ${at}`)))
  for (const vault of [one, other]) expect(vault.names('controller')).toHaveLength(12)
  await one.forget({ kind: 'controller', name: 'user 3' })
  expect(other.names('controller')).toHaveLength(11)
  expect(await other.read({ kind: 'controller', name: 'user 4' })).toBe('secret 4')
})

it.each(['{"entries":[{"ki', '[]', '{"entries":5}', ''])('damaged as %j it is set aside, not deleted', async (text) => {
  const keychain = fakeKeychain()
  const stateFolder = await temporaryFolder()
  await writeFile(list(stateFolder), text)
  const vault = await openVault({ ...keychain, stateFolder, now: () => 9 })
  expect(vault.state().entries).toEqual([])
  await vault.keep(ANNA, SECRET)
  expect(await readFile(`${list(stateFolder)}.damaged-9`, 'utf8')).toBe(text)
  expect(vault.names('controller')).toEqual([ANNA.name])
  expect(vault.log.join()).toContain('set-aside')
})

it('a secret that was found without being on it is on it again', async () => {
  const keychain = fakeKeychain()
  const before = await openVault(keychain)
  await before.keep(ANNA, SECRET)
  const vault = await openVault(keychain)
  expect(vault.names('controller')).toEqual([])
  expect(await vault.read(ANNA)).toBe(SECRET)
  expect(vault.names('controller')).toEqual([ANNA.name])
})

it('keeps what a newer version has put on it', async () => {
  const keychain = fakeKeychain()
  const stateFolder = await temporaryFolder()
  const newer = { kind: 'passkey', name: 'anna', kept: 1, device: 'x' }
  await writeFile(list(stateFolder), JSON.stringify({ version: 2, colour: 'blue', entries: [newer] }))
  const vault = await openVault({ ...keychain, stateFolder })
  expect(vault.state().entries).toEqual([])
  await vault.keep(ANNA, SECRET)
  expect(JSON.parse(await readFile(list(stateFolder), 'utf8'))).toMatchObject({
    version: 2,
    colour: 'blue',
    entries: [newer, ANNA],
  })
})

it('where it cannot be written nothing is put into the keychain, where nobody would find it again', async () => {
  const keychain = fakeKeychain()
  const stateFolder = join(await temporaryFolder(), 'file')
  await writeFile(stateFolder, '')
  const vault = await openVault({ ...keychain, stateFolder })
  expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: false })
  expect([keychain.items.size, await vault.read(ANNA)]).toEqual([0, SECRET])
  expect(vault.log.join()).toContain('not-written')
})
