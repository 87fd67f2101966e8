import { constants, createPublicKey, publicEncrypt, webcrypto } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { answerAsymmetric } from '../../../src/contract/loginClient'
import type { LoginTexts } from '../../../src/contract/login'
import { createAsymmetricLogin, KEY_LIFE, type AsymmetricLogin } from '../../../src/main/usermgmt/login/asymmetric'

const opened: AsymmetricLogin[] = []
afterEach(() => {
  for (const login of opened.splice(0)) login.close()
})

/** A login type with a clock and a key length that a test turns by hand. */
function asymmetric(parts: Partial<Parameters<typeof createAsymmetricLogin>[0]> = {}) {
  const world = { now: 1_767_225_600_000, bits: 2048, made: [] as number[] }
  const login = createAsymmetricLogin({
    keyLength: () => world.bits,
    now: () => world.now,
    generate(bits) {
      world.made.push(bits)
      return newKey(bits)
    },
    ...parts,
  })
  opened.push(login)
  return { login, world }
}

function newKey(bits: number): Promise<webcrypto.CryptoKeyPair> {
  const algorithm = { name: 'RSA-OAEP', modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }
  return webcrypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt'])
}

/** What docs/login.md says, with nothing of ours. */
function byHand({ keyId = '', publicKey = '', nonce = '' }: LoginTexts, password: Uint8Array): LoginTexts {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  const plain = Buffer.concat([Buffer.from(nonce, 'base64'), password])
  const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, plain)
  return { keyId, password: encrypted.toString('base64') }
}

const bits = ({ publicKey = '' }: LoginTexts) =>
  createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyDetails
    ?.modulusLength

describe('a password under the program’s key', () => {
  test.each(['Filling-line 1', 'ß', '\u{feff}marked', 'ü'.repeat(29), 'x'.repeat(59)])(
    '“%s” arrives as it was typed, whoever wrote the client',
    async (password) => {
      const { login } = asymmetric()
      for (const answer of [answerAsymmetric, (texts: LoginTexts) => byHand(texts, Buffer.from(password))]) {
        const { texts, state } = await login.begin()
        expect(await login.finish(state, await answer(texts, password))).toEqual({ is: 'password', password })
      }
    },
  )

  test('one of no byte, of more than 59 bytes, or that is no text is none', async () => {
    const { login } = asymmetric()
    const { texts, state } = await login.begin()
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.alloc(60, 'x'),
      Buffer.from('ü'.repeat(30)),
      Buffer.from([0xc3, 0x28]),
    ]) {
      expect(await login.finish(state, byHand(texts, bytes))).toBeUndefined()
    }
  })

  test('challenges have 32 random bytes each and nothing in common but the key', async () => {
    const { login, world } = asymmetric()
    const begun = await Promise.all(Array.from({ length: 20 }, () => login.begin()))
    expect(new Set(begun.map(({ texts }) => texts['nonce'])).size).toBe(20)
    expect(new Set(begun.map(({ texts }) => texts['keyId'])).size).toBe(1)
    for (const { texts } of begun) expect(Buffer.from(texts['nonce'] ?? '', 'base64')).toHaveLength(32)
    expect(world.made).toEqual([2048])
  })
})

describe('an answer that does not fit is no login', () => {
  test('an answer to another challenge', async () => {
    const { login } = asymmetric()
    const [first, second] = await Promise.all([login.begin(), login.begin()])
    expect(await login.finish(second.state, await answerAsymmetric(first.texts, 'Filling-line 1'))).toBeUndefined()
  })

  test('the key id of another key, or none', async () => {
    const { login } = asymmetric()
    const { texts, state } = await login.begin()
    const other = await asymmetric().login.begin()
    const { password = '' } = await answerAsymmetric(texts, 'Filling-line 1')
    expect(await login.finish(state, { keyId: other.texts['keyId'] ?? '', password })).toBeUndefined()
    expect(await login.finish(state, { password })).toBeUndefined()
    expect(await login.finish(state, { keyId: texts['keyId'] ?? '', password })).toBeDefined()
  })

  test('a password under the key of another program, also with this one’s key id and nonce', async () => {
    const { login } = asymmetric()
    const { texts, state } = await login.begin()
    const other = await asymmetric().login.begin()
    const forged = { ...texts, publicKey: other.texts['publicKey'] ?? '' }
    expect(await login.finish(state, await answerAsymmetric(forged, 'Filling-line 1'))).toBeUndefined()
  })

  test('one byte more, one less, one changed; text around it; nothing at all', async () => {
    const { login } = asymmetric()
    const { texts, state } = await login.begin()
    const { keyId = '', password = '' } = await answerAsymmetric(texts, 'Filling-line 1')
    const bytes = Buffer.from(password, 'base64')
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(100) ^ 1, 100)
    const wrong = [
      changed.toString('base64'),
      Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64'),
      bytes.subarray(1).toString('base64'),
      ` ${password}`,
      password.replaceAll('=', ''),
      '',
      'Filling-line 1',
    ]
    for (const one of wrong) expect(await login.finish(state, { keyId, password: one })).toBeUndefined()
    expect(await login.finish(state, { keyId })).toBeUndefined()
  })
})

