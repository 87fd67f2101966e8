/**
 * Pieces of JSON text as they were written: numbers of 64 bits and floats keep every digit, and big values are not decoded
 * only to be encoded again. For text that is known to be valid: our own, from the OPC UA room.
 */

/** The members of an object; keys that need decoding are decoded. */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>()
  let at = skip(text, 0)
  expect(text, at, '{')
  at = skip(text, at + 1)
  while (text[at] !== '}') {
    const keyEnd = valueEnd(text, at)
    const key: unknown = JSON.parse(text.slice(at, keyEnd))
    at = skip(text, keyEnd)
    expect(text, at, ':')
    at = skip(text, at + 1)
    const end = valueEnd(text, at)
    members.set(String(key), text.slice(at, end))
    at = skip(text, end)
    if (text[at] === ',') at = skip(text, at + 1)
    else expect(text, at, '}')
  }
  return members
}

/** The elements of an array. */
export function elementsOf(text: string): string[] {
  const elements: string[] = []
  let at = skip(text, 0)
  expect(text, at, '[')
  at = skip(text, at + 1)
  while (text[at] !== ']') {
    const end = valueEnd(text, at)
    elements.push(text.slice(at, end))
    at = skip(text, end)
    if (text[at] === ',') at = skip(text, at + 1)
    else expect(text, at, ']')
  }
  return elements
}

/** An object with one member exchanged; everything else as it was. */
export function withMember(text: string, key: string, value: string): string {
  const members = membersOf(text).set(key, value)
  return `{${[...members].map(([name, one]) => `${JSON.stringify(name)}:${one}`).join(',')}}`
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from)
  if (first === QUOTE) return stringEnd(text, from)
  if (text[from] === '{' || text[from] === '[') {
    let depth = 0
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) at = stringEnd(text, at) - 1
      else if (code === 0x7b || code === 0x5b) depth += 1
      else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1
    }
    throw new SyntaxError('JSON text ends too early')
  }
  let at = from
  while (at < text.length && !/[,\]}\s]/.test(text.charAt(at))) at += 1
  if (at === from) throw new SyntaxError('JSON text without a value')
  return at
}

function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
  throw new SyntaxError('JSON text ends in a string')
}

function skip(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1
  return at
}

function expect(text: string, at: number, wanted: string): void {
  if (text[at] !== wanted) throw new SyntaxError(`JSON text without ${wanted}`)
}
