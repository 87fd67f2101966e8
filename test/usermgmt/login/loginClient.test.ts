import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import type { Api } from '../../../src/contract/client'
import type { LoginStart } from '../../../src/contract/login'
import { answerAsymmetric, answerLegacy, logIn } from '../../../src/contract/loginClient'
import { createAsymmetricLogin } from '../../../src/main/usermgmt/login/asymmetric'
import { createLegacyLogin } from '../../../src/main/usermgmt/login/legacy'

const anna = { user: 'anna', password: 'Filling-line 1' }
const DONE = { is: 'ok', user: 'anna', loginToken: null } as const

/** A program that begins as it is told and lets everybody in; keeps what it was asked. */
function program(start: LoginStart) {
  const asked: [method: string, input: unknown][] = []
  const api: Api = {
    async call(method, input) {
      asked.push([method, input])
      return (method === 'login.begin' ? start : DONE) as never
    },
    on: () => () => undefined,
  }
  return { api, asked }
}

async function challenge(type: 'asymmetric' | 'legacy'): Promise<LoginStart> {
  const asymmetric = createAsymmetricLogin({ keyLength: () => 2048, now: Date.now })
  const { texts } = await (type === 'legacy' ? createLegacyLogin() : asymmetric).begin()
  asymmetric.close()
  return { is: 'challenge', login: 'L1', type, challenge: texts }
}

const spki = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type: 'spki', format: 'der' })

describe('a client', () => {
  test('says that it knows asymmetric and never offers legacy by itself', async () => {
    const { api, asked } = program(await challenge('asymmetric'))
    expect(await logIn(api, anna)).toEqual(DONE)
    expect(asked).toEqual([
      ['login.begin', { types: ['asymmetric'] }],
      [
        'login.finish',
        {
          login: 'L1',
          type: 'asymmetric',
          user: 'anna',
          answer: { keyId: expect.any(String), password: expect.stringMatching(/^[\w+/]{342}==$/) },
        },
      ],
    ])
    expect(JSON.stringify(asked)).not.toContain(anna.password)
  })

  test('that was told that legacy will do still names asymmetric first', async () => {
    const { api, asked } = program(await challenge('legacy'))
    expect(await logIn(api, { ...anna, legacy: true, again: true })).toEqual(DONE)
    expect(asked[0]).toEqual(['login.begin', { types: ['asymmetric', 'legacy'] }])
    expect(asked[1]).toMatchObject(['login.finish', { type: 'legacy', again: true }])
  })

  test.each(['legacy', 'x509', 'constructor', ''])(
    'is not talked into “%s” by a program, and tells it nothing',
    async (type) => {
      const { api, asked } = program({ ...(await challenge('legacy')), type } as LoginStart)
      await expect(logIn(api, anna)).rejects.toMatchObject({ code: 'login-type-refused', details: { types: [type] } })
      expect(asked).toHaveLength(1)
    },
  )

  test.each(['deactivated', 'create-first-administrator'] as const)(
    'where it is “%s” there is nothing to log in to, and no password leaves the client',
    async (is) => {
      const { api, asked } = program({ is })
      expect(await logIn(api, anna)).toEqual({ is })
      expect(asked).toHaveLength(1)
    },
  )

  test('a password that no database can hold is a wrong one, and is not cut', async () => {
    for (const type of ['asymmetric', 'legacy'] as const) {
      const { api, asked } = program(await challenge(type))
      for (const password of ['', 'x'.repeat(60), 'ü'.repeat(30), 'x'.repeat(5000), 'half \ud83d']) {
        await expect(logIn(api, { user: 'anna', password, legacy: true })).rejects.toMatchObject({
          code: 'login-failed',
        })
      }
      expect(asked.every(([method]) => method === 'login.begin')).toBe(true)
    }
  })

  test('a weak key, a short nonce or a challenge that is none is named, and nothing is encrypted', async () => {
    const start = await challenge('asymmetric')
    const texts = start.is === 'challenge' ? start.challenge : {}
    const wrong = [
      [{ ...texts, publicKey: spki(1024).toString('base64') }, 'challenge.publicKey'],
      [{ ...texts, publicKey: 'bm90IGEga2V5' }, 'challenge.publicKey'],
      [{ ...texts, publicKey: '%' }, 'challenge.publicKey'],
      [{ ...texts, nonce: 'AAAA' }, 'challenge.nonce'],
      [{ keyId: 'K', nonce: texts['nonce'] ?? '' }, 'challenge.publicKey'],
      [{}, 'challenge.nonce'],
    ] as const
    for (const [one, field] of wrong) {
      await expect(answerAsymmetric(one, anna.password)).rejects.toMatchObject({
        code: 'invalid-input',
        details: { fields: [field] },
      })
    }
    await expect(answerLegacy({}, anna.password)).rejects.toMatchObject({ code: 'invalid-input' })
  })

  test('in a browser that offers no encryption at this address says so, instead of sending anything', async () => {
    const { api, asked } = program(await challenge('asymmetric'))
    for (const crypto of [undefined, { subtle: undefined }]) {
      vi.stubGlobal('crypto', crypto)
      try {
        await expect(logIn(api, anna)).rejects.toMatchObject({
          code: 'not-available',
          details: { method: 'WebCrypto (crypto.subtle)' },
        })
      } finally {
        vi.unstubAllGlobals()
      }
    }
    expect(asked.every(([method]) => method === 'login.begin')).toBe(true)
  })
})
