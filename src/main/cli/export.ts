import { resolve } from 'node:path'
import type { MethodInput } from '../../contract/contract'
import { partSchema, type Part } from '../../contract/exchange'
import { withDatabase } from './database'
import { interruptible, WORK } from './exchangeInterrupt'
import { newPassphrase } from './exchangePassphrases'
import { EXIT, WrongUsage } from './failure'
import { print, printJson } from './terminal'

export type ExportAsked = {
  folder: string
  file: string
  clear?: true
  table?: 'users' | 'rights'
  parts?: string
  separator?: ',' | ';'
  overwrite?: true
  json?: true
}
type What = MethodInput<'exports.write'>['what']

const PARTS = partSchema.options

/** Writes the database of a folder into one file. */
export async function exportDatabase(asked: ExportAsked): Promise<number> {
  const what = await whatOf(asked)
  const overwrite = asked.overwrite ? { overwrite: true } : {}
  const written = await withDatabase(asked.folder, (api, database) =>
    interruptible(api, () =>
      api.call('exports.write', { database, file: resolve(asked.file), what, ...overwrite, work: WORK }),
    ),
  )
  if (asked.json) printJson(written)
  else
    print(
      `${written.users} users, ${written.groups} groups and ${written.objects} objects are in ${written.file}${remark(what)}.`,
    )
  return EXIT.fine
}

async function whatOf({ table, clear, parts, separator }: ExportAsked): Promise<What> {
  if (table !== undefined) {
    if (clear || parts !== undefined) throw new WrongUsage('export: --table goes without --clear and --parts.')
    return { is: `${table}-table`, ...(separator ? { separator } : {}) }
  }
  if (separator !== undefined) throw new WrongUsage('export: --separator is for tables.')
  const chosen = { is: 'kusers', parts: parts === undefined ? [...PARTS] : partsIn(parts) } as const
  return clear ? chosen : { ...chosen, passphrase: await newPassphrase() }
}

function partsIn(text: string): Part[] {
  const names = text.split(',').map((name) => name.trim())
  return names.map((name) => {
    const part = PARTS.find((one) => one === name)
    if (part === undefined) throw new WrongUsage(`export: --parts takes ${PARTS.join(', ')}, with commas between them.`)
    return part
  })
}

function remark(what: What): string {
  if (what.is !== 'kusers') return ''
  return what.passphrase === undefined ? ', without passwords' : ', encrypted'
}
