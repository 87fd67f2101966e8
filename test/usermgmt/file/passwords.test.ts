import { randomBytes, scryptSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { createHashing, NEW_COST } from '../../../src/main/usermgmt/file/hashing'
import { NOW, openStore } from '../../support/openStore'
import { sampleCopy } from '../../support/temporaryFolder'

const real = () => ({ hashing: createHashing({ concurrency: 2 }), random: randomBytes })

test('the sample’s password lets its users in, another does not', async () => {
  const { store, users } = await openStore(await sampleCopy(), real())
  expect(await users.authenticate('anna', 'Filling-line 1')).toEqual({
    mayChangePassword: true,
    mustChangePassword: false,
    internal: false,
    lastChange: 0x68a1c0de,
  })
  expect(await users.authenticate('dörte', 'Filling-line 1')).toBeDefined()
  for (const password of ['filling-line 1', 'Filling-line 1 ', '', 'x'.repeat(5000)]) {
    expect(await users.authenticate('anna', password)).toBeUndefined()
  }
  expect(await users.authenticate('Anna', 'Filling-line 1')).toBeUndefined()
  expect(await users.authenticate('nobody', 'Filling-line 1')).toBeUndefined()
  await store.close()
})

test('a new password is salted, hashed with the usual cost, dated, and lets in after reopening', async () => {
  const folder = await sampleCopy()
  const first = await openStore(folder, real())
  await first.users.addUser('zoë', 'pass,word "ü"', { mayChangePassword: true, mustChangePassword: false })
  await first.users.addUser('zara', 'pass,word "ü"', { mayChangePassword: true, mustChangePassword: true })
  await first.users.setCredentials('anna', 'another one')
  await first.store.save()
  await first.store.close()
  const lines = (await readFile(join(folder, '.UserDatabase.csv'), 'utf8')).split('\n')
  const fields = (name: string) => lines.find((line) => line.startsWith(`u,${name},`))?.split(',') ?? []
  const [, , property, type, salt = '', hash, N, r, p, time] = fields('zoë')
  expect([property, type, N, r, p, Number(time)]).toEqual(['0x00002000', '3', '32768', '8', '1', NOW / 1000])
  expect(salt).toMatch(/^[0-9a-f]{16}$/)
  const cost = { N: 32768, r: 8, p: 1, maxmem: 2 ** 26 }
  expect(hash).toBe(scryptSync('pass,word "ü"', Buffer.from(salt, 'hex'), 64, cost).toString('hex'))
  expect(fields('zara')[4]).not.toBe(salt)
  expect(fields('zara').at(-1)).toBe('0x00000000')
  const second = await openStore(folder, real())
  expect(await second.users.authenticate('zoë', 'pass,word "ü"')).toBeDefined()
  expect(await second.users.authenticate('anna', 'another one')).toBeDefined()
  expect(await second.users.authenticate('anna', 'Filling-line 1')).toBeUndefined()
  await second.store.close()
})

test('a hash of another type lets nobody in until the user gets a new password', async () => {
  const { store, users } = await openStore(await sampleCopy(), real())
  const rows = ['UserDB,FileVersion,2', 'u,anna,0x00002000,5,abc,def']
  await users.importUsers(
    Buffer.from([...rows, `Checksum,0x${crc32(rows.join('')).toString(16).padStart(8, '0')}`].join('\n')),
  )
  for (const password of ['', 'abc', 'def', 'Filling-line 1']) {
    expect(await users.authenticate('anna', password)).toBeUndefined()
  }
  await users.setCredentials('anna', 'a new one')
  expect(await users.authenticate('anna', 'a new one')).toBeDefined()
  expect(Buffer.from(await users.exportUsers()).toString()).toContain('u,anna,0x00002000,3,')
  await store.close()
})

test('an unknown user takes as long as a wrong password', async () => {
  const { store, users } = await openStore(await sampleCopy(), real())
  const shortest = { anna: Infinity, nobody: Infinity }
  // In turns, so that a busy machine is busy for both.
  for (let round = 0; round < 8; round++) {
    for (const name of ['anna', 'nobody'] as const) {
      const start = performance.now()
      await users.authenticate(name, 'wrong')
      shortest[name] = Math.min(shortest[name], performance.now() - start)
    }
  }
  expect(shortest.nobody / shortest.anna).toBeGreaterThan(0.5)
  expect(shortest.nobody / shortest.anna).toBeLessThan(2)
  await store.close()
})

test('a row that asks for more memory than a login may take lets nobody in and takes none', async () => {
  const hashing = createHashing({ concurrency: 2 })
  for (const cost of [
    { N: 2 ** 29, r: 8, p: 1 },
    { N: 32767, r: 8, p: 1 },
    { N: 32768, r: 0, p: 1 },
    { N: 2, r: 8, p: 9999 },
  ]) {
    expect(await hashing.verify('x', { salt: '00', hash: '00'.repeat(64), cost, time: 0 })).toBe(false)
  }
})

test('never more hashes at once than allowed, and the event loop goes on meanwhile', async () => {
  const hashing = createHashing({ concurrency: 2 })
  const salt = '0011223344556677'
  const heavy = { ...NEW_COST, N: 2 * NEW_COST.N }
  const light = { ...NEW_COST, N: 2 }
  let beats = 0
  const beat = setInterval(() => beats++, 1)
  const order: string[] = []
  const hash = async (name: string, cost: typeof NEW_COST) => {
    await hashing.hash(name, salt, cost)
    order.push(name)
  }
  await Promise.all([hash('heavy', heavy), hash('heavy', heavy), hash('light', light)])
  clearInterval(beat)
  // The light one is done in no time once it has its turn.
  expect(order[0]).toBe('heavy')
  expect(beats).toBeGreaterThan(20)
})

test('a password that is being checked while the user gets another one does not let in', async () => {
  const { store, users } = await openStore(await sampleCopy(), real())
  const checking = users.authenticate('anna', 'Filling-line 1')
  await users.removeUser('anna')
  expect(await checking).toBeUndefined()
  await store.close()
})
