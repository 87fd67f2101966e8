import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { answerLegacy } from '../../../src/contract/loginClient'
import { createLegacyLogin } from '../../../src/main/usermgmt/login/legacy'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** What docs/login.md says, with nothing of ours: it works both ways. */
function crossed(challenge: string, bytes: Uint8Array): Buffer {
  const begin = Buffer.from(challenge, 'base64')
  const stream = Buffer.concat([0, 1].map((counter) => sha256(Buffer.concat([begin, Buffer.from([0, 0, 0, counter])]))))
  return Buffer.from(stream.map((byte, index) => byte ^ (bytes[index] ?? 0)))
}

function filled(password: Uint8Array, length = password.length): Buffer {
  return Buffer.concat([Buffer.from([length]), password], 64)
}

describe('a password for clients that know nothing better', () => {
  test.each(['Filling-line 1', 'ß', 'ü'.repeat(29), 'x'.repeat(59)])(
    '“%s” arrives as it was typed',
    async (password) => {
      const login = createLegacyLogin()
      const { texts, state } = await login.begin()
      const { challenge = '' } = texts
      const answer = await answerLegacy(texts, password)
      expect(await login.finish(state, answer)).toEqual({ is: 'password', password })
      expect(answer['password']).toBe(crossed(challenge, filled(Buffer.from(password))).toString('base64'))
    },
  )

  test('a short password and a long one give answers of one length', async () => {
    const { texts } = await createLegacyLogin().begin()
    const answers = await Promise.all(['x', 'x'.repeat(59)].map((password) => answerLegacy(texts, password)))
    for (const { password = '' } of answers) expect(Buffer.from(password, 'base64')).toHaveLength(64)
  })

  test('whoever sees both texts has the password: it protects against nothing', async () => {
    const { texts } = await createLegacyLogin().begin()
    const { password = '' } = await answerLegacy(texts, 'Filling-line 1')
    const seen = crossed(texts['challenge'] ?? '', Buffer.from(password, 'base64'))
    expect(seen.subarray(1, 1 + (seen[0] ?? 0)).toString()).toBe('Filling-line 1')
  })

  test('a recorded answer does not fit the next challenge', async () => {
    const login = createLegacyLogin()
    const [first, second] = await Promise.all([login.begin(), login.begin()])
    expect(first.texts['challenge']).not.toBe(second.texts['challenge'])
    expect(await login.finish(second.state, await answerLegacy(first.texts, 'Filling-line 1'))).toBeUndefined()
  })

  test('no byte, 60 bytes, no text, a wrong length or something behind it is no password', async () => {
    const login = createLegacyLogin()
    const { texts, state } = await login.begin()
    const { challenge = '' } = texts
    const text = Buffer.from('Filling-line 1')
    const wrong = [
      filled(Buffer.alloc(0)),
      filled(Buffer.alloc(60, 'x')),
      filled(Buffer.from([0xc3, 0x28])),
      filled(text, text.length - 1),
      filled(text, 200),
    ]
    for (const plain of wrong) {
      expect(await login.finish(state, { password: crossed(challenge, plain).toString('base64') })).toBeUndefined()
    }
    const right = crossed(challenge, filled(text))
    for (const bytes of [right.subarray(0, 63), Buffer.concat([right, Buffer.alloc(1)]), Buffer.alloc(0)]) {
      expect(await login.finish(state, { password: bytes.toString('base64') })).toBeUndefined()
    }
    expect(await login.finish(state, { password: ` ${right.toString('base64')}` })).toBeUndefined()
    expect(await login.finish(state, {})).toBeUndefined()
    expect(await login.finish(state, { password: right.toString('base64') })).toBeDefined()
  })
})
