import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { CONTRACT, EVENT_PAYLOADS } from '../../src/contract/contract'
import { ERRORS, type ErrorCode } from '../../src/contract/errors'
import { EVENTS, METHODS } from '../../src/contract/names'
import { errorSentence } from '../../src/contract/sentences'
import { root } from '../support/sources'

test('every name has a row and every row a name, in the same order', () => {
  expect(Object.keys(CONTRACT)).toEqual([...METHODS])
  expect(Object.keys(EVENT_PAYLOADS)).toEqual([...EVENTS])
})

test.each(METHODS)('%s says what it means and has a describable input and output', (name) => {
  const { about, input, output } = CONTRACT[name]
  expect(about).toMatch(/^[A-Z].*\.$/)
  for (const [schema, io] of [
    [input, 'input'],
    [output, 'output'],
  ] as const) {
    expect(JSON.stringify(z.toJSONSchema(schema, { io }))).toContain('"object"')
  }
})

test('no method gives a password or a hash to anybody', () => {
  for (const name of METHODS) {
    const all = JSON.stringify(z.toJSONSchema(CONTRACT[name].output, { io: 'output' }))
    // The activity log chains its entries by hashes; they are of entries, not of passwords.
    const schema = name.startsWith('audit.') ? all.replaceAll('"hash"', '""') : all
    expect(schema, name).not.toMatch(/"(password|hash|salt|credential|secret)"\s*:/i)
  }
})

test('an input with a field that nobody knows is refused', () => {
  for (const name of METHODS) {
    const issues = CONTRACT[name].input.safeParse({ somethingElse: 1 }).error?.issues ?? []
    expect(JSON.stringify(issues), name).toContain('somethingElse')
  }
})

test('every failure has a sentence that names its details', () => {
  for (const [code, { details }] of Object.entries(ERRORS) as [ErrorCode, { details: readonly string[] }][]) {
    const sentence = errorSentence(
      code,
      Object.fromEntries(
        details.map((name) => [name, ['missing', 'path'].includes(name) ? [`<${name}>`] : `<${name}>`]),
      ),
    )
    expect(sentence, code).toMatch(/\.$/)
    expect(sentence, code).not.toMatch(/undefined|null|\[object/)
  }
})

test('docs/contract.md names every method, event and failure', () => {
  const document = readFileSync(join(root, 'docs/contract.md'), 'utf8')
  const headings = [...document.matchAll(/^### (.+)$/gm)].map(([, name]) => name)
  expect(headings).toEqual([...METHODS, ...EVENTS])
  for (const code of Object.keys(ERRORS)) expect(document).toContain(`\n| \`${code}\``)
})
