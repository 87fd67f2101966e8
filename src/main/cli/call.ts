import { resolve } from 'node:path'
import type { Api } from '../../contract/client'
import { CONTRACT } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { MethodName } from '../../contract/names'
import type { Row } from '../../contract/row'
import { withDatabase } from './database'
import { EXIT, WrongUsage } from './failure'
import { isMethod } from './methods'
import { print, printJson, readInput } from './terminal'

/** Methods that are about one database but not about one that is opened for a moment: nothing is left of what they do. */
const ELSEWHERE: ReadonlySet<MethodName> = new Set([
  'databases.close',
  'users.import',
  'groups.import',
  'exports.write',
  'imports.read',
  'apply.plan',
])

/** Runs one method on the database of a folder. An edit is read, done and saved while no other program writes there. */
export async function call(asked: { folder: string; method: string; json?: true }): Promise<number> {
  const method = methodFor(asked.method)
  const input = parseInput(await readInput())
  const changes = CONTRACT[method].right !== 'view'
  const output = changes
    ? await editFolder(asked.folder, { method, input })
    : await withDatabase(asked.folder, (api, database) => ask(api, { method, input, database }))
  if (asked.json || !changes) printJson(output)
  else print('Done and saved.')
  return EXIT.fine
}

type Question = { method: MethodName; input: object }

function methodFor(name: string): MethodName {
  if (!isMethod(name)) throw new AppError('unknown-method', { method: name })
  const row: Row = CONTRACT[name]
  const options = 'options' in row.input ? row.input.options : [row.input]
  const fits = options.every((option) => 'database' in option.shape) && !ELSEWHERE.has(name)
  if (!fits) throw new AppError('not-available', { method: name })
  return name
}

/** An empty input is one without fields. */
function parseInput(text: string): object {
  let input: unknown
  try {
    input = text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    throw new WrongUsage('Standard input is not JSON.')
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new WrongUsage('Standard input is not a JSON object.')
  }
  if ('database' in input) throw new WrongUsage('The input takes no “database”: the folder says which one.')
  return input
}

async function editFolder(folder: string, question: Question): Promise<unknown> {
  return withDatabase(folder, (api, database, program) =>
    program.exclusively(database, async () => {
      const output = await ask(api, { ...question, database })
      await api.call('databases.save', { database })
      return output
    }),
  )
}

/** Dispatch checks what goes in; a folder to copy to starts where the command was run, like every path here. */
function ask(api: Api, { method, input, database }: Question & { database: string }): Promise<unknown> {
  const copyTo = 'folder' in input && typeof input.folder === 'string' ? { folder: resolve(input.folder) } : {}
  return api.call(method, { ...input, ...copyTo, database })
}