describe('the key', () => {
  test.each([2048, 3072, 4096])('has the %i bits of the settings', async (wanted) => {
    const { login, world } = asymmetric()
    world.bits = wanted
    const { texts, state } = await login.begin()
    expect(bits(texts)).toBe(wanted)
    const password = 'Filling-line 1'
    expect(await login.finish(state, await answerAsymmetric(texts, password))).toEqual({ is: 'password', password })
  })

  test.each([512, 1024, 2047, 16_384, Number.NaN])(
    'of %i bits is refused, and nothing is encrypted with it',
    async (wanted) => {
      const { login, world } = asymmetric()
      world.bits = wanted
      await expect(login.begin()).rejects.toMatchObject({ code: 'not-available' })
      expect(world.made).toEqual([])
      expect(login.available?.()).toBe(false)
    },
  )

  test('is made when first needed, and once for all who need it at the same time', async () => {
    const { login, world } = asymmetric()
    expect(world.made).toEqual([])
    await Promise.all([login.ready(), login.begin(), login.begin()])
    expect(world.made).toEqual([2048])
  })

  test('serves for a day and is replaced then; what was begun under the old one can still be finished', async () => {
    const { login, world } = asymmetric()
    const first = await login.begin()
    world.now += KEY_LIFE - 1
    const last = await login.begin()
    expect(last.texts['keyId']).toBe(first.texts['keyId'])
    world.now += 1
    const next = await login.begin()
    expect(next.texts['keyId']).not.toBe(first.texts['keyId'])
    expect(next.texts['publicKey']).not.toBe(first.texts['publicKey'])
    const password = 'Filling-line 1'
    expect(await login.finish(last.state, await answerAsymmetric(last.texts, password))).toEqual({
      is: 'password',
      password,
    })
    expect(await login.finish(next.state, await answerAsymmetric(last.texts, password))).toBeUndefined()
  })

  test('of yesterday is not kept by a program that nobody logs in to', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { login, world } = asymmetric()
      await login.ready()
      vi.advanceTimersByTime(KEY_LIFE - 1)
      expect(world.made).toEqual([2048])
      vi.advanceTimersByTime(1)
      expect(world.made).toEqual([2048, 2048])
      await login.ready()
      login.close()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('is replaced when the clock was set back before it was made', async () => {
    const { login, world } = asymmetric()
    const first = await login.begin()
    world.now -= 1
    expect((await login.begin()).texts['keyId']).not.toBe(first.texts['keyId'])
  })

  test('is replaced at once when the length changes, also while one of the old length is being made', async () => {
    const { login, world } = asymmetric()
    const first = login.begin()
    world.bits = 3072
    const second = await login.begin()
    expect(bits(second.texts)).toBe(3072)
    expect(bits((await first).texts)).toBe(3072)
    world.bits = 2048
    expect(bits((await login.begin()).texts)).toBe(2048)
    expect(world.made).toEqual([2048, 3072, 2048])
  })

  test('cannot be taken out of the program’s memory by a careless line of code', async () => {
    const login = createAsymmetricLogin({ keyLength: () => 2048, now: () => 0 })
    opened.push(login)
    const { state } = await login.begin()
    await expect(webcrypto.subtle.exportKey('pkcs8', state.key.privateKey)).rejects.toThrow('not extractable')
    expect(JSON.stringify(state.key)).toBe(JSON.stringify({ id: state.key.id, privateKey: {} }))
  })

  test('of 4096 bits is made beside the event loop, which never waits for it', async () => {
    const login = createAsymmetricLogin({ keyLength: () => 4096, now: () => 0 })
    opened.push(login)
    let turns = 0
    const timer = setInterval(() => (turns += 1), 5)
    const monitor = monitorEventLoopDelay({ resolution: 1 })
    const started = performance.now()
    monitor.enable()
    await login.ready()
    monitor.disable()
    clearInterval(timer)
    const taken = performance.now() - started
    // Made on the event loop there would be no turn at all, and one delay as long as the whole.
    expect(turns).toBeGreaterThan(taken / 50)
    expect(monitor.max / 1e6).toBeLessThan(Math.max(50, taken / 2))
  })
})

describe('where no key can be made', () => {
  test('the type is not there, says so, and is there again when one can be made', async () => {
    let works = false
    const { login, world } = asymmetric({
      generate: (wanted) => (works ? newKey(wanted) : Promise.reject(new Error('no entropy in /dev/random'))),
    })
    expect(login.available?.()).toBe(true)
    await expect(login.begin()).rejects.toMatchObject({ code: 'not-available', details: { method: 'login.begin' } })
    expect(login.available?.()).toBe(false)
    works = true
    world.now += 59_999
    expect(login.available?.()).toBe(false)
    world.now += 1
    expect(login.available?.()).toBe(false)
    await login.ready()
    expect(login.available?.()).toBe(true)
  })

  test('whoever may use nothing else makes it try again at once', async () => {
    let tries = 0
    const { login } = asymmetric({
      generate: (wanted) => (++tries === 1 ? Promise.reject(new Error('no memory')) : newKey(wanted)),
    })
    await expect(login.ready()).rejects.toMatchObject({ code: 'not-available' })
    expect(await login.begin()).toMatchObject({ texts: { nonce: expect.any(String) } })
    expect(login.available?.()).toBe(true)
  })

  test('a key that is still being made is waited for, not stood in for', async () => {
    const { login } = asymmetric()
    const ready = login.ready()
    expect(login.available?.()).toBe(true)
    await ready
  })

  test('a closed one gives no challenge, also when a key was being made', async () => {
    const { login } = asymmetric()
    const begun = login.begin()
    login.close()
    await expect(begun).rejects.toMatchObject({ code: 'not-available' })
    await expect(login.begin()).rejects.toMatchObject({ code: 'not-available' })
    expect(login.available?.()).toBe(false)
  })
})
