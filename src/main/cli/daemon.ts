import { userInfo } from 'node:os'
import { describeFault } from '../bridge/fault'
import { readConfig } from '../config'
import { OptionRefused } from '../daemon/optionRefused'
import { daemonHelp } from '../daemon/optionTable'
import { readCommandLine, shownOptions, type DaemonOptions } from '../daemon/options'
import { StartRefused } from '../daemon/startRefused'
import { openLog, type Log } from '../log'
import { createScope } from '../scope'
import { EXIT, WrongUsage } from './failure'
import { note, print, printJson } from './terminal'

/** Keeps sessions and lends them until a signal ends it (session-daemon 1). `args` is what follows `daemon`. */
export async function daemon(args: readonly string[]): Promise<number> {
  const asked = readArguments(args)
  if (asked.is === 'help') {
    print(daemonHelp())
    return EXIT.fine
  }
  for (const warning of asked.options.warnings) note(warning)
  if (asked.is === 'run') return run(asked.options)
  printJson(shownOptions(asked.options))
  return EXIT.fine
}

function readArguments(args: readonly string[]) {
  const { stateFolder } = readConfig()
  try {
    return readCommandLine(args, process.env, { stateFolder, ...user() })
  } catch (error) {
    if (error instanceof OptionRefused) throw new WrongUsage(error.message)
    throw error
  }
}

async function run(options: DaemonOptions): Promise<number> {
  const scope = createScope()
  const signals = listenForSignals()
  scope.add(() => signals.close())
  try {
    const { stateFolder, logLevel, logFile } = options
    const log = openLog({ level: logLevel, ...(logFile === undefined ? {} : { file: logFile }) })
    scope.add(() => log.close())
    scope.add(keepRunning(log))
    // Everything else is loaded after the options were found to be fine.
    const { compose } = await import('../compose')
    const program = await compose({ config: { ...readConfig(), stateFolder, logLevel }, log, daemon: options })
    scope.add(() => program.close())
    const { daemon } = program
    if (!daemon) throw new StartRefused('The daemon did not start; the log says why.')
    signals.onReload(() => void daemon.reload())
    print(`listening on ${daemon.address}`)
    await signals.ended
    return EXIT.fine
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    note(error.message)
    return EXIT.refused
  } finally {
    await scope.close()
  }
}

/** Longer than everything that is waited for while closing; what still hangs then is left behind. */
const LONGEST_END = 4000
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const

/** The first signal ends the daemon in order, the second at once; SIGHUP means to read lists and token again. */
function listenForSignals() {
  let reload = () => {}
  let ending = false
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const told = (signal: keyof typeof EXIT_CODES) => {
    if (ending) process.exit(EXIT_CODES[signal])
    ending = true
    setTimeout(() => process.exit(EXIT.refused), LONGEST_END).unref()
    end()
  }
  const hup = () => reload()
  process.on('SIGINT', told).on('SIGTERM', told).on('SIGHUP', hup)
  return {
    ended,
    onReload(listener: () => void) {
      reload = listener
    },
    close() {
      process.off('SIGINT', told).off('SIGTERM', told).off('SIGHUP', hup)
    },
  }
}

/** Sessions of many programs live in this process, so nothing unforeseen ends it; and nothing of it is printed as it is. */
function keepRunning(log: Log): () => void {
  const rejected = (error: unknown) => log.write('error', 'unhandledRejection', { fault: describeFault(error) })
  const thrown = (error: unknown) => log.write('error', 'uncaughtException', { fault: describeFault(error) })
  process.on('unhandledRejection', rejected).on('uncaughtException', thrown)
  return () => {
    process.off('unhandledRejection', rejected).off('uncaughtException', thrown)
  }
}

/** Only the pipes of Windows are named after people; elsewhere there may be no name for this process. */
function user(): { user?: string } {
  return process.platform === 'win32' ? { user: userInfo().username } : {}
}
