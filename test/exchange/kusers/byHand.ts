import { createCipheriv, createHmac, scryptSync } from 'node:crypto'

/** A `.kusers` file made as docs/formats.md says, by nothing of the program; every value can be another one. */
export type ByHand = {
  passphrase?: string
  N?: number
  r?: number
  p?: number
  made?: string
  title?: string
  /** What is encrypted. */
  text?: string
}

export const PASSPHRASE = 'correct horse 7 battery'
export const MADE = Date.UTC(2026, 0, 1)
const SALT = Buffer.alloc(16, 7)
const NONCE = Buffer.alloc(12, 9)
const CONTENT = JSON.stringify({ groups: [{ name: 'Watch', users: [], groups: [] }] })

export type Document = {
  format: string
  version: number
  made: string
  title: string
  encryption: Record<string, string | number>
  content: string
}

export function encryptedByHand(wanted: ByHand = {}): Document {
  const { passphrase = PASSPHRASE, N = 16, r = 1, p = 1, text = CONTENT } = wanted
  const { made = '2026-01-01T00:00:00.000Z', title = 'Line 3' } = wanted
  const keys = scryptSync(passphrase.normalize('NFC'), SALT, 64, { N, r, p, maxmem: 2 ** 30 })
  const salt = SALT.toString('base64')
  const nonce = NONCE.toString('base64')
  const said = JSON.stringify(['keyswitch-users', 1, 'scrypt', N, r, p, salt, 'aes-256-gcm'])
  const check = createHmac('sha256', keys.subarray(32)).update(said).digest('base64')
  const cipher = createCipheriv('aes-256-gcm', keys.subarray(0, 32), NONCE)
  cipher.setAAD(
    Buffer.from(
      JSON.stringify(['keyswitch-users', 1, made, title, 'scrypt', N, r, p, salt, 'aes-256-gcm', nonce, check]),
    ),
  )
  const content = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64')
  const encryption = { kdf: 'scrypt', N, r, p, salt, cipher: 'aes-256-gcm', nonce, check }
  return { format: 'keyswitch-users', version: 1, made, title, encryption, content }
}

export function bytesOf(document: unknown): Uint8Array {
  if (document instanceof Uint8Array) return document
  return Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
}

/** A document in clear with these members. */
export function clear(members: object): object {
  return { format: 'keyswitch-users', version: 1, made: '2026-01-01T00:00:00.000Z', title: 'Line 3', ...members }
}
