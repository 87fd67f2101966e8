import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { vaultStateSchema } from '../../src/contract/desktop'
import { entryOf } from '../../src/main/vault/createVault'
import { fakeKeychain } from './fakeKeychain'
import { ANNA, KEY, openVault, OTTO } from './vaults'

const SECRET = 'geheim-Größe-7'
const list = (folder: string) => join(folder, 'kept-secrets.json')

describe('where a keychain answers', () => {
  it('nothing is asked of it before the first use', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    expect(vault.state()).toEqual({ is: 'keychain', because: null, entries: [] })
    expect(vault.names('controller')).toEqual([])
    await later(20)
    expect(keychain.started).toBe(0)
  })

  it('a secret is kept, read, listed without being told, and forgotten', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault({ ...keychain, now: () => 1_000 })
    expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: true })
    expect(await vault.read(ANNA)).toBe(SECRET)
    const entries = [{ entry: entryOf(ANNA), ...ANNA, kept: 1_000, lasting: true }]
    expect(vaultStateSchema.parse(vault.state())).toEqual({ is: 'keychain', because: null, entries })
    expect([vault.names('controller'), vault.names('client-key')]).toEqual([[ANNA.name], []])
    expect(await vault.read(OTTO)).toBeUndefined()
    await vault.forget(ANNA)
    expect([await vault.read(ANNA), vault.state().entries]).toEqual([undefined, []])
    expect(keychain.items.size).toBe(0)
  })

  it.each(['keep', 'read'] as const)(
    'what it takes, gives back and removes is tried before the first %s',
    async (use) => {
      const keychain = fakeKeychain()
      const vault = await openVault(keychain)
      const account = `controller:${ANNA.name}`
      keychain.items.set(account, JSON.stringify(SECRET))
      if (use === 'keep') await vault.keep(ANNA, SECRET)
      else expect(await vault.read(ANNA)).toBe(SECRET)
      const tried = ['set probe:1', 'get probe:1', 'delete probe:1']
      const own = [`set ${account}`, `get ${account}`]
      expect(keychain.calls).toEqual([...tried, ...(use === 'keep' ? own : own.slice(1))])
      await vault.read(ANNA)
      expect(keychain.calls.slice(3).filter((call) => call.includes('probe'))).toEqual([])
    },
  )

  it('it is never asked two things at once', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    keychain.mood = { slow: 5 }
    await Promise.all([vault.keep(ANNA, 'a'), vault.keep(OTTO, 'o'), vault.keep(KEY, 'k'), vault.read(ANNA)])
    const pairs = keychain.calls.slice(3)
    expect(pairs.map((call) => call.split(' ')[0])).toEqual(['set', 'get', 'set', 'get', 'set', 'get', 'get'])
    expect(pairs.slice(0, 6).map((call) => call.split(':')[0])).toEqual([
      'set controller',
      'get controller',
      'set controller',
      'get controller',
      'set client-key',
      'get client-key',
    ])
  })

  it.each([
    ['empty', ''],
    ['a space', ' '],
    ['with a NUL', 'a\0b'],
    ['half a sign', '\ud800'],
    ['a quote', '"'],
    ['long', 'ü'.repeat(4096)],
    ['with line breaks', '\n\r\t'],
    ['beyond the first plane', '🔑'],
  ])('a secret is kept as it is: %s', async (_, secret) => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    expect(await vault.keep(ANNA, secret)).toEqual({ lasting: true })
    expect(await vault.read(ANNA)).toBe(secret)
    for (const item of keychain.items.values()) expect(item).not.toMatch(/^$|\0|\p{Cs}/u)
  })

  it('names that keychains would cut or mix up stay apart', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    const names = ['anna', 'anna\0x', 'anna\0y', JSON.stringify('anna\0x'), '\ud800', '\udfff', 'PLANT\\anna']
    for (const name of names) await vault.keep({ kind: 'controller', name }, `of ${JSON.stringify(name)}`)
    for (const name of names) expect(await vault.read({ kind: 'controller', name })).toBe(`of ${JSON.stringify(name)}`)
    for (const account of keychain.items.keys()) expect(account).not.toMatch(/\p{Cc}|\p{Cs}/u)
    expect(new Set(names.map((name) => entryOf({ kind: 'controller', name }))).size).toBe(names.length)
  })

  it('the process is given back after a while without use, and comes again', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault({ ...keychain, idle: 20 })
    await vault.keep(ANNA, SECRET)
    await vi.waitFor(() => expect(keychain.killed).toBe(keychain.started))
    const before = keychain.started
    expect(await vault.read(ANNA)).toBe(SECRET)
    expect([keychain.started, vault.state().because]).toEqual([before + 1, null])
  })

  it('what somebody asked to keep still gets there when the program ends', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    keychain.mood = { slow: 20 }
    const keeping = vault.keep(ANNA, SECRET)
    await later(5)
    await vault.close()
    expect(await keeping).toEqual({ lasting: true })
    expect([...keychain.items.keys()]).toEqual([`controller:${ANNA.name}`])
    expect(keychain.killed).toBe(keychain.started)
  })

  it('what it keeps in no form is in memory only, and the others stay there', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.mood = 'forgetful'
    expect(await vault.keep(OTTO, 'too long')).toEqual({ lasting: false })
    expect([await vault.read(OTTO), await vault.read(ANNA)]).toEqual(['too long', SECRET])
    const lasting = vault.state().entries.map((one) => [one.name, one.lasting])
    expect([vault.state().is, lasting]).toEqual([
      'keychain',
      [
        [ANNA.name, true],
        [OTTO.name, false],
      ],
    ])
  })
})

