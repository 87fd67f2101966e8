import { createServer } from 'node:net'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { forkVaultProcess } from '../../src/main/vault/vaultProcess'
import { keychainProcessFile } from '../support/keychainProcess'
import { temporaryFolder } from '../support/temporaryFolder'
import { missingForRing, privateRing } from './privateRing'
import { ANNA, KEY, openVault, OTTO } from './vaults'

/** With a real gnome-keyring in a private session; where the machine has none, these say so and are left out. */
const SECRET = 'Geheimnis-Größe-ß-🔑-7'
const missing = await missingForRing()
const processFile = missing === undefined ? await keychainProcessFile() : ''

beforeEach((context) => {
  if (missing !== undefined) context.skip(missing)
})

const startIn = (env: NodeJS.ProcessEnv) => (file: string) => forkVaultProcess(file, env)

it('what is kept is there for the next program, with every sign of it, and stands nowhere on the disk', async () => {
  const ring = await privateRing()
  await ring.begin('open')
  const stateFolder = join(ring.env['HOME'] ?? '', 'state')
  const parts = { processFile, stateFolder, start: startIn(ring.env), patience: 20_000 }
  const vault = await openVault(parts)
  expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: true })
  const umlauts = { kind: 'controller', name: 'jürgen müller at opc.tcp://größe:4840' } as const
  await vault.keep(umlauts, '')
  expect([await vault.read(ANNA), await vault.read(umlauts), await vault.read(OTTO)]).toEqual([SECRET, '', undefined])
  await vault.close()
  await ring.end()
  await ring.begin('open')
  const next = await openVault(parts)
  expect([await next.read(ANNA), await next.read(umlauts)]).toEqual([SECRET, ''])
  expect(next.names('controller')).toEqual([ANNA.name, umlauts.name])
  const { found, looked } = await ring.filesWith(SECRET)
  expect(found).toEqual([])
  expect(looked).toBeGreaterThan(2)
  expect((await ring.filesWith(ANNA.name)).found).toContain(join(stateFolder, 'kept-secrets.json'))
  await next.forget(ANNA)
  expect([await next.read(ANNA), next.names('controller')]).toEqual([undefined, [umlauts.name]])
})

it('a locked ring is said to be locked; nothing in it is deleted, and it opens again with everything', async () => {
  const ring = await privateRing()
  await ring.begin('open')
  const stateFolder = await temporaryFolder()
  const parts = { processFile, stateFolder, start: startIn(ring.env), patience: 20_000 }
  const before = await openVault(parts)
  await before.keep(ANNA, SECRET)
  await before.close()
  await ring.end()
  await ring.begin('locked')
  const vault = await openVault(parts)
  expect(await vault.read(ANNA)).toBeUndefined()
  expect(vault.state()).toMatchObject({ is: 'memory', because: 'locked', entries: [{ ...ANNA, lasting: true }] })
  expect(await vault.keep(KEY, 'open')).toEqual({ lasting: false })
  await expect(vault.forget(ANNA)).rejects.toMatchObject({ code: 'keychain-unreachable' })
  await vault.check()
  expect(vault.state().because).toBe('locked')
  await ring.end()
  await ring.begin('open')
  await vault.check()
  expect(vault.state()).toMatchObject({ is: 'keychain', entries: [{ lasting: true }, { lasting: true }] })
  expect([await vault.read(ANNA), await vault.read(KEY)]).toEqual([SECRET, 'open'])
})

it('a ring that is killed in the middle is said to be gone, and is found again', async () => {
  const ring = await privateRing()
  await ring.begin('open')
  const vault = await openVault({ processFile, start: startIn(ring.env), patience: 20_000 })
  await vault.keep(ANNA, SECRET)
  await ring.end()
  expect(await vault.keep(OTTO, 'later')).toEqual({ lasting: false })
  expect(vault.state()).toMatchObject({ is: 'memory', because: 'no-service' })
  expect([await vault.read(ANNA), await vault.read(OTTO)]).toEqual([undefined, 'later'])
  await ring.begin('open')
  await vault.check()
  expect([await vault.read(ANNA), await vault.read(OTTO), vault.state().is]).toEqual([SECRET, 'later', 'keychain'])
})

it('a session without a service, and one without a bus, are told', async () => {
  const ring = await privateRing()
  const vault = await openVault({ processFile, start: startIn(ring.env), patience: 20_000 })
  await vault.keep(ANNA, SECRET)
  expect(vault.state().because).toBe('no-service')
  const { DBUS_SESSION_BUS_ADDRESS: _, ...env } = ring.env
  const without = await openVault({ processFile, start: startIn(env), patience: 20_000 })
  await without.keep(ANNA, SECRET)
  expect(without.state().because).toBe('no-service')
  expect(await readdir(without.folder)).toEqual([])
})

it('a bus that never says anything is given up within two seconds, while the program goes on', async () => {
  const socket = join(await temporaryFolder(), 'bus')
  const silent = createServer()
  await new Promise<void>((listening) => silent.listen(socket, listening))
  const sockets: { destroy(): void }[] = []
  silent.on('connection', (one) => sockets.push(one.on('error', () => undefined)))
  onTestFinished(async () => {
    for (const one of sockets) one.destroy()
    await new Promise((closed) => silent.close(closed))
  })
  const vault = await openVault({
    processFile,
    start: startIn({ ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` }),
  })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const from = performance.now()
  const answers = await Promise.all([vault.keep(ANNA, SECRET), vault.read(OTTO), vault.keep(KEY, 'open')])
  delay.disable()
  expect(performance.now() - from).toBeLessThan(2_800)
  expect(answers).toEqual([{ lasting: false }, undefined, { lasting: false }])
  expect(vault.state().because).toBe('no-answer')
  expect(delay.max / 1e6).toBeLessThan(1_000)
  expect(sockets.length).toBeGreaterThan(0)
})

it('two programs that keep at the same time lose nothing of each other', async () => {
  const ring = await privateRing()
  await ring.begin('open')
  const stateFolder = await temporaryFolder()
  const parts = { processFile, stateFolder, start: startIn(ring.env), patience: 20_000 }
  const [one, other] = [await openVault(parts), await openVault(parts)]
  const places = Array.from({ length: 20 }, (_, at) => ({ kind: 'controller', name: `user ${at}` }) as const)
  const kept = await Promise.all(places.map((place, at) => (at % 2 === 0 ? one : other).keep(place, `secret ${at}`)))
  expect(kept.every(({ lasting }) => lasting)).toBe(true)
  for (const [at, place] of places.entries())
    expect(await (at % 2 === 0 ? other : one).read(place)).toBe(`secret ${at}`)
  for (const program of [one, other]) expect(program.names('controller')).toHaveLength(20)
})
