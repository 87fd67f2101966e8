import { z } from 'zod'
import { load } from './sources.mjs'

/** docs/contract.md: every method with what it means, needs, takes and gives; every failure with its sentence; every event. */
export async function contractDocument() {
  const { CONTRACT, EVENT_PAYLOADS } = await load('src/contract/contract.ts')
  const { ERRORS } = await load('src/contract/errors.ts')
  const { errorSentence } = await load('src/contract/sentences.ts')
  return [
    '# Contract',
    '',
    'Written from `src/contract` by `npm run docs`; a stale file fails `npm test`. One door: the page, the loopback server and the command line all call these methods. The object and the right are what a caller needs on a station whose user management is active (docs/station.md); while it is deactivated, everything is allowed.',
    '',
    '## Methods',
    ...Object.entries(CONTRACT).flatMap(([name, row]) => method(name, row)),
    '',
    '## Events',
    '',
    'An event says what changed; whoever cares asks again.',
    '',
    ...Object.entries(EVENT_PAYLOADS).flatMap(([name, schema]) => [`### ${name}`, '', ...fields(schema, 'output'), '']),
    '## Failures',
    '',
    'Only the code and the details cross a boundary; the receiver supplies the sentence. Exit: of the command line, 1 refused or failed, 2 wrong usage.',
    '',
    '| code | details | exit | asking again may help | sentence |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(ERRORS).map(([code, row]) => failure(code, row, errorSentence)),
    '',
  ].join('\n')
}

function method(name, { about, object, right, input, output }) {
  return [
    '',
    `### ${name}`,
    '',
    about,
    '',
    right === 'none' ? 'Needs no login.' : `Needs \`${right}\` on \`${object}\`.`,
    '',
    'Takes:',
    '',
    ...fields(input, 'input'),
    '',
    'Gives:',
    '',
    ...fields(output, 'output'),
  ]
}

/** Details that are lists. */
const LISTS = new Set(['missing', 'path', 'types'])

/** A sentence as its receiver would see it, with the names of the details where their values go. */
function failure(code, { details, exit, retry }, sentence) {
  const placeholders = Object.fromEntries(details.map((name) => [name, LISTS.has(name) ? [`‹${name}›`] : `‹${name}›`]))
  return `| \`${code}\` | ${details.join(', ') || '–'} | ${exit} | ${retry ? 'yes' : 'no'} | ${sentence(code, placeholders)} |`
}

function fields(schema, io) {
  const described = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  const lines = describe(described, '')
  return lines.length > 0 ? lines : ['- nothing']
}

function describe(schema, indent) {
  const choices = alternatives(schema)
  if (choices.length > 1)
    return choices.flatMap((one, index) => [
      `${indent}- ${index === 0 ? 'either' : 'or'}`,
      ...describe(one, `${indent}  `),
    ])
  if (schema.type === 'array') return describe(schema.items, indent)
  const inner = schema.additionalProperties
  if (typeof inner === 'object' && !schema.properties)
    return [`${indent}- by ${named(schema.propertyNames)}: ${type(inner)}`, ...nested(inner, indent)]
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : ', may be left out'
    return [`${indent}- \`${name}\`: ${type(field)}${optional}`, ...nested(field, indent)]
  })
}

/** The fields of a record within a field: of the record itself, of each in a list, of what may also be null. */
function nested(field, indent) {
  const target = field.type === 'array' ? field.items : field
  const records = alternatives(target)
  if (records.length > 1) return describe(target, `${indent}  `)
  return records.length === 1 ? describe(records[0], `${indent}  `) : []
}

/** The records a schema allows: itself, or those it is a union of. */
function alternatives(schema) {
  return (schema.anyOf ?? schema.oneOf ?? [schema]).filter((one) => one.type === 'object')
}

function named(names) {
  return names?.enum ? names.enum.map((name) => `\`${name}\``).join(', ') : 'name'
}

function type(schema) {
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return either(schema.enum.map((value) => `\`${value}\``))
  const choices = schema.anyOf ?? schema.oneOf
  const [one, many] = choices ?? []
  if (choices?.length === 2 && many.type === 'array' && type(many.items) === type(one))
    return `${type(one)}, or a list of such`
  if (choices) return either([...new Set(choices.map(type))])
  if (Array.isArray(schema.type)) return either(schema.type.map((name) => type({ ...schema, type: name })))
  if (schema.type === 'array') return `list of ${type(schema.items)}`
  if (schema.type === 'string') return `text${limits(schema.minLength, schema.maxLength, ' characters')}`
  if (schema.type === 'integer') return 'whole number'
  if (schema.type === 'boolean') return 'yes or no'
  if (schema.type === 'object') return 'record'
  return schema.type ?? 'anything'
}

function either(choices) {
  return choices.length < 3 ? choices.join(' or ') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}

function limits(least, most, unit) {
  if (least === undefined && most === undefined) return ''
  return most === undefined ? ` (at least ${least}${unit})` : ` (${least ?? 0} to ${most}${unit})`
}
