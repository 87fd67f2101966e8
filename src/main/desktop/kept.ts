import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../state/durableFile'
import { disk, failureCode, ifThere } from '../state/fileSystem'

const size = z.number().int().min(1).max(100_000)
const position = z.number().int().min(-100_000).max(100_000)
const keptSchema = z.object({
  window: z.object({ x: position, y: position, width: size, height: size, maximised: z.boolean() }).optional(),
  staysInTray: z.boolean().optional(),
  /** The person was told that the program goes on in the tray. */
  toldOfTray: z.boolean().optional(),
})
export type KeptDesktop = z.infer<typeof keptSchema>

/** What the desktop remembers from one start to the next. */
export type Kept = {
  readonly now: KeptDesktop
  /** Written a moment later; a failure is logged, because no window should fail for it. */
  keep(part: KeptDesktop): void
  /** Waits until it is written. */
  close(): Promise<void>
}

/** A file that is missing, damaged or cannot be read is one that says nothing. */
export async function openKept(file: string, log: (problem: { file: string; code: string }) => void): Promise<Kept> {
  const problem = (error: unknown) => log({ file, code: failureCode(error) ?? 'unknown' })
  let now = await read()
  let dirty = false
  let writing: Promise<void> | undefined

  async function read(): Promise<KeptDesktop> {
    try {
      const text = await ifThere(readFile(file, 'utf8'))
      return text === undefined ? {} : parse(text)
    } catch (error) {
      problem(error)
      return {}
    }
  }

  /** One writing at a time; what changes meanwhile is written after it, all at once. */
  async function write(): Promise<void> {
    while (dirty) {
      dirty = false
      try {
        await disk.mkdir(dirname(file))
        await writeDurably(file, Buffer.from(`${JSON.stringify(now, null, 2)}\n`))
      } catch (error) {
        problem(error)
      }
    }
    writing = undefined
  }

  return {
    get now() {
      return now
    },
    keep(part) {
      const next = { ...now, ...part }
      if (JSON.stringify(next) === JSON.stringify(now)) return
      now = next
      dirty = true
      writing ??= write()
    },
    async close() {
      await writing
    },
  }
}

function parse(text: string): KeptDesktop {
  try {
    const parsed = keptSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
