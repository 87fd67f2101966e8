import type { Part } from '../../../contract/exchange'
import { AppError } from '../../../contract/errors'
import type { Content } from '../../usermgmt/transfer/content'
import type { Reading } from '../reading'
import { CONTENT_MEMBERS, contentOf } from './contentOf'
import { fieldsOf } from './fields'
import { checkSize, KUSERS_FORMAT, KUSERS_VERSION, LIMITS, notUnderstood } from './format'
import { outlineOf, type Outline } from './jsonOutline'
import { unseal } from './sealed'

export type KusersSource = {
  /** As failures name it. */
  file: string
  passphrase?: string | undefined
}

type Opened = { document: Outline; encrypted: boolean; title: string; made: number }

const HEAD = ['format', 'version', 'made', 'title']

/**
 * Reads the bytes of a `.kusers` file (docs/formats.md). Fails with `passphrase-needed`, `passphrase-wrong`,
 * `file-not-understood`, `file-newer` or `file-too-large`; never gives a part of what the file holds.
 */
export async function readKusers(bytes: Uint8Array, source: KusersSource): Promise<Reading> {
  const { file } = source
  checkSize(file, bytes.length)
  const { document, encrypted, title, made } = await opened(await outlineOf(bytes, file), source)
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
async function opened(document: Outline, { file, passphrase }: KusersSource): Promise<Opened> {
  checkVersion(document, file)
  const encrypted = document.has('encryption')
  checkMembers(document, [...HEAD, ...(encrypted ? ['encryption', 'content'] : CONTENT_MEMBERS)], file)
  const fields = fieldsOf(file)
  const title = fields.text(valueOf(document, 'title'), LIMITS.name)
  const made = fields.time(valueOf(document, 'made'))
  if (!encrypted) return { document, encrypted, title, made }
  if (passphrase === undefined || passphrase === '') throw new AppError('passphrase-needed', { file })
  const head = { made: new Date(made).toISOString(), title }
  const sealed = { encryption: valueOf(document, 'encryption'), content: valueOf(document, 'content') }
  const inside = await outlineOf(await unseal(sealed, { head, passphrase, file }), file)
  checkMembers(inside, CONTENT_MEMBERS, file)
  return { document: inside, encrypted, title, made }
}

/** Undefined where it is not there, or is a list. */
function valueOf(document: Outline, name: string): unknown {
  const member = document.get(name)
  return member?.is === 'value' ? member.value() : undefined
}

function checkMembers(document: Outline, known: readonly string[], file: string): void {
  for (const name of document.keys()) if (!known.includes(name)) throw notUnderstood(file, 'form')
}

/** A newer version may have any form: nothing else of it is looked at. */
function checkVersion(document: Outline, file: string): void {
  const version = valueOf(document, 'version')
  const isNumber = typeof version === 'number' && Number.isSafeInteger(version) && version >= 1
  if (valueOf(document, 'format') !== KUSERS_FORMAT || !isNumber) throw notUnderstood(file, 'form')
  if (version > KUSERS_VERSION) throw new AppError('file-newer', { file, version })
}

function partsOf({ users, groups, objects, settings }: Content): Part[] {
  return [
    ...(users ? (['users'] as const) : []),
    ...(groups ? (['groups'] as const) : []),
    ...(objects ? (['rights'] as const) : []),
    ...(settings ? (['settings'] as const) : []),
  ]
}
