import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { DATABASE_FILE } from '../../contract/databaseFile'
import { toOpenSchema, type ToOpen } from '../../contract/desktop'

const TABLE_OR_EXPORT = /\.(kusers|csv)$/i
const LINK = /^keyswitch:/i
const PLACES = ['users-and-groups', 'access-rights', 'sessions', 'settings', 'activity'] as const
/** Longer ones are nobody's link to a place. */
const LONGEST_LINK = 2048

/** Arguments of a start: what to open, and whether a window is wanted at all. */
export type Start = { hidden: boolean; items: ToOpen[] }

/**
 * What the system passed when it started the program. `own`: arguments before the person's. A link comes from any web page,
 * so beside one nothing else counts: a page that gets quotes past a browser cannot add a path or a switch to it.
 */
export function readStart(args: readonly string[], given: { own: number; folder: string }): Start {
  const all = args.slice(given.own)
  const link = all.find((argument) => LINK.test(argument))
  if (link !== undefined) return { hidden: false, items: itemsOfLink(link) }
  const items = all.filter((argument) => argument !== '' && !argument.startsWith('-'))
  return {
    hidden: all.includes('--hidden'),
    items: items.flatMap((argument) => itemsOfArgument(argument, given.folder)),
  }
}

/** A path that a person gave: double-clicked, dropped on the icon or written. Relative ones are below `folder`. */
export function itemOfPath(path: string, folder: string): ToOpen {
  const absolute = resolve(folder, path)
  if (DATABASE_FILE.test(basename(absolute))) return { is: 'folder', path: dirname(absolute) }
  return { is: TABLE_OR_EXPORT.test(absolute) ? 'file' : 'folder', path: absolute }
}

/**
 * A `keyswitch://` address: a place (`keyswitch://sessions`), or a folder that the person is asked about
 * (`keyswitch://open?folder=/data/line%203`). Everything else is nothing, and nothing is done by it alone.
 */
export function itemsOfLink(link: string): ToOpen[] {
  if (link.length > LONGEST_LINK || !URL.canParse(link)) return []
  const url = new URL(link)
  const { protocol, hostname, port, username, password, pathname, hash, searchParams } = url
  if (protocol !== 'keyswitch:' || port || username || password || hash || !/^\/?$/.test(pathname)) return []
  const names = [...searchParams.keys()]
  const place = PLACES.find((one) => one === hostname)
  if (place) return names.length === 0 ? [{ is: 'place', place }] : []
  const path = searchParams.get('folder')
  if (hostname !== 'open' || names.length !== 1 || path === null || !isSafePath(path)) return []
  return [{ is: 'asked-folder', path: resolve(path) }]
}

/** A start that is hidden and has nothing to show needs no window. */
export function wantsWindow({ hidden, items }: Start): boolean {
  return !hidden || items.length > 0
}

/** What another start of the program sent to this one; whatever else it was is a start without anything. */
export function startSent(sent: unknown): Start {
  const parsed = startSchema.safeParse(sent)
  return parsed.success ? parsed.data : { hidden: false, items: [] }
}

const startSchema = z.object({ hidden: z.boolean(), items: z.array(toOpenSchema).max(64) })

/** Desktops of Linux may pass a file as an address. */
function itemsOfArgument(argument: string, folder: string): ToOpen[] {
  if (!/^file:\/\//i.test(argument)) return argument.includes('\0') ? [] : [itemOfPath(argument, folder)]
  try {
    return [itemOfPath(fileURLToPath(argument), folder)]
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) return []
    throw error
  }
}

/** Absolute and on this machine: looking at a share would already tell its server who we are. */
function isSafePath(path: string): boolean {
  return isAbsolute(path) && !/[\0\n\r]/.test(path) && !/^[\\/]{2}/.test(path)
}
