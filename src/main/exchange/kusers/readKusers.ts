import type { Part } from '../../../contract/exchange'
import { AppError } from '../../../contract/errors'
import type { Content } from '../../usermgmt/transfer/content'
import type { Reading } from '../reading'
import { CONTENT_MEMBERS, contentOf } from './contentOf'
import { fieldsOf } from './fields'
import { checkSize, KUSERS_FORMAT, KUSERS_VERSION, LIMITS, notUnderstood } from './format'
import { parseJsonText } from './jsonText'
import { unseal } from './sealed'

export type KusersSource = {
  /** As failures name it. */
  file: string
  passphrase?: string | undefined
}

type Opened = { document: Record<string, unknown>; encrypted: boolean; title: string; made: number }

const HEAD = ['format', 'version', 'made', 'title']

/**
 * Reads the bytes of a `.kusers` file (docs/formats.md). Fails with `passphrase-needed`, `passphrase-wrong`,
 * `file-not-understood`, `file-newer` or `file-too-large`; never gives a part of what the file holds.
 */
export async function readKusers(bytes: Uint8Array, source: KusersSource): Promise<Reading> {
  const { file } = source
  checkSize(file, bytes.length)
  const { document, encrypted, title, made } = await opened(await parseJsonText(bytes, file), source)
  const content = await contentOf(document, { file, credentials: encrypted })
  const { users = [], groups = [], objects = [] } = content
  return {
    kind: 'kusers',
    encrypted,
    title,
    made,
    parts: partsOf(content),
    counts: { users: users.length, groups: groups.length, objects: objects.length },
    problems: [],
    over: () => content,
  }
}

/** The document that holds the content: the file itself, or what is encrypted in it. */
async function opened(value: unknown, { file, passphrase }: KusersSource): Promise<Opened> {
  const fields = fieldsOf(file)
  const said = newestKnown(value, file)
  const encrypted = Object.hasOwn(said, 'encryption')
  const document = fields.record(said, [...HEAD, ...(encrypted ? ['encryption', 'content'] : CONTENT_MEMBERS)])
  const title = fields.text(document['title'], LIMITS.name)
  const made = fields.time(document['made'])
  if (!encrypted) return { document, encrypted, title, made }
  if (passphrase === undefined || passphrase === '') throw new AppError('passphrase-needed', { file })
  const head = { made: new Date(made).toISOString(), title }
  const { encryption, content } = document
  const text = await unseal({ encryption, content }, { head, passphrase, file })
  return { document: fields.record(await parseJsonText(text, file), CONTENT_MEMBERS), encrypted, title, made }
}

/** A newer version may have any form: nothing else of it is looked at. */
function newestKnown(value: unknown, file: string): Record<string, unknown> {
  const said = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const found: Record<string, unknown> = Object.fromEntries(said)
  const version = found['version']
  if (
    found['format'] !== KUSERS_FORMAT ||
    typeof version !== 'number' ||
    !Number.isSafeInteger(version) ||
    version < 1
  ) {
    throw notUnderstood(file, 'form')
  }
  if (version > KUSERS_VERSION) throw new AppError('file-newer', { file, version })
  return found
}

function partsOf({ users, groups, objects, settings }: Content): Part[] {
  return [
    ...(users ? (['users'] as const) : []),
    ...(groups ? (['groups'] as const) : []),
    ...(objects ? (['rights'] as const) : []),
    ...(settings ? (['settings'] as const) : []),
  ]
}
