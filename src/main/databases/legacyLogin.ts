import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LegacyLogin } from './check'

/** The controller's own settings, where somebody copied them along with the database. */
export const SETTINGS_FILES = ['CODESYSControl.cfg', 'CODESYSControl_User.cfg'] as const

/** Far above any real settings file. */
const MOST_BYTES = 1024 * 1024
const ALLOWING = new Set(['AUTO_NEGOTIATE', 'ONLY_LEGACY'])

/** Settings files in the folder that allow the legacy login (user-management 3). Files that are absent or cannot be read say nothing. */
export async function readLegacyLogin(folder: string): Promise<LegacyLogin[]> {
  const found = await Promise.all(
    SETTINGS_FILES.map(async (file) => {
      const text = await readSettings(join(folder, file))
      const value = text === undefined ? undefined : authenticationType(text)
      return value !== undefined && ALLOWING.has(value) ? [{ file, value }] : []
    }),
  )
  return found.flat()
}

/** The last line that sets it wins; `;` and `#` begin comments. */
function authenticationType(text: string): string | undefined {
  let value: string | undefined
  for (const line of text.split(/\r?\n/)) {
    const set = /^\s*SECURITY\.UserLogin_AuthenticationType\s*=\s*([^\s;#]+)/i.exec(line)
    if (set) value = set[1]?.toUpperCase()
  }
  return value
}

async function readSettings(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).size > MOST_BYTES) return undefined
    return await readFile(path, 'latin1')
  } catch {
    return undefined
  }
}
