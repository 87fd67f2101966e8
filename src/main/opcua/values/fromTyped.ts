import { RequestFailure } from '../requestFailure'
import { isObject, partOf } from './argument'
import { isWireTime } from './dateTime'

const DEEPEST = 64

/**
 * Arguments of `invoke` in the shapes of `query`: what `__t` names becomes plain. Unknown names fail with
 * EncodingException; only this table is ever consulted, and nothing of an argument becomes anything but data.
 */
export function fromTyped(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) fail('An argument is nested too deep.')
  if (Array.isArray(value)) return value.map((item) => fromTyped(item, depth + 1))
  if (!isObject(value)) return value
  const inner = new Map(
    Object.entries(value)
      .filter(([key]) => key !== '__t')
      .map(([key, part]) => [key, fromTyped(part, depth + 1)]),
  )
  if (!Object.hasOwn(value, '__t')) return Object.fromEntries(inner)
  const name = partOf(value, '__t')
  const read = typeof name === 'string' ? TABLE.get(name) : undefined
  if (!read) return fail('An argument has a wire type that is not known.')
  return read(inner)
}

type Parts = ReadonlyMap<string, unknown>
const enumeration = (parts: Parts) => {
  const value = parts.get('v')
  return typeof value === 'number' ? value : fail('An argument of a named set needs its number in v.')
}

const TABLE: ReadonlyMap<string, (parts: Parts) => unknown> = new Map([
  [
    'DateTime',
    (parts: Parts) => {
      const text = parts.get('v')
      return typeof text === 'string' && isWireTime(text)
        ? text
        : fail('A DateTime needs microseconds and an offset in v.')
    },
  ],
  [
    'NodeId',
    (parts: Parts) => {
      const text = parts.get('v')
      return typeof text === 'string' ? text : fail('A NodeId needs its text form in v.')
    },
  ],
  ['QualifiedName', (parts: Parts) => ({ ns: needed(parts, 'ns'), name: needed(parts, 'n') })],
  ['LocalizedText', (parts: Parts) => ({ locale: parts.get('locale') ?? null, text: parts.get('text') ?? null })],
  [
    'Variant',
    (parts: Parts) => ({
      type: needed(parts, 'type'),
      value: parts.get('value') ?? parts.get('bytesB64') ?? null,
      dimensions: parts.get('dims') ?? null,
    }),
  ],
  ['DataValue', dataValue],
  [
    'ExtensionObject',
    (parts: Parts) => ({
      typeId: needed(parts, 'typeId'),
      encoding: parts.get('encoding') ?? 1,
      body: parts.get('bodyB64') ?? null,
      value: parts.get('value') ?? null,
    }),
  ],
  ['BuiltinType', enumeration],
  ['NodeClass', enumeration],
  ['BrowseDirection', enumeration],
])

function dataValue(parts: Parts): unknown {
  const variant = parts.get('variant') ?? null
  const inner = isObject(variant) ? variant : {}
  return {
    value: partOf(inner, 'value') ?? null,
    type: partOf(inner, 'type') ?? null,
    dimensions: partOf(inner, 'dimensions') ?? null,
    statusCode: parts.get('status') ?? 0,
    sourceTimestamp: parts.get('sourceTs') ?? null,
    serverTimestamp: parts.get('serverTs') ?? null,
  }
}

function needed(parts: Parts, key: string): unknown {
  return parts.has(key) ? parts.get(key) : fail(`An argument lacks its ${key}.`)
}

function fail(why: string): never {
  throw new RequestFailure('EncodingException', why, { sent: false })
}
