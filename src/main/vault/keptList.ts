import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { vaultKindSchema } from '../../contract/desktop'
import { createBriefLock } from '../state/briefLock'
import { writeDurably } from '../state/durableFile'
import { disk, failureCode } from '../state/fileSystem'
import type { VaultPlace } from './vault'

/** What lies in the keychain, without the secrets: nobody asks a keychain for a list, since that can end the process. */
export type KeptList = {
  /** As it is on the disk now: other programs of this person have the same list. */
  read(): Kept[]
  /** Resolves with whether it was not on it before. Fails with what the file system says. */
  add(place: VaultPlace): Promise<boolean>
  remove(place: VaultPlace): Promise<void>
  /** Waits for what is being written. */
  close(): Promise<void>
}

export type Kept = VaultPlace & { kept: number }

/** Something about the list that a person looking for a cause should find in the log. */
export type ListProblem = { is: 'set-aside'; file: string } | { is: 'not-read' | 'not-written'; code: string }

export type KeptListParts = {
  /** Absolute; its folder is made when it is needed. */
  file: string
  now: () => number
  log: (problem: ListProblem) => void
}

const keptSchema = z.object({ kind: vaultKindSchema, name: z.string(), kept: z.number() })
/** What a newer version keeps here survives an older one. */
const fileSchema = z.looseObject({ entries: z.array(z.unknown()) })
type Content = z.infer<typeof fileSchema>

const NOTHING: Content = { version: 1, entries: [] }
/** Milliseconds another program may have the list for itself. */
const PATIENCE = 1000

export function createKeptList({ file, now, log }: KeptListParts): KeptList {
  const lock = createBriefLock(`${file}.lock`)
  let last: Promise<unknown> = Promise.resolve()
  let told: string | undefined

  /** One after the other, also with other programs, so that no entry is lost to another. */
  function change<T>(edit: (content: Content) => { content: Content; result: T }): Promise<T> {
    const turn = last.then(async () => {
      await disk.mkdir(dirname(file))
      if (!(await lock.take(PATIENCE))) throw new ListBusy()
      try {
        const before = await readOrSetAside()
        const { content, result } = edit(before)
        if (content !== before) await writeDurably(file, Buffer.from(`${JSON.stringify(content, null, 2)}\n`))
        return result
      } finally {
        await lock.release()
      }
    })
    last = turn.catch(() => undefined)
    return turn
  }

  async function readOrSetAside(): Promise<Content> {
    const text = textOf(file)
    if (text === undefined) return NOTHING
    const content = contentOf(text)
    if (content) return content
    const aside = `${file}.damaged-${now()}`
    await disk.rename(file, aside)
    log({ is: 'set-aside', file: aside })
    return NOTHING
  }

  /** Fails never: what cannot be read shows nothing, and is not written over. */
  function readNow(): Content {
    try {
      const text = textOf(file)
      if (text === undefined) return NOTHING
      const content = contentOf(text)
      if (content) return content
      change((content) => ({ content, result: undefined })).catch((error: unknown) => tell('not-written', error))
    } catch (error) {
      tell('not-read', error)
    }
    return NOTHING
  }

  /** Once in a row: it is read often. */
  function tell(is: 'not-read' | 'not-written', error: unknown): void {
    const code = failureCode(error) ?? 'unknown'
    if (told !== `${is} ${code}`) log({ is, code })
    told = `${is} ${code}`
  }

  return {
    read: () => keptIn(readNow()),
    add: (place) =>
      change((content) => {
        const { kind, name } = place
        const others = content.entries.filter((entry) => !isAt(place, entry))
        const entries = [...others, { kind, name, kept: now() }]
        return { content: { ...content, entries }, result: others.length === content.entries.length }
      }),
    remove: (place) =>
      change((content) => {
        const entries = content.entries.filter((entry) => !isAt(place, entry))
        return {
          content: entries.length === content.entries.length ? content : { ...content, entries },
          result: undefined,
        }
      }),
    close: () => last.then(() => undefined),
  }
}

/** Another program holds the list for longer than anything takes that is done with it. */
class ListBusy extends Error {
  readonly code = 'EBUSY'
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Undefined for what is damaged. */
function contentOf(text: string): Content | undefined {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function keptIn({ entries }: Content): Kept[] {
  return entries.flatMap((entry) => {
    const parsed = keptSchema.safeParse(entry)
    return parsed.success ? [parsed.data] : []
  })
}

function isAt({ kind, name }: VaultPlace, entry: unknown): boolean {
  const parsed = keptSchema.safeParse(entry)
  return parsed.success && parsed.data.kind === kind && parsed.data.name === name
}