describe('where none answers', () => {
  it.each([
    ['locked', 'locked'],
    ['silent', 'no-answer'],
    ['nonsense', 'crashed'],
  ] as const)('%s: it is said so, and what is kept lasts as long as the program', async (mood, because) => {
    const keychain = fakeKeychain()
    keychain.mood = mood
    const vault = await openVault({ ...keychain, patience: 50 })
    expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: false })
    expect(vault.state()).toMatchObject({ is: 'memory', because, entries: [{ ...ANNA, lasting: false }] })
    expect([await vault.read(ANNA), vault.names('controller')]).toEqual([SECRET, [ANNA.name]])
    expect(vault.told()).toBeGreaterThan(0)
    expect(await readdir(vault.folder)).toEqual([])
    expect(vault.log.join()).not.toContain(SECRET)
    expect(vault.log.join()).not.toContain('anna')
    await vault.close()
    expect(await vault.read(ANNA)).toBeUndefined()
  })

  it('it is asked once, however many want something of it', async () => {
    const keychain = fakeKeychain()
    keychain.mood = 'silent'
    const vault = await openVault({ ...keychain, patience: 100 })
    const from = performance.now()
    await Promise.all(Array.from({ length: 20 }, (_, at) => vault.keep({ ...ANNA, name: `user ${at}` }, SECRET)))
    expect(performance.now() - from).toBeLessThan(1_000)
    expect([keychain.started, keychain.killed, vault.state().entries.length]).toEqual([1, 1, 20])
  })

  it('a process that ends in the middle is a crash, also when it was fine before', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.mood = { slow: 1_000 }
    const reading = vault.read(ANNA)
    await later(20)
    keychain.crash()
    expect(await reading).toBeUndefined()
    expect(vault.state()).toMatchObject({ is: 'memory', because: 'crashed', entries: [{ ...ANNA, lasting: true }] })
  })

  it('a process that ends while nobody wants anything is started again', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.crash()
    expect([await vault.read(ANNA), vault.state().is]).toEqual([SECRET, 'keychain'])
  })

  it('a process that cannot be started is a crash', async () => {
    const start = () => {
      throw new Error('no more processes')
    }
    const vault = await openVault({ start })
    expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: false })
    expect(vault.state().because).toBe('crashed')
  })

  it('KEYSWITCH_KEYCHAIN=off asks nothing of it, ever', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault({ ...keychain, environment: { KEYSWITCH_KEYCHAIN: 'off' } })
    expect(await vault.keep(ANNA, SECRET)).toEqual({ lasting: false })
    await vault.check()
    expect(vault.state()).toMatchObject({ is: 'memory', because: 'turned-off' })
    expect([await vault.read(ANNA), keychain.started]).toEqual([SECRET, 0])
  })
})

