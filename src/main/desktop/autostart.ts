import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeDurably } from '../state/durableFile'
import { disk, failureCode } from '../state/fileSystem'

/** Where a desktop of Linux looks for what starts with it (Autostart Specification). */
export function autostartFile(environment: NodeJS.ProcessEnv, home: string): string {
  const given = environment['XDG_CONFIG_HOME']
  // A relative one is to be ignored (Base Directory Specification).
  const folder = given?.startsWith('/') ? given : join(home, '.config')
  return join(folder, 'autostart', 'keyswitch.desktop')
}

/** The program as it can be started again: an AppImage runs from a place that is gone with it, and says where it lies itself. */
export function ownProgram(environment: NodeJS.ProcessEnv, program: string): string {
  return environment['APPIMAGE'] || program
}

/** A file for the desktop that starts `program` without a window; undefined where that cannot be written down. */
export function autostartText(program: string): string | undefined {
  // No executable may have an equals sign in its name there, and a line is a line.
  if (/[=\n\r\0]/.test(program)) return undefined
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Keyswitch',
    'Comment=Users, groups and access rights of controllers',
    'Comment[de]=Benutzer, Gruppen und Zugriffsrechte von Steuerungen',
    `TryExec=${asString(program)}`,
    `Exec=${asString(`${quoted(program)} --hidden`)}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Whether the desktop would start it: the file is there, and nobody has turned it off in the desktop's own settings. */
export function autostartIsOn(file: string): boolean {
  try {
    const text = readFileSync(file, 'utf8')
    return !/^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(text)
  } catch (error) {
    if (failureCode(error) === undefined) throw error
    return false
  }
}

/** Writes the file, or takes it away. */
export async function changeAutostart(file: string, text: string | null): Promise<void> {
  if (text !== null) {
    await disk.mkdir(dirname(file))
    return writeDurably(file, Buffer.from(text))
  }
  try {
    await disk.unlink(file)
  } catch (error) {
    if (failureCode(error) !== 'ENOENT') throw error
  }
}

/** An argument of `Exec` in quotes (Desktop Entry Specification, “The Exec key”); a percent sign would stand for a file. */
function quoted(argument: string): string {
  return `"${argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`
}

/** Every value is a string first, in which backslashes are doubled. */
function asString(value: string): string {
  return value.replaceAll('\\', String.raw`\\`)
}
