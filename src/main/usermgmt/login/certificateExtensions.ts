/** What a certificate says of itself that Node does not tell. Object identifiers are the hex of their DER bytes. */
export type CertificateExtensions = {
  /** How its issuer signed it. */
  signedWith: string
  /** The first byte of keyUsage (RFC 5280, 4.2.1.3), the highest bit digitalSignature; undefined where it says nothing. */
  keyUsage: number | undefined
  /** Purposes of extKeyUsage (4.2.1.12); undefined where it says nothing. */
  purposes: readonly string[] | undefined
  /** Extensions that nobody may pass over who does not know them. */
  critical: readonly string[]
}

export const KEY_USAGE = '551d0f'
export const PURPOSES = '551d25'
const SEQUENCE = 0x30
const EXTENSIONS = 0xa3
const IDENTIFIER = 0x06
const TRUE = 'ff'

/** Reads a whole certificate (RFC 5280, 4.1) in DER; undefined where it is not of that form. */
export function certificateExtensions(der: Uint8Array): CertificateExtensions | undefined {
  try {
    const [signed, algorithm] = inside(only(Buffer.from(der), SEQUENCE))
    if (signed === undefined || algorithm === undefined) return undefined
    const extensions = extensionsOf(signed)
    const purposes = extensions.find(({ id }) => id === PURPOSES)?.value
    const usage = extensions.find(({ id }) => id === KEY_USAGE)?.value
    return {
      signedWith: identifierOf(algorithm),
      // A bit string: the tag, the length, the count of unused bits, then the bits.
      keyUsage: usage === undefined ? undefined : (only(usage, 0x03)[1] ?? 0),
      purposes: purposes && inside(only(purposes, SEQUENCE)).map(({ body }) => body.toString('hex')),
      critical: extensions.filter(({ critical }) => critical).map(({ id }) => id),
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

type Element = { tag: number; body: Buffer }
type Extension = { id: string; critical: boolean; value: Buffer }

function extensionsOf({ body }: Element): Extension[] {
  const wrapped = inside(body).find(({ tag }) => tag === EXTENSIONS)
  if (wrapped === undefined) return []
  return inside(only(wrapped.body, SEQUENCE)).map((extension) => {
    const parts = inside(extension.body)
    const value = parts.at(-1)
    if (value === undefined) throw new RangeError('an extension without a value')
    return {
      id: identifierOf(extension),
      critical: parts.length === 3 && parts[1]?.body.toString('hex') === TRUE,
      value: value.body,
    }
  })
}

function identifierOf({ body }: Element): string {
  const [first] = inside(body)
  if (first?.tag !== IDENTIFIER) throw new RangeError('no identifier')
  return first.body.toString('hex')
}

/** The body of the one element that there is. */
function only(bytes: Buffer, tag: number): Buffer {
  const [element, ...rest] = inside(bytes)
  if (element?.tag !== tag || rest.length > 0) throw new RangeError('another element than expected')
  return element.body
}

/** The elements that follow each other; RangeError where one is not whole. */
function inside(bytes: Buffer): Element[] {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length;) {
    const tag = bytes.readUInt8(at)
    const first = bytes.readUInt8(at + 1)
    const more = first < 0x80 ? 0 : first & 0x7f
    if (first === 0x80 || more > 4) throw new RangeError('no definite length')
    const length = more === 0 ? first : bytes.readUIntBE(at + 2, more)
    const begin = at + 2 + more
    if (begin + length > bytes.length) throw new RangeError('an element that is not whole')
    elements.push({ tag, body: bytes.subarray(begin, begin + length) })
    at = begin + length
  }
  return elements
}
