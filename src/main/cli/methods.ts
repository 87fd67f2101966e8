import { z } from 'zod'
import { CONTRACT } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import { METHODS, type MethodName } from '../../contract/names'
import type { Row } from '../../contract/row'
import { EXIT } from './failure'
import { print, printJson } from './terminal'

/** Lists all methods, or shows one with the form of its input and output. */
export function methods({ method, json }: { method: string | undefined; json?: true }): number {
  if (method === undefined) {
    if (json) printJson(METHODS.map((name) => ({ method: name, ...meaning(CONTRACT[name]) })))
    else print(methodsTable())
    return EXIT.fine
  }
  if (!isMethod(method)) throw new AppError('unknown-method', { method })
  const row: Row = CONTRACT[method]
  const shapes = { input: schemaOf(row.input, 'input'), output: schemaOf(row.output, 'output') }
  if (json) printJson({ method, ...meaning(row), ...shapes })
  else {
    print(`${method}: ${row.about}`)
    print(`\nInput:\n${JSON.stringify(shapes.input, null, 2)}`)
    print(`\nOutput:\n${JSON.stringify(shapes.output, null, 2)}`)
  }
  return EXIT.fine
}

/** What stands below the commands in the help. */
export function methodsHelp(): string {
  return `\nMethods (“keyswitch methods users.add” shows input and output):\n${methodsTable()}\n`
}

function methodsTable(): string {
  const width = Math.max(...METHODS.map((name) => name.length))
  return METHODS.map((name) => `  ${name.padEnd(width)}  ${CONTRACT[name].about}`).join('\n')
}

function meaning({ about, object, right }: Row) {
  return { about, object, right }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _, ...form } = z.toJSONSchema(schema, { io })
  return form
}

export function isMethod(text: string): text is MethodName {
  return Object.hasOwn(CONTRACT, text)
}