describe('trying again', () => {
  it('what was in memory moves into a keychain that answers now', async () => {
    const keychain = fakeKeychain()
    keychain.mood = 'locked'
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    await vault.keep(KEY, 'open')
    await vault.check()
    expect(vault.state()).toMatchObject({ is: 'memory', because: 'locked' })
    keychain.mood = 'fine'
    expect(vault.state().is).toBe('memory')
    const before = vault.told()
    await vault.check()
    expect(vault.state()).toMatchObject({
      is: 'keychain',
      because: null,
      entries: [{ lasting: true }, { lasting: true }],
    })
    expect([await vault.read(ANNA), await vault.read(KEY)]).toEqual([SECRET, 'open'])
    expect(keychain.items.size).toBe(2)
    expect(vault.told()).toBeGreaterThan(before)
  })

  it('a keychain that does not answer any more is said so, and nothing of it is lost', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.mood = 'locked'
    await vault.check()
    expect(vault.state()).toMatchObject({ is: 'memory', because: 'locked', entries: [{ ...ANNA, lasting: true }] })
    expect(await vault.read(ANNA)).toBeUndefined()
    await vault.keep(ANNA, 'new')
    expect([await vault.read(ANNA), vault.state().entries]).toMatchObject(['new', [{ lasting: false }]])
    keychain.mood = 'fine'
    await vault.check()
    expect([await vault.read(ANNA), vault.state().entries]).toMatchObject(['new', [{ lasting: true }]])
  })
})

describe('what cannot be read', () => {
  it('is not deleted, neither in the keychain nor in the list', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.mood = 'locked'
    const entries = vault.state().entries
    expect(await vault.read(ANNA)).toBeUndefined()
    for (let turn = 0; turn < 2; turn += 1) {
      await expect(vault.forget(ANNA)).rejects.toMatchObject({
        code: 'keychain-unreachable',
        details: { problem: 'locked' },
      })
    }
    expect([vault.state().entries, keychain.items.size]).toEqual([entries, 1])
    keychain.mood = 'fine'
    await vault.check()
    expect(await vault.read(ANNA)).toBe(SECRET)
  })

  it('an empty answer of a ring that was locked meanwhile is none', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.mood = 'locked'
    await expect(vault.forget(ANNA)).rejects.toMatchObject({ code: 'keychain-unreachable' })
    expect([vault.state().because, keychain.items.size]).toEqual(['locked', 1])
  })

  it('a secret that the keychain does not give up stays on the list', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.mood = 'stubborn'
    await expect(vault.forget(ANNA)).rejects.toMatchObject({ details: { problem: 'not-kept' } })
    expect([vault.names('controller'), await vault.read(ANNA)]).toEqual([[ANNA.name], SECRET])
    keychain.mood = 'fine'
    await vault.forget(ANNA)
    expect(vault.names('controller')).toEqual([])
  })

  it('something of another program under our name stays as it is', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    keychain.items.set(`controller:${ANNA.name}`, 'not ours')
    expect(await vault.read(ANNA)).toBeUndefined()
    expect([...keychain.items.values()]).toEqual(['not ours'])
    expect(vault.state().is).toBe('keychain')
  })

  it('a place whose writing nobody knows the end of stays on the list', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault({ ...keychain, patience: 60 })
    await vault.keep(ANNA, SECRET)
    keychain.mood = 'silent'
    expect(await vault.keep(OTTO, SECRET)).toEqual({ lasting: false })
    expect(await readFile(list(vault.folder), 'utf8')).toContain(OTTO.name)
  })

  it('a place that was surely not written does not', async () => {
    const keychain = fakeKeychain()
    const vault = await openVault(keychain)
    await vault.keep(ANNA, SECRET)
    keychain.mood = 'locked'
    await vault.keep(OTTO, SECRET)
    expect(await readFile(list(vault.folder), 'utf8')).not.toContain(OTTO.name)
  })
})
