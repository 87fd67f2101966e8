import { randomBytes, randomUUID, timingSafeEqual, webcrypto } from 'node:crypto'
import { AppError } from '../../../contract/errors'
import type { LoginType } from './loginType'
import { base64Bytes, passwordText } from './secretText'

const { subtle } = webcrypto
type KeyPair = webcrypto.CryptoKeyPair
type PrivateKey = webcrypto.CryptoKey

/** The `asymmetric` login (seed 003, 2.1 and 2.2; user-management 4): the password goes out under an RSA key of this program. */
export type AsymmetricLogin = LoginType<AsymmetricState> & {
  /** Resolves when there is a key; makes one when there is none. Fails with `not-available` when none can be made. */
  ready(): Promise<void>
  /** Forgets the key; logins that were begun can still be finished. */
  close(): void
}

/** A login keeps the key it was begun under, so that it can be finished after the key was replaced, and no longer. */
export type AsymmetricState = { key: { id: string; privateKey: PrivateKey }; nonce: Uint8Array }

export type AsymmetricParts = {
  /** SECURITY.UserLogin_RSAKeyLen in bits. */
  keyLength: () => number
  /** Milliseconds since 1970. */
  now: () => number
  /** RSA-OAEP with SHA-256. The default makes the pair beside the event loop, and its private half cannot be exported. */
  generate?: (bits: number) => Promise<KeyPair>
}

type Key = AsymmetricState['key'] & { spki: string; bits: number; madeAt: number }

/** A key serves for a day. */
export const KEY_LIFE = 24 * 3600 * 1000
/** How long after a failure another key is tried when nobody insists. */
const TRY_AGAIN = 60_000
export const NONCE_BYTES = 32
const LEAST_BITS = 2048
const MOST_BITS = 4096

export function createAsymmetricLogin({ keyLength, now, generate = generateKey }: AsymmetricParts): AsymmetricLogin {
  let key: Key | undefined
  let making: Promise<void> | undefined
  let failedAt: number | undefined
  let renewal: NodeJS.Timeout | undefined
  let closed = false

  async function make(): Promise<void> {
    const bits = keyLength()
    try {
      if (!(bits >= LEAST_BITS && bits <= MOST_BITS)) throw new RangeError(`RSA keys of ${bits} bits are refused`)
      const { publicKey, privateKey } = await generate(bits)
      const spki = Buffer.from(await subtle.exportKey('spki', publicKey)).toString('base64')
      failedAt = undefined
      keep({ id: randomUUID(), privateKey, spki, bits, madeAt: now() })
    } catch (error) {
      failedAt = now()
      throw new AppError('not-available', { method: 'login.begin' }, error)
    }
  }

  function keep(made: Key): void {
    if (closed) return
    key = made
    clearTimeout(renewal)
    // A program that nobody logs in to has no key of yesterday either. The clock is asked as well: machines sleep.
    renewal = setTimeout(inBackground, KEY_LIFE).unref()
  }

  /** One at a time: generating takes a thread of the few that hash passwords too. */
  function made(): Promise<void> {
    making ??= make().finally(() => (making = undefined))
    return making
  }

  function inBackground(): void {
    key = undefined
    // The failure is kept in `failedAt`, and whoever needs a key hears of it.
    made().catch(() => undefined)
  }

  function fits(one: Key): boolean {
    const age = now() - one.madeAt
    return one.bits === keyLength() && age >= 0 && age < KEY_LIFE
  }

  async function current(): Promise<Key> {
    if (closed) throw new AppError('not-available', { method: 'login.begin' })
    for (;;) {
      if (key !== undefined && fits(key)) return key
      key = undefined
      await made()
      if (closed) throw new AppError('not-available', { method: 'login.begin' })
    }
  }

  return {
    id: 'asymmetric',
    /** A key that is still being made is waited for: only where none can be made may another type take its place. */
    available() {
      if (closed) return false
      if (failedAt === undefined) return true
      if (making === undefined && now() - failedAt >= TRY_AGAIN) inBackground()
      return false
    },
    async begin() {
      const { id, privateKey, spki } = await current()
      const nonce = randomBytes(NONCE_BYTES)
      return {
        texts: { keyId: id, publicKey: spki, nonce: nonce.toString('base64') },
        state: { key: { id, privateKey }, nonce },
      }
    },
    async finish({ key, nonce }, answer) {
      if (answer['keyId'] !== key.id) return undefined
      const encrypted = base64Bytes(answer['password'])
      const opened = encrypted && (await decrypt(key.privateKey, encrypted))
      if (opened === undefined) return undefined
      try {
        if (opened.length < NONCE_BYTES || !timingSafeEqual(opened.subarray(0, NONCE_BYTES), nonce)) return undefined
        const password = passwordText(opened.subarray(NONCE_BYTES))
        return password === undefined ? undefined : { is: 'password', password }
      } finally {
        opened.fill(0)
      }
    },
    ready: async () => void (await current()),
    close() {
      closed = true
      key = undefined
      clearTimeout(renewal)
    },
  }
}

function generateKey(bits: number): Promise<KeyPair> {
  const algorithm = {
    name: 'RSA-OAEP',
    modulusLength: bits,
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: 'SHA-256',
  }
  return subtle.generateKey(algorithm, false, ['encrypt', 'decrypt'])
}

/** In a thread, as a private operation under 4096 bits takes the event loop milliseconds. Undefined when it does not fit. */
async function decrypt(privateKey: PrivateKey, encrypted: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await subtle.decrypt({ name: 'RSA-OAEP' }, privateKey, encrypted))
  } catch {
    return undefined
  }
}
