import type { Context } from '../bridge/handler'
import type { Work } from '../usermgmt/operations'

/** The fields that were given: an absent field and one that is undefined are the same to a caller, but not to an exact type. */
export function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

/** One or several, as several. */
export function listOf<T>(oneOrMany: T | readonly T[]): readonly T[] {
  return Array.isArray(oneOrMany) ? oneOrMany : [oneOrMany as T]
}

/** What long work needs of a request. */
export function workOf(context: Context): Work {
  return { signal: context.signal, progress: (done, total) => context.progress(done, total) }
}
