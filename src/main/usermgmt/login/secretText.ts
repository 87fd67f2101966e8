import { PASSWORD_BYTES } from '../../../contract/nameRules'

/** The bytes of base64 with its padding and nothing else; undefined for any other text. */
export function base64Bytes(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** 1–59 bytes of UTF-8 as they are, a byte order mark included; undefined for anything else, never cut. */
export function passwordText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0 || bytes.length > PASSWORD_BYTES) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
