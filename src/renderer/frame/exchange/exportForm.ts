import type { MethodInput } from '../../../contract/contract'
import type { Part } from '../../../contract/exchange'
import { judge, NO_PASSWORD, type TypedPassword } from '../../parts/NewPassword'
import type { EstimatePassword } from '../../parts/useEstimate'
import type { exchangeText, ExportWhat } from '../../text/exchange'
import type { Lang } from '../../text/language'

/** What is typed in the Export dialog; the passphrase goes with it. */
export type ExportForm = {
  what: ExportWhat
  parts: ReadonlySet<Part>
  separator: ',' | ';'
  passphrase: TypedPassword
  file: string
}

export const PARTS: readonly Part[] = ['users', 'groups', 'rights', 'settings']
export const WHATS: readonly ExportWhat[] = ['encrypted', 'clear', 'users-table', 'rights-table']

type Words = (typeof exchangeText)['en']

export function firstExport(home: string, title: string, lang: Lang, words: Words): ExportForm {
  const form: ExportForm = {
    what: 'encrypted',
    parts: new Set(PARTS),
    separator: lang === 'de' ? ';' : ',',
    passphrase: NO_PASSWORD,
    file: '',
  }
  return { ...form, file: `${home}/${nameFor(form.what, title, words)}` }
}

/** What a file of this kind is called when nobody says otherwise. */
export function nameFor(what: ExportWhat, title: string, words: Words): string {
  // Signs that some system takes for a path.
  const name = title.replaceAll(/[\\/:*?"<>|]/gu, '-')
  if (what === 'users-table' || what === 'rights-table') return `${name}${words.suffix[what]}.csv`
  return `${name}.kusers`
}

/** Another kind: a file name that was offered becomes that of the new kind, one that was typed stays but for its ending. */
export function withWhat(form: ExportForm, what: ExportWhat, title: string, words: Words): ExportForm {
  const { folder, name } = pathParts(form.file)
  const offered = name === nameFor(form.what, title, words)
  const typed = name.replace(/\.(?:kusers|csv)$/iu, what.endsWith('table') ? '.csv' : '.kusers')
  return { ...form, what, file: `${folder}${offered ? nameFor(what, title, words) : typed}` }
}

/** The path as it will be written: with an ending where none was typed. */
export function finalPath({ file, what }: Pick<ExportForm, 'file' | 'what'>): string {
  const path = file.trim()
  const { name } = pathParts(path)
  return name === '' || name.includes('.') ? path : `${path}${what.endsWith('table') ? '.csv' : '.kusers'}`
}

/** What is still missing, in words. */
export function exportProblems(form: ExportForm, words: Words, estimate: EstimatePassword | undefined): string[] {
  const isFile = form.what === 'encrypted' || form.what === 'clear'
  return [
    ...(isFile && form.parts.size === 0 ? [words.missingParts] : []),
    ...(form.what === 'encrypted' ? passphraseProblems(form.passphrase, words.passphraseMissing, estimate) : []),
    ...(pathParts(form.file.trim()).name === '' ? [words.missingFile] : []),
  ]
}

/** The rules of a password without those that have to do with its user. */
function passphraseProblems(
  { password, confirm }: TypedPassword,
  words: Words['passphraseMissing'],
  estimate: EstimatePassword | undefined,
): string[] {
  if (password === '') return [words.password]
  const { met } = judge(password, '', estimate)
  return [
    ...(!met.length || met.guessable === false ? [words.rules] : []),
    ...(password === confirm ? [] : [words.same]),
  ]
}

/** What the program is asked to write. */
export function exportWhat({ what, parts, separator, passphrase }: ExportForm): MethodInput<'exports.write'>['what'] {
  if (what === 'users-table' || what === 'rights-table') return { is: what, separator }
  return {
    is: 'kusers',
    parts: PARTS.filter((part) => parts.has(part)),
    ...(what === 'encrypted' ? { passphrase: passphrase.password } : {}),
  }
}

function pathParts(path: string): { folder: string; name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1
  return { folder: path.slice(0, at), name: path.slice(at) }
}
