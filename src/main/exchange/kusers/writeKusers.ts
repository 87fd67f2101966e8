import type { Content } from '../../usermgmt/transfer/content'
import { contentMembers, documentText } from './contentText'
import { checkSize, KUSERS_FORMAT, KUSERS_VERSION, LIMITS } from './format'
import { checkPassphrase } from './passphrase'
import { seal, type Head } from './sealed'

export type KusersOptions = {
  /** What the content was taken from, for people to read. */
  title: string
  /** Milliseconds since 1970. */
  made: number
  /** Without one the file is in clear and holds no passwords, not even hashes. */
  passphrase?: string | undefined
  /** Unpredictable bytes. */
  random: (bytes: number) => Uint8Array
}

/**
 * The bytes of a `.kusers` file (docs/formats.md). `passphrase-refused` for one that is easily guessed; `file-too-large`
 * for what could not be read again.
 */
export async function writeKusers(content: Content, options: KusersOptions): Promise<Uint8Array> {
  const { made, passphrase, random } = options
  const title = options.title.toWellFormed().slice(0, LIMITS.name).toWellFormed()
  const head: Head = { made: new Date(made).toISOString(), title }
  const bytes = Buffer.from(documentText([...headMembers(head), ...(await rest())]))
  checkSize(title, bytes.length)
  return bytes

  async function rest(): Promise<string[]> {
    if (passphrase === undefined) return contentMembers(content, { credentials: false })
    await checkPassphrase(passphrase)
    const text = Buffer.from(documentText(await contentMembers(content, { credentials: true })))
    checkSize(title, text.length)
    const sealed = await seal(text, { head, passphrase, random })
    return [`  "encryption": ${JSON.stringify(sealed.encryption)}`, `  "content": "${sealed.content}"`]
  }
}

function headMembers(head: Head): string[] {
  const members = { format: KUSERS_FORMAT, version: KUSERS_VERSION, ...head }
  return Object.entries(members).map(([name, value]) => `  "${name}": ${JSON.stringify(value)}`)
}
