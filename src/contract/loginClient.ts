import type { Api } from './client'
import { AppError } from './errors'
import type { LoginResult, LoginStart, LoginTexts } from './login'
import { PASSWORD_BYTES } from './nameRules'

/** The client's half of logging in, for pages and command line alike; it needs nothing but WebCrypto. */

export type LoginRequest = {
  user: string
  password: string
  /** Only the user who is logged in already may (the edit time-out has passed). */
  again?: boolean
  /** Whoever logs in has agreed to `legacy`, which protects the password against nothing, where nothing better is allowed. */
  legacy?: boolean
}

/** A login, or that there is nothing to log in to: no login is needed, or the first administrator is to be created. */
export type LoginOutcome = LoginResult | Exclude<LoginStart, { is: 'challenge' }>

/**
 * Logs in with a password. The program chooses among `asymmetric` and, where agreed to, `legacy`; any other choice is
 * refused here, so that no program can talk a client into less. Fails with `login-type-refused` where neither is allowed
 * there, and as the two methods do.
 */
export async function logIn(api: Api, { user, password, again, legacy = false }: LoginRequest): Promise<LoginOutcome> {
  const ways = new Map<string, Answer>([['asymmetric', answerAsymmetric]])
  if (legacy) ways.set('legacy', answerLegacy)
  const start = await api.call('login.begin', { types: [...ways.keys()] })
  if (start.is !== 'challenge') return start
  const { login, type, challenge } = start
  const way = ways.get(type)
  if (way === undefined) throw new AppError('login-type-refused', { types: [type] })
  const answer = await way(challenge, password)
  return api.call('login.finish', { login, type, user, answer, ...(again !== undefined && { again }) })
}

type Answer = (challenge: LoginTexts, password: string) => Promise<LoginTexts>

const NONCE_BYTES = 32
/** Smaller keys are refused by programs too (seed 003, 2.2): whoever shows one is none. */
const LEAST_KEY_BITS = 2048

/** RSA-OAEP-SHA-256(nonce ‖ password) under the key of the challenge. */
export async function answerAsymmetric(challenge: LoginTexts, password: string): Promise<LoginTexts> {
  const bytes = passwordBytes(password)
  const subtle = webCrypto()
  const nonce = bytesOf(challenge, 'nonce')
  if (nonce.length !== NONCE_BYTES) throw unfit('nonce')
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' }
  const key = await subtle
    .importKey('spki', bytesOf(challenge, 'publicKey'), algorithm, false, ['encrypt'])
    .catch(() => undefined)
  if (key === undefined || keyBits(key.algorithm) < LEAST_KEY_BITS) throw unfit('publicKey')
  const plain = new Uint8Array([...nonce, ...bytes])
  bytes.fill(0)
  try {
    const encrypted = await subtle.encrypt({ name: 'RSA-OAEP' }, key, plain)
    return { keyId: textOf(challenge, 'keyId'), password: base64Of(new Uint8Array(encrypted)) }
  } finally {
    plain.fill(0)
  }
}

/** The password with its length before it, filled up to 64 bytes, under a stream anybody can make who saw the challenge. */
export async function answerLegacy(challenge: LoginTexts, password: string): Promise<LoginTexts> {
  const bytes = passwordBytes(password)
  const subtle = webCrypto()
  const begin = bytesOf(challenge, 'challenge')
  const blocks = await Promise.all(
    [0, 1].map((counter) => subtle.digest('SHA-256', new Uint8Array([...begin, 0, 0, 0, counter]))),
  )
  const stream = blocks.flatMap((block) => [...new Uint8Array(block)])
  const shown = [bytes.length, ...bytes]
  return { password: base64Of(Uint8Array.from(stream, (byte, index) => byte ^ (shown[index] ?? 0))) }
}

/** A password that no database can hold is a wrong one. */
function passwordBytes(password: string): Uint8Array {
  const bytes = new TextEncoder().encode(password)
  if (bytes.length === 0 || bytes.length > PASSWORD_BYTES || !password.isWellFormed())
    throw new AppError('login-failed')
  return bytes
}

/** Browsers offer it on addresses they hold for secure only: app://, 127.0.0.1 and localhost are. */
function webCrypto(): typeof globalThis.crypto.subtle {
  const { crypto }: { crypto?: { subtle?: typeof globalThis.crypto.subtle } } = globalThis
  if (crypto?.subtle === undefined) throw new AppError('not-available', { method: 'WebCrypto (crypto.subtle)' })
  return crypto.subtle
}

function keyBits(algorithm: object): number {
  return 'modulusLength' in algorithm && typeof algorithm.modulusLength === 'number' ? algorithm.modulusLength : 0
}

function textOf(challenge: LoginTexts, name: string): string {
  const text = challenge[name]
  if (text === undefined) throw unfit(name)
  return text
}

function bytesOf(challenge: LoginTexts, name: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(textOf(challenge, name)), (sign) => sign.charCodeAt(0))
  } catch (error) {
    throw error instanceof AppError ? error : unfit(name)
  }
}

function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** The program's challenge is not what this type of login gives. */
function unfit(name: string): AppError {
  return new AppError('invalid-input', { fields: [`challenge.${name}`] })
}
