import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { settingsSchema, type Recent, type Settings } from '../../contract/settings'
import type { Events, Handlers } from '../bridge/handler'
import { writeDurably } from '../state/durableFile'
import { disk, failureCode, ifThere } from '../state/fileSystem'

type SettingsMethod = 'settings.read' | 'settings.change' | 'recent.forget'

/** Something about the settings file that a person looking for a cause should find in the log. */
export type SettingsProblem =
  { is: 'set-aside'; file: string; as: string } | { is: 'not-read' | 'not-written'; file: string; code: string }

export type SettingsParts = {
  /** The file, absolute; its folder is made when it is needed. */
  file: string
  events: Events
  log: (problem: SettingsProblem) => void
  now: () => number
}

/** What the program remembers for a person. Read anew each time: another window or program may have changed it. */
export type SettingsRoom = {
  handlers: Pick<Handlers, SettingsMethod>
  /** Puts a place on top of the recent ones; a failure is logged, because opening a folder must not fail for it. */
  remember(place: Recent): void
  /** Waits for what is being written. */
  close(): Promise<void>
}

const MOST_RECENT = 12
const NOTHING: Settings = { language: 'system', theme: 'system', recent: [] }
/** What a newer version keeps here survives an older one. */
const fileSchema = z.looseObject(settingsSchema.partial().shape)

export function createSettings({ file, events, log, now }: SettingsParts): SettingsRoom {
  let last: Promise<unknown> = Promise.resolve()

  const read = async (): Promise<Settings> => {
    const text = await ifThere(readFile(file, 'utf8'))
    if (text === undefined) return NOTHING
    const kept = parse(text)
    if (kept !== undefined) return { ...NOTHING, ...kept }
    const as = `${file}.damaged-${now()}`
    await disk.rename(file, as)
    log({ is: 'set-aside', file, as })
    return NOTHING
  }

  /** A settings file that cannot be read now is no reason to have no program; it is not written over either. */
  const readable = async (): Promise<Settings> => {
    try {
      return await read()
    } catch (error) {
      log({ is: 'not-read', file, code: failureCode(error) ?? 'unknown' })
      return NOTHING
    }
  }

  const change = (edit: (settings: Settings) => Partial<Settings>): Promise<Settings> =>
    inTurn(async () => {
      try {
        const before = await read()
        const after = { ...before, ...edit(before) }
        if (JSON.stringify(after) === JSON.stringify(before)) return after
        await disk.mkdir(dirname(file))
        await writeDurably(file, Buffer.from(`${JSON.stringify(after, null, 2)}\n`))
        events.emit('settings.changed', {})
        return after
      } catch (error) {
        throw new AppError('file-failed', { file, code: failureCode(error) ?? 'unknown' }, error)
      }
    })

  /** One after the other, so that no change is lost to another. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  return {
    handlers: {
      'settings.read': () => inTurn(readable),
      'settings.change': ({ language, theme }) =>
        change(() => ({ ...(language === undefined ? {} : { language }), ...(theme === undefined ? {} : { theme }) })),
      'recent.forget': ({ folder }) =>
        change(({ recent }) => ({ recent: recent.filter((place) => place.folder !== folder) })),
    },
    remember(place) {
      change(({ recent }) => ({
        recent: [place, ...recent.filter(({ folder }) => folder !== place.folder)].slice(0, MOST_RECENT),
      })).catch((error: unknown) => {
        const code = error instanceof AppError ? String(error.details['code']) : 'unknown'
        log({ is: 'not-written', file, code })
      })
    },
    close: () => last.then(() => undefined),
  }
}

function parse(text: string): Partial<Settings> | undefined {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text))
    if (!parsed.success) return undefined
    return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined))
  } catch {
    return undefined
  }
}
