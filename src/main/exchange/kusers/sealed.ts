import { createCipheriv, createDecipheriv, createHmac, scrypt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../../contract/errors'
import { breathing } from '../../usermgmt/eachByItself'
import { fieldsOf } from './fields'
import { KUSERS_FORMAT, KUSERS_VERSION, notUnderstood } from './format'

const KDF = 'scrypt'
const CIPHER = 'aes-256-gcm'
const [SALT_BYTES, NONCE_BYTES, KEY_BYTES, CHECK_BYTES, TAG_BYTES] = [16, 12, 32, 32, 16]
/** A second or so, and 128 MB: what is guessed is guessed slowly (RFC 7914). */
const COST = { N: 2 ** 17, r: 8, p: 1 }
/** What a file may ask for; it may come from anybody. */
const MOST = { memory: 256 * 2 ** 20, p: 4 }
const PIECE = 4 * 2 ** 20

/** `encryption` of an encrypted document. Bytes are base64. */
export type Encryption = {
  kdf: typeof KDF
  N: number
  r: number
  p: number
  salt: string
  cipher: typeof CIPHER
  nonce: string
  check: string
}
/** What stands before the content, as it is written. */
export type Head = { made: string; title: string }
export type Sealed = { encryption: Encryption; content: string }

type Cost = { N: number; r: number; p: number }

/** Encrypts a text under a passphrase; the head can be read by everybody and changed by nobody. */
export async function seal(
  text: Uint8Array,
  { head, passphrase, random }: { head: Head; passphrase: string; random: (bytes: number) => Uint8Array },
): Promise<Sealed> {
  const salt = base64(random(SALT_BYTES))
  const nonce = base64(random(NONCE_BYTES))
  const { key, checkKey } = await keysOf(passphrase, Buffer.from(salt, 'base64'), COST)
  const open = { kdf: KDF, ...COST, salt, cipher: CIPHER, nonce } as const
  const encryption: Encryption = { ...open, check: base64(checkOf(checkKey, open)) }
  const cipher = createCipheriv(CIPHER, key, Buffer.from(nonce, 'base64'), { authTagLength: TAG_BYTES })
  cipher.setAAD(authenticated(head, encryption))
  const pieces = await inPieces(text, (piece) => cipher.update(piece))
  const last = cipher.final()
  return { encryption, content: base64(Buffer.concat([...pieces, last, cipher.getAuthTag()])) }
}

/**
 * The text of an encrypted document. `passphrase-wrong` for another passphrase; `changed` where the passphrase is right and
 * anything else is not as it was written; `cost` where the file asks for more than it may.
 */
export async function unseal(
  sealed: { encryption: unknown; content: unknown },
  { head, passphrase, file }: { head: Head; passphrase: string; file: string },
): Promise<Buffer> {
  const { encryption, salt, nonce, check } = encryptionOf(sealed.encryption, file)
  const content = contentBytes(sealed.content, file)
  const { key, checkKey } = await keysOf(passphrase, salt, encryption)
  if (!timingSafeEqual(check, checkOf(checkKey, encryption))) throw new AppError('passphrase-wrong', { file })
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(authenticated(head, encryption))
  decipher.setAuthTag(content.subarray(-TAG_BYTES))
  const pieces = await inPieces(content.subarray(0, -TAG_BYTES), (piece) => decipher.update(piece))
  try {
    return Buffer.concat([...pieces, decipher.final()])
  } catch (error) {
    throw new AppError('file-not-understood', { file, problem: 'changed' }, error)
  }
}

function encryptionOf(value: unknown, file: string) {
  const fields = fieldsOf(file)
  const found = fields.record(value, ['kdf', 'N', 'r', 'p', 'salt', 'cipher', 'nonce', 'check'])
  if (found['kdf'] !== KDF || found['cipher'] !== CIPHER) throw notUnderstood(file, 'form')
  const cost = { N: fields.count(found['N']), r: fields.count(found['r']), p: fields.count(found['p']) }
  checkCost(cost, file)
  const salt = fields.bytes(found['salt'], SALT_BYTES)
  const nonce = fields.bytes(found['nonce'], NONCE_BYTES)
  const check = fields.bytes(found['check'], CHECK_BYTES)
  const encryption: Encryption = {
    kdf: KDF,
    ...cost,
    salt: base64(salt),
    cipher: CIPHER,
    nonce: base64(nonce),
    check: base64(check),
  }
  return { encryption, salt, nonce, check }
}

/** Before anything is computed. Products of numbers so large that they are not exact are too large as well. */
function checkCost({ N, r, p }: Cost, file: string): void {
  if (128 * N * r > MOST.memory || p > MOST.p) throw notUnderstood(file, 'cost')
  if (N < 2 || !Number.isInteger(Math.log2(N)) || r < 1 || p < 1) throw notUnderstood(file, 'form')
}

function contentBytes(value: unknown, file: string): Buffer {
  if (typeof value !== 'string') throw notUnderstood(file, 'form')
  const bytes = Buffer.from(value, 'base64')
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0
  // Signs that are none of base64 are passed over by the decoder: then there are fewer bytes.
  if (value.length % 4 !== 0 || bytes.length !== (value.length / 4) * 3 - padding) throw notUnderstood(file, 'form')
  if (bytes.length < TAG_BYTES) throw notUnderstood(file, 'form')
  return bytes
}

/** Says whether the passphrase is the right one, and nothing about what else was changed. */
function checkOf(key: Buffer, { kdf, N, r, p, salt, cipher }: Omit<Encryption, 'nonce' | 'check'>): Buffer {
  const said = JSON.stringify([KUSERS_FORMAT, KUSERS_VERSION, kdf, N, r, p, salt, cipher])
  return createHmac('sha256', key).update(said).digest()
}

/** The whole head, in its order. */
function authenticated({ made, title }: Head, encryption: Encryption): Buffer {
  const { kdf, N, r, p, salt, cipher, nonce, check } = encryption
  return Buffer.from(
    JSON.stringify([KUSERS_FORMAT, KUSERS_VERSION, made, title, kdf, N, r, p, salt, cipher, nonce, check]),
  )
}

/** The only state of this room, and a limit of the machine: two at a time would take twice the memory. */
let lastKeys: Promise<unknown> = Promise.resolve()

/** Never two at a time, and never while the event loop waits. */
function keysOf(passphrase: string, salt: Buffer, cost: Cost): Promise<{ key: Buffer; checkKey: Buffer }> {
  const keys = lastKeys.then(() => derived(passphrase, salt, cost))
  lastKeys = keys.catch(() => undefined)
  return keys
}

/** The same letters may be typed in two ways: those of a Mac and those of Windows are one passphrase. */
function derived(passphrase: string, salt: Buffer, cost: Cost): Promise<{ key: Buffer; checkKey: Buffer }> {
  const typed = Buffer.from(passphrase.normalize('NFC'))
  return new Promise((resolve, reject) => {
    scrypt(typed, salt, KEY_BYTES + CHECK_BYTES, { ...cost, maxmem: 2 * MOST.memory }, (error, bytes) => {
      if (error) reject(error)
      else resolve({ key: bytes.subarray(0, KEY_BYTES), checkKey: bytes.subarray(KEY_BYTES) })
    })
  })
}

async function inPieces(bytes: Uint8Array, act: (piece: Uint8Array) => Buffer): Promise<Buffer[]> {
  const breathe = breathing()
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += PIECE) {
    await breathe()
    pieces.push(act(bytes.subarray(at, at + PIECE)))
  }
  return pieces
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
