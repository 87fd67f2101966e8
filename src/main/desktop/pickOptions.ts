import { extname, win32 } from 'node:path'
import type { ParsedInput } from '../bridge/handler'
import type { DesktopLanguage } from './menuText'

type Asked = ParsedInput<'files.pick'>
type Ending = Asked['endings'][number]

const NAMES: Record<DesktopLanguage, Record<Ending, string>> = {
  en: { kusers: 'Keyswitch users', csv: 'Tables (CSV)' },
  de: { kusers: 'Keyswitch-Benutzer', csv: 'Tabellen (CSV)' },
}

/** What the system's dialog for files is told. */
export type PickOptions = {
  filters: { name: string; extensions: string[] }[]
  /** Never with a folder: where to save is the person's to say. */
  defaultPath?: string
}

export function pickOptions({ to, name, endings }: Asked, language: DesktopLanguage): PickOptions {
  const own = endings.map((ending) => ({ name: NAMES[language][ending], extensions: [ending] }))
  const any = { name: language === 'de' ? 'Alle Dateien' : 'All files', extensions: ['*'] }
  // Knows both kinds of slashes.
  const plain = name === undefined ? '' : win32.basename(name)
  return { filters: to === 'open' ? [...own, any] : own, ...(plain === '' ? {} : { defaultPath: plain }) }
}

/** The file that was chosen for saving; some systems leave the ending to us. */
export function withEnding(path: string, endings: readonly Ending[]): string {
  const ending = extname(path).slice(1).toLowerCase()
  return endings.some((one) => one === ending) ? path : `${path}.${endings[0]}`
}
