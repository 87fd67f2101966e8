import { cleanText } from './redact'
import { OptionRefused } from './optionRefused'
import { DAEMON_OPTIONS, isDaemonOption, type DaemonOptionName, type OptionRow } from './optionTable'

/** Options with their values as given; those that take none have an empty one. */
export type Given = ReadonlyMap<DaemonOptionName, string>

/** `--name value` and `--name=value`, nothing else. OptionRefused otherwise; values are not repeated, they may be secrets. */
export function parseOptions(args: readonly string[]): Given {
  const given = new Map<DaemonOptionName, string>()
  for (let at = 0; at < args.length; at++) {
    const { name, attached } = split(args[at] ?? '', at)
    if (given.has(name)) throw new OptionRefused(name, 'is given twice')
    const row: OptionRow = DAEMON_OPTIONS[name]
    if (row.value === null) {
      if (attached !== undefined) throw new OptionRefused(name, 'takes no value')
      given.set(name, '')
      continue
    }
    const value = attached ?? args[++at]
    if (value === undefined || (attached === undefined && value.startsWith('--'))) {
      throw new OptionRefused(name, `needs a value, ${row.value}`)
    }
    if (value.trim() === '') throw new OptionRefused(name, 'is empty')
    if (value.includes('\0')) throw new OptionRefused(name, 'holds a NUL')
    given.set(name, value)
  }
  return given
}

function split(argument: string, at: number): { name: DaemonOptionName; attached: string | undefined } {
  const equals = argument.indexOf('=')
  const name = equals < 0 ? argument : argument.slice(0, equals)
  const attached = equals < 0 ? undefined : argument.slice(equals + 1)
  if (isDaemonOption(name)) return { name, attached }
  if (name === '-h') return { name: '--help', attached }
  if (!/^--?[a-z_]/i.test(name)) throw new OptionRefused('Options only', `argument ${at + 1} is none`)
  throw new OptionRefused(cleanText(name).slice(0, 64), 'is no option of keyswitch daemon')
}
