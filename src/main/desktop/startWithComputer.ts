import { AppError } from '../../contract/errors'
import { failureCode } from '../state/fileSystem'
import { autostartFile, autostartIsOn, autostartText, changeAutostart, ownProgram } from './autostart'

/** What Windows and macOS keep themselves. */
export type LoginItems = {
  isOn(args: string[]): boolean
  set(on: boolean, args: string[]): void
}

/** Starting with the computer, in the tray. */
export type StartWithComputer = {
  /** Null where this program cannot: while it is developed, it is no program of its own. */
  isOn(): boolean | null
  change(on: boolean): Promise<void>
}

type Given = {
  platform: NodeJS.Platform
  packaged: boolean
  environment: NodeJS.ProcessEnv
  home: string
  /** The running program file. */
  program: string
  loginItems: LoginItems
}

const ARGS = ['--hidden']

export function createStartWithComputer(given: Given): StartWithComputer {
  const { platform, packaged, environment, home, program, loginItems } = given
  const cannot = { isOn: () => null, change: async () => undefined }
  if (!packaged) return cannot
  if (platform === 'win32' || platform === 'darwin') {
    return { isOn: () => loginItems.isOn(ARGS), change: async (on) => loginItems.set(on, ARGS) }
  }
  const text = autostartText(ownProgram(environment, program))
  if (text === undefined) return cannot
  const file = autostartFile(environment, home)
  return {
    isOn: () => autostartIsOn(file),
    async change(on) {
      try {
        await changeAutostart(file, on ? text : null)
      } catch (error) {
        throw new AppError('file-failed', { file, code: failureCode(error) ?? 'unknown' }, error)
      }
    },
  }
}
